"""The engine, the declarative root of forum's tables, and the two kinds of session."""

import select
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import BigInteger, DateTime, MetaData, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.types import Text

from forum.database.dialect import DRIVER, STATEMENTS, Cursor

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


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds are waited for what before it fails; 0 is for ever. `alone`: one process of the server answers a
    statement, without compiling it, since what a page asks for is done before others have started."""

    lock: float = 10
    statement: float = 0
    idle: float = 0  # a transaction without a statement
    pool: float = 30
    connection: int = 0
    alone: bool = False

    @property
    def options(self) -> str:
        """As options of a connection."""
        timeouts = {
            "lock_timeout": self.lock,
            "statement_timeout": self.statement,
            "idle_in_transaction_session_timeout": self.idle,
        }
        options = [f"-c {name}={int(seconds * 1000)}" for name, seconds in timeouts.items() if seconds]
        if self.alone:
            options += ["-c max_parallel_workers_per_gather=0", "-c jit=off"]
        return " ".join(options)


# Of web processes: nobody waits long for a page. Writers wait a little longer for each other than readers for them.
WRITERS = Patience(lock=5, statement=15, idle=15, pool=3, connection=5, alone=True)
READERS = Patience(lock=2.5, statement=15, idle=15, pool=3, connection=5, alone=True)
# Of workers and commands.
CALM = Patience()
# Of a health check, which has a connection of its own.
PROBE = Patience(lock=1, statement=1, idle=2, pool=1, connection=2)


class CountingPool(AsyncAdaptedQueuePool):
    """Counts how often a connection had to be waited for."""

    waits = 0

    @property
    def most(self) -> int:
        """How many connections there may be."""
        return self.size() + self._max_overflow

    def _do_get(self) -> ConnectionPoolEntry:
        if self.checkedout() >= self.most:
            self.waits += 1
        return super()._do_get()


def make_engine(
    url: str, *, pool_size: int = 10, max_overflow: int = 10, patience: Patience = CALM
) -> AsyncEngine:
    """An engine for a `postgresql+psycopg://` URL. Times are in UTC. Its errors name no values, since those may be
    what people wrote.

    A pooled connection that the server has closed is replaced at checkout, without a statement. Statements are sent
    with PostgreSQL's own placeholders ($1): psycopg would look for its own (%s) in each long one anew.
    """
    engine = create_async_engine(
        make_url(url).set(drivername=DRIVER),
        poolclass=CountingPool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=patience.pool,
        hide_parameters=True,
        execution_options={"compiled_cache": STATEMENTS},
        paramstyle="numeric_dollar",
        connect_args={
            "cursor_factory": Cursor,
            "options": f"-c timezone=UTC {patience.options}",
            "connect_timeout": patience.connection,
        },
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
