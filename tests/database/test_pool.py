"""A connection that the server ended while it lay in the pool is replaced before anybody notices."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.database import make_engine, writing_session
from forum.settings import Settings


async def test_a_connection_that_was_ended_in_the_pool_is_replaced(
    engine: AsyncEngine, settings: Settings
) -> None:
    async with writing_session(engine) as db:
        ended = await db.scalar(text("SELECT pg_backend_pid()"))
    other = make_engine(settings.database_url, pool_size=1)
    async with writing_session(other) as db:
        assert await db.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": ended})
    await other.dispose()
    async with writing_session(engine) as db:
        assert await db.scalar(text("SELECT pg_backend_pid()")) != ended
