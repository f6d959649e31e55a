"""An answer that is disowned, whatever became of its question meanwhile, and whoever gave the answer."""

from datetime import timedelta

from sqlalchemy import select

from forum import kinds
from forum.accounts.models import Body
from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.answers import AnswerText
from forum.contact.actions.questions import Referral
from forum.contributions import actions as texts
from forum.contributions.models import Contribution
from forum.contributions.official import RecordedApproval
from forum.contributions.policy import ApprovalHow
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState, OwnerKind
from forum.deadlines.queries import duty_of
from forum.files.policy import FileRole
from forum.notifications.models import Notice
from forum.thing import Thing
from tests.builders import UNSTATED, Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked
from tests.contact.test_recorded_approvals import IN_WRITING, countersigned, recorded
from tests.official_texts import as_recorded, seen_now
from tests.world_files import a_file

LATER = timedelta(hours=2)
ANSWER = AnswerText(text="Danh mục dùng chung có vào ngày 20 tháng sau.")


async def published(build: Builders) -> tuple[Scene, int, int]:
    """A question and its answer, whose approval was given aloud."""
    scene = await announced_session(build, now())
    question_id, answer_id = await recorded(build, scene)
    await countersigned(build, scene, answer_id)
    async with build.acting(scene.assistant, now() + LATER) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)
    return scene, question_id, answer_id


async def referred(build: Builders) -> tuple[Scene, int, int]:
    """A question that was referred to a body, and the answer that its head approved on paper."""
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        to = Referral(body_id=scene.body.id, reason="Thuộc lĩnh vực của Sở.")
        await actions.refer(db, actor, question_id, to)
    async with build.acting(scene.officer) as (db, actor):
        answer_id = (await actions.draft_answer(db, actor, question_id, ANSWER)).id
        await actions.submit_answer(db, actor, answer_id)
    scan = await a_file(build, scene.officer, "Bản giấy mẫu", FileRole.approval_scan)
    seen = await seen_now(build, answer_id)
    paper = RecordedApproval(seen_digest=seen, how=ApprovalHow.paper, note="Ở văn thư.", file_ids=[scan])
    second = await build.person(Role.body_officer, body=scene.body)
    async with build.acting(scene.officer) as (db, actor):
        await actions.record_approval(db, actor, answer_id, paper)
    async with build.acting(second) as (db, actor):
        await actions.countersign_approval(db, actor, answer_id, await as_recorded(db, answer_id))
    async with build.acting(second, now() + LATER) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, IN_WRITING)
    return scene, question_id, answer_id


async def test_nobody_is_owed_another_answer_to_what_they_withdrew(build: Builders, client: Client) -> None:
    scene, question_id, answer_id = await published(build)
    async with build.acting(scene.asker, now() + LATER) as (db, actor):
        await texts.withdraw(db, actor, question_id, UNSTATED)
    await client.log_in(scene.leader_person)
    await client.post(f"/ban-chinh-thuc/{answer_id}/khong-phai-y-toi", {"sure": "true"})
    async with build.acting(None, now() + timedelta(days=60)) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.written_answer)
        assert owed is None or owed.done_at is not None or owed.state == DutyState.void
    page = await client.get(f"{scene.url}/cau-hoi/{question_id}")
    assert page.has("không phải ý mình") and not page.has("Đang chờ")


async def test_another_answer_to_a_hidden_question_is_owed_once_it_is_shown_again(build: Builders) -> None:
    scene, question_id, answer_id = await published(build)
    async with build.acting(None, now() + LATER) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, question_id, lock=True), "Q1")
    async with build.acting(scene.leader_person, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    thing, later = Thing("question", question_id), now() + timedelta(days=60)
    async with build.acting(None, later) as (db, actor):
        owed = await duty_of(db, actor.at, thing, DutyKind.written_answer)
        assert owed is not None and owed.state == DutyState.paused and owed.days_late == 0
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        letters = await db.scalars(select(Notice.letter).where(Notice.persona_id == scene.asker.persona_id))
        assert any("tạm dừng cho đến khi nội dung hiển thị trở lại" in one for one in letters)
    async with build.acting(None, later) as (db, actor):
        await texts.restore(db, actor, await load(db, Contribution, question_id, lock=True))
    async with build.acting(scene.assistant, later) as (db, actor):
        owed = await duty_of(db, actor.at, thing, DutyKind.written_answer)
        assert owed is not None and owed.state == DutyState.running
        await actions.draft_answer(db, actor, question_id, ANSWER)


async def test_the_body_that_answered_a_referred_question_answers_it_again(
    build: Builders, client: Client
) -> None:
    scene, question_id, answer_id = await referred(build)
    async with build.acting(scene.head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    async with build.acting(scene.officer, now() + LATER) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.written_answer)
        assert owed is not None and owed.done_at is None
        assert owed.owner == (OwnerKind.body, scene.body.id)
    await client.log_in(scene.officer)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần dự thảo trả lời")
    async with build.acting(scene.officer, now() + LATER) as (db, actor):
        await actions.draft_answer(db, actor, question_id, ANSWER)


async def test_the_leader_answers_what_a_body_that_has_ended_answered(build: Builders) -> None:
    scene, question_id, answer_id = await referred(build)
    async with build.acting(None) as (db, actor):
        (await load(db, Body, scene.body.id)).ended_on = actor.today
    async with build.acting(scene.head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    async with build.acting(scene.assistant, now() + LATER) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.written_answer)
        assert owed is not None and owed.owner == (OwnerKind.leader, scene.leader.id)
        await actions.draft_answer(db, actor, question_id, ANSWER)


async def test_the_version_that_a_citation_leads_to_says_whose_words_it_is_not(
    build: Builders, client: Client
) -> None:
    scene, _, answer_id = await published(build)
    cited = f"/bai/{answer_id}/ban/1"
    assert not (await client.get(cited)).has("không phải ý mình")
    async with build.acting(scene.leader_person, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    assert (await client.get(cited)).has("Lãnh đạo cho biết đây không phải ý mình")
