"""Events on notes of a leader's own side. What they say is in no record."""

from dataclasses import dataclass

from forum.journal import event
from forum.thing import Thing


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OwnNoteAdded:
    thing: Thing
    note_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OwnNoteChanged:
    thing: Thing
    note_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class OwnNoteRemoved:
    thing: Thing
    note_id: int
