"""Events on commitments. All but the overdue note are official acts."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.commitments.policy import Outcome
from forum.journal import event
from forum.thing import Thing


@event(official=True)
@dataclass(frozen=True, slots=True)
class Committed:
    thing: Thing
    source: Thing
    body_id: int
    due_on: date


@event(official=True)
@dataclass(frozen=True, slots=True)
class Reported:
    thing: Thing
    body_id: int
    outcome: Outcome
    confirm_by: datetime | None


@event(official=True)
@dataclass(frozen=True, slots=True)
class DueChanged:
    thing: Thing
    body_id: int
    due_before: date
    due_after: date
    change_count: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Confirmed:
    thing: Thing
    body_id: int
    persona_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Disputed:
    thing: Thing
    body_id: int
    persona_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Lapsed:
    """The confirmation window passed without a confirmation or dispute."""

    thing: Thing
    body_id: int
