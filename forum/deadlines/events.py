"""What administrators set: the length of a time limit, and a day that differs from the calendar."""

from dataclasses import dataclass
from datetime import date

from forum.journal import event
from forum.thing import Thing


@event(official=True, tells=False)
@dataclass(frozen=True, slots=True)
class TimeLimitSet:
    """A time limit has another length from a day on."""

    thing: Thing
    name: str
    count: int
    unit: str
    from_on: date


@event(official=True, tells=False)
@dataclass(frozen=True, slots=True)
class WorkdaySet:
    """A day was declared worked or free; `is_worked` is None where the calendar counts again. `thing` is the day's
    ordinal (date.toordinal)."""

    thing: Thing
    day: date
    is_worked: bool | None
