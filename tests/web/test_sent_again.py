"""A text sent again by 'Back' is one text, and a changed one is a second; found for every form of a text."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from forum.actor import Role
from forum.contributions.actions.drafts import new_key
from forum.contributions.models import Contribution, Draft
from forum.database import embedded, reading_session
from forum.fields import Box
from forum.versions import Versioned
from tests.builders import Builders
from tests.client import Client
from tests.matrix import FORMS, Row, digests, rows
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.threads.test_proposal_story import a_task
from tests.world import World

__all__ = ["furnished"]  # a fixture

SAME = {"sec-fetch-site": "same-origin"}


def letters_of(row: Row) -> list[str]:
    """The fields of a long text in the form of a route that replaces nothing."""
    model = FORMS.get(row.route)
    if row.method != "POST" or model is None or issubclass(model, Versioned):
        return []
    return [name for name, info in model.model_fields.items() if Box.letter in info.metadata]


TEXTS = {row.route: row for row in rows() if row.allowed and letters_of(row)}


def test_texts_of_many_kinds_are_found() -> None:
    assert {"/hien-ke/moi", "/chu-de/{thread_id:ref}", "/tiep-xuc/{session_id:ref}/cau-hoi/moi"} <= set(TEXTS)


@pytest.mark.parametrize("route", TEXTS)
async def test_a_text_sent_again_under_another_key_leads_to_the_first(
    route: str, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    row = TEXTS[route]
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        http.cookies.set("hien_ke", world.tokens[row.allowed[0]], domain="hien-ke.test")
        first = await _sent(http, row, world)
        assert first.status_code == 303, first.text
        written, before = await _count(app), await digests(app.state.app_state.engine)
        second = await _sent(http, row, world)
        assert second.headers["location"] == first.headers["location"]
        assert await digests(app.state.app_state.engine) == before
        assert await _count(app) == written


async def _sent(http: httpx.AsyncClient, row: Row, world: World) -> httpx.Response:
    data = row.posted(world) | {"_key": new_key()}
    return await http.post(row.url.format_map(world.names), data=data, headers=SAME)


async def _count(app: FastAPI) -> int:
    async with reading_session(app.state.app_state.engine) as db:
        return (await db.scalars(select(func.count()).select_from(Contribution))).one()


async def _thread(client: Client, build: Builders) -> str:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    forum, task = await build.forum(), await a_task(build)
    new = {"title": "Chủ đề mẫu để trả lời", "text": "Nội dung của chủ đề mẫu.", "forum_id": str(forum.id)}
    page = await client.send("/chu-de/moi", new | {"task_ids": str(task.id)})
    return page.location


async def test_a_changed_reply_is_a_second_one_and_says_so(client: Client, build: Builders) -> None:
    url = await _thread(client, build)
    form = (await client.get(url)).form(url) | {"text": "Trả lời thứ nhất, đủ dài."}
    await client.post(url, form)
    sent = await client.post(url, form | {"text": "Trả lời đã sửa, đủ dài."})
    page = await client.follow(sent)
    assert page.has("Bản với chữ khác đã gửi trước từ cùng mẫu này vẫn còn.")
    page = await client.get(url)
    assert page.has("Trả lời thứ nhất, đủ dài.")
    assert page.has("Trả lời đã sửa, đủ dài.")


async def test_a_withdrawn_reply_may_be_sent_again(client: Client, build: Builders) -> None:
    url = await _thread(client, build)
    first = await client.send(url, {"text": "Trả lời rồi rút lại."})
    await client.post(f"/bai/{first.location.rpartition('-')[2]}/rut", {"reason": "mistaken"})
    second = await client.send(url, {"text": "Trả lời rồi rút lại."})
    assert second.location != first.location


async def test_the_same_words_a_day_later_are_meant(client: Client, build: Builders) -> None:
    url = await _thread(client, build)
    first = await client.send(url, {"text": "Tôi đồng ý như vậy."})
    async with build.acting(None) as (db, actor):
        for draft in await db.scalars(select(Draft)):
            draft.saved_at = actor.at.replace(year=actor.at.year - 1)
    assert (await client.send(url, {"text": "Tôi đồng ý như vậy."})).location != first.location
