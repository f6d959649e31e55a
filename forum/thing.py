"""Anything that has a page, and what its room must say about it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from forum.actor import Actor
from forum.database import Db, ReadDb
from search.entry import Entry


class Thing(NamedTuple):
    """A kind of forum.kinds and an id. For texts the id is the contribution's."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Card:
    """How a thing stands in a list. `state` is one of a table of forum.state, or the key of its words, such as
    'proposal.taken_up'."""

    thing: Thing
    url: str
    title: str
    noun: str
    code: str | None = None
    state: str | None = None
    at: datetime | None = None
    author: str = ""
    excerpt: str = ""
    is_tombstone: bool = False


Cards = Callable[[ReadDb, Actor, Sequence[int]], Awaitable[dict[int, Card]]]
Entries = Callable[[ReadDb, Sequence[int], datetime], Awaitable[dict[int, Entry]]]
FindCode = Callable[[ReadDb, str], Awaitable[int | None]]
After = Callable[[Db, Actor, int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing.

    cards: what the actor may know of, by id; ids that are missing from the result do not exist for them.
    entries: the search entries as they stand at that time; an id missing from the result is taken out of the index.
    find_code: the id behind a human code with `prefix`.
    after_published: what the room does when a judgement first shows the text (start its clocks, count it).
    """

    name: str
    cards: Cards
    entries: Entries | None = None
    prefix: str | None = None
    find_code: FindCode | None = None
    after_published: After | None = None
