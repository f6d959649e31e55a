"""Work list items: what is to be done about which thing, and by when."""

from dataclasses import dataclass
from datetime import datetime

from forum.deadlines.policy import OVERDUE, DutyState
from forum.thing import Thing
from forum.words import NOTHING, Words


@dataclass(frozen=True, slots=True)
class WorkItem:
    """`noun` says what is to be done, `url` where. `is_moment`: `due_at` is an appointment, not a limit.

    For work without a duty, or to describe a duty's next step more exactly: date and state are then the
    duty's.
    """

    title: Words | str
    url: str
    due_at: datetime | None
    noun: Words
    thing: Thing | None = None
    is_moment: bool = False
    state: DutyState | None = None
    next: Words = NOTHING
    reminded_late_at: datetime | None = None

    @property
    def is_notable(self) -> bool:
        return self.state not in (None, DutyState.running, DutyState.open)

    @property
    def is_late(self) -> bool:
        return self.state in OVERDUE
