"""What members share is, for each of them, letter for letter what the program makes for that person alone."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from forum import clock
from forum.database import embedded
from forum.urls import name_at
from forum.web.login import COOKIE
from tests.client import Page, running_program
from tests.matrix import EVERYBODY
from tests.shared_pages import SHARED, ask_as, compare, newcomer
from tests.whole_world import WholeWorld, clone, settings_of


@pytest.fixture
async def app(
    server: embedded.Server, whole_world: WholeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """Time stands still."""
    file = tmp_path / "clock"
    file.write_text(clock.now().isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(file))
    with clone(server, whole_world.database) as name:
        async with running_program(settings_of(server.url("forum_app", name))) as app:
            yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app) as http:
        yield http


def client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hien-ke.test")


async def test_everybody_gets_what_the_program_makes_for_them(
    http: httpx.AsyncClient, whole_world: WholeWorld
) -> None:
    world = whole_world.world()
    shared: set[str] = set()
    for row in SHARED:
        asked = EVERYBODY[1:] if row.route in ("/", "/chu-de/{thread_id:ref}") else ("member", "author")
        shared |= {person for person in asked if await compare(http, world, row, person)}
    assert shared <= {"member"}, "who holds an office, or has a text in review, shares no page"


@pytest.mark.parametrize("name", ["home.home", "threads.thread", "commitments.commitments"])
async def test_a_member_gets_what_others_were_sent(
    http: httpx.AsyncClient, whole_world: WholeWorld, name: str
) -> None:
    """At the latest once no other test on the same server commits anything for a moment."""
    row = next(row for row in SHARED if name_at(row.route) == name)
    give_up_at = time.monotonic() + 60
    while not await compare(http, whole_world.world(), row, "member"):
        assert time.monotonic() < give_up_at, f"{name} is never shared"


async def test_a_draft_that_the_address_names_is_its_owners(
    http: httpx.AsyncClient, whole_world: WholeWorld
) -> None:
    world = whole_world.world()
    world.tokens = {"member": world.tokens["member"]}
    thread = next(row for row in SHARED if name_at(row.route) == "threads.thread")
    http.cookies.set(COOKIE, world.tokens["member"], domain="hien-ke.test")
    page = Page(await http.get(url := thread.url.format_map(world.names)))
    data = {"_key": page.field("_key"), "_way": "save", "text": "Chữ chưa gửi của riêng một người."}
    saved = await http.post(url, data=data, headers={"sec-fetch-site": "same-origin"})
    named = replace(thread, url=saved.headers["location"].partition("#")[0])
    assert not await compare(http, world, named, "member")
    assert "Chữ chưa gửi" in (await ask_as(http, world, named, "member")).text
    assert "Chữ chưa gửi" not in (await ask_as(http, world, named, "nobody")).text


async def test_many_at_once_each_read_their_own_name(
    app: FastAPI, http: httpx.AsyncClient, whole_world: WholeWorld
) -> None:
    world, names = whole_world.world(), [f"Người Mẫu Đọc {n}" for n in range(20, 32)]
    world.tokens |= {name: await newcomer(app, name) for name in names}
    thread = next(row for row in SHARED if name_at(row.route) == "threads.thread")

    async def read(name: str) -> None:
        async with client(app) as own:
            for _time in range(8):
                page = await ask_as(own, world, thread, name)
                assert page.status_code == 200
                assert {other for other in names if other in page.text} == {name}

    async def endorse_and_take_back() -> None:
        for act in ("ung-ho", "bo-ung-ho") * 3:
            url = f"/bai/{world.names['published_proposal']}/{act}"
            headers = {"sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={world.tokens['member']}"}
            assert (await http.post(url, headers=headers)).status_code == 303

    await asyncio.gather(endorse_and_take_back(), *map(read, names))
