"""A head's approval given on paper: recorded, confirmed and later published, the same for every room of texts of
bodies."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from forum.actor import Actor
from forum.contributions.models import Contribution
from forum.contributions.official import actions
from forum.contributions.official.actions import Countersignature, Locked, RecordedApproval
from forum.contributions.official.content import Beside
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.journal import record


class LockForPaper(Protocol):
    async def __call__(self, db: Db, actor: Actor, text_id: int, /) -> tuple[Locked, Beside]: ...


StillPossible = Callable[[ReadDb, Actor, Collection[int]], Awaitable[frozenset[int]]]


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a room says of its kind.

    lock: lock its rows, parent first; the text with what is published beside it. Raises Forbidden where it can no
        longer be said.
    still: those of several recorded ones that can still be said as they were approved, for the work list; a few
        statements for any number.
    publish: what was approved, with all that follows from it; None where several come out together.
    """

    lock: LockForPaper
    still: StillPossible
    publish: Callable[[Db, Actor, int], Awaitable[object]] | None = None


# By kind; forum.kinds fills it.
ROOMS: dict[str, OnPaper] = {}


async def _room(db: Db, text_id: int) -> OnPaper:
    found = ROOMS.get((await load(db, Contribution, text_id)).kind)
    if found is None:
        raise NotFound
    return found


async def record_approval(db: Db, actor: Actor, text_id: int, approval: RecordedApproval) -> None:
    it, beside = await (await _room(db, text_id)).lock(db, actor, text_id)
    await record(db, actor, await actions.record_approval(db, actor, it, beside, approval))


async def countersign(db: Db, actor: Actor, text_id: int, seen: Countersignature) -> None:
    it, beside = await (await _room(db, text_id)).lock(db, actor, text_id)
    await record(db, actor, await actions.countersign(db, actor, it, beside, seen))


async def publish(db: Db, actor: Actor, text_id: int) -> None:
    room = await _room(db, text_id)
    if room.publish is None:
        raise NotFound
    await room.publish(db, actor, text_id)
