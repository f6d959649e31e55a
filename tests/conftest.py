"""A real PostgreSQL, a database cloned for each test, and the program on it.

The server is our own embedded one. A template is migrated and furnished once a run; each test that asks for
`database` gets a clone of its own, so tests commit for real and never meet.
"""

import asyncio
import hashlib
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.clock import now
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.sample import first_data
from forum.settings import Settings
from tests import debian
from tests.builders import Builders
from tests.client import Client, open_client
from tests.rendered import RENDERED, never_rendered, note_what_is_rendered
from tests.shared import ROOT, SHARED
from tests.whole_world import WholeWorld, clone, settings_of, whole_world_on
from tests.world import World

VAR = ROOT / "var" / "tests"
# A test's database is a thousand small files: 0.1 s in memory, up to a second on a disk at which others write too.
MEMORY, MEMORY_NEEDED = Path("/dev/shm"), 2_000_000_000
IN_MEMORY = MEMORY / f"hien-ke-tests-{os.getuid()}-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}"

# Files that take a minute or more: begun last, one of them would keep one process waiting for the other.
LONGEST_FIRST = (
    "test_routes.py",
    "test_debian_postgresql.py",
    "test_canary.py",
    "test_nasty_values.py",
    "test_run_twice.py",
    "test_stale_forms.py",
    "test_field_errors.py",
    "test_reader_locale.py",
    "test_recipes.py",
    "test_no_clerk_alone.py",
    "test_filled_dump.py",
    "test_page_sizes.py",
    "test_wheel.py",
    "test_round_trip.py",
    "test_ways.py",
    "test_sent_twice.py",
    "test_text_fields.py",
)

note_what_is_rendered()

# How long an example takes says more of the machine than of the house.
hypothesis.settings.register_profile(
    "app_state", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("app_state")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Tests that read ../shared are collected only where it is."""
    reads_shared = collection_path.name.startswith("test_") and collection_path.name.endswith("_shared.py")
    if not reads_shared or SHARED.is_dir():
        return None
    if os.environ.get("CI") == "true":
        raise pytest.UsageError("../shared is missing, and with CI=true its tests must run")
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(
        key=lambda item: (
            LONGEST_FIRST.index(item.path.name) if item.path.name in LONGEST_FIRST else len(LONGEST_FIRST)
        )
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole", action="store_true", help="all tests run: fail for a template that none rendered"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of xdist's workers has ended and hands over what it noted; one that crashed has nothing."""
    RENDERED.update(getattr(node, "workeroutput", {}).get("rendered", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["rendered"] = sorted(RENDERED)
        return
    if not [*IN_MEMORY.rglob("postmaster.pid")]:  # none runs in it for another run of the same checkout
        shutil.rmtree(IN_MEMORY, ignore_errors=True)
    if session.config.getoption("whole") and never_rendered() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    files = sorted((ROOT / "tests").rglob("test_*_shared.py"))
    state = "run" if SHARED.is_dir() else "not run: ../shared is not here"
    terminalreporter.write_line(f"{len(files)} test files read ../shared ({state})")
    if config.getoption("whole"):
        terminalreporter.write_line(
            f"templates that no test rendered: {', '.join(never_rendered()) or 'none'}"
        )


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.Server]:
    """Our own, or Debian's (tests/debian.py), which the same functions are asked of."""
    if debian.is_asked_for():
        packaged = debian.DebianServer()
        yield cast("embedded.Server", packaged)
        packaged.stop()
        return
    VAR.mkdir(parents=True, exist_ok=True)
    server = embedded.start(_folder_of_server() / "postgresql", durable=False)
    yield server
    server.stop()


def _folder_of_server() -> Path:
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    if not IN_MEMORY.exists() and not has_room:
        return VAR
    IN_MEMORY.mkdir(exist_ok=True)
    return IN_MEMORY


@pytest.fixture(scope="session")
def template(server: embedded.Server) -> Iterator[str]:
    """The name of a migrated and furnished database that nobody is connected to."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    server.create_database(name)
    migrate(server.url("forum_owner", name))
    asyncio.run(_furnish(server.url("forum_app", name)))
    yield name
    server.drop_database(name)


async def _furnish(url: str) -> None:
    engine = make_engine(url)
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, now())
    await engine.dispose()


@pytest.fixture(scope="session")
def whole_world(server: embedded.Server, template: str) -> Iterator[WholeWorld]:
    yield from whole_world_on(server, template)


@pytest.fixture
async def in_the_world(
    server: embedded.Server, whole_world: WholeWorld
) -> AsyncIterator[tuple[Builders, World]]:
    """Builders on a clone of the whole world for this test alone, and who and what is in it."""
    with clone(server, whole_world.database) as name:
        settings = settings_of(server.url("forum_app", name))
        engine = make_engine(settings.database_url, pool_size=3)
        yield Builders(engine, settings), whole_world.world()
        await engine.dispose()


@pytest.fixture
def database(server: embedded.Server, template: str) -> Iterator[str]:
    """The URL, as the program's role, of a furnished database for this test alone."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server.create_database(name, template)
    yield server.url("forum_app", name)
    server.drop_database(name)


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(
        mode="sample",
        database_url=database,
        search="postgresql",
        var=tmp_path / "var",
        public_url="http://hien-ke.test",
    )


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(settings.database_url, pool_size=3)
    yield engine
    await engine.dispose()


@pytest.fixture
def at() -> datetime:
    return now()


@pytest.fixture
async def build(engine: AsyncEngine, settings: Settings) -> Builders:
    return Builders(engine, settings)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A visitor's browser without JavaScript; `await client.log_in(person)` signs in."""
    async with open_client(settings) as client:
        yield client
