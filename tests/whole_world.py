"""The world of every room, in a database that nobody is connected to: built once a process, cloned by who needs it."""

import asyncio
import pickle
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from forum.database import embedded, make_engine
from forum.settings import Settings
from tests.shared import ROOT
from tests.world import World, build_world
from tests.world_parts import PARTS


@dataclass(frozen=True)
class WholeWorld:
    """`database` is its name on the server; `world` gives a copy of who and what is in it, to be changed freely."""

    database: str
    pickled: bytes

    def world(self) -> World:
        world = pickle.loads(self.pickled)
        assert isinstance(world, World)
        return world


def settings_of(url: str) -> Settings:
    """Of the program on the world or a clone of it; all share one folder of files."""
    return Settings(
        mode="sample",
        database_url=url,
        search="postgresql",
        public_url="http://hien-ke.test",
        var=ROOT / "var" / "tests",
    )


def whole_world_on(server: embedded.Server, template: str) -> Iterator[WholeWorld]:
    with clone(server, template) as name:
        world = asyncio.run(_build(settings_of(server.url("forum_app", name))))
        yield WholeWorld(name, pickle.dumps(world))


@contextmanager
def clone(server: embedded.Server, source: str) -> Iterator[str]:
    """The name of a copy of the database `source`, dropped afterwards."""
    name = f"world_{uuid.uuid4().hex[:12]}"
    server.create_database(name, source)
    yield name
    server.drop_database(name)


async def _build(settings: Settings) -> World:
    engine = make_engine(settings.database_url)
    world = await build_world(engine, settings, PARTS)
    await engine.dispose()
    return world
