"""Keeps the copy of the index in Meilisearch up to date."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, delete, exists, func, not_, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.entries import EMPTY, NOBODY, lock
from search.entry import BAR, EntryRow, Ref

# Opens a transaction that commits when the block ends normally.
Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]

BATCH = 500
MAX_HIDDEN = 50
MAX_COUNTED = 10_000
LONG_DUE_SECONDS = 30
UNPUSHED = EntryRow.pushed_revision.is_distinct_from(EntryRow.revision)


class Copy(Protocol):
    """The target of the copy. Calls return when the copy is written, or raise EngineFailed."""

    async def prepare(self) -> None: ...

    async def store(self, rows: list[EntryRow], removed: list[Ref]) -> None: ...

    async def document_count(self) -> int: ...

    async def clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the copy is behind, as far as it matters to readers.

    `hidden` are things that the copy would show to readers who may no longer see them, or find by a passage or a file
    that has been closed.
    """

    hidden: tuple[Ref, ...]
    is_far_behind: bool


async def push(begin: Begin, copy: Copy) -> int:
    """Copy one batch of due entries; returns the number copied. Copying an entry twice is harmless.

    No transaction is open while the copy is written. An entry that changes meanwhile stays due.
    """
    async with begin() as db:
        due = select(EntryRow).where(UNPUSHED).order_by(EntryRow.revision).limit(BATCH)
        rows = list(await db.scalars(due))
        db.expunge_all()
    if not rows:
        return 0
    removed = [Ref(row.kind, row.thing_id) for row in rows if row.removed]
    await copy.store([row for row in rows if not row.removed], removed)
    async with begin() as db:
        await _settle(db, rows)
    return len(rows)


async def _settle(db: AsyncSession, rows: list[EntryRow]) -> None:
    """Record what was copied, by the revision that was read, so that a later change stays due."""
    await lock(db, [Ref(row.kind, row.thing_id) for row in rows])
    read = [(row.kind, row.thing_id, row.revision) for row in rows]
    as_read = tuple_(EntryRow.kind, EntryRow.thing_id, EntryRow.revision).in_(read)
    await db.execute(delete(EntryRow).where(as_read, EntryRow.removed))
    noted = await db.execute(
        update(EntryRow)
        .where(as_read)
        .values(pushed_revision=EntryRow.revision, pushed_audience=EntryRow.audience)
        .returning(EntryRow.kind, EntryRow.thing_id)
    )
    done = {(kind, thing_id) for kind, thing_id in noted}
    for row in rows:
        if not row.removed and (row.kind, row.thing_id) not in done:
            await _note_overtaken(db, row)


async def _note_overtaken(db: AsyncSession, row: EntryRow) -> None:
    """It changed while the copy was written, which has the older revision. Where it was removed meanwhile, and its row
    with it, an empty row is put for what the copy holds: it counts as hidden, and the next push deletes it."""
    copied = {"pushed_revision": row.revision, "pushed_audience": NOBODY}
    as_copied = {column.name: getattr(row, column.name) for column in EntryRow.__table__.columns}
    empty = insert(EntryRow).values(as_copied | EMPTY | copied)
    await db.execute(
        empty.on_conflict_do_update(index_elements=[EntryRow.kind, EntryRow.thing_id], set_=copied)
    )


async def lag(db: AsyncSession) -> Lag:
    """What is not copied yet. If one is long overdue, many are to be hidden, or none is copied, the copy can't be
    used; otherwise the newest texts are found a little later."""
    long_due = EntryRow.changed_at < func.clock_timestamp() - timedelta(seconds=LONG_DUE_SECONDS)
    # Revisions grow with time, so this is the one that waits longest, by the index of what is due.
    is_far_behind = await db.scalar(select(long_due).where(UNPUSHED).order_by(EntryRow.revision).limit(1))
    if is_far_behind is None:
        return Lag((), is_far_behind=False)
    widened = and_(
        EntryRow.pushed_audience.is_not(None),
        or_(
            EntryRow.removed,
            not_(EntryRow.pushed_audience.contained_by(EntryRow.audience)),
            EntryRow.title.contains(BAR),
            EntryRow.text.contains(BAR),
        ),
    )
    due = select(EntryRow.kind, EntryRow.thing_id).where(UNPUSHED, widened)
    rows = (await db.execute(due.order_by(EntryRow.revision).limit(MAX_HIDDEN + 1))).all()
    hidden = tuple(Ref(row.kind, row.thing_id) for row in rows)
    if len(rows) > MAX_HIDDEN:
        is_far_behind = True
    if not await db.scalar(select(exists().where(EntryRow.pushed_revision.is_not(None)))):
        is_far_behind = True
    return Lag(hidden, is_far_behind=is_far_behind)


@dataclass(frozen=True, slots=True)
class DueEntries:
    """What the copy lacks; of more than MAX_COUNTED, that many are counted."""

    count: int
    oldest_at: datetime | None


async def due_entries(db: AsyncSession) -> DueEntries:
    due = select(EntryRow.changed_at).where(UNPUSHED).order_by(EntryRow.revision)
    some = due.limit(MAX_COUNTED).subquery()
    count = await db.scalar(select(func.count()).select_from(some)) or 0
    return DueEntries(count, await db.scalar(due.limit(1)))


async def reconcile(begin: Begin, copy: Copy) -> bool:
    """Check that the copy can hold what was pushed; if not, empty it and make all entries due again.

    Returns True if it had to. Called at each start and after each outage of the copy. A push interrupted
    before it was recorded leaves the counts differing by what was due, which alone is no loss.
    """
    await copy.prepare()
    held = await copy.document_count()
    async with begin() as db:
        at_least, at_most = await _counts_to_expect(db)
        if at_least <= held <= at_most:
            return False
        await push_all_again(db)
    await copy.clear()
    return True


async def _counts_to_expect(db: AsyncSession) -> tuple[int, int]:
    counts = await db.execute(
        select(
            func.count().filter(EntryRow.pushed_revision.is_not(None), EntryRow.removed.is_(False)),
            func.count(),
        )
    )
    at_least, at_most = counts.one()
    return at_least, at_most


async def push_all_again(db: AsyncSession) -> None:
    """Make every entry due and delete the empty rows of removed things, for a copy that was emptied."""
    await db.execute(delete(EntryRow).where(EntryRow.removed))
    await db.execute(update(EntryRow).values(pushed_revision=None, pushed_audience=None))


async def make_all_due(db: AsyncSession) -> None:
    """Make every entry due, to be copied over the existing ones; until then the copy counts as behind."""
    await db.execute(update(EntryRow).where(EntryRow.pushed_revision.is_not(None)).values(pushed_revision=0))
