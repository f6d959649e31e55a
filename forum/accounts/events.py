"""What happens to people and roles. Payloads name personas and bodies, never accounts or addresses."""

from dataclasses import dataclass
from datetime import date

from forum.journal import event
from forum.thing import Thing


@event(official=True, tells=False)
@dataclass(frozen=True, slots=True)
class Bound:
    """Someone was given a role."""

    thing: Thing
    persona_id: int
    role: str
    body_id: int | None
    leader_id: int | None
    forum_id: int | None
    until_on: date | None


@event(official=True, tells=False)
@dataclass(frozen=True, slots=True)
class Unbound:
    """A role was revoked; it counts from the next request on."""

    thing: Thing
    persona_id: int
    role: str


@event(official=True, tells=False)
@dataclass(frozen=True, slots=True)
class StandingGranted:
    """This person's texts appear without waiting in the queue."""

    thing: Thing
    persona_id: int
