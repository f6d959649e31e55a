"""Writing the index. One writer at a time: the caller holds a lock for the whole of its drain."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import cast, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from search.entry import Entry, Ref
from search.models import EntryRow, VocabularyWord, revisions
from search.synonyms import Synonyms, built_in
from search.words import EntryWords, words_of_entry
from vietnamese import fold


async def put(db: AsyncSession, entry: Entry, synonyms: Synonyms | None = None) -> None:
    """Write an entry as it is now. The same entry again changes nothing and is not pushed again."""
    known = synonyms or built_in()
    words = words_of_entry(entry, known)
    row = _row(entry, words, known.digest)
    statement = insert(EntryRow).values(
        **row,
        words=cast(words.vector, TSVECTOR),
        marked=cast(words.marked_vector, TSVECTOR),
        pushed_revision=None,
        pushed_audience=None,
    )
    written = {name: statement.excluded[name] for name in (*row, "words", "marked")}
    statement = statement.on_conflict_do_update(
        index_elements=[EntryRow.kind, EntryRow.thing_id],
        set_={**written, "revision": revisions.next_value(), "changed_at": func.clock_timestamp()},
        where=or_(EntryRow.digest != statement.excluded.digest, EntryRow.removed),
    )
    await db.execute(statement)
    await _learn(db, words.vocabulary)


def _row(entry: Entry, words: EntryWords, made_with: str) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": entry.kind,
        "thing_id": entry.thing_id,
        "version": entry.version,
        "url": entry.url,
        "code": entry.code,
        "title": entry.title,
        "text": entry.text,
        "author": entry.author,
        "author_sort": entry.author_sort,
        "audience": sorted(entry.audience),
        "sections": list(entry.sections),
        "tasks": list(entry.tasks),
        "bodies": list(entry.bodies),
        "year": entry.year,
        "state": entry.state,
        "forum_id": entry.forum_id,
        "occurred_at": entry.occurred_at,
        "code_words": words.code,
        "title_words": words.title,
        "text_words": words.text,
        "title_concepts": list(words.title_concepts),
        "text_concepts": list(words.text_concepts),
        "made_with": made_with,
        "removed": False,
    }
    return row | {"digest": hashlib.sha256(repr(sorted(row.items())).encode()).hexdigest()}


async def _learn(db: AsyncSession, vocabulary: frozenset[str]) -> None:
    """One array in one statement, whatever the number of words: so it is compiled once."""
    if vocabulary:
        words = func.unnest(cast(sorted(vocabulary), ARRAY(Text)))
        learnt = insert(VocabularyWord).from_select(["word"], select(words))
        await db.execute(learnt.on_conflict_do_nothing())


async def remove(db: AsyncSession, thing: Ref) -> None:
    """Nobody finds it from now on. The bare row stays until the engine beside us has dropped it too."""
    await db.execute(
        update(EntryRow)
        .where(EntryRow.kind == thing.kind, EntryRow.thing_id == thing.thing_id, EntryRow.removed.is_(False))
        .values(
            removed=True,
            title="",
            text="",
            author="",
            code="",
            url="",
            code_words="",
            title_words="",
            text_words="",
            title_concepts=[],
            text_concepts=[],
            audience=[],
            words=cast("", TSVECTOR),
            marked=cast("", TSVECTOR),
            digest="",
            revision=revisions.next_value(),
            changed_at=func.clock_timestamp(),
        )
    )
    await db.execute(
        delete(EntryRow).where(
            EntryRow.kind == thing.kind,
            EntryRow.thing_id == thing.thing_id,
            EntryRow.removed,
            EntryRow.pushed_revision.is_(None),
        )
    )


async def standing(db: AsyncSession, things: Sequence[Ref]) -> dict[Ref, tuple[str, frozenset[str]]]:
    """Title and audience under which these things stand in the index; those without an entry are missing."""
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id, EntryRow.title, EntryRow.audience).where(
            is_one_of(things), EntryRow.removed.is_(False)
        )
    )
    return {Ref(row.kind, row.thing_id): (row.title, frozenset(row.audience)) for row in rows}


async def stale(db: AsyncSession, most: int = 500, synonyms: Synonyms | None = None) -> tuple[Ref, ...]:
    """Entries made with other rules of folding or other synonyms than today's."""
    known = synonyms or built_in()
    rows = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id)
        .where(EntryRow.made_with != known.digest, EntryRow.removed.is_(False))
        .limit(most)
    )
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


async def all_things(db: AsyncSession) -> tuple[Ref, ...]:
    """Everything that has an entry, also what may be gone by now."""
    rows = await db.execute(select(EntryRow.kind, EntryRow.thing_id).where(EntryRow.removed.is_(False)))
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


async def thing_of_code(db: AsyncSession, code: str, audience: frozenset[str]) -> Ref | None:
    """The newest entry with this code that a reader with these words may see."""
    same = (EntryRow.code_words == fold(code), EntryRow.code_words != "")
    readable = EntryRow.audience.overlap(sorted(audience))
    newest = EntryRow.occurred_at.desc()
    found = await db.execute(
        select(EntryRow.kind, EntryRow.thing_id).where(*same, readable).order_by(newest).limit(1)
    )
    row = found.one_or_none()
    return Ref(row.kind, row.thing_id) if row else None


async def count(db: AsyncSession) -> int:
    return await db.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.removed.is_(False))) or 0


def is_one_of(things: Sequence[Ref]):  # type: ignore[no-untyped-def]  # SQLAlchemy has no public type for it
    return tuple_(EntryRow.kind, EntryRow.thing_id).in_([(thing.kind, thing.thing_id) for thing in things])
