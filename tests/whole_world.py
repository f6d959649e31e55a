"""The world of every room, in a database that nobody is connected to: built once a run, cloned by who needs it."""

import asyncio
import fcntl
import hashlib
import logging
import os
import pickle
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from forum.database import embedded, make_engine
from forum.settings import Settings
from tests.shared import ROOT
from tests.world import World, build_world
from tests.world_parts import PARTS

LOGGERS = ("forum", "moderation", "search", "vietnamese", "procrastinate", "uvicorn")


@dataclass(frozen=True)
class WholeWorld:
    """`database` is its name on the server, `lines` are what was logged while it was built; `world` gives a copy of who
    and what is in it, to be changed freely."""

    database: str
    pickled: bytes
    lines: tuple[str, ...]

    def world(self) -> World:
        world = pickle.loads(self.pickled)
        assert isinstance(world, World)
        return world


def settings_of(url: str) -> Settings:
    """Of the program on the world or a clone of it."""
    return Settings(
        mode="sample",
        database_url=url,
        search="postgresql",
        public_url="http://hien-ke.test",
        var=files_of_database(make_url(url).database or ""),
    )


def files_of_database(database: str) -> Path:
    return ROOT / "var" / "tests" / database


def whole_world_on(server: embedded.Server, template: str) -> Iterator[WholeWorld]:
    """Built once a run: the second of two processes waits for the first, and the last to end drops it."""
    used_by = _used_by(server)
    with _locked(used_by):
        users, world = pickle.loads(used_by.read_bytes() or pickle.dumps((0, None)))
        world = world or _made(server, template)
        used_by.write_bytes(pickle.dumps((users + 1, world)))
    yield world
    with _locked(used_by):
        users, _ = pickle.loads(used_by.read_bytes())
        used_by.write_bytes(pickle.dumps((users - 1, world)) if users > 1 else b"")
        if users == 1:
            _drop(server, world.database)


def _used_by(server: embedded.Server) -> Path:
    """The file that the processes of one run on one server share."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    name = hashlib.sha256(f"{run} {server.url('forum_app')}".encode()).hexdigest()[:12]
    return ROOT / "var" / "tests" / f"world-{name}"


@contextmanager
def _locked(used_by: Path) -> Iterator[None]:
    used_by.parent.mkdir(parents=True, exist_ok=True)
    with used_by.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _made(server: embedded.Server, template: str) -> WholeWorld:
    name = _copied(server, template)
    with every_line() as lines:
        world = asyncio.run(_build(settings_of(server.url("forum_app", name))))
    return WholeWorld(name, pickle.dumps(world), tuple(lines))


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def every_line() -> Iterator[list[str]]:
    """What the program's own loggers write, from DEBUG on."""
    handler = _Lines()
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield handler.lines
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(logging.NOTSET)


@contextmanager
def clone(server: embedded.Server, source: str) -> Iterator[str]:
    """The name of a copy of the database `source`, dropped afterwards. It has files of its own, as the program has:
    what sweeps them names only those of its database."""
    name = _copied(server, source)
    yield name
    _drop(server, name)


def _copied(server: embedded.Server, source: str) -> str:
    name = f"world_{uuid.uuid4().hex[:12]}"
    server.create_database(name, source)
    if files_of_database(source).is_dir():
        shutil.copytree(
            files_of_database(source), files_of_database(name), copy_function=os.link
        )  # no file is written in place
    return name


def _drop(server: embedded.Server, name: str) -> None:
    server.drop_database(name)
    shutil.rmtree(files_of_database(name), ignore_errors=True)


async def _build(settings: Settings) -> World:
    engine = make_engine(settings.database_url)
    world = await build_world(engine, settings, PARTS)
    async with engine.begin() as connection:  # half an hour is over before the last test
        await connection.execute(
            text("UPDATE moderation.cases SET leased_until = leased_until + interval '1 day'")
        )
    await engine.dispose()
    return world
