"""When a period ends: working days over Tết, hours of an office, calendar days that end on a rest day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.clock import HANOI, end_of_day, local_date
from forum.deadlines.working_days import TimeUnit, add_working_days, end_of_period, is_working_day

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=HANOI)
moments = st.timedeltas(timedelta(days=-300), timedelta(days=400)).map(lambda away: FRIDAY + away)
overrides = st.dictionaries(st.dates(date(2026, 1, 1), date(2028, 6, 30)), st.booleans(), max_size=8)


@given(at=moments, count=st.integers(1, 60), overrides=overrides)
def test_working_days_end_on_a_working_day(at: datetime, count: int, overrides: dict[date, bool]) -> None:
    ends = end_of_period(at, count, TimeUnit.working_day, overrides)
    assert is_working_day(local_date(ends), overrides)
    assert ends == end_of_day(local_date(ends))


@given(at=moments, count=st.integers(1, 200), overrides=overrides)
def test_working_hours_end_in_the_hours_of_an_office(
    at: datetime, count: int, overrides: dict[date, bool]
) -> None:
    ends = end_of_period(at, count, TimeUnit.working_hour, overrides).astimezone(HANOI)
    assert is_working_day(ends.date(), overrides)
    assert 8 <= ends.hour <= 17


@given(day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), count=st.integers(1, 60))
def test_counting_back_undoes_counting_on_from_a_working_day(day: date, count: int) -> None:
    start = add_working_days(day, 1)
    assert add_working_days(add_working_days(start, count), -count) == start


@pytest.mark.parametrize(
    ("count", "rolls_over", "ends"),
    [
        (1, True, date(2026, 11, 30)),  # a Saturday: on to Monday
        (1, False, date(2026, 11, 28)),
        (3, True, date(2026, 11, 30)),
        (5, True, date(2026, 12, 2)),
        (35, True, date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_calendar_days_that_end_on_a_rest_day_end_with_the_next_working_day(
    count: int, rolls_over: bool, ends: date
) -> None:
    assert end_of_period(FRIDAY, count, TimeUnit.day, rolls_over=rolls_over) == end_of_day(ends)


def test_the_day_it_starts_on_is_not_counted_and_hours_run_day_and_night() -> None:
    assert end_of_period(FRIDAY, 1, TimeUnit.working_day) == end_of_day(date(2026, 11, 30))
    assert end_of_period(FRIDAY, 72, TimeUnit.hour, rolls_over=False) == FRIDAY + timedelta(hours=72)
    assert end_of_period(FRIDAY, 10, TimeUnit.working_hour) == datetime(2026, 11, 30, 10, tzinfo=HANOI)
