"""Events on second answers besides those of every answer."""

from dataclasses import dataclass
from datetime import datetime

from forum.journal import event
from forum.thing import Thing


@event()
@dataclass(frozen=True, slots=True)
class SecondAnswerHandedOn:
    """The body that owed it has ended or lost its last people: another, or the leader who was asked, owes it now."""

    thing: Thing
    leader_id: int | None
    body_id: int | None
    due_at: datetime | None
