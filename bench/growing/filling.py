"""A house to measure: the tests' whole world, 10,000 contributions of bench.serving, and the crowd beside them; then
as many more threads as a size asks for."""

import asyncio
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.growing.copying import grow
from bench.growing.crowding import crowd, two_drafts
from bench.serving import filling
from bench.serving.measuring import free_port
from forum import clock
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.finding import indexing
from forum.reports import totals
from forum.sample import first_data
from forum.settings import Settings
from tests.world import World, build_world
from tests.world_parts import PARTS

AUTHORS = list(range(1_000, 1_000 + filling.PEOPLE))
BLOCK = (filling.DISCUSSIONS + filling.PROPOSALS) * (1 + filling.POSTS_EACH)  # texts of a block
LEFT = "house.pickle"


@dataclass(slots=True)
class House:
    """As pickled into the folder where its database stays. `blocks`: how often the threads of the first filling stand
    in the database. `draft`: an article of an ordinary draft; `desk`: the address of that with thousands of opinions.
    """

    settings: Settings
    owner_url: str
    filled: filling.Filled
    world: World
    draft: str
    desk: str
    blocks: int = 1

    def connection(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.owner_url.replace("+psycopg", ""), autocommit=True)


def furnish(server: embedded.Server, folder: Path) -> House:
    """The smallest size, or what an earlier run left in the folder. Its index is made by the program's functions."""
    left = folder / LEFT
    if left.exists():
        house = pickle.loads(left.read_bytes())
        assert isinstance(house, House)
        return house
    migrate(server.url("forum_owner"))
    settings = Settings(
        mode="sample",
        database_url=server.url("forum_app"),
        search="postgresql",
        port=free_port(),
        var=folder / "files",
    )
    house = asyncio.run(_furnish(settings, server.url("forum_owner")))
    left.write_bytes(pickle.dumps(house))
    return house


async def _furnish(settings: Settings, owner_url: str) -> House:
    engine, at = make_engine(settings.database_url, pool_size=2), clock.now()
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, at)
    _note("10,000 contributions")
    filled = await filling.fill(engine, owner_url, at)
    _note("the world of the tests")
    world = await build_world(engine, settings, PARTS)
    _note("the crowd")
    head, body_id = world.people["head"], int(world.names["body"])
    draft, desk = await two_drafts(engine, owner_url, head, body_id, AUTHORS, clock.now())
    crowd(owner_url, world.names, world.people["author"].persona_id)
    _note("the index")
    async with writing_session(engine) as db:
        await indexing.reindex(db)
    await _index(engine)
    await engine.dispose()
    return House(settings, owner_url, filled, world, draft, desk)


def _note(what: str) -> None:
    sys.stderr.write(f"{clock.now():%H:%M:%S} {what}\n")


async def _index(engine: AsyncEngine) -> None:
    left = 1
    while left:
        async with writing_session(engine) as db:
            left = await indexing.drain(db, clock.now())


def grow_to(house: House, folder: Path, size: int) -> None:
    """More blocks of threads, until about as many contributions stand there as `size` says."""
    wanted = max(1, round(size / BLOCK))
    with house.connection() as connection, connection.transaction(), connection.cursor() as cursor:
        between = "persona_id = ANY(%s) AND kind IN ('discussion', 'proposal', 'post') AND id < 100000"
        cursor.execute(f"SELECT min(id), max(id) FROM contributions WHERE {between}".encode(), (AUTHORS,))
        ((first_id, last_id),) = cursor.fetchall()
        assert isinstance(first_id, int)
        assert isinstance(last_id, int)
        if wanted > house.blocks:
            grow(cursor, range(house.blocks, wanted), first_id, last_id)
        house.blocks = max(wanted, house.blocks)
    (folder / LEFT).write_bytes(pickle.dumps(house))
    asyncio.run(_merge_numbers(house.settings))
    with house.connection() as connection:
        connection.execute("VACUUM ANALYZE")


async def _merge_numbers(settings: Settings) -> None:
    """As a worker does every five minutes: the copies appended a row each."""
    engine = make_engine(settings.database_url, pool_size=1)
    async with writing_session(engine) as db:
        await totals.merge(db)
    await engine.dispose()
