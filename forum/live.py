"""What changes while people look at it: topics, and who waits for a change.

A process listens to the database on one connection of its own. Whoever begins to watch is first given the present
state, so that nothing is missed; a state is made once for all who wait, and no session of the database is held
meanwhile.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Protocol, Self

import psycopg
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from forum.database import Db
from forum.database.reaching import conninfo_of
from forum.database.snapshots import Snapshot, SnapshotUnknown

log = logging.getLogger("forum.live")

CHANNEL = "hien_ke_live"
RETRY_SECONDS = 1.0
SILENT_SECONDS = 30.0  # after which the connection is tried
BEAT_SECONDS = 20.0  # after which each state is made anew, and something is sent to all who watch

Make = Callable[[], Awaitable[bytes | None]]
AskMoment = Callable[[], Awaitable[Snapshot]]  # raises SnapshotUnknown
Made = tuple[int, bytes | None]
NOTIFIED_AT_ONCE = 200  # listeners; then others have their turn


class Listener(Protocol):
    """Who looks without a task of their own, since many thousands may."""

    def look(self) -> None: ...


async def announce_change(db: Db, topic: str) -> None:
    """Tell every process when the transaction commits. Not on the paths of many writers: a NOTIFY takes a lock of
    the whole server."""
    await db.execute(select(func.pg_notify(CHANNEL, topic)))


class Topic:
    """As one page shows it. Its state is made by `make`: None where there is nothing to see any more. Not all that
    changes it is announced, so it is made anew at each beat, and for a newcomer once the database shows another
    `moment` than that of which it is."""

    def __init__(self, make: Make, moment: AskMoment) -> None:
        self.watchers = 0
        # Numbered from 1: another number where the state differs, or after an announced change.
        self.made: Made = (0, None)
        self._make, self._moment = make, moment
        self._announced, self._wanted = 0, 1  # changes, and reasons to make the state anew
        self._announced_made, self._wanted_made = 0, 0  # those before the state that stands was made
        self._moment_made: Snapshot | None = None
        self._begun_at = float("-inf")  # when the state that stands began to be made
        self._making = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None
        self.listeners: set[Listener] = set()
        self._notifying: asyncio.Task[None] | None = None
        self._wakes = 0

    def change(self) -> None:
        """Make the state anew, then let all who wait look. Changes while it is made are one. What each reader sees of
        their own may have changed where the state did not."""
        self._announced += 1
        self._want()

    def _want(self) -> None:
        self._wanted += 1
        if not self._is_renewing:
            self._renewing = asyncio.create_task(self._renew())

    def beat(self) -> None:
        """Now and then, whether anything changed or not: something is sent to all, also while no state can be made."""
        if self._is_renewing:
            self.wake()
        self._want()

    @property
    def _is_renewing(self) -> bool:
        return self._renewing is not None and not self._renewing.done()

    async def _renew(self) -> None:
        while self._wanted_made != self._wanted:
            try:
                async with self._making:
                    await self._make_anew()
            except (SQLAlchemyError, OSError):
                log.warning("the state of a live page was not made; it is tried again")
                await asyncio.sleep(RETRY_SECONDS)
        self.wake()

    async def _make_anew(self) -> None:
        wanted, announced, begun_at = self._wanted, self._announced, time.monotonic()
        moment, state = await self._asked(), await self._make()
        number, before = self.made
        is_news = number == 0 or state != before or announced != self._announced_made
        self._wanted_made, self._announced_made = wanted, announced
        self._moment_made, self._begun_at = moment, begun_at
        if is_news:
            self.made = number + 1, state
            self.wake()

    async def _asked(self) -> Snapshot | None:
        """None, which is like no other, where the database does not say."""
        try:
            return await self._moment()
        except SnapshotUnknown:
            return None

    def wake(self) -> None:
        """Let all who wait look."""
        self._wakes += 1
        if self.listeners and (self._notifying is None or self._notifying.done()):
            self._notifying = asyncio.create_task(self._notify())

    async def _notify(self) -> None:
        notified = 0
        while notified != self._wakes:
            notified = self._wakes
            for place, listener in enumerate([*self.listeners], 1):
                listener.look()
                if place % NOTIFIED_AT_ONCE == 0:
                    await asyncio.sleep(0)

    async def present(self, *, anew: bool) -> Made:
        """What the database shows by now; `anew` where no changes are heard of. Of many who come at once, the first
        makes it for all."""
        came_at, moment = time.monotonic(), await self._asked()
        async with self._making:
            is_of_now = moment is not None and moment == self._moment_made
            if anew or not (is_of_now or self._begun_at > came_at):
                await self._make_anew()
            return self.made


class Topics:
    """Of one process. `hears` is false while its connection is down: each state is then made anew. `moment` names what
    the database shows. `watchers_from` counts by network who watches."""

    def __init__(self, moment: AskMoment) -> None:
        self.hears, self._moment = False, moment
        self.watchers_from: Counter[str] = Counter()
        self._topics: dict[str, dict[object, Topic]] = {}

    def watched(self, name: str, page: object, make: Make, network: str) -> "Watch":
        """`page` is which of the pages that follow this topic, `network` where it is watched from."""
        pages = self._topics.setdefault(name, {})
        topic = pages.get(page)
        if topic is None:
            topic = pages[page] = Topic(make, self._moment)
        topic.watchers += 1
        self.watchers_from[network] += 1
        return Watch(self, name, page, network, topic)

    def leave(self, name: str, page: object, network: str) -> None:
        """Of one who watched."""
        pages = self._topics[name]
        pages[page].watchers -= 1
        self.watchers_from[network] -= 1
        if not self.watchers_from[network]:
            del self.watchers_from[network]
        if not pages[page].watchers:
            del pages[page]
        if not pages:
            del self._topics[name]

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
                topic.beat()

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


class Watch:
    """One who watches a topic, until the block ends; with `stay_open` past it, until `leave`."""

    __slots__ = ("_is_open", "_name", "_network", "_page", "_topics", "topic")

    def __init__(self, topics: Topics, name: str, page: object, network: str, topic: Topic) -> None:
        self._topics, self._name, self._page, self._network, self.topic = topics, name, page, network, topic
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_open:
            self.leave()

    def stay_open(self) -> None:
        self._is_open = True

    def leave(self) -> None:
        self._topics.leave(self._name, self._page, self._network)
