"""What happens to things of bodies that have ended. All are official acts."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(official=True)
@dataclass(frozen=True, slots=True)
class HandedOver:
    """To the only successor that receives work. `text_ids` are unpublished texts in the name of the body that ended,
    which are its successor's now and wait for the approval of its head."""

    thing: Thing
    from_body_id: int
    to_body_id: int
    text_ids: tuple[int, ...]


@event(official=True)
@dataclass(frozen=True, slots=True)
class BodyAwaited:
    """Its body has ended without a successor, or with several: who assigned it, else the secretariat or a leader, says
    which body takes it over."""

    thing: Thing
    body_id: int
    leader_id: int | None


@event(official=True)
@dataclass(frozen=True, slots=True)
class BodyNamed:
    """Somebody said which body takes it over."""

    thing: Thing
    from_body_id: int
    to_body_id: int
    text_ids: tuple[int, ...]
    leader_id: int | None
