"""What the database shows at an instant, named in a few bytes: statements that find the same name see the same rows.

PostgreSQL decides by a snapshot which transactions a statement sees: `xmin:xmax:xip` (documentation, section 9.28,
table of `pg_current_snapshot`). Numbers are never used again, and a transaction that ends leaves `xip` or raises
`xmax`, so the same snapshot before and after some reading means that nothing was committed meanwhile.
"""

import asyncio

import psycopg
from psycopg.rows import scalar_row
from sqlalchemy.engine import make_url

from forum.database.engine import PROBE

RETRY_SECONDS = 1.0
Snapshot = bytes


class SnapshotUnknown(Exception):
    """The database did not say; whoever asked does without."""


class Snapshots:
    """Asks on one connection of its own. A statement answers all who asked before it began, so each answer is of a
    moment after the question, and many who ask at once cost one statement."""

    def __init__(self, database_url: str) -> None:
        self._url = make_url(database_url).set(drivername="postgresql")
        self._waiting: list[asyncio.Future[Snapshot]] = []
        self._asking: asyncio.Task[None] | None = None
        self._connection: psycopg.AsyncConnection[str] | None = None
        self._again_at = 0.0

    async def now(self) -> Snapshot:
        """Raises SnapshotUnknown."""
        answer: asyncio.Future[Snapshot] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_for_all())
        return await answer

    async def aclose(self) -> None:
        if self._asking is not None:
            await asyncio.wait([self._asking])
        await self._drop()

    async def _ask_for_all(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting, []
                try:
                    snapshot = await self._ask()
                except (psycopg.Error, OSError, SnapshotUnknown):
                    await self._fail(asked)
                    continue
                for answer in asked:
                    if not answer.done():
                        answer.set_result(snapshot)
        finally:
            self._asking = None

    async def _ask(self) -> Snapshot:
        connection = self._connection or await self._connect()
        cursor = await connection.execute("SELECT pg_current_snapshot()::text", prepare=True)
        snapshot = await cursor.fetchone()
        assert snapshot is not None  # it is one row always
        return snapshot.encode()

    async def _connect(self) -> psycopg.AsyncConnection[str]:
        at = asyncio.get_running_loop().time()
        if at < self._again_at:
            raise SnapshotUnknown
        self._again_at = at + RETRY_SECONDS
        self._connection = await psycopg.AsyncConnection.connect(
            self._url.render_as_string(hide_password=False),
            autocommit=True,
            row_factory=scalar_row,
            options=f"-c timezone=UTC {PROBE.options}",
            connect_timeout=PROBE.connection,
        )
        return self._connection

    async def _fail(self, asked: list[asyncio.Future[Snapshot]]) -> None:
        await self._drop()
        for answer in asked:
            if not answer.done():
                answer.set_exception(SnapshotUnknown())

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()
