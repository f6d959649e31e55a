"""Vietnamese working days. Every legal clock asks here.

The library's lunar days and announced swaps are the ground; an administrator's override table (a day is or
is not worked) decides over it, since swaps of coming years are announced late.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from forum.clock import HANOI

DAY_STARTS, DAY_ENDS = time(8, 0), time(17, 0)
NO_OVERRIDES: Mapping[date, bool] = {}


@cache
def _vietnam(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("VN", years=year)


def is_working_day(day: date, overrides: Mapping[date, bool] = NO_OVERRIDES) -> bool:
    if day in overrides:
        return overrides[day]
    return day.weekday() < 5 and day not in _vietnam(day.year)


def add_working_days(day: date, count: int, overrides: Mapping[date, bool] = NO_OVERRIDES) -> date:
    """The `count`-th working day after `day`; before it when `count` is negative."""
    step = 1 if count >= 0 else -1
    left = abs(count)
    while left:
        day += timedelta(days=step)
        left -= is_working_day(day, overrides)
    return day


def end_of_day(day: date) -> datetime:
    """The last second of a day in Hải Phòng, in UTC: a date on a paper runs to its end."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=HANOI).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=HANOI).astimezone(UTC)


def local_date(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def deadline(at: datetime, count: int, unit: str, overrides: Mapping[date, bool] = NO_OVERRIDES) -> datetime:
    """When a clock of `count` units that starts at `at` runs out, in UTC. Units: hour, working_hour, day,
    working_day. A day that the clock starts on is not counted; the last runs to its end."""
    match unit:
        case "hour":
            return at + timedelta(hours=count)
        case "working_hour":
            return _add_working_hours(at, count, overrides)
        case "day":
            return end_of_day(local_date(at) + timedelta(days=count))
        case "working_day":
            return end_of_day(add_working_days(local_date(at), count, overrides))
    raise ValueError(f"no clock counts in {unit!r}")


def _add_working_hours(at: datetime, hours: int, overrides: Mapping[date, bool]) -> datetime:
    moment, left = at.astimezone(HANOI), timedelta(hours=hours)
    while True:
        opens = datetime.combine(moment.date(), DAY_STARTS, tzinfo=HANOI)
        closes = datetime.combine(moment.date(), DAY_ENDS, tzinfo=HANOI)
        if is_working_day(moment.date(), overrides) and moment < closes:
            moment = max(moment, opens)
            if left <= closes - moment:
                return (moment + left).astimezone(UTC)
            left -= closes - moment
        moment = datetime.combine(moment.date() + timedelta(days=1), DAY_STARTS, tzinfo=HANOI)
