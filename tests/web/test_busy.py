"""A database that is full, locked or away: an answer soon, the words of the form kept, nothing of them in the log."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.actor import Role
from forum.database import make_engine
from forum.database.engine import PROBE, Patience
from forum.settings import Settings
from tests.builders import Builders
from tests.client import HELD_BY_TESTS, Client, Page, open_client

SOON = Patience(lock=0.2, statement=1, idle=1, pool=0.2)
WORDS = "Chữ viết công phu không được mất."
TYPED = {"title": "Một đề xuất mẫu", "text": f"{WORDS}\r\nDòng thứ hai & <b>", "_key": "k" * 24}


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[Client]:
    """A browser before a program with two connections for writers, two for readers, and little patience."""
    async with open_client(settings) as client:
        app = client.app
        before = app.state.app_state
        small = [make_engine(settings.database_url, pool_size=2, max_overflow=0, patience=SOON) for _ in "ab"]
        app.state.app_state = replace(before, engine=small[0], readers=small[1])
        yield client
        await before.aclose()


@asynccontextmanager
async def all_taken(engine: AsyncEngine) -> AsyncIterator[None]:
    """By somebody else of this process."""
    async with AsyncExitStack() as taken:
        for _ in "ab":
            await taken.enter_async_context(engine.connect())
        HELD_BY_TESTS[engine] = 2
        yield
    del HELD_BY_TESTS[engine]


@asynccontextmanager
async def locked(engine: AsyncEngine, table: str) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
        yield


def says_busy(page: Page) -> bool:
    return page.has("Hệ thống đang bận") and int(page.response.headers["retry-after"]) > 0


async def test_while_no_connection_is_free_a_form_is_shown_again_and_can_be_sent_from_there(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    async with all_taken(client.app_state.engine):
        busy = await client.post("/hien-ke/moi", TYPED, status=503)
        assert (await client.get("/")).has("Hiến Kế")  # who only reads is served
    assert says_busy(busy)
    assert busy.field("text").strip().replace("\n", "\r\n") == TYPED["text"]
    again = busy.form("/hien-ke/moi")
    assert again["_key"] == TYPED["_key"]
    page = await client.post("/hien-ke/moi", again, status=422)  # it asks for what was not filled in
    assert page.field("title") == TYPED["title"]


async def test_who_only_opens_a_form_waits_for_nobody_who_sends_one(client: Client, build: Builders) -> None:
    """A hall that logs in at once takes nothing from whoever opens the form next. (That every other form does so
    too is looked at by `client.get`.)"""
    person = await build.person(Role.intellectual)
    async with all_taken(client.app_state.engine), all_taken(client.app_state.readers):
        await client.get("/dang-nhap")  # a stranger's costs no statement
    await client.log_in(person)
    async with all_taken(client.app_state.engine):
        await client.get("/dang-nhap")
        await client.get("/hien-ke/moi")
    assert client.written == []


@pytest.mark.parametrize(
    "table", ["drafts", "accounts", "contributions", "search.changes", "procrastinate_jobs"]
)
async def test_behind_a_lock_a_form_is_shown_again_and_the_log_holds_no_word_of_it(
    client: Client, build: Builders, engine: AsyncEngine, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    person = await build.person(Role.intellectual)
    await client.log_in(person)
    fields = TYPED | {"text": WORDS, "task_ids": "", "leaves_tasks_open": "true"}
    async with locked(engine, table):
        busy = await client.post("/hien-ke/moi", fields, status=503)
    assert says_busy(busy)
    assert busy.field("text").strip() == WORDS
    for secret in (WORDS, "không được mất", person.email, "argon2"):
        assert secret not in caplog.text


async def test_behind_a_lock_a_page_says_that_it_is_busy(client: Client, engine: AsyncEngine) -> None:
    async with locked(engine, "contributions"):
        assert says_busy(await client.get("/hien-ke", status=503))
        assert (await client.get("/quy-tac")).status == 200


async def test_no_password_is_repeated_on_the_page_of_a_failure(client: Client, engine: AsyncEngine) -> None:
    typed = {"email": "mot-nguoi@mau.example", "password": "mot mat khau rat dai"}
    async with locked(engine, "accounts"):
        busy = await client.post("/dang-nhap", typed, status=503)
    assert says_busy(busy)
    assert "mot mat khau" not in busy.text
    assert busy.has("mot-nguoi@mau.example") or typed["email"] in busy.text


async def test_health_is_answered_while_every_connection_is_taken_and_every_table_locked(
    client: Client, engine: AsyncEngine
) -> None:
    async with (
        all_taken(client.app_state.engine),
        all_taken(client.app_state.readers),
        locked(engine, "accounts, contributions"),
    ):
        assert (await client.http.get("/readyz")).status_code == 200
        assert (await client.http.get("/healthz")).status_code == 200


async def test_without_a_database_readiness_is_refused_and_pages_say_that_they_are_busy(
    client: Client, settings: Settings
) -> None:
    nowhere = settings.database_url.rpartition("/")[0] + "/nowhere"
    away = {
        name: make_engine(nowhere, pool_size=1, max_overflow=0, patience=PROBE)
        for name in ("engine", "readers", "probe")
    }
    app = client.app
    here = app.state.app_state
    app.state.app_state = replace(here, **away)
    assert (await client.http.get("/readyz")).status_code == 503
    assert says_busy(Page(await client.http.get("/hien-ke")))
    await app.state.app_state.aclose()
    app.state.app_state = here
