"""Anything that has a page, and what its room must say about it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from forum.actor import Actor
from forum.database import Db, Model, ReadDb
from forum.documents import Documents
from forum.terms import term
from forum.words import NOTHING, Words
from search.entry import Entry


class Thing(NamedTuple):
    """A kind of forum.kinds and an id. For texts the id is the contribution's."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Card:
    """How a thing stands in a list. `state` is one of a table of forum.state, or the key of its words, such as
    'proposal.taken_up'. `noun` is the word of its kind, which forum.kinds writes."""

    thing: Thing
    url: str
    title: Words | str
    noun: Words = NOTHING
    code: str | None = None
    state: str | None = None
    at: datetime | None = None
    author: str = ""
    excerpt: str = ""
    is_tombstone: bool = False


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who must act on a text, so that nobody of theirs judges it. `more_words` is shown with the text and judged
    with it: an opinion's proposed wording."""

    body_ids: frozenset[int] = frozenset()
    leader_ids: frozenset[int] = frozenset()
    more_words: str = ""


Cards = Callable[[ReadDb, Actor, Sequence[int]], Awaitable[dict[int, Card]]]
Entries = Callable[[ReadDb, Sequence[int], datetime], Awaitable[dict[int, Entry]]]
AskResponsible = Callable[[ReadDb, int], Awaitable[Responsible]]
After = Callable[[Db, Actor, int], Awaitable[None]]
Lock = Callable[[Db, int, datetime | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing, all that others need to know of it. forum.kinds says of an incomplete one what it lacks.

    table: where the row of that id is; of a text that is contributions.
    noun: the key of its word in terms.yaml.
    cards: what the actor may know of, by id; ids that are missing from the result do not exist for them.
    entries: the search entries as they stand at that time; an id missing from the result is taken out of the index.
    prefix: what its codes begin with, where it has codes.
    responsible: who must act on a text that is judged.
    official_text: the kind of the texts that answer it in the name of a body or a leader.
    clock_states: keys of states that a date ends, whether or not anybody does anything.
    after_published: what the room does when a judgement first shows the text (start its clocks, count it).
    documents: what papers can be made from it.
    lock: ends the exchange below it, or without a time opens it again; what can be locked can also be moved to
    other tasks.
    """

    name: str
    table: type[Model]
    noun: str
    cards: Cards
    entries: Entries
    prefix: str | None = None
    responsible: AskResponsible | None = None
    official_text: str | None = None
    clock_states: tuple[str, ...] = ()
    after_published: After | None = None
    lock: Lock | None = None
    documents: Documents | None = None

    @property
    def word(self) -> Words:
        return term(self.noun, "short")
