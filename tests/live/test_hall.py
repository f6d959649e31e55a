"""A running session is followed on the screen of its hall and at home: the present state first, then each change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest

from forum.clock import now
from forum.contact import actions
from forum.database.reaching import conninfo_of
from forum.live import CHANNEL
from forum.settings import Settings
from forum.web import live
from tests.builders import Builders
from tests.client import Client, connections_held
from tests.contact.scene import Scene, announced_session, asked, on_agenda
from tests.web.sockets import Served, served

LIVE = "/tiep-xuc/%s/%s"


async def running(build: Builders) -> tuple[Scene, list[int]]:
    """A session that is live now, with two questions on its agenda."""
    scene = await announced_session(build, now() - timedelta(days=10, hours=1))
    questions = [
        await asked(build, scene, title) for title in ("Bao giờ có danh mục", "Khi nào mở phòng mẫu")
    ]
    for question in questions:
        await on_agenda(build, scene, question)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await actions.open_session(db, actor, scene.session_id)
    return scene, questions


async def call(build: Builders, scene: Scene, question_id: int) -> None:
    async with build.acting(scene.secretariat, now()) as (db, actor):
        await actions.call_question(db, actor, question_id)


class Watcher:
    """Who looks at a session over a real socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def next(self) -> str:
        """The next event's HTML."""
        read = await asyncio.wait_for(self.reader.readuntil(b"\n\n"), 10)
        lines = read.decode().splitlines()
        return "\n".join(line.removeprefix("data: ") for line in lines if line.startswith("data: "))


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[Served]:
    """The program served, listening to its database as `forum serve` does."""
    async with served(settings) as program:
        topics = program.app.state.app_state.topics
        task = asyncio.create_task(topics.follow(settings.database_url))
        async with asyncio.timeout(10):
            while not topics.hears:
                await asyncio.sleep(0.02)
        yield program
        task.cancel()


async def watch(program: Served, scene: Scene, stream: str = "luong") -> Watcher:
    path = LIVE % (scene.session_id, stream)
    reader, writer = await program.open(f"GET {path} HTTP/1.1\r\nhost: hien-ke.test\r\n\r\n".encode())
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode().lower()
    assert "200" in head.splitlines()[0]
    assert "text/event-stream" in head
    return Watcher(reader, writer)


async def test_one_network_cannot_take_all_places(
    build: Builders, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_FROM_A_NETWORK", 2)
    scene, _ = await running(build)
    async with following(settings) as program:
        first, _second = await watch(program, scene), await watch(program, scene)
        path = LIVE % (scene.session_id, "luong")
        asked_for = f"GET {path} HTTP/1.1\r\nhost: hien-ke.test\r\n\r\n".encode()
        reader, _writer = await program.open(asked_for)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        assert b"503" in head.splitlines()[0], "the page asks now and then instead"
        first.writer.close()
        topics = program.app.state.app_state.topics
        async with asyncio.timeout(10):
            while topics.watcher_count > 1:
                await asyncio.sleep(0.02)
        assert (await watch(program, scene)).reader is not None
    assert not topics.watchers_from, "nothing is counted for ever"


async def test_who_begins_to_look_gets_the_present_state_and_then_each_change(
    build: Builders, settings: Settings
) -> None:
    scene, (first, second) = await running(build)
    async with following(settings) as program:
        early = await watch(program, scene)
        assert "Câu hỏi tiếp theo sắp được gọi" in await early.next()
        await call(build, scene, first)
        assert "Bao giờ có danh mục" in (await early.next()).split("<aside")[0]
        late = await watch(program, scene)
        assert "Bao giờ có danh mục" in (await late.next()).split("<aside")[0]
        await call(build, scene, second)
        for watcher in (early, late):
            assert "Khi nào mở phòng mẫu" in (await watcher.next()).split("<aside")[0]
        assert connections_held(program.app.state.app_state) == 0


async def test_a_lost_connection_to_the_database_loses_no_change(build: Builders, settings: Settings) -> None:
    scene, (first, _second) = await running(build)
    async with following(settings) as program:
        watcher = await watch(program, scene)
        await watcher.next()
        async with await psycopg.AsyncConnection.connect(
            conninfo_of(settings.database_url).replace("+psycopg", ""), autocommit=True
        ) as other:
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s",
                (f"LISTEN {CHANNEL}",),
            )
        await call(build, scene, first)
        assert "Bao giờ có danh mục" in (await watcher.next()).split("<aside")[0]


async def test_one_who_reads_nothing_keeps_nobody_waiting(build: Builders, settings: Settings) -> None:
    scene, (first, second) = await running(build)
    async with following(settings) as program:
        deaf = await watch(program, scene)  # never reads on
        reader = await watch(program, scene)
        await reader.next()
        for question in (first, second, first, second):
            await call(build, scene, question)
        while "Khi nào mở phòng mẫu" not in (await reader.next()).split("<aside")[0]:
            pass
        deaf.writer.close()
        assert await program.status_of(f"/tiep-xuc/{scene.session_id}/man-hinh") == 200


async def test_who_looks_keeps_nothing_running(build: Builders, settings: Settings) -> None:
    """Ten thousand may look at once: each takes a connection, and no task that waits for a change."""
    scene, (first, _second) = await running(build)
    async with following(settings) as program:
        before = len(asyncio.all_tasks())
        watchers = [await watch(program, scene) for _ in range(30)]
        for watcher in watchers:
            await watcher.next()
        assert len(asyncio.all_tasks()) < before + 10
        await call(build, scene, first)
        for watcher in watchers:
            assert "Bao giờ có danh mục" in (await watcher.next()).split("<aside")[0]
        watchers[0].writer.write(b"GET / HTTP/1.1\r\nhost: hien-ke.test\r\n\r\n")
        rest = await asyncio.wait_for(watchers[0].reader.read(), 10)
        assert rest.strip() == b"", "who asks for more on it is sent nothing: it is closed"
        for watcher in watchers:
            watcher.writer.close()
        topics = program.app.state.app_state.topics
        async with asyncio.timeout(10):
            while topics.watcher_count:
                await asyncio.sleep(0.02)


async def test_a_server_that_ends_closes_what_is_looked_at(build: Builders, settings: Settings) -> None:
    scene, _ = await running(build)
    async with following(settings) as program:
        watcher = await watch(program, scene)
        await watcher.next()
    assert (await asyncio.wait_for(watcher.reader.read(), 10)).count(b"data: ") == 0


async def test_a_session_that_is_not_announced_is_not_there(build: Builders, settings: Settings) -> None:
    async with served(settings) as program:
        assert await program.status_of(LIVE % (404, "luong")) == 404


async def test_the_screen_shows_no_promise_and_no_menu(client: Client, build: Builders) -> None:
    scene, (first, _second) = await running(build)
    await call(build, scene, first)
    page = await client.get(f"{scene.url}/man-hinh")
    assert page.has("Câu hỏi 1 trong 2")
    assert page.has("Khi nào mở phòng mẫu")  # what comes
    assert page.soup.find("nav") is None
    assert not page.has("cam kết")
    at_home = await client.get(f"{scene.url}/truc-tiep")
    assert at_home.has("Bao giờ có danh mục")
    part = await client.get(f"{scene.url}/man-hinh", htmx=True)
    assert part.soup.find(id="man-hinh") is not None
    assert part.soup.find("title") is None
