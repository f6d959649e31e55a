"""Moderation alone on a real PostgreSQL: no table of forum's is there, so it cannot lean on one."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from forum.database import embedded
from moderation.functions import FUNCTIONS
from moderation.models import metadata

DATABASE = f"moderation_{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def moderation_url(server: embedded.Server) -> Iterator[str]:
    server.create_database(DATABASE)
    url = server.url("forum_owner", DATABASE)
    asyncio.run(_make_tables(url))
    yield url
    server.drop_database(DATABASE)


@pytest.fixture
async def engine(moderation_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(moderation_url, poolclass=NullPool)
    await empty(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def db(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


async def empty(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        names = ", ".join(f"{table.schema}.{table.name}" for table in metadata.sorted_tables)
        await connection.execute(text(f"truncate {names} restart identity"))


async def _make_tables(url: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.execute(text("create schema moderation"))
        await connection.run_sync(metadata.create_all)
        for one in FUNCTIONS:
            await connection.exec_driver_sql(one)
    await engine.dispose()
