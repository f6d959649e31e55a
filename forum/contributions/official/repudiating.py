"""'Không phải ý tôi', the same for every kind: the approval is lifted, or the published text says that it is not its
approver's. What followed from a published one falls back as its kind says."""

from collections.abc import Awaitable, Callable, Sequence

from forum.actor import Actor
from forum.contributions.official.actions import Locked, lock, repudiate
from forum.contributions.policy import OfficialState
from forum.database import Db
from forum.journal import Event, record
from forum.thing import Thing


async def repudiate_text(
    db: Db,
    actor: Actor,
    it: Locked,
    fall_back: Callable[[], Awaitable[Sequence[Event]]],
    *also: Thing,
) -> None:
    """`fall_back` is called for a published text alone, and returns what it undid. The room has locked its own rows.
    Raises Forbidden for anybody but the approver, and where no approval was recorded."""
    was_published = it.row.state == OfficialState.published
    repudiated = await repudiate(db, actor, it)
    happened = await fall_back() if was_published else ()
    await record(db, actor, repudiated, *happened, also=(it.thing, *also))


async def repudiate_alone(db: Db, actor: Actor, text_id: int) -> None:
    """Of a kind from which nothing followed that could fall back."""

    async def nothing() -> Sequence[Event]:
        return ()

    await repudiate_text(db, actor, await lock(db, actor, text_id), nothing)
