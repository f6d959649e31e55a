"""Events on proposals; those on texts are in contributions.events."""

from dataclasses import dataclass
from datetime import datetime

from forum.journal import event
from forum.thing import Thing
from forum.threads.policy import ProposalState


@event(official=True)
@dataclass(frozen=True, slots=True)
class Assigned:
    """`from_body_id` had it before, if any."""

    thing: Thing
    body_id: int
    from_body_id: int | None = None


@event(official=True)
@dataclass(frozen=True, slots=True)
class HandedOver:
    thing: Thing
    from_body_id: int | None
    to_body_id: int
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class TakenUp:
    thing: Thing
    body_id: int
    due_at: datetime


@event(official=True)
@dataclass(frozen=True, slots=True)
class ClarificationAsked:
    thing: Thing
    body_id: int
    what: str
    until: datetime


@event()
@dataclass(frozen=True, slots=True)
class ClarificationClosed:
    """The author gave no clarification in time; the body answers with what it has."""

    thing: Thing
    body_id: int
    due_at: datetime


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class Clarified:
    """The author sent a clarification; the body hears of it when it is published."""

    thing: Thing
    body_id: int
    due_at: datetime


@event(official=True)
@dataclass(frozen=True, slots=True)
class Answered:
    """The head approved an answer and it was published."""

    thing: Thing
    answer_id: int
    body_id: int
    outcome: ProposalState


@event()
@dataclass(frozen=True, slots=True)
class AnswerRated:
    """The author rated the answer; `due_at` is set where the body must answer again."""

    thing: Thing
    body_id: int
    answered: bool
    due_at: datetime | None


@event(official=True)
@dataclass(frozen=True, slots=True)
class ProposalReopened:
    """The head in whose name it was answered does not stand by that answer: another is owed. `due_at` is
    None where it is hidden, or where the secretariat assigns it first."""

    thing: Thing
    answer_id: int
    due_at: datetime | None


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class ThreadTasksSet:
    thing: Thing
    task_ids: tuple[int, ...]
