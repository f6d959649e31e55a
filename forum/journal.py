"""The journal of events: the only way other parts learn what happened in a room.

`record` writes, in the caller's transaction: the log row, the search marks, the notification job and, for
an official act, the link of the audit chain. The chain's head is locked last, so `record` is the last call
of an action.
"""

import dataclasses
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import ClassVar, Protocol, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import moderation.chain
import search.changes
from forum import jobs
from forum.actor import Actor
from forum.database import Db, Model, load
from forum.thing import Thing
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
    notifies: bool


EVENTS: dict[str, _Registered] = {}
_BY_TYPE: dict[type[Event], _Registered] = {}
E = TypeVar("E", bound=Event)


def event(*, official: bool = False, notifies: bool = True) -> Callable[[type[E]], type[E]]:
    """Register a room's event as 'room.Name'. Official ones enter the audit chain; `notifies` sends notices."""

    def register(kind: type[E]) -> type[E]:
        room = kind.__module__.removeprefix("forum.").split(".")[0]
        known = _Registered(f"{room}.{kind.__name__}", kind, official, notifies)
        EVENTS[known.name] = _BY_TYPE[kind] = known
        return kind

    return register


async def record(db: Db, actor: Actor, *events: Event, also: tuple[Thing, ...] = ()) -> None:
    """Record events. `also` names further things whose search entries may now be stale.

    Locks the head of the audit chain when an event is official: take every other lock before.
    """
    rows = [_row(actor, e) for e in events]
    db.add_all(rows)
    await db.flush()
    await search.changes.mark_all(db, {Ref(*thing) for thing in (*(e.thing for e in events), *also)})
    notified = [row.id for row, e in zip(rows, events, strict=True) if _BY_TYPE[type(e)].notifies]
    if notified:
        await jobs.defer_each(db, "notify", [{"event_id": row_id} for row_id in notified])
    official = [row for row, e in zip(rows, events, strict=True) if _BY_TYPE[type(e)].official]
    if official:
        await moderation.chain.append(db, [_act(row) for row in official])


async def erase(db: Db, event_id: int) -> None:
    """Empty an event's payload; its row stays."""
    (await load(db, JournalRow, event_id, lock=True)).payload = {}


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


def _act(row: JournalRow) -> Act:
    return Act(
        at=row.at,
        kind=row.event,
        payload={"event_id": row.id, "persona_id": row.persona_id, **row.payload},
    )


def revive(row: JournalRow) -> Event:
    """The row's event as its own dataclass."""
    return _adapter(row.event).validate_python(row.payload)


def name_of(kind: type[Event]) -> str:
    """The name under which events of this type are stored."""
    return _BY_TYPE[kind].name
