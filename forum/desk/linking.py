"""Links what citizens did to the audit chain, in batches: a loop of every worker, beside those of search."""

import asyncio
import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, journal
from forum.accounts.queries import visitor
from forum.database import Db, ReadDb, writing_session
from forum.desk.events import ProofsStarted
from forum.journal import record
from forum.kinds import KINDS, ids_of
from forum.pace import Pace
from forum.thing import Thing
from moderation import chain
from moderation.chain import BATCH

log = logging.getLogger("forum.desk")

LINK_SECONDS = 1.0
WAIT_AFTER_FAILURE_SECONDS = 1.0


async def link_forever(engine: AsyncEngine, pace: Pace) -> None:
    """Link until cancelled, retrying while the database is down. Several workers at once are each other no harm."""
    begun = False
    while True:
        try:
            if not begun:
                async with writing_session(engine) as db:
                    await begin_proofs(db)
                begun = True
            async with writing_session(engine) as db:
                linked = await chain.link_pending(db)
        except (SQLAlchemyError, OSError) as failure:
            log.warning("acts wait to be linked: %s", type(failure).__name__)
            await asyncio.sleep(WAIT_AFTER_FAILURE_SECONDS)
            continue
        if linked < BATCH:
            await pace.rest(LINK_SECONDS)


async def begin_proofs(db: Db) -> bool:
    """Once in the life of an installation: link what stands already as it stands. False where that was done."""
    if await chain.has(db, journal.name_of(ProofsStarted)):
        return False
    at, count = clock.now(), 0
    for name in journal.PROVEN:
        last = 0
        while ids := await next_ids(db, name, last):
            count += await journal.link_as_it_stands(db, at, name, ids)
            last = ids[-1]
    while await chain.link_pending(db):
        pass
    await record(db, visitor(at), ProofsStarted(Thing("link", 0), count))
    return True


async def next_ids(db: ReadDb, kind: str, after: int) -> list[int]:
    """Of things of a kind, the next batch by id."""
    which = ids_of(KINDS[kind]).subquery()
    return list(
        await db.scalars(select(which.c.id).where(which.c.id > after).order_by(which.c.id).limit(BATCH))
    )
