"""What the process caches of the database is served to sessions that only read, and is bounded."""

from sqlalchemy.ext.asyncio import AsyncEngine

from forum.database import ReadDb, reading_session, writing_session
from forum.database.cache import VersionedCache


class Counted:
    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> int:
        self.made += 1
        return self.made


async def _get(cache: VersionedCache[int], engine: AsyncEngine, key: object, make: Counted) -> int:
    async with reading_session(engine) as db:
        return await cache.get(db, key, make)


async def test_a_value_is_made_once_for_each_version(engine: AsyncEngine) -> None:
    cache, make = VersionedCache[int](2), Counted()
    assert [await _get(cache, engine, key, make) for key in ("a", "a", "b", "a")] == [1, 1, 2, 1]


async def test_the_value_that_was_used_least_lately_goes_first(engine: AsyncEngine) -> None:
    cache, make = VersionedCache[int](2), Counted()
    assert [await _get(cache, engine, key, make) for key in ("a", "b", "a", "c", "a", "b")] == [
        1,
        2,
        1,
        3,
        1,
        4,
    ]


async def test_a_session_that_writes_neither_reads_nor_fills_it(engine: AsyncEngine) -> None:
    cache, make = VersionedCache[int](2), Counted()
    async with writing_session(engine) as db:
        assert await cache.get(db, "a", make) == 1
    assert await _get(cache, engine, "a", make) == 2
    async with writing_session(engine) as db:
        assert await cache.get(ReadDb(db), "a", make) == 3
