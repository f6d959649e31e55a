"""The transaction of a request or job, and loading one row."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from forum import child
from forum.database.engine import Db, Model, ReadDb
from forum.errors import NotFound

Row = TypeVar("Row", bound=Model)


@asynccontextmanager
async def writing_session(engine: AsyncEngine) -> AsyncIterator[Db]:
    """A transaction that commits when the block ends normally, and is rolled back by any exception. A
    worker that this process started looks at once for what was committed."""
    async with AsyncSession(engine, expire_on_commit=False, autoflush=True) as session:
        yield Db(ReadDb(session))
        await session.commit()
    child.ring()


@asynccontextmanager
async def reading_session(engine: AsyncEngine) -> AsyncIterator[ReadDb]:
    """A read-only transaction, begun by its first statement: PostgreSQL itself refuses writes."""
    async with AsyncSession(_read_only(engine), expire_on_commit=False) as session:
        yield ReadDb(session)


_READ_ONLY: WeakKeyDictionary[AsyncEngine, AsyncEngine] = WeakKeyDictionary()


def _read_only(engine: AsyncEngine) -> AsyncEngine:
    """The same pool, whose connections read."""
    if engine not in _READ_ONLY:
        _READ_ONLY[engine] = engine.execution_options(postgresql_readonly=True)
    return _READ_ONLY[engine]


_LOCK_NAME = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


async def lock_name(db: Db, name: str) -> None:
    """Until the transaction ends, nobody else holds this name: for what has no row to lock yet."""
    await db.execute(_LOCK_NAME, {"name": name})


async def load(db: ReadDb, model: type[Row], key: object, *, lock: bool = False) -> Row:
    """Load a row by its key, with `lock` for update. Raises NotFound.

    A locked row is refreshed, so rules are checked against what is in the database now.
    """
    row = await db.get(model, key, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound
    return row
