"""Answers whose question changed: approvals that fall, and drafts that are overtaken."""

import pytest

from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import Publication, RevisedAnswer
from forum.contact.actions.merging import Merge
from forum.contact.actions.questions import Referral, Refusal, ScheduleWrittenAnswer
from forum.contributions.models import Contribution
from forum.database import load
from forum.errors import Forbidden
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, approved, asked, drafted, on_agenda
from tests.official_texts import seen_now, state_of


async def question_with_draft(build: Builders) -> tuple[Scene, int, int]:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    return scene, question_id, await drafted(build, scene, question_id)


async def merged_into(build: Builders, scene: Scene, question_id: int) -> int:
    other_id = await asked(build, scene, "Câu hỏi cùng nội dung")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        code = (await load(db, Contribution, question_id)).code or ""
        await actions.merge(db, actor, other_id, Merge(code=code))
    return other_id


async def test_a_question_that_is_merged_in_lifts_the_approval_and_the_leader_is_asked_again(
    build: Builders, client: Client
) -> None:
    scene, question_id, answer_id = await question_with_draft(build)
    read = await seen_now(build, answer_id)
    await approved(build, scene, answer_id)
    await merged_into(build, scene, question_id)
    it = await state_of(build, answer_id)
    assert (it.state, it.approved_digest) == ("awaiting_approval", None)
    await client.log_in(scene.leader_person)
    assert (await client.get("/ban-lam-viec")).has("Trả lời chờ duyệt")
    await client.post(f"/tiep-xuc/tra-loi/{answer_id}/duyet", {"seen_digest": read}, status=409)
    await approved(build, scene, answer_id)
    assert (await state_of(build, answer_id)).state == "approved"


async def test_a_second_draft_is_closed_when_the_first_is_published(build: Builders, client: Client) -> None:
    scene, question_id, answer_id = await question_with_draft(build)
    second_id = await drafted(build, scene, question_id)
    await approved(build, scene, answer_id)
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    assert (await state_of(build, second_id)).state == "replaced"
    await client.log_in(scene.leader_person)
    assert not (await client.get("/ban-lam-viec")).has("Trả lời chờ duyệt")
    read = {"seen_digest": await seen_now(build, second_id)}
    await client.post(f"/tiep-xuc/tra-loi/{second_id}/duyet", read, status=422)
    await client.log_in(scene.assistant)
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("Không sử dụng nữa")


@pytest.mark.parametrize("how", ["refer", "decline", "merge"])
async def test_a_draft_is_closed_when_its_question_is_not_the_leader_s_to_answer_any_more(
    build: Builders, how: str
) -> None:
    scene, question_id, answer_id = await question_with_draft(build)
    head_id = await asked(build, scene, "Câu hỏi chính")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        if how == "refer":
            to = Referral(body_id=scene.body.id, reason="Thuộc thẩm quyền của sở")
            await actions.refer(db, actor, question_id, to)
        elif how == "decline":
            no = Refusal(reason="Nội dung khiếu nại", where_to_go="Ban tiếp dân mẫu")
            await actions.decline(db, actor, question_id, no)
        else:
            code = (await load(db, Contribution, head_id)).code or ""
            await actions.merge(db, actor, question_id, Merge(code=code))
    assert (await state_of(build, answer_id)).state == "replaced"
    with pytest.raises(Forbidden):
        async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
            await actions.revise_answer(db, actor, answer_id, RevisedAnswer(text="Một câu khác hẳn."))


async def test_a_draft_stays_while_its_question_only_changes_its_place(build: Builders) -> None:
    scene, question_id, answer_id = await question_with_draft(build)
    await approved(build, scene, answer_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Không đủ thời gian")
        )
    assert (await state_of(build, answer_id)).state == "approved"


async def test_a_question_whose_draft_was_closed_is_drafted_anew(build: Builders, client: Client) -> None:
    scene, question_id, _ = await question_with_draft(build)
    other_id = await merged_into(build, scene, question_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.refer(
            db, actor, question_id, Referral(body_id=scene.body.id, reason="Thuộc thẩm quyền của sở")
        )
    assert other_id
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    assert (await client.get(f"{scene.url}/cau-hoi/{question_id}")).has("Dự thảo trả lời")


async def test_nobody_is_asked_to_approve_an_answer_to_what_was_withdrawn(
    build: Builders, client: Client
) -> None:
    scene, question_id, answer_id = await question_with_draft(build)
    await client.log_in(scene.leader_person)
    assert f"/ban-lam-viec/duyet/{answer_id}" in (await client.get("/ban-lam-viec/duyet")).text
    await client.log_in(scene.asker)
    await client.send(f"/bai/{question_id}/rut", {"reason": "unstated"})
    assert (await state_of(build, answer_id)).state == "replaced"
    await client.log_in(scene.leader_person)
    assert f"/ban-lam-viec/duyet/{answer_id}" not in (await client.get("/ban-lam-viec/duyet")).text
