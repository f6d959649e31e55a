"""Vietnamese working days, and when a period of days or hours ends. Pure.

The library's lunar days and announced swaps are the ground; an administrator's override table (a day is or
is not worked) decides over it, since swaps of coming years are announced late.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from forum.clock import HANOI, end_of_day, local_date

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


def end_of_period(
    at: datetime,
    count: int,
    unit: str,
    overrides: Mapping[date, bool] = NO_OVERRIDES,
    *,
    rolls_over: bool = True,
) -> datetime:
    """When a period of `count` units that starts at `at` ends, in UTC. Units: hour, working_hour, day,
    working_day. The day it starts on is not counted; the last runs to its end. Calendar days that end on a
    rest day end with the next working day where the period `rolls_over` (Civil Code 2015, art. 148)."""
    match unit:
        case "hour":
            return at + timedelta(hours=count)
        case "working_hour":
            return _add_working_hours(at, count, overrides)
        case "day":
            last = local_date(at) + timedelta(days=count)
            if rolls_over and not is_working_day(last, overrides):
                last = add_working_days(last, 1, overrides)
            return end_of_day(last)
        case "working_day":
            return end_of_day(add_working_days(local_date(at), count, overrides))
    raise ValueError(f"no period is counted in {unit!r}")


def _add_working_hours(at: datetime, hours: int, overrides: Mapping[date, bool]) -> datetime:
    moment, left = at.astimezone(HANOI), timedelta(hours=hours)
    while True:
        opens = datetime.combine(local_date(moment), DAY_STARTS, tzinfo=HANOI)
        closes = datetime.combine(local_date(moment), DAY_ENDS, tzinfo=HANOI)
        if is_working_day(local_date(moment), overrides) and moment < closes:
            moment = max(moment, opens)
            if left <= closes - moment:
                return (moment + left).astimezone(UTC)
            left -= closes - moment
        moment = datetime.combine(local_date(moment) + timedelta(days=1), DAY_STARTS, tzinfo=HANOI)
