"""When a duty is due is worked out anew each time: from its start, its limit and the union of its pauses."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.clock import HANOI, end_of_day, local_date
from forum.deadlines.counting import set_dates
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyState, state_of
from forum.deadlines.working_days import Span, is_working_day

MONDAY = datetime(2026, 12, 7, 10, 0, tzinfo=HANOI)
units = st.sampled_from(["hour", "working_hour", "day", "working_day"])
moments = st.timedeltas(timedelta(days=-10), timedelta(days=60)).map(lambda away: MONDAY + away)
spans = st.builds(Span, moments, st.one_of(st.none(), moments))
calendars = st.dictionaries(st.dates(date(2026, 11, 20), date(2027, 3, 1)), st.booleans(), max_size=6)


def a_duty(count: int = 5, unit: str = "working_day", nature: str = "duty", **more: object) -> Duty:
    return Duty(
        nature=nature, started_at=MONDAY, counts_from=MONDAY, limit_count=count, limit_unit=unit,
        rolls_over=True, **more,
    )  # fmt: skip


def due(duty: Duty, *pauses: Span, calendar: dict[date, bool] | None = None) -> datetime:
    set_dates(duty, pauses, calendar or {})
    assert duty.due_at is not None
    return duty.due_at


@given(st.data(), units, st.integers(1, 30), st.lists(spans, max_size=6), calendars)
def test_pauses_in_any_order_and_over_each_other_count_once(
    data: st.DataObject, unit: str, count: int, pauses: list[Span], calendar: dict[date, bool]
) -> None:
    shuffled = data.draw(st.permutations(pauses))
    doubled = [*shuffled, *pauses]
    assert due(a_duty(count, unit), *pauses, calendar=calendar) == due(
        a_duty(count, unit), *doubled, calendar=calendar
    )


@given(units, st.integers(1, 30), st.lists(spans, max_size=6), spans, calendars)
def test_a_pause_never_makes_it_due_earlier(
    unit: str, count: int, pauses: list[Span], more: Span, calendar: dict[date, bool]
) -> None:
    before = due(a_duty(count, unit), *pauses, calendar=calendar)
    assert due(a_duty(count, unit), *pauses, more, calendar=calendar) >= before


@given(st.integers(1, 30), st.lists(spans, max_size=6), calendars)
def test_a_limit_in_working_days_ends_on_no_rest_day(
    count: int, pauses: list[Span], calendar: dict[date, bool]
) -> None:
    due_at = due(a_duty(count), *pauses, calendar=calendar)
    assert is_working_day(local_date(due_at), calendar)
    assert due_at == end_of_day(local_date(due_at))


@given(st.integers(1, 30), st.lists(spans, max_size=4), calendars)
def test_pausing_and_resuming_at_once_changes_nothing(
    count: int, pauses: list[Span], calendar: dict[date, bool]
) -> None:
    """Asked and answered within a minute: no Saturday, no day more."""
    at_noon = MONDAY + timedelta(days=1, hours=2)
    minute = Span(at_noon, at_noon + timedelta(minutes=1))
    with_it = due(a_duty(count), *pauses, minute, calendar=calendar)
    assert with_it == due(a_duty(count), *pauses, calendar=calendar)


@given(moments.filter(lambda at: at > MONDAY), st.lists(spans, max_size=4), calendars)
def test_a_given_date_stays_as_it_was_set_and_the_first_one_too(
    to: datetime, pauses: list[Span], calendar: dict[date, bool]
) -> None:
    duty = a_duty()
    first = due(duty)
    duty.given_due_at, duty.given_at = to, MONDAY
    assert due(duty, calendar=calendar) == to
    assert due(duty, *pauses, calendar=calendar) >= to
    assert duty.first_due_at == first


@pytest.mark.parametrize(
    ("since", "until", "due_on"),
    [
        (1, 1, date(2026, 12, 14)),  # within Tuesday: Monday after five working days
        (1, 2, date(2026, 12, 15)),  # Tuesday does not count, Wednesday does
        (4, 7, date(2026, 12, 15)),  # over a weekend: Friday alone
        (1, 8, date(2026, 12, 21)),
    ],
)
def test_a_day_counts_unless_a_pause_lasts_over_its_end(since: int, until: int, due_on: date) -> None:
    pause = Span(MONDAY + timedelta(days=since), MONDAY + timedelta(days=until, hours=3))
    assert due(a_duty(), pause) == end_of_day(due_on)


def test_a_pause_without_a_known_end_counts_once_it_has_one() -> None:
    tuesday, friday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
    assert due(a_duty(), Span(tuesday, None)) == end_of_day(date(2026, 12, 14))
    assert due(a_duty(), Span(tuesday, friday)) == end_of_day(date(2026, 12, 17))


def test_what_must_be_done_before_a_meeting_is_counted_back_and_leaves_at_least_today() -> None:
    meeting = datetime(2026, 12, 14, 14, 0, tzinfo=HANOI)
    duty = Duty(
        nature="duty", started_at=MONDAY, counts_from=meeting, limit_count=-2, limit_unit="working_day",
        rolls_over=True, not_before=end_of_day(MONDAY.date()),
    )  # fmt: skip
    assert due(duty) == end_of_day(date(2026, 12, 10))
    duty.counts_from = MONDAY + timedelta(days=1)
    assert due(duty) == end_of_day(MONDAY.date())


def test_states_follow_from_the_dates() -> None:
    duty = a_duty()
    due(duty)  # on Monday, 14 December

    def on(day: date, *, is_paused: bool = False) -> DutyState:
        return state_of(duty, datetime(day.year, day.month, day.day, 9, tzinfo=HANOI), is_paused=is_paused)

    assert on(date(2026, 12, 8)) == "running"
    assert on(date(2026, 12, 10)) == "running"
    assert on(date(2026, 12, 11)) == "soon"
    assert on(date(2026, 12, 14)) == "soon"
    assert on(date(2026, 12, 15)) == "late"
    assert on(date(2026, 12, 15), is_paused=True) == "paused"
    assert on(date(2026, 12, 28)) == "very_late"
    duty.done_at = MONDAY + timedelta(days=7)
    assert on(date(2026, 12, 28)) == "done_in_time"
    duty.done_at += timedelta(days=1)
    assert on(date(2026, 12, 28)) == "done_late"
    duty.void_at = duty.done_at
    assert on(date(2026, 12, 28)) == "void"


@given(moments, st.booleans(), st.one_of(st.none(), moments))
def test_a_window_is_never_late(at: datetime, is_paused: bool, done_at: datetime | None) -> None:
    window = a_duty(nature="window", done_at=done_at)
    due(window)
    assert state_of(window, at, is_paused=is_paused) in ("open", "closed")
    assert window.escalates_at is None and window.very_late_at is None
