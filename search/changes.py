"""Marks saying that a thing may be stale in the index, written in the transaction that changed the thing.

Append-only, each with its own id: one row per thing would lose a change made while the drain reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, tuple_
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


async def mark_all(db: AsyncSession, things: Iterable[Ref]) -> None:
    rows = [{"kind": thing.kind, "thing_id": thing.thing_id} for thing in things]
    if rows:
        await db.execute(insert(Change), rows)


async def mark_behind(db: AsyncSession, things: Iterable[Ref], taken: ClaimedChanges) -> None:
    """Mark things, except those with a mark newer than all that were taken, which the next drain handles."""
    wanted = list(things)
    if not wanted:
        return
    last = max((mark_id for mark_id, _ in taken.marks), default=0)
    behind = await db.execute(
        select(Change.kind, Change.thing_id).where(
            Change.id > last,
            tuple_(Change.kind, Change.thing_id).in_([(thing.kind, thing.thing_id) for thing in wanted]),
        )
    )
    waiting = {Ref(kind, thing_id) for kind, thing_id in behind}
    await mark_all(db, [thing for thing in wanted if thing not in waiting])


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
