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
from sqlalchemy.exc import SQLAlchemyError

from forum.database import Db
from forum.database.reaching import conninfo_of

log = logging.getLogger("forum.live")

CHANNEL = "hien_ke_live"
RETRY_SECONDS = 1.0
SILENT_SECONDS = 30.0  # after which the connection is tried
BEAT_SECONDS = 20.0  # after which all who watch are woken, so that something is sent to them

Make = Callable[[], Awaitable[bytes | None]]
Made = tuple[int, bytes | None]


async def announce_change(db: Db, topic: str) -> None:
    """Tell every process when the transaction commits. Not on the paths of many writers: a NOTIFY takes a lock of
    the whole server."""
    await db.execute(select(func.pg_notify(CHANNEL, topic)))


class Topic:
    """As one page shows it. Its state is made by `make`: None where there is nothing to see any more."""

    def __init__(self, make: Make) -> None:
        self.watchers = 0
        self.made: Made = (0, None)  # the number of the change that it is of, from 1
        self._make = make
        self._number = 1
        self._woken = asyncio.Event()
        self._making = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    def change(self) -> None:
        """Make the state anew, then let all who wait look. Changes while it is made are one."""
        self._number += 1
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        while self.made[0] != self._number:
            try:
                await self.present(anew=False)
            except (SQLAlchemyError, OSError):
                log.warning("the state of a live page was not made; it is tried again")
                await asyncio.sleep(RETRY_SECONDS)
        self.wake()

    def wake(self) -> None:
        """Let all who wait look: after a change, and now and then without one."""
        waiting, self._woken = self._woken, asyncio.Event()
        waiting.set()

    async def woken(self) -> None:
        await self._woken.wait()

    async def present(self, *, anew: bool) -> Made:
        """The state, made after the last change; `anew` where no changes are heard of."""
        async with self._making:
            number = self._number
            if anew or self.made[0] != number:
                self.made = number, await self._make()
            return self.made


class Topics:
    """Of one process. `hears` is false while its connection is down: each state is then made anew."""

    def __init__(self) -> None:
        self.hears = False
        self._topics: dict[str, dict[object, Topic]] = {}

    @contextmanager
    def watched(self, name: str, page: object, make: Make) -> Iterator[Topic]:
        """`page` is which of the pages that follow this topic."""
        pages = self._topics.setdefault(name, {})
        topic = pages.setdefault(page, Topic(make))
        topic.watchers += 1
        try:
            yield topic
        finally:
            topic.watchers -= 1
            if not topic.watchers:
                del pages[page]
            if not pages:
                self._topics.pop(name, None)

    def _all(self) -> list[Topic]:
        return [topic for pages in self._topics.values() for topic in pages.values()]

    @property
    def watcher_count(self) -> int:
        return sum(topic.watchers for topic in self._all())

    def change(self, name: str) -> None:
        for topic in self._topics.get(name, {}).values():
            topic.change()

    async def follow(self, database_url: str) -> None:
        """Until cancelled. After a connection was lost, all topics count as changed."""
        beating = asyncio.create_task(self._beat())
        try:
            await self._hear(database_url)
        finally:
            beating.cancel()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            for topic in self._all():
                topic.wake()

    async def _hear(self, database_url: str) -> None:
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
            for topic in self._all():
                topic.change()
            while True:
                async for heard in connection.notifies(timeout=SILENT_SECONDS):
                    self.change(heard.payload)
                await connection.execute("SELECT 1")
