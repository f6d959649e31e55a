"""The engine, the declarative root of forum's tables, and the two kinds of session."""

import select
from datetime import datetime
from typing import NewType

from sqlalchemy import BigInteger, DateTime, MetaData, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import Text

# Readers take a ReadDb, writers a Db. A Db is also a ReadDb, but not the other way round.
ReadDb = NewType("ReadDb", AsyncSession)
Db = NewType("Db", ReadDb)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        list[int]: ARRAY(BigInteger),
        dict[str, object]: JSONB,
    }


def make_engine(url: str, *, pool_size: int = 10) -> AsyncEngine:
    """An engine for a `postgresql+psycopg://` URL. Times are in UTC; the lock timeout is 10 s.

    A pooled connection that the server has closed is replaced at checkout, without a statement.
    """
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=10,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=10s"},
    )
    event.listen(engine.sync_engine, "checkout", _refuse_a_closed_one)
    return engine


def _refuse_a_closed_one(
    connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection
) -> None:
    """Discard a pooled connection whose socket is readable: while idle, that means the server has closed it
    or is about to. Costs a hundredth of the `SELECT 1` of `pool_pre_ping`."""
    plain = record.driver_connection
    assert plain is not None  # it is being checked out
    poll = select.poll()
    poll.register(plain.fileno(), select.POLLIN)
    if poll.poll(0):
        raise DisconnectionError
