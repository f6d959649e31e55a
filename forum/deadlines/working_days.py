"""Vietnamese working days, and the end of a period of days or hours. Pure.

Based on the library's lunar holidays and announced swaps. An administrator's overrides (day is or is not
worked) take precedence, since swaps of coming years are announced late.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from forum.clock import HANOI, end_of_day, local_date
from forum.words import _

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY_STARTS, DAY_ENDS = time(8, 0), time(17, 0)
NO_OVERRIDES: Mapping[date, bool] = {}


class TimeUnit(StrEnum):
    day = "day"
    working_day = "working_day"
    hour = "hour"
    working_hour = "working_hour"


@cache
def _vietnam(year: int) -> "HolidayBase":
    import holidays  # here, since most pages show days that were counted before

    return holidays.country_holidays("VN", years=year, language="vi")


def is_working_day(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    if day in overrides:
        return overrides[day]
    return day.weekday() < 5 and day not in _vietnam(day.year)


WEEKEND = {5: _("thứ Bảy"), 6: _("Chủ nhật")}


def holiday_of(day: date) -> str:
    """The holiday's Vietnamese name, empty for another day."""
    return str(_vietnam(day.year).get(day) or "")


def add_working_days(day: date, count: int, overrides: Mapping[date, bool] = NO_OVERRIDES) -> date:
    """The `count`-th working day after `day`; before it when `count` is negative."""
    return _count_days(day, count, lambda one: is_working_day(one, overrides))


class Span(NamedTuple):
    """A period in which a clock is stopped; `until` is None while the end is unknown."""

    since: datetime
    until: datetime | None


def end_of_period(
    at: datetime,
    count: int,
    unit: TimeUnit,
    overrides: Mapping[date, bool] = NO_OVERRIDES,
    pauses: Iterable[Span] = (),
    *,
    rolls_over: bool = True,
) -> datetime:
    """The end, in UTC, of a period of `count` units starting at `at`.

    The first day is not counted; the last runs to its end. Calendar days that end on a rest day extend to the
    next working day if the period `rolls_over` (Civil Code 2015, art. 148).

    A day counts unless a pause covers its end; hours count outside the union of pauses. Pauses without a known
    end are ignored: the period is recomputed once the end is known.
    """
    still = _union(pauses)

    def worked(day: date) -> bool:
        return is_working_day(day, overrides) and not _stands(day, still)

    match unit:
        case TimeUnit.hour:
            return _end_of_hours(at, timedelta(hours=count), still)
        case TimeUnit.working_hour:
            return _end_of_working_hours(at, timedelta(hours=count), overrides, still)
        case TimeUnit.day:
            last = _count_days(local_date(at), count, lambda day: not _stands(day, still))
            if rolls_over and not is_working_day(last, overrides):
                last = _count_days(last, 1, worked)
            return end_of_day(last)
        case TimeUnit.working_day:
            return end_of_day(_count_days(local_date(at), count, worked))


def _count_days(day: date, count: int, counts: Callable[[date], bool]) -> date:
    step = 1 if count >= 0 else -1
    left = abs(count)
    while left:
        day += timedelta(days=step)
        left -= counts(day)
    return day


def _union(pauses: Iterable[Span]) -> list[tuple[datetime, datetime]]:
    """The pauses with a known end, in order, overlapping ones merged."""
    union: list[tuple[datetime, datetime]] = []
    for since, until in sorted(
        (p.since, p.until) for p in pauses if p.until is not None and p.since < p.until
    ):
        if union and since <= union[-1][1]:
            union[-1] = union[-1][0], max(union[-1][1], until)
        else:
            union.append((since, until))
    return union


def _stands(day: date, still: list[tuple[datetime, datetime]]) -> bool:
    end = end_of_day(day)
    return any(since <= end < until for since, until in still)


def _running(
    start: datetime, end: datetime, still: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a period outside all pauses."""
    for since, until in still:
        if until > start and since < end:
            if since > start:
                yield start, since
            start = until
    if start < end:
        yield start, end


def _end_of_hours(at: datetime, left: timedelta, still: list[tuple[datetime, datetime]]) -> datetime:
    latest = at + left + sum((until - since for since, until in still), timedelta())
    for start, end in _running(at, latest, still):
        if left <= end - start:
            return start + left
        left -= end - start
    return latest


def _end_of_working_hours(
    at: datetime, left: timedelta, overrides: Mapping[date, bool], still: list[tuple[datetime, datetime]]
) -> datetime:
    day = local_date(at)
    while True:
        opens = max(at, datetime.combine(day, DAY_STARTS, tzinfo=HANOI))
        closes = datetime.combine(day, DAY_ENDS, tzinfo=HANOI)
        if is_working_day(day, overrides) and opens < closes:
            for start, end in _running(opens, closes, still):
                if left <= end - start:
                    return (start + left).astimezone(UTC)
                left -= end - start
        day += timedelta(days=1)
