"""The front sends a page again only while nothing changed, and never one that was made for somebody."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contributions.actions import hide
from forum.contributions.models import Contribution
from forum.database import load
from forum.database.snapshots import Snapshots, SnapshotUnknown
from forum.programme.models import Task
from forum.routes import contact as sessions
from forum.settings import Settings
from forum.threads import actions
from forum.threads.actions.threads import NewReply, NewThread
from forum.web import page_cache
from tests.builders import Builders
from tests.client import running_program
from tests.contact.scene import announced_session

BY_THE_PROGRAM = {"cookie": "any=1"}
# What a browser accepts, and what it gets.
CODINGS = {
    "gzip, deflate, br, zstd": "br",
    "BR;q=0.9,gzip": "br",
    "br;q=0, gzip; q=0.5": "gzip",
    "gzip": "gzip",
    "gzip;q=0, br;q=0.000": "",
    "deflate, brx, x-gzip": "",
    ";q=1,,gzip;q": "",
}
KEY = re.compile('name="_key" value="([^"]+)"')


@pytest.fixture
def clock_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Time stands still until the file is written."""
    file = tmp_path / "clock"
    file.write_text(clock.now().isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(file))
    return file


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    async with running_program(settings) as app:
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
        yield http


def is_from_cache(response: httpx.Response) -> bool:
    """The front drops what is of one request."""
    return "x-request-id" not in response.headers


async def sent_again(
    http: httpx.AsyncClient, url: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    """The page, once the front has it: what another test commits on the same server ends it too."""
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        response = await http.get(url, headers=headers)
        if is_from_cache(response):
            return response
    raise AssertionError(f"{url} is never kept")


async def a_discussion(build: Builders, author: Account) -> int:
    forum = await build.forum()
    async with build.acting(author) as (db, actor):
        new = NewThread(
            kind="discussion",
            title="Chủ đề mẫu",
            text="Nội dung mẫu để bàn.",
            forum_id=forum.id,
            task_ids=[await db.scalar(select(Task.id).limit(1))],
        )
        return (await actions.start_thread(db, actor, new)).id


async def test_a_page_is_made_once_and_again_after_any_commit(
    build: Builders, http: httpx.AsyncClient, clock_file: Path
) -> None:
    author = await build.person(Role.intellectual, is_trusted=True)
    thread_id = await a_discussion(build, author)
    url = f"/chu-de/{thread_id}"
    await sent_again(http, url)
    async with build.acting(author) as (db, actor):
        reply = await actions.reply(db, actor, thread_id, NewReply(text="Một câu trả lời mẫu vừa gửi."))
    changed = await http.get(url)
    assert not is_from_cache(changed) and "Một câu trả lời mẫu vừa gửi." in changed.text
    await sent_again(http, url)
    async with build.acting(await build.person(Role.moderator)) as (db, actor):
        await hide(db, actor, await load(db, Contribution, reply.id, lock=True), "Q1")
    assert "Một câu trả lời mẫu vừa gửi." not in (await http.get(url)).text


async def test_a_kept_page_is_what_the_program_says(http: httpx.AsyncClient, clock_file: Path) -> None:
    made, again = await http.get("/", headers=BY_THE_PROGRAM), await sent_again(http, "/")
    assert again.content == made.content
    differing = {"x-request-id", "cache-control", "etag", "content-encoding", "content-length", "vary"}
    assert {k: v for k, v in made.headers.items() if k not in differing} == {
        k: v for k, v in again.headers.items() if k not in differing
    }
    assert again.headers["cache-control"] == "private, no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {one.strip() for one in again.headers["vary"].split(",")}


async def test_the_next_second_makes_the_page_anew(http: httpx.AsyncClient, clock_file: Path) -> None:
    await sent_again(http, "/")
    clock_file.write_text((clock.now() + timedelta(seconds=1)).isoformat())
    assert not is_from_cache(await http.get("/"))
    await sent_again(http, "/")
    clock_file.write_text((clock.now() - timedelta(days=1)).isoformat())
    assert not is_from_cache(await http.get("/"))


HOSTS = ("h", "tiep-xuc", "ac-y.mau", "ac-y.mau:80", "h/tiep-xuc?x=1#", "HIEN-KE.test.ac-y.mau")


@pytest.mark.parametrize("host", HOSTS)
async def test_whatever_host_somebody_names_the_links_of_a_page_stay_here_and_the_page_is_theirs_alone(
    build: Builders, http: httpx.AsyncClient, clock_file: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    for _ in range(2):
        await announced_session(build, clock.now())
    monkeypatch.setattr(sessions, "PAGE", 1)
    for _ in range(2):
        named = await http.get("/tiep-xuc", headers={"host": host})
        assert not is_from_cache(named)
        assert re.findall('href="([^"]*sau=[^"]*)"', named.text) == ["/tiep-xuc?sau=2"]
        assert "ac-y" not in named.text
    assert not is_from_cache(await http.get("/tiep-xuc")), "theirs was not kept"
    shown = await sent_again(http, "/tiep-xuc")
    assert not is_from_cache(await http.get("/tiep-xuc", headers={"host": host}))
    assert re.findall('href="([^"]*sau=[^"]*)"', shown.text) == ["/tiep-xuc?sau=2"]


async def test_a_host_is_the_same_in_capitals(http: httpx.AsyncClient, clock_file: Path) -> None:
    await sent_again(http, "/")
    await sent_again(http, "/", {"host": "HIEN-KE.test"})


@pytest.mark.parametrize(
    "headers",
    [
        BY_THE_PROGRAM,
        {"hx-request": "true"},
        {"range": "bytes=0-10"},
        {"authorization": "Bearer x"},
    ],
    ids=lambda one: next(iter(one)),
)
async def test_who_asks_otherwise_is_answered_by_the_program(
    http: httpx.AsyncClient, clock_file: Path, headers: dict[str, str]
) -> None:
    await sent_again(http, "/")
    assert not is_from_cache(await http.get("/", headers=headers))
    assert not is_from_cache(await http.head("/"))


async def test_a_foreign_host_never_reaches_a_kept_page(settings: Settings) -> None:
    plain = settings.model_copy(update={"public_url": ""})
    host = plain.site.partition("://")[2]
    async with running_program(plain) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=plain.site) as http:
            for poisoned in ("evil.example", f"{host}.evil.example", ""):
                assert not is_from_cache(await http.get("/", headers={"host": poisoned}))
            await http.get("/")
            assert "evil.example" not in (await http.get("/")).text


async def test_each_browser_gets_a_forms_key_of_its_own(
    build: Builders, http: httpx.AsyncClient, clock_file: Path
) -> None:
    url = f"/chu-de/{await a_discussion(build, await build.person(Role.intellectual, is_trusted=True))}"
    pages = [
        await sent_again(http, url),
        await sent_again(http, url),
        await http.get(url, headers=BY_THE_PROGRAM),
    ]
    keys = [set(KEY.findall(page.text)) for page in pages]
    assert all(keys) and not set.intersection(*keys)
    assert len({KEY.sub("", page.text) for page in pages}) == 1
    assert "etag" not in pages[0].headers and "content-encoding" not in pages[0].headers
    assert pages[0].headers["cache-control"] == "no-store"


async def test_what_is_unchanged_is_not_sent_again_and_what_is_sent_may_be_compressed(
    http: httpx.AsyncClient, clock_file: Path
) -> None:
    plain = {"accept-encoding": "identity"}
    page = await sent_again(http, "/", plain)
    assert "content-encoding" not in page.headers
    again = await sent_again(http, "/", {"if-none-match": page.headers["etag"]})
    assert again.status_code == 304 and again.content == b""
    for accepted, coding in CODINGS.items():
        compressed = await sent_again(http, "/", {"accept-encoding": accepted})
        assert compressed.headers.get("content-encoding", "") == coding, accepted
        assert compressed.content == page.content
        assert not coding or int(compressed.headers["content-length"]) < len(page.content) / 3


async def test_many_who_ask_at_once_are_answered_by_one_making(app: FastAPI, clock_file: Path) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
        answers = await asyncio.gather(*(http.get("/") for _ in range(50)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1
    assert sum(not is_from_cache(one) for one in answers) == 1


async def test_ten_thousand_addresses_do_not_grow_it(
    app: FastAPI, http: httpx.AsyncClient, clock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_cache, "MOST_BYTES", 200_000)
    for number in range(60):
        await http.get("/", params={"x": str(number)})
    pages = app.state.app_state.page_cache.pages
    assert sum(page.size for page in pages.values()) <= 200_000
    await http.get("/", params={"x": "1" * 1000})
    assert all(len(key) < 600 for key in pages)


async def test_without_an_answer_of_the_database_the_program_makes_the_page(
    app: FastAPI, http: httpx.AsyncClient, clock_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await http.get("/")

    async def fails(self: Snapshots) -> bytes:
        raise SnapshotUnknown

    monkeypatch.setattr(Snapshots, "_ask", fails)
    for _ in range(2):
        response = await http.get("/")
        assert response.status_code == 200 and not is_from_cache(response)


async def test_a_lost_connection_is_replaced(settings: Settings, build: Builders) -> None:
    snapshots = Snapshots(settings.database_url)
    before = await snapshots.now()
    assert snapshots._connection is not None
    await snapshots._connection.close()
    with pytest.raises(SnapshotUnknown):
        await snapshots.now()
    await asyncio.sleep(1.1)
    await snapshots.now()
    await build.person(Role.intellectual)
    assert await snapshots.now() != before
    await snapshots.aclose()
