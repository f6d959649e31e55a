"""A visitor writes first and logs in when sending; the words come back to be confirmed, and nobody sends them."""

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.actor import Role
from forum.contributions.models import Contribution
from forum.database import embedded
from forum.steps import STEPS
from forum.urls import PATHS
from tests.builders import Builders
from tests.client import Client, Page, look_over
from tests.contact.scene import announced_session
from tests.matrix import Row, digests, rows
from tests.test_routes import client_of, furnished, program_on_a_copy
from tests.threads.test_proposal_story import a_task
from tests.world import World

__all__ = ["furnished"]  # a fixture

SAME = {"sec-fetch-site": "same-origin"}
OPEN = {PATHS[step.at] for step in STEPS.values() if step.is_open}
WRITTEN: dict[str, Row] = {
    row.route: row for row in rows() if row.method == "POST" and row.route in OPEN and row.allowed
}


def test_proposals_threads_replies_questions_and_opinions_are_written_before_logging_in() -> None:
    assert len(WRITTEN) == len(OPEN) == 5


@pytest.mark.parametrize("route", WRITTEN)
async def test_a_visitor_writes_previews_and_sends_and_nothing_but_the_held_words_is_stored(
    route: str, server: embedded.Server, furnished: tuple[str, World]
) -> None:
    name, world = furnished
    row = WRITTEN[route]
    url = row.url.format_map(world.names)
    async with program_on_a_copy(server, name) as app, client_of(app) as http:
        before = await digests(app.state.app_state.engine)
        page = Page(await http.get(url))
        look_over(page, url)
        form = page.form(url) | row.posted(world)
        assert page.has("Ông/Bà viết trước cũng được.")
        preview = Page(await http.post(url, data=form | {"_way": "preview"}, headers=SAME))
        assert preview.status == 200
        assert preview.field("text").strip() == form["text"]
        kept = await http.post(url, data=form | {"_way": "save"}, headers=SAME)
        assert Page(await http.get(kept.headers["location"])).field("text").strip() == form["text"]
        sent = await http.post(url, data=form, headers=SAME)
        assert sent.headers["location"].startswith("/dang-nhap?tiep=")
        back = Page(await http.get(sent.headers["location"])).field("tiep")
        http.cookies.set("hien_ke", world.tokens[row.allowed[0]], domain="hien-ke.test")
        restored = Page(await http.get(back))
        assert restored.status == 200, restored.main[:300]
        assert restored.field("text").strip() == form["text"]
        assert await digests(app.state.app_state.engine) == before
        done = await http.post(url, data=restored.form(url), headers=SAME)
        assert done.status_code == 303, Page(done).main[:600]


async def test_a_visitor_is_told_that_a_door_is_closed_before_writing(
    client: Client, build: Builders
) -> None:
    scene = await announced_session(build, clock.now().replace(year=2025))
    page = await client.get(f"/tiep-xuc/{scene.session_id}/cau-hoi/moi", status=403)
    assert page.has("Kỳ tiếp xúc này hiện không nhận câu hỏi.")


async def test_a_proposal_of_a_visitor_is_sent_once_by_its_author(client: Client, build: Builders) -> None:
    typed = {
        "title": "Một đề xuất viết trước",
        "text": "Viết trước khi đăng nhập.",
        "forum_id": str((await build.forum()).id),
        "task_ids": str((await a_task(build)).id),
    }
    page = await client.follow(await client.send("/hien-ke/moi", typed))
    assert page.has("đã được giữ")
    back = page.field("tiep")
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    form = (await client.get(back)).form("/hien-ke/moi")
    first, second = [await client.post("/hien-ke/moi", form) for _ in range(2)]
    assert first.location == second.location
    async with build.acting(None) as (db, _):
        sent = select(func.count()).select_from(Contribution).where(Contribution.kind == "proposal")
        assert (await db.scalars(sent)).one() == 1
