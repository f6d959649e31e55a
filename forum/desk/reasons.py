"""What offices type beside their acts is stored masked: where a passage of it stands, and putting words there."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Text, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from forum.actor import Actor
from forum.contributions.models import Contribution, OfficialText
from forum.database import Db, Model, ReadDb
from forum.desk.models import ReasonMask
from forum.desk.policy import ReasonMaskState
from forum.journal import JournalRow
from forum.kinds import KINDS
from forum.thing import StaffWords, Thing


@dataclass(frozen=True, slots=True)
class Place:
    """A row's column, by name, with the words that it holds. `text_id`: it is what was approved with that text."""

    column: str
    row_id: int
    words: str
    text_id: int | None

    def stored(self) -> list[str]:
        return [self.column, str(self.row_id), self.words]


def _name(one: StaffWords) -> str:
    return f"{one.column.class_.__tablename__}.{one.column.key}"


def _columns(kind: str) -> tuple[StaffWords, ...]:
    """Of its room, and the journal's of its acts."""
    acts = StaffWords(
        JournalRow.payload, lambda one: (JournalRow.thing_kind == kind) & (JournalRow.thing_id == one)
    )
    return (*KINDS[kind].staff_words, acts)


COLUMNS = {_name(one): one for kind in KINDS for one in _columns(kind)}
JOURNAL = _name(_columns("question")[-1])


def _is_json(one: StaffWords) -> bool:
    return isinstance(one.column.type, JSONB)


def _spelled(one: StaffWords, words: str) -> str:
    """As the column holds them."""
    return json.dumps(words, ensure_ascii=False)[1:-1] if _is_json(one) else words


async def waiting_masks(db: ReadDb, actor: Actor) -> int:
    """How many wait for the actor as the second person."""
    waits = (ReasonMask.state == ReasonMaskState.waiting, ReasonMask.until >= actor.at)
    query = select(func.count(ReasonMask.id)).where(*waits, ReasonMask.masked_by != actor.persona_id)
    return await db.scalar(query) or 0


async def places_of(db: Db, thing: Thing, passage: str) -> list[Place]:
    """Locked, in the order of the kind's columns. A statement a column."""
    found = []
    for one in _columns(thing.kind) if KINDS[thing.kind].staff_words else ():
        table = one.column.class_
        words = cast(one.column, Text)
        rows = await db.execute(
            select(table.id, words)
            .where(one.rows(thing.id), func.strpos(words, _spelled(one, passage)) > 0)
            .order_by(table.id)
            .with_for_update()
        )
        is_approved = table is OfficialText
        found += [Place(_name(one), row_id, text, row_id if is_approved else None) for row_id, text in rows]
    return found


async def replace_in(db: Db, places: Iterable[Place], passage: str, bar: str) -> None:
    for place in places:
        one = COLUMNS[place.column]
        await _write(db, one, place.row_id, masked(place.column, place.words, passage, bar))


async def put_back(db: Db, column: str, row_id: int, words: str, passage: str, bar: str) -> bool:
    """False where something else was written there since."""
    one = COLUMNS[column]
    table = one.column.class_
    now = await db.scalar(select(cast(one.column, Text)).where(table.id == row_id).with_for_update())
    if now != masked(column, words, passage, bar):
        return False
    await _write(db, one, row_id, words)
    return True


def masked(column: str, words: str, passage: str, bar: str) -> str:
    one = COLUMNS[column]
    return words.replace(_spelled(one, passage), _spelled(one, bar))


async def _write(db: Db, one: StaffWords, row_id: int, words: str) -> None:
    table = one.column.class_
    value = cast(literal(words, Text), JSONB) if _is_json(one) else words
    await db.execute(update(table).where(table.id == row_id).values({one.column.key: value}))


async def mask_notices(db: Db, thing: Thing, passage: str, bar: str) -> None:
    """What people were told of the thing so far, where they read it again."""
    notices = Model.metadata.tables["notices"]
    about = (notices.c.thing_kind == thing.kind, notices.c.thing_id == thing.id)
    words = {name: func.replace(notices.c[name], passage, bar) for name in ("subject", "letter")}
    await db.execute(update(notices).where(*about, func.strpos(notices.c.letter, passage) > 0).values(words))


async def texts_among(db: Db, ids: Iterable[int]) -> list[Thing]:
    rows = await db.execute(
        select(Contribution.kind, Contribution.id)
        .where(Contribution.id.in_(list(ids)))
        .order_by(Contribution.id)
    )
    return [Thing(kind, text_id) for kind, text_id in rows]
