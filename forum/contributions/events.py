"""What happens to any text."""

from dataclasses import dataclass
from datetime import datetime

from forum.journal import Thing, event


@event()
@dataclass(frozen=True, slots=True)
class Submitted:
    """Received; `due_at` is when it will have been judged, None where it was published at once."""

    thing: Thing
    persona_id: int
    due_at: datetime | None


@event()
@dataclass(frozen=True, slots=True)
class Published:
    thing: Thing
    persona_id: int
    subject: Thing | None


@event(official=True)
@dataclass(frozen=True, slots=True)
class OfficialPublished:
    """An answer or response came out. `digest` is the SHA-256 of the exact text."""

    thing: Thing
    persona_id: int
    drafted_by: int | None
    approved_by: int | None
    digest: str


@event(tells=False)
@dataclass(frozen=True, slots=True)
class Edited:
    thing: Thing
    persona_id: int
    text_version: int


@event()
@dataclass(frozen=True, slots=True)
class Withdrawn:
    thing: Thing
    persona_id: int


@event(tells=False)
@dataclass(frozen=True, slots=True)
class Endorsed:
    thing: Thing
    persona_id: int
    withdrawn: bool = False


@event(tells=False)
@dataclass(frozen=True, slots=True)
class Followed:
    thing: Thing
    persona_id: int
    stopped: bool = False
