"""Events on time limits, working days and reminders."""

from dataclasses import dataclass
from datetime import date

from forum.deadlines.policy import Stage
from forum.journal import event
from forum.thing import Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class TimeLimitSet:
    """A time limit has another length from a day on."""

    thing: Thing
    name: str
    count: int
    unit: str
    from_on: date


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class WorkdaySet:
    """A day was declared worked or free; `is_worked` is None for a return to the calendar. `thing` is the
    day's ordinal (date.toordinal)."""

    thing: Thing
    day: date
    is_worked: bool | None


@event()
@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder to the owner that a duty is due soon or today, or to them and their superior that it is
    late."""

    thing: Thing
    duty_id: int
    kind: str
    stage: Stage
