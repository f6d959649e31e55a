"""Events on commitments. All but the overdue note are official acts."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.commitments.policy import AskedFor, Outcome
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
    object_by: datetime | None = None


@event(official=True)
@dataclass(frozen=True, slots=True)
class Requested:
    """The body's head asked who assigned the commitment for another date, or for another body."""

    thing: Thing
    body_id: int
    asks_for: AskedFor
    due_on: date | None
    leader_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Ruled:
    """Who assigned it decided on the body's request; what follows is an event of its own."""

    thing: Thing
    body_id: int
    asks_for: AskedFor
    granted: bool


@event(official=True)
@dataclass(frozen=True, slots=True)
class PassedOn:
    thing: Thing
    from_body_id: int
    to_body_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class DueObjected:
    """Who it was promised to objected to the body's new date."""

    thing: Thing
    body_id: int
    persona_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class DisputeWithdrawn:
    thing: Thing
    body_id: int
    persona_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class JudgingHandedOn:
    """The account of the person to whom it was promised ended: who assigned it judges the result, one that waits until
    `confirm_by`."""

    thing: Thing
    body_id: int
    leader_id: int
    confirm_by: datetime | None


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
class TakenBack:
    """Who approved a published text does not stand by it: the commitment stands as it did without it."""

    thing: Thing
    text_id: int
    from_body_id: int
    to_body_id: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class Lapsed:
    """The confirmation window passed without a confirmation or dispute."""

    thing: Thing
    body_id: int
