"""Things that have a page, and what their room provides for them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from forum.actor import Actor
from forum.database import Db, Model, ReadDb
from forum.documents import Documents
from forum.terms import term
from forum.words import NOTHING, Words, _
from moderation.values import Json
from search.entry import Entry


class Thing(NamedTuple):
    """A kind of forum.kinds and an id. For texts the id is the contribution's."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Card:
    """A thing in a list. `state` is one of a table of forum.state, or the key of its label, such as
    'proposal.taken_up'. `byline` is the author with what tells them apart from namesakes. `noun` is the word of its
    kind, `caution` what is said of it wherever it is cited, both set by forum.kinds. `keeps_answers` is false for a
    tombstone under which official answers are closed too."""

    thing: Thing
    url: str
    title: Words | str
    noun: Words = NOTHING
    code: str | None = None
    state: str | None = None
    caution: Words = NOTHING
    at: datetime | None = None
    author: str = ""
    author_id: int | None = None
    byline: Words | str = ""
    excerpt: str = ""
    is_tombstone: bool = False
    keeps_answers: bool = True


@dataclass(frozen=True, slots=True)
class Responsible:
    """The parties to a text, who may not judge it. `more_words` are shown with the text and judged with it:
    an opinion's proposed wording."""

    body_ids: frozenset[int] = frozenset()
    leader_ids: frozenset[int] = frozenset()
    more_words: str = ""


def answered(head: Card) -> Words | str:
    """The title of an official answer: that of the text it answers, or its code where the author withdrew that."""
    return _("Trả lời {code}", code=head.code) if head.is_tombstone and head.code else head.title


@dataclass(frozen=True, slots=True)
class Awaiting:
    """An official text that waits for the approval of the name it is written in: the texts and things that it answers,
    what is published with it besides its words and files, as (label, words), and the digest of all of it. `can` has
    "approve", "send_back" or both: what was overtaken meanwhile is still sent back; of a text of a body also what its
    officers may do about an approval on paper."""

    about: tuple[Thing, ...]
    beside: tuple[tuple[Words, Words | str], ...]
    digest: str
    can: frozenset[str]


ON_PAPER = ("record_approval", "countersign", "publish")


def approving_steps(can: Collection[str], approve: str, send_back: str) -> frozenset[str]:
    """`Awaiting.can` of a room with these names for the two verbs."""
    named = {"approve": approve, "send_back": send_back} | {verb: verb for verb in ON_PAPER}
    return frozenset(step for step, verb in named.items() if verb in can)


@dataclass(frozen=True, slots=True)
class Approving:
    """How texts of an official kind are approved on the approval desk.

    awaiting: what the actor is asked to approve now, else None.
    approve: what was read, by its digest. Raises Conflict when anything changed since, Forbidden.
    send_back: to those who drafted it, with a note that they alone read.
    repudiate: 'không phải ý tôi': what a published one answered, reported or decided falls back with it.
    """

    awaiting: Callable[[ReadDb, Actor, int], Awaitable[Awaiting | None]]
    approve: Callable[[Db, Actor, int, str], Awaitable[object]]
    send_back: Callable[[Db, Actor, int, str], Awaitable[object]]
    repudiate: Callable[[Db, Actor, int], Awaitable[object]]


Cards = Callable[[ReadDb, Actor, Sequence[int]], Awaitable[dict[int, Card]]]
Entries = Callable[[ReadDb, Sequence[int], datetime], Awaitable[dict[int, Entry]]]
AskResponsible = Callable[[ReadDb, Collection[int]], Awaitable[dict[int, Responsible]]]
After = Callable[[Db, Actor, int], Awaitable[None]]
Retitle = Callable[[Db, int, str], Awaitable[None]]
Lock = Callable[[Db, int, datetime | None], Awaitable[None]]
MayHave = Callable[[ReadDb, Actor, int], Awaitable[bool]]
Urgent = Callable[[ReadDb], Awaitable[Sequence[int]]]
Proven = Callable[[ReadDb, Sequence[int]], Awaitable[dict[int, dict[str, Json]]]]


@dataclass(frozen=True, slots=True)
class StaffWords:
    """A column of words that people of an office typed beside an act and everybody reads, such as a reason: no text of
    anybody's, so no case is about it. `rows` are those of a thing. A column of JSON holds them somewhere in it."""

    column: InstrumentedAttribute[object]
    rows: Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing, with everything other rooms need from it. forum.kinds rejects incomplete ones.

    table: where the id belongs; for texts that is contributions.
    noun: the key of its word in terms.yaml.
    cards: by id, those the actor may know of; ids missing from the result do not exist for them.
    entries: the search entries at that time; ids missing from the result leave the index.
    prefix: of its codes, if it has any.
    responsible: the parties to texts under review, by id.
    official_text: the kind of official texts that answer it.
    approving: for official texts, how they are approved.
    clock_states: keys of states that end on a date without anybody acting.
    after_published: follow-up when a decision first publishes the text (start its duties, count it).
    after_change: follow-up whenever a decision changes, hides or restores what of it is public, or its author
      withdraws it.
    documents: the papers that can be made from it.
    parts: things of it that have files but no page, and who may have those.
    urgent: those in review that a moderator is to see before all others, since people wait for them now.
    set_tasks: the address where moderators choose its tasks, if its author may leave them open.
    retitle: its address spells another title from now on, one with a masked passage or without.
    lock: closes it to replies, or without a time reopens it; what can be locked can also be moved to other tasks.
    staff_words: what its office typed beside its acts, where a passage may be masked.
    proven: by id, what people read of it, for a text what they read beside its words. The audit chain keeps its digest
      with each act about the thing, so all of it changes with a linked act about this very thing (forum.journal).
    """

    name: str
    table: type[Model]
    noun: str
    cards: Cards
    entries: Entries
    prefix: str | None = None
    responsible: AskResponsible | None = None
    official_text: str | None = None
    approving: Approving | None = None
    clock_states: tuple[str, ...] = ()
    after_published: After | None = None
    after_change: After | None = None
    lock: Lock | None = None
    retitle: Retitle | None = None
    documents: Documents | None = None
    set_tasks: str | None = None
    parts: tuple[tuple[str, MayHave], ...] = ()
    urgent: Urgent | None = None
    proven: Proven | None = None
    staff_words: tuple[StaffWords, ...] = ()

    @property
    def word(self) -> Words:
        return term(self.noun, "short")
