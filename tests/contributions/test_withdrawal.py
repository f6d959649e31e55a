"""Withdrawing says why, closes the author's own words alone, and leaves what was officially answered on its page."""

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from sqlalchemy import select

from forum import clock, kinds
from forum.accounts.models import Account
from forum.accounts.queries import visitor
from forum.consultations.actions.responding import publish_responses
from forum.contributions.models import Contribution
from forum.kinds import KINDS, publish
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client, Page
from tests.commitments.scene import promised
from tests.consultations import test_responses as responses
from tests.contact.scene import announced_session, answered
from tests.promises import promise, take_up
from tests.world import World, a_proposal, build_world

Answered = tuple[int, str, str]  # the text that was answered, a passage of it, and one of what was answered


async def _proposal(build: Builders) -> Answered:
    world: World = await build_world(build.engine, build.settings, ())
    proposal_id = await a_proposal(build, world, "Hiến kế được tiếp thu", text="Lời riêng của tác giả.")
    body_id = int(world.names["body"])
    officer, head = world.people["officer"], world.people["head"]
    await take_up(build, officer, proposal_id, body_id)
    title, due_on = "Mở phòng thí nghiệm dùng chung", date(2030, 12, 31)
    words = "Cơ quan tiếp thu và sẽ thực hiện."
    await promise(build, officer, head, proposal_id, title, due_on, words)
    return proposal_id, "Lời riêng của tác giả.", "Cơ quan tiếp thu và sẽ thực hiện."


async def _question(build: Builders) -> Answered:
    scene = await announced_session(build, clock.now())
    question_id = await answered(build, scene)
    await promised(build, scene, question_id)
    return question_id, "Các viện đang đo cùng một chỗ", "Thành phố giao một cơ quan lập danh mục"


async def _opinion(build: Builders) -> Answered:
    scene, _ = await responses.approved(build)
    async with build.acting(scene.head) as (db, actor):
        await publish_responses(db, actor, scene.consultation_id)
    async with build.acting(None) as (db, _actor):
        words = (await db.get_one(Contribution, scene.opinions[0])).text
    return scene.opinions[0], words, responses.WORDS


ANSWERED: dict[str, Callable[[Builders], Awaitable[Answered]]] = {
    "proposal": _proposal,
    "question": _question,
    "opinion": _opinion,
}


def test_every_kind_that_is_officially_answered_is_tried() -> None:
    assert {name for name, kind in KINDS.items() if kind.official_text} == set(ANSWERED)


async def _author(build: Builders, contribution_id: int) -> Account:
    async with build.acting(None) as (db, _):
        persona_id = (await db.get_one(Contribution, contribution_id)).persona_id
        return (await db.scalars(select(Account).where(Account.persona_id == persona_id))).one()


async def _page(build: Builders, client: Client, contribution_id: int) -> Page:
    async with build.acting(None) as (db, _):
        it = await db.get_one(Contribution, contribution_id)
        url = await kinds.url(db, visitor(clock.now()), Thing(it.kind, it.id))
    return await client.get(url)


@pytest.mark.parametrize("kind", ANSWERED)
async def test_the_official_answer_stays_and_the_author_s_words_go(
    kind: str, build: Builders, client: Client
) -> None:
    contribution_id, own, official = await ANSWERED[kind](build)
    page = await _page(build, client, contribution_id)
    assert page.has(own)
    assert page.has(official)
    codes = [word for word in page.main.split() if word.startswith("CK-")]
    await client.log_in(await _author(build, contribution_id))
    path = f"/bai/{contribution_id}/rut"
    refused = await client.post(path, (await client.get(path)).form(path), status=422)
    assert refused.error_of("reason")
    await client.post(path, refused.form(path) | {"reason": "duplicate"})
    await client.log_out()
    page = await _page(build, client, contribution_id)
    assert not page.has(own)
    assert page.has("Tác giả đã rút nội dung này")
    assert page.has("Lý do: trùng với nội dung khác.")
    assert page.has(official)
    assert [code for code in codes if not page.has(code)] == []
    history = await client.get(f"/bai/{contribution_id}/lich-su")
    assert history.has("Lý do: trùng với nội dung khác.")
    assert not history.has(own)


async def test_the_cited_version_of_an_answer_outlives_the_withdrawal(
    build: Builders, client: Client
) -> None:
    contribution_id, own, official = await _proposal(build)
    async with build.acting(None) as (db, _):
        about = Contribution.subject_kind == "proposal", Contribution.subject_id == contribution_id
        answer_id = (await db.scalars(select(Contribution.id).where(*about))).one()
    await client.log_in(await _author(build, contribution_id))
    await client.post(f"/bai/{contribution_id}/rut", {"reason": "unstated"})
    await client.log_out()
    page = await client.get(f"/bai/{answer_id}/ban/1")
    assert page.has(official)
    assert not page.has(own)


async def test_a_text_that_nobody_answered_leaves_its_place_alone(build: Builders, client: Client) -> None:
    world = await build_world(build.engine, build.settings, ())
    proposal_id = await a_proposal(build, world, "Hiến kế chưa ai trả lời", shown=False)
    async with build.acting(None) as (db, actor):
        await publish(db, actor, proposal_id)
    await client.log_in(world.people["author"])
    await client.post(f"/bai/{proposal_id}/rut", {"reason": "mistaken"})
    await client.log_out()
    page = await _page(build, client, proposal_id)
    assert page.has("Lý do: gửi nhầm.")
    assert not page.has("Quá trình xử lý")
