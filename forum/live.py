"""What changes while people look at it: topics, and who waits for a change.

A process listens to the database on one connection of its own. Whoever begins to watch is first given the present
state, so that nothing is missed; a state is made once for all who wait, and no session of the database is held
meanwhile.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import func, select

from forum.database import Db
from forum.database.reaching import conninfo_of

log = logging.getLogger("forum.live")

CHANNEL = "hien_ke_live"
RETRY_SECONDS = 1.0
SILENT_SECONDS = 30.0  # after which the connection is tried

Make = Callable[[], Awaitable[bytes]]


async def announce_change(db: Db, topic: str) -> None:
    """Tell every process when the transaction commits. Not on the paths of many writers: a NOTIFY takes a lock of
    the whole server."""
    await db.execute(select(func.pg_notify(CHANNEL, topic)))


class Topic:
    """`number` counts its changes from 1."""

    def __init__(self) -> None:
        self.number = 1
        self.watchers = 0
        self._changed = asyncio.Event()
        self._making = asyncio.Lock()
        self._made: tuple[int, bytes] = (0, b"")

    def change(self) -> None:
        self.number += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def after(self, number: int) -> None:
        """Return once it has changed since then."""
        while self.number == number:
            await self._changed.wait()

    async def state(self, make: Make, *, anew: bool) -> tuple[int, bytes]:
        """(number, what `make` gave), begun after the last change; `anew` where no changes are heard of."""
        async with self._making:
            made, _state = self._made
            if anew or made != self.number:
                number = self.number
                self._made = number, await make()
            return self._made


class Topics:
    """Of one process. `hears` is false while its connection is down: each state is then made anew."""

    def __init__(self) -> None:
        self.hears = False
        self._topics: dict[str, Topic] = {}

    @contextmanager
    def watched(self, name: str) -> Iterator[Topic]:
        topic = self._topics.setdefault(name, Topic())
        topic.watchers += 1
        try:
            yield topic
        finally:
            topic.watchers -= 1
            if not topic.watchers:
                self._topics.pop(name, None)

    @property
    def watcher_count(self) -> int:
        return sum(topic.watchers for topic in self._topics.values())

    def change(self, name: str) -> None:
        if (topic := self._topics.get(name)) is not None:
            topic.change()

    async def follow(self, database_url: str) -> None:
        """Until cancelled. After a connection was lost, all topics count as changed."""
        while True:
            try:
                await self._listen(database_url)
            except (psycopg.Error, OSError):
                log.warning("live pages hear of no changes: the database cannot be reached")
            finally:
                self.hears = False
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, database_url: str) -> None:
        plain = conninfo_of(database_url).replace("+psycopg", "")
        async with await psycopg.AsyncConnection.connect(plain, autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.hears = True
            for topic in self._topics.values():
                topic.change()
            while True:
                async for heard in connection.notifies(timeout=SILENT_SECONDS):
                    self.change(heard.payload)
                await connection.execute("SELECT 1")
