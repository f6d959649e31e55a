"""The journal of events: the only way other parts learn what happened in a room.

`record` writes, in the caller's transaction: the log row, the search marks, the notification job and, for
an official act, the link of the audit chain. The chain's head is locked last, so `record` is the last call
of an action. What citizens do is put down for the chain in the same transaction, without that lock; the worker links
it within two seconds (`forum.linking`).
"""

import dataclasses
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Index, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import moderation.chain
import search.changes
from forum import jobs
from forum.actor import Actor
from forum.database import Db, Model, ReadDb, load
from forum.thing import Proven, Thing
from moderation.values import Act, Json
from search.entry import Ref


class Event(Protocol):
    """A past-tense frozen dataclass of ids and plain values. `thing` is what it happened to."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[object]]]

    @property
    def thing(self) -> Thing: ...


class JournalRow(Model):
    """The log of events, in order. Nothing consumes it by a cursor; it names no accounts."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "thing_kind", "thing_id", "id"),)  # a thing's history

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    persona_id: Mapped[int | None]
    event: Mapped[str]
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    payload: Mapped[dict[str, Json]] = mapped_column(JSONB)


@dataclasses.dataclass(frozen=True, slots=True)
class _Registered:
    name: str
    type: type[Event]
    official: bool
    linked_later: bool
    notifies: bool


EVENTS: dict[str, _Registered] = {}
# By kind of thing, what people read of it; forum.kinds fills it.
PROVEN: dict[str, Proven] = {}
STOOD = "journal.Stood"  # an act of no person: so a thing stood when the chain began to prove it
AFTER = "after_event"  # the newest event then
STANDS = "stands"  # of an act's payload: the salted digest of what people read of its thing after it
_BY_TYPE: dict[type[Event], _Registered] = {}
E = TypeVar("E", bound=Event)


def event(
    *, official: bool = False, linked_later: bool = False, notifies: bool = True
) -> Callable[[type[E]], type[E]]:
    """Register a room's event as 'room.Name'. Official ones enter the audit chain at once, what many citizens do in the
    same minute is `linked_later`; `notifies` sends notices."""

    def register(kind: type[E]) -> type[E]:
        room = kind.__module__.removeprefix("forum.").split(".")[0]
        known = _Registered(f"{room}.{kind.__name__}", kind, official, linked_later, notifies)
        EVENTS[known.name] = _BY_TYPE[kind] = known
        return kind

    return register


HELD = "held_events"  # of a session that does several acts at once


@asynccontextmanager
async def recorded_together(db: Db, actor: Actor) -> AsyncIterator[None]:
    """Several acts in one transaction: what they record is recorded at the end, since none takes the head of the audit
    chain before the others have their locks."""
    held = db.info.setdefault(HELD, [])
    try:
        yield
    finally:
        del db.info[HELD]
    events = [one for events, _also in held for one in events]
    await record(db, actor, *events, also=tuple(one for _events, also in held for one in also))


async def record(db: Db, actor: Actor, *events: Event, also: tuple[Thing, ...] = ()) -> None:
    """Record events. `also` names further things whose search entries may now be stale.

    Locks the head of the audit chain when an event is official: take every other lock before.
    """
    if HELD in db.info:
        db.info[HELD].append((events, also))
        return
    rows = [_row(actor, e) for e in events]
    db.add_all(rows)
    await db.flush()
    await search.changes.mark_all(db, {Ref(*thing) for thing in (*(e.thing for e in events), *also)})
    notified = [row.id for row, e in zip(rows, events, strict=True) if _BY_TYPE[type(e)].notifies]
    if notified:
        await jobs.defer_each(db, "notify", [{"event_id": row_id} for row_id in notified])
    official = [row for row, e in zip(rows, events, strict=True) if _BY_TYPE[type(e)].official]
    later = [row for row, e in zip(rows, events, strict=True) if _BY_TYPE[type(e)].linked_later]
    stands = await standing_digests(db, {Thing(row.thing_kind, row.thing_id) for row in (*official, *later)})
    if later:
        await moderation.chain.add_pending(db, [_act(row, stands) for row in later])
    if official:
        await moderation.chain.append(db, [_act(row, stands) for row in official])


async def standing_digests(db: ReadDb, things: set[Thing]) -> dict[Thing, str]:
    """Salted digests of what people read of these things now; of kinds without anything to prove there is none."""
    found = {}
    for kind in {thing.kind for thing in things} & PROVEN.keys():
        contents = await PROVEN[kind](db, [thing.id for thing in things if thing.kind == kind])
        for thing_id, content in contents.items():
            found[Thing(kind, thing_id)] = salted_digest(secrets.token_hex(16), content)
    return found


def salted_digest(salt: str, content: Mapping[str, Json]) -> str:
    spelled = salt.encode() + moderation.chain.canonical(content)
    return f"{salt}:{hashlib.sha256(spelled).hexdigest()}"


def agrees(stands: str, content: Mapping[str, Json]) -> bool:
    """Whether a digest from the chain is of this content."""
    return salted_digest(stands.partition(":")[0], content) == stands


async def erase(db: Db, event_id: int) -> Thing:
    """Empty an event's payload; its row stays. Returns what it was about."""
    row = await load(db, JournalRow, event_id, lock=True)
    row.payload = {}
    return Thing(row.thing_kind, row.thing_id)


async def link_as_it_stands(db: Db, at: datetime, kind: str, ids: Sequence[int]) -> int:
    """Put down what people read of these things, which no act in the chain proves yet. Returns of how many."""
    newest = await db.scalar(select(func.max(JournalRow.id))) or 0
    stands = await standing_digests(db, {Thing(kind, one) for one in ids})
    payloads: list[dict[str, Json]] = [
        {AFTER: newest, "thing": [*thing], STANDS: digest} for thing, digest in sorted(stands.items())
    ]
    await moderation.chain.add_pending(db, [Act(STOOD, at, payload) for payload in payloads])
    return len(payloads)


@cache
def _adapter(name: str) -> TypeAdapter[Event]:
    """Cached: building a TypeAdapter costs more than the rest of record()."""
    return TypeAdapter(EVENTS[name].type)


def _row(actor: Actor, happened: Event) -> JournalRow:
    known = _BY_TYPE[type(happened)]
    payload = _adapter(known.name).dump_python(happened, mode="json")
    return JournalRow(
        at=actor.at,
        persona_id=actor.persona_id,
        event=known.name,
        thing_kind=happened.thing.kind,
        thing_id=happened.thing.id,
        payload=payload,
    )


def _act(row: JournalRow, stands: Mapping[Thing, str]) -> Act:
    digest = stands.get(Thing(row.thing_kind, row.thing_id))
    return Act(
        at=row.at,
        kind=row.event,
        payload={
            "event_id": row.id,
            "persona_id": row.persona_id,
            **row.payload,
            **({STANDS: digest} if digest is not None else {}),
        },
    )


def revive(row: JournalRow) -> Event:
    """The row's event as its own dataclass."""
    return _adapter(row.event).validate_python(row.payload)


def name_of(kind: type[Event]) -> str:
    """The name under which events of this type are stored."""
    return _BY_TYPE[kind].name
