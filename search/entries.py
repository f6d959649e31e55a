"""Writes and reads the index. One writer at a time: the caller holds a lock during its whole drain."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import ColumnElement, bindparam, cast, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, Text

from search.entry import Entry, EntryRow, Ref
from search.joined import fold_cut
from search.models import VocabularyWord, revisions
from search.synonyms import Synonyms, built_in
from search.words import EntryWords, words_of_entry


async def put_all(db: AsyncSession, made: Sequence[Entry], synonyms: Synonyms | None = None) -> None:
    """Insert or update entries. An unchanged entry is not written and not pushed again."""
    if not made:
        return
    known = synonyms or built_in()
    standing_digests = await _digests(db, [Ref(entry.kind, entry.thing_id) for entry in made])
    rows, vocabulary = [], set[str]()
    for entry in made:
        given = _given(entry, known.digest)
        if standing_digests.get(Ref(entry.kind, entry.thing_id)) == given["digest"]:
            continue
        words = words_of_entry(entry, known)
        rows.append(given | _made(words))
        vocabulary |= words.vocabulary
    if rows:
        await db.execute(_PUT, rows)
    await _learn(db, vocabulary)


async def _digests(db: AsyncSession, things: Sequence[Ref]) -> dict[Ref, str]:
    """The stored digests: words of unchanged entries need not be made again."""
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id, EntryRow.digest).where(
            is_one_of(things), EntryRow.removed.is_(False)
        )
    )
    return {Ref(row.kind, row.thing_id): row.digest for row in rows}


def _put_statement() -> Insert:
    """The upsert, built once: with this many columns, building it costs more than running it."""
    table = EntryRow.metadata.tables["search.entries"]
    own = {"words", "marked", "revision", "changed_at", "pushed_revision", "pushed_audience"}
    plain = [column.name for column in table.columns if column.name not in own]
    statement = insert(table).values(
        {name: bindparam(name, type_=table.c[name].type) for name in plain}
        | {
            "words": cast(bindparam("words_text"), TSVECTOR),
            "marked": cast(bindparam("marked_text"), TSVECTOR),
        }
    )
    written = {name: statement.excluded[name] for name in (*plain, "words", "marked")}
    return statement.on_conflict_do_update(
        index_elements=[table.c.kind, table.c.thing_id],
        set_={**written, "revision": revisions.next_value(), "changed_at": func.clock_timestamp()},
        where=or_(table.c.digest != statement.excluded.digest, table.c.removed),
    )


def _given(entry: Entry, made_with: str) -> dict[str, object]:
    """The columns given by the thing's owner. The words derive from them, so the digest need not cover
    those."""
    row = {each.name: _stored(getattr(entry, each.name)) for each in fields(entry)}
    row |= {"made_with": made_with, "removed": False}
    return row | {"digest": hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()}


def _stored(value: object) -> object:
    """A value as stored: collections as lists, sets sorted."""
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _made(words: EntryWords) -> dict[str, object]:
    return {
        "code_words": words.code,
        "title_words": words.title,
        "text_words": words.text,
        "title_concepts": list(words.title_concepts),
        "text_concepts": list(words.text_concepts),
        "words_text": words.vector,
        "marked_text": words.marked_vector,
    }


_PUT = _put_statement()


async def _learn(db: AsyncSession, vocabulary: set[str]) -> None:
    """Add words to the vocabulary, as one array parameter, so that the statement is compiled once."""
    if vocabulary:
        words = func.unnest(cast(sorted(vocabulary), ARRAY(Text)))
        learnt = insert(VocabularyWord).from_select(["word"], select(words))
        await db.execute(learnt.on_conflict_do_nothing())


# In `pushed_audience`: the copy in Meilisearch may hold words that are no longer read. Until the next push nobody finds
# the thing there, also where it has an entry again by then.
NOBODY = ["nobody"]
# What a removed thing's row has: no words, and nobody to find it.
EMPTY = {
    "removed": True,
    "title": "",
    "text": "",
    "author": "",
    "author_id": None,
    "code": "",
    "url": "",
    "code_words": "",
    "title_words": "",
    "text_words": "",
    "title_concepts": [],
    "text_concepts": [],
    "audience": [],
    "pushed_audience": NOBODY,
    "words": cast("", TSVECTOR),
    "marked": cast("", TSVECTOR),
    "digest": "",
    "revision": revisions.next_value(),
    "changed_at": func.clock_timestamp(),
}


async def remove(db: AsyncSession, *things: Ref) -> None:
    """Remove things from the results. An empty row stays until Meilisearch has dropped it too."""
    if not things:
        return
    await lock(db, things)
    these = is_among(things)
    await db.execute(update(EntryRow).where(these, EntryRow.removed.is_(False)).values(EMPTY))
    await db.execute(delete(EntryRow).where(these, EntryRow.removed, EntryRow.pushed_revision.is_(None)))


async def lock(db: AsyncSession, things: Sequence[Ref]) -> None:
    """Whoever writes several entries locks them first, all in one order: else two would wait for each other."""
    order = (EntryRow.kind, EntryRow.thing_id)
    await db.execute(select(EntryRow.thing_id).where(is_among(things)).order_by(*order).with_for_update())


async def texts(db: AsyncSession, things: Sequence[Ref], audience: frozenset[str]) -> dict[Ref, str]:
    """The texts of those things that a reader with these words may see."""
    if not things or not audience:
        return {}
    readable = (EntryRow.audience.overlap(sorted(audience)), EntryRow.removed.is_(False))
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id, EntryRow.text).where(is_one_of(things), *readable)
    )
    return {Ref(row.kind, row.thing_id): row.text for row in rows}


async def standing(db: AsyncSession, things: Sequence[Ref]) -> dict[Ref, tuple[str, frozenset[str]]]:
    """Title and audience of things in the index; things without an entry are missing."""
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id, EntryRow.title, EntryRow.audience).where(
            is_one_of(things), EntryRow.removed.is_(False)
        )
    )
    return {Ref(row.kind, row.thing_id): (row.title, frozenset(row.audience)) for row in rows}


async def tasks_of(db: AsyncSession, things: Sequence[Ref]) -> dict[Ref, tuple[str, ...]]:
    """The task codes in the entries of these things."""
    rows = await db.execute(select(EntryRow.kind, EntryRow.thing_id, EntryRow.tasks).where(is_one_of(things)))
    return {Ref(row.kind, row.thing_id): tuple(row.tasks) for row in rows}


async def stale(db: AsyncSession, most: int = 500, synonyms: Synonyms | None = None) -> tuple[Ref, ...]:
    """Things whose entries were made with outdated folding rules or synonyms."""
    known = synonyms or built_in()
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id)
        .where(EntryRow.made_with != known.digest, EntryRow.removed.is_(False))
        .limit(most)
    )
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


async def in_states(db: AsyncSession, states: Sequence[str]) -> list[Ref]:
    """Things whose entry has one of these states."""
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id).where(
            EntryRow.state.in_(states), EntryRow.removed.is_(False)
        )
    )
    return [Ref(row.kind, row.thing_id) for row in rows]


async def all_things(db: AsyncSession) -> tuple[Ref, ...]:
    """All things with an entry, including those that may be gone."""
    rows = await db.execute(select(EntryRow.kind, EntryRow.thing_id).where(EntryRow.removed.is_(False)))
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


async def thing_of_code(db: AsyncSession, code: str, audience: frozenset[str]) -> Ref | None:
    """The newest entry with this code that a reader with these words may see."""
    same = (EntryRow.code_words == fold_cut(code), EntryRow.code_words != "")
    readable = EntryRow.audience.overlap(sorted(audience))
    newest = EntryRow.occurred_at.desc()
    found = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id).where(*same, readable).order_by(newest).limit(1)
    )
    row = found.one_or_none()
    return Ref(row.kind, row.thing_id) if row else None


async def authors_named(db: AsyncSession, name: str, audience: frozenset[str]) -> dict[int, int]:
    """The authors of that name by what a reader with these words may find, with the number of it; most first."""
    counted = func.count().label("found_count")
    rows = await db.execute(
        select(EntryRow.author_id, counted)
        .where(EntryRow.author == name, EntryRow.author_id.is_not(None))
        .where(EntryRow.audience.overlap(sorted(audience)), EntryRow.removed.is_(False))
        .group_by(EntryRow.author_id)
        .order_by(counted.desc(), EntryRow.author_id)
    )
    return {row.author_id: row.found_count for row in rows if row.author_id is not None}


async def count(db: AsyncSession) -> int:
    return await db.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.removed.is_(False))) or 0


def is_one_of(things: Sequence[Ref]) -> ColumnElement[bool]:
    return tuple_(EntryRow.kind, EntryRow.thing_id).in_([(thing.kind, thing.thing_id) for thing in things])


def is_among(things: Sequence[Ref]) -> ColumnElement[bool]:
    """The same for however many things: a list of parameters ends at 65,535."""
    kinds = cast([thing.kind for thing in things], ARRAY(Text))
    ids = cast([thing.thing_id for thing in things], ARRAY(BigInteger))
    return tuple_(EntryRow.kind, EntryRow.thing_id).in_(select(func.unnest(kinds), func.unnest(ids)))
