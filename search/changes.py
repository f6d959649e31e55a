"""Marks saying that a thing may be stale in the index, written in the transaction that changed the thing.

Append-only, each with its own id: one row per thing would lose a change made while the drain reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import TextClause, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from search.entry import Ref
from search.models import Change


@dataclass(frozen=True, slots=True)
class ClaimedChanges:
    """Marks read by a drain, each with its id and its thing."""

    marks: tuple[tuple[int, Ref], ...]

    @property
    def things(self) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(thing for _, thing in self.marks))


_THINGS = (
    "unnest(CAST(:kinds AS text[]), CAST(:ids AS bigint[])) WITH ORDINALITY AS thing (kind, thing_id, place)"
)
_MARK = text(
    f"INSERT INTO search.changes (kind, thing_id) SELECT kind, thing_id FROM {_THINGS} ORDER BY place"
)
# A subquery with LIMIT is looked up thing by thing in the index, however many marks there are; of NOT EXISTS the
# planner makes a join that reads all marks each time.
_MARK_BEHIND = text(
    f"INSERT INTO search.changes (kind, thing_id) SELECT kind, thing_id FROM {_THINGS} WHERE ("
    "SELECT mark.id FROM search.changes mark WHERE mark.kind = thing.kind AND mark.thing_id = thing.thing_id "
    "AND mark.id > :last LIMIT 1) IS NULL ORDER BY place"
)


async def mark_all(db: AsyncSession, things: Iterable[Ref]) -> None:
    await _mark(db, _MARK, things)


async def mark_behind(db: AsyncSession, things: Iterable[Ref], taken: ClaimedChanges) -> None:
    """Mark things, except those with a mark newer than all that were taken, which the next drain handles."""
    await _mark(db, _MARK_BEHIND, things, last=max((mark_id for mark_id, _ in taken.marks), default=0))


async def _mark(db: AsyncSession, marking: TextClause, things: Iterable[Ref], **more: int) -> None:
    """One statement with two arrays, for however many things: a list of parameters ends at 65,535."""
    wanted = list(things)
    if wanted:
        ids = [thing.thing_id for thing in wanted]
        await db.execute(marking, {"kinds": [thing.kind for thing in wanted], "ids": ids, **more})


async def take(db: AsyncSession, most: int = 500) -> ClaimedChanges:
    """Read marks, oldest first. Load the things only after this: later changes have their own marks."""
    rows = await db.execute(select(Change.id, Change.kind, Change.thing_id).order_by(Change.id).limit(most))
    return ClaimedChanges(tuple((mark_id, Ref(kind, thing_id)) for mark_id, kind, thing_id in rows))


async def forget(db: AsyncSession, taken: ClaimedChanges, *, but: frozenset[Ref] = frozenset()) -> None:
    """Delete exactly the marks that were read, in the transaction that wrote their entries.

    Things in `but`, whose entries could not be made, are marked again, at the end of the queue.
    """
    if taken.marks:
        await db.execute(delete(Change).where(Change.id.in_([mark_id for mark_id, _ in taken.marks])))
    await mark_all(db, [thing for thing in taken.things if thing in but])


async def count(db: AsyncSession) -> int:
    return await db.scalar(select(func.count()).select_from(Change)) or 0
