"""Conflicts of interest between a person and a case, from plain facts. Pure."""

from dataclasses import dataclass
from datetime import datetime

from moderation.values import Judge
from vietnamese import fold, syllables


@dataclass(frozen=True, slots=True)
class Person:
    """A possible judge: name, the leaders they are or work for, the bodies they work at."""

    persona_id: int
    name: str
    leader_names: frozenset[str] = frozenset()
    leader_ids: frozenset[int] = frozenset()
    body_ids: frozenset[int] = frozenset()
    body_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseMatter:
    """A text under review. `involved_ids` flagged, entered, drafted or approved it; `body_ids` and
    `leader_ids` are the parties to it."""

    author_id: int
    involved_ids: frozenset[int]
    words: str
    body_ids: frozenset[int] = frozenset()
    leader_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ConflictsOfInterest:
    is_author: bool
    names_self: bool
    names_leader: bool
    body_is_own: bool
    took_part: bool

    @property
    def is_impartial(self) -> bool:
        return not (
            self.is_author or self.names_self or self.names_leader or self.body_is_own or self.took_part
        )


def conflicts(person: Person, matter: CaseMatter) -> ConflictsOfInterest:
    folded = f" {' '.join(syllables(fold(matter.words)))} "
    return ConflictsOfInterest(
        is_author=person.persona_id == matter.author_id,
        names_self=_names(folded, person.name),
        names_leader=bool(person.leader_ids & matter.leader_ids)
        or any(_names(folded, name) for name in person.leader_names),
        body_is_own=bool(person.body_ids & matter.body_ids)
        or any(_names(folded, name) for name in person.body_names),
        took_part=person.persona_id in matter.involved_ids,
    )


def judge(person: Person, matter: CaseMatter, at: datetime, *, outside: bool, impartial_count: int) -> Judge:
    found = conflicts(person, matter)
    return Judge(
        persona_id=person.persona_id,
        at=at,
        is_author=found.is_author,
        names_self=found.names_self,
        names_leader=found.names_leader,
        body_is_own=found.body_is_own,
        took_part=found.took_part,
        is_outside_seat=outside,
        impartial_count=impartial_count,
    )


def _names(folded: str, name: str) -> bool:
    """Whether a full name occurs, with or without marks. A single syllable is not enough to identify anyone."""
    parts = syllables(fold(name))
    return len(parts) > 1 and f" {' '.join(parts)} " in folded
