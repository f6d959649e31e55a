"""A draft stays readable to its author whatever became of its place; tried on every form of a text."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts.actions.logins import start_login
from forum.actor import Role
from forum.contributions.actions.drafts import new_key
from forum.database import embedded, writing_session
from forum.fields import Box
from tests.builders import Builders
from tests.client import Client, Page, look_over
from tests.consultations.test_consultation_story import (
    SetClock,
    announced,
    drafting_body,
    pasted,
    set_clock,
)
from tests.contact.scene import announced_session
from tests.matrix import FORMS, Row, rows
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.threads.test_proposal_story import a_task
from tests.world import World

__all__ = ["furnished", "set_clock"]  # fixtures

SAME = {"sec-fetch-site": "same-origin"}
TYPED = "Chữ đã viết công phu,\nkhông được mất."


def letters_of(row: Row) -> list[str]:
    model = FORMS.get(row.route)
    fields = model.model_fields.items() if model is not None and row.method == "POST" else ()
    return [name for name, info in fields if Box.letter in info.metadata]


LETTERS = {row.route: row for row in rows() if row.allowed and letters_of(row)}


@asynccontextmanager
async def _drafted(
    server: embedded.Server, world: World, name: str, row: Row
) -> AsyncIterator[tuple[AsyncEngine, httpx.AsyncClient, str]]:
    """The address of a draft that the first person who may send the form has saved."""
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        http.cookies.set("hien_ke", world.tokens[row.allowed[0]], domain="hien-ke.test")
        typed = row.posted(world) | {letters_of(row)[-1]: TYPED}
        sent = typed | {"_key": new_key(), "_way": "save"}
        saved = await http.post(row.url.format_map(world.names), data=sent, headers=SAME)
        assert saved.status_code == 303, saved.text
        yield app.state.app_state.engine, http, saved.headers["location"]


async def _readable(http: httpx.AsyncClient, url: str, when: str) -> None:
    response = await http.get(url)
    page = Page(response)
    assert page.status == 200, f"{when}: {page.status} {page.main[:300]}"
    look_over(page, url)
    texts = [one.get_text().strip() for one in page.soup.select("main textarea")]
    assert TYPED in texts, f"{when}: {page.main[:300]}"


@pytest.mark.parametrize("route", LETTERS)
async def test_a_draft_is_read_after_its_time_its_right_and_its_thing(
    route: str,
    server: embedded.Server,
    furnished: tuple[str, World],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    name, world = furnished
    row = LETTERS[route]
    async with _drafted(server, world, name, row) as (engine, http, url):
        await _readable(http, url, "open")
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE bindings SET revoked_at = now() - interval '1 day' WHERE role <> 'intellectual'")
            )
        await _readable(http, url, "without rights")
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE contributions SET visibility = 'hidden', hidden_at = created_at")
            )
        await _readable(http, url, "hidden")
        async with writing_session(engine) as db:
            later = clock.now() + timedelta(days=365)
            token = await start_login(db, world.people[row.allowed[0]], later)
        monkeypatch.setenv("FORUM_CLOCK", str(tmp_path / "clock"))
        (tmp_path / "clock").write_text(later.isoformat())
        http.cookies.set("hien_ke", token, domain="hien-ke.test")
        await _readable(http, url, "a year later")


async def _kept(client: Client, path: str, typed: dict[str, str]) -> str:
    return (await client.send(path, typed | {"_way": "save"})).location


async def test_an_opinion_kept_past_the_closing_day_says_so_and_where_else(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    body, officer, head = await drafting_body(build)
    cid = await pasted(client, body, officer)
    await announced(client, cid, officer, head)
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    url = await _kept(client, f"/gop-y-du-thao/{cid}/gop-y", {"text": TYPED})
    set_clock(datetime.fromisoformat("2026-12-11T09:00:00+07:00"))
    assert url in [str(a["href"]) for a in (await client.get("/cua-toi")).soup.select("a")]
    page = await client.get(url)
    assert page.has("Đã hết thời hạn góp ý.")
    assert [a["href"] for a in page.soup.select("main a")][:2] == [f"/gop-y-du-thao/{cid}", "/gop-y-du-thao"]
    assert page.soup.select_one("main form") is None


async def test_a_question_kept_past_its_intake_says_so_and_where_else(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    scene = await announced_session(build, clock.now())
    await client.log_in(scene.asker)
    url = await _kept(
        client, f"/tiep-xuc/{scene.session_id}/cau-hoi/moi", {"title": "Câu hỏi", "text": TYPED}
    )
    set_clock(scene.closed_at + timedelta(days=1))
    page = await client.get(url)
    assert page.has("Kỳ tiếp xúc này hiện không nhận câu hỏi.")
    assert page.soup.select_one("main a[href='/tiep-xuc']") is not None
    assert page.has("Câu hỏi")


async def test_a_reply_kept_in_a_thread_that_was_locked_says_so(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    new = {
        "title": "Chủ đề mẫu sẽ khóa",
        "text": "Nội dung của chủ đề mẫu.",
        "forum_id": str((await build.forum()).id),
        "task_ids": str((await a_task(build)).id),
    }
    thread = (await client.send("/chu-de/moi", new)).location
    url = await _kept(client, thread, {"text": TYPED})
    async with build.acting(None) as (db, _):
        await db.execute(text("UPDATE threads SET locked_at = now()"))
    page = await client.get(url)
    assert page.has("Chủ đề đã dừng trao đổi.")
    assert [one.get_text().strip() for one in page.soup.select("main textarea")] == [TYPED]


async def test_a_text_that_comes_too_late_is_a_draft_and_keeps_its_words(
    client: Client, build: Builders, set_clock: SetClock
) -> None:
    scene = await announced_session(build, clock.now())
    await client.log_in(scene.asker)
    path = f"/tiep-xuc/{scene.session_id}/cau-hoi/moi"
    form = (await client.get(path)).form(path) | {"title": "Một câu hỏi mẫu", "text": TYPED}
    set_clock(scene.closed_at + timedelta(days=1))
    page = await client.post(path, form, status=422)
    assert page.has("Kỳ tiếp xúc này hiện không nhận câu hỏi.")
    assert page.field("text").strip() == TYPED
    assert (await client.get("/cua-toi")).soup.select("a[href*='giu=']")
