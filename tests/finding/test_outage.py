"""Killing the real Meilisearch while people write: nothing is lost, and the page says who answered."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.database import make_engine, reading_session, writing_session
from forum.finding import commands, indexing
from forum.pace import Pace
from forum.settings import Settings
from search.entry import EntryRow
from search.models import Change
from search.server import Server
from tests.client import Client
from tests.finding.conftest import Library
from tests.finding.test_tim_kiem import found_titles


async def until(client: Client, q: str, *settled: str) -> None:
    for _ in range(200):
        page = await client.get("/tim-kiem", q=q)
        if all(page.has(words) for words in settled):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"the page never said: {settled}")


async def test_the_loops_of_a_worker_bring_a_proposal_to_meilisearch(
    meilisearch_client: Client, library: Library, with_meilisearch: Settings, engine: AsyncEngine
) -> None:
    loops = [
        asyncio.create_task(indexing.drain_forever(engine, Pace())),
        asyncio.create_task(indexing.push_forever(with_meilisearch, engine, Pace())),
    ]
    try:
        await library.propose("Vườn ươm ý tưởng")
        await until(meilisearch_client, "vuon uom", "1 kết quả")
        await until(meilisearch_client, "vuon uom", "Đã tìm trong toàn bộ nội dung đã đăng.")
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def test_killed_under_writes_it_loses_nothing_and_converges(
    meilisearch_client: Client,
    library: Library,
    with_meilisearch: Settings,
    meilisearch: Server,
    engine: AsyncEngine,
) -> None:
    loops = [
        asyncio.create_task(indexing.drain_forever(engine, Pace())),
        asyncio.create_task(indexing.push_forever(with_meilisearch, engine, Pace())),
    ]
    try:
        await library.propose("Ngọn hải đăng số 0")
        await until(meilisearch_client, "ngon hai dang", "Đã tìm trong toàn bộ nội dung đã đăng.")
        for number in range(1, 12):
            await library.propose(f"Ngọn hải đăng số {number}")
            if number == 4:
                assert meilisearch.pid
                os.kill(meilisearch.pid, signal.SIGKILL)
            if number == 8:
                await until(meilisearch_client, "ngon hai dang", "Công cụ tìm kiếm chính chưa trả lời")
                meilisearch.supervise()
        await until(
            meilisearch_client, "ngon hai dang", "12 kết quả", "Đã tìm trong toàn bộ nội dung đã đăng."
        )
        page = await meilisearch_client.get("/tim-kiem", q="ngon hai dang")
        assert sorted(found_titles(page)) == sorted(f"Ngọn hải đăng số {number}" for number in range(12))
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    async with reading_session(engine) as db:
        assert await db.scalar(select(func.count()).select_from(Change)) == 0
        lacking = EntryRow.pushed_revision.is_distinct_from(EntryRow.revision)
        assert await db.scalar(select(func.count()).select_from(EntryRow).where(lacking)) == 0


async def test_wiped_data_of_the_running_server_are_filled_again_without_a_restart(
    meilisearch_client: Client,
    library: Library,
    with_meilisearch: Settings,
    meilisearch: Server,
    engine: AsyncEngine,
    tmp_path: Path,
) -> None:
    own = with_meilisearch.model_copy(update={"var": tmp_path})
    meilisearch.supervise(every_seconds=0.1)
    loops = [
        asyncio.create_task(indexing.drain_forever(engine, Pace())),
        asyncio.create_task(indexing.push_forever(own, engine, Pace())),
    ]
    try:
        await library.propose("Bến nước số 1")
        await until(meilisearch_client, "ben nuoc", "1 kết quả", "Đã tìm trong toàn bộ nội dung đã đăng.")
        shutil.rmtree(tmp_path / "meilisearch/data")
        await library.propose("Bến nước số 2")
        await until(meilisearch_client, "ben nuoc", "2 kết quả", "Đã tìm trong toàn bộ nội dung đã đăng.")
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


async def test_reindexing_makes_the_whole_index_anew(
    client: Client, library: Library, engine: AsyncEngine
) -> None:
    await library.propose("Kho lưu trữ một")
    await library.drain()
    async with writing_session(engine) as db:
        for row in await db.scalars(select(EntryRow)):
            await db.delete(row)
    assert found_titles(await client.get("/tim-kiem", q="kho luu tru")) == []
    async with writing_session(engine) as db:
        assert await indexing.reindex(db) >= 1
    await library.drain()
    assert found_titles(await client.get("/tim-kiem", q="kho luu tru")) == ["Kho lưu trữ một"]


async def test_an_entry_that_cannot_be_made_holds_up_no_other(
    client: Client, library: Library, engine: AsyncEngine
) -> None:
    broken = await library.propose("Không có chữ nào")
    await library.propose("Thư viện số")
    async with writing_session(engine) as db:
        # A time that PostgreSQL holds and Python cannot: as a hand-made import might leave it.
        await db.execute(
            text("UPDATE contributions SET published_at = 'infinity' WHERE id = :id"), {"id": broken.id}
        )
    async with writing_session(engine) as db:
        await indexing.drain(db, clock.now())
    assert found_titles(await client.get("/tim-kiem", q="thu vien so")) == ["Thư viện số"]
    async with reading_session(engine) as db:
        assert await db.scalar(select(func.count()).where(Change.thing_id == broken.id)) == 1


CUT_OFF = (
    "CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$",
    "CREATE TRIGGER cut_off BEFORE INSERT OR UPDATE ON search.entries FOR EACH ROW EXECUTE FUNCTION cut_off()",
)


async def test_a_lost_connection_is_no_fault_of_each_thing(
    client: Client,
    library: Library,
    engine: AsyncEngine,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log of an operator has one line of it, not one for each of hundreds of things."""
    for title in ("Thư viện số một", "Thư viện số hai"):
        await library.propose(title)
    owner = make_engine(settings.database_url.replace("forum_app", "forum_owner"), pool_size=1)
    async with owner.begin() as db:
        for statement in CUT_OFF:
            await db.execute(text(statement))
    with pytest.raises(SQLAlchemyError):
        async with writing_session(engine) as db:
            await indexing.drain(db, clock.now())
    assert "no search entry" not in caplog.text
    async with owner.begin() as db:
        await db.execute(text("DROP FUNCTION cut_off CASCADE"))
    await owner.dispose()
    await library.drain()
    assert len(found_titles(await client.get("/tim-kiem", q="thu vien so"))) == 2


async def test_the_command_reindexes_and_fills_meilisearch(
    library: Library,
    with_meilisearch: Settings,
    meilisearch_client: Client,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await library.propose("Phòng đọc mở")
    async with writing_session(engine) as db:
        await db.execute(text("DELETE FROM search.changes"))
    for name in ("database_url", "search", "meilisearch_url", "meilisearch_key"):
        monkeypatch.setenv(f"FORUM_{name.upper()}", str(getattr(with_meilisearch, name)))
    await asyncio.to_thread(commands.reindex)
    page = await meilisearch_client.get("/tim-kiem", q="phong doc")
    assert found_titles(page) == ["Phòng đọc mở"]
    assert page.has("Đã tìm trong toàn bộ nội dung đã đăng.")
