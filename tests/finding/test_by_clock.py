"""A day opens and closes things without an event: what is found says so too."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.clock import now
from forum.database import writing_session
from forum.finding.indexing import drain, mark_by_clock
from search.entry import EntryRow
from tests.builders import Builders
from tests.contact.scene import announced_session


async def test_a_session_is_found_by_the_state_of_the_day(build: Builders, engine: AsyncEngine) -> None:
    scene = await announced_session(build, now())
    state = select(EntryRow.state).where(EntryRow.kind == "session", EntryRow.thing_id == scene.session_id)
    for days, expected in ((0, "session.intake_open"), (60, "session.intake_closed")):
        async with writing_session(engine) as db:
            await mark_by_clock(db)
        read = 1
        while read:
            async with writing_session(engine) as db:
                read = await drain(db, now() + timedelta(days=days))
        async with writing_session(engine) as db:
            assert await db.scalar(state) == expected
