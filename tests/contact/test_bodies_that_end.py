"""What a body owes an asker passes on when it has ended: to its successor, or to the leader who was asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import kinds
from forum.accounts.models import Body, BodySuccession
from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.questions import Referral
from forum.contact.actions.rating import AnswerVerdict
from forum.contact.models import Question
from forum.contact.policy import AskerVerdict, QuestionState
from forum.database import load
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.jobs import JobContext
from forum.notifications.models import Notice
from forum.thing import Thing
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked
from tests.contact.test_disowned import ANSWER, LATER, referred

SHORT = AnswerVerdict(verdict=AskerVerdict.not_answered, reason="Chưa nói ngày nào có danh mục.")
SECOND = DutyKind.second_answer


async def rated_short(build: Builders) -> tuple[Scene, int]:
    scene, question_id, answer_id = await referred(build)
    async with build.acting(scene.asker, now() + LATER) as (db, actor):
        await actions.rate_answer(db, actor, answer_id, SHORT)
    return scene, question_id


async def ended(build: Builders, scene: Scene, successor: Body | None = None) -> None:
    async with build.acting(None) as (db, actor):
        (await load(db, Body, scene.body.id)).ended_on = actor.today
        if successor is not None:
            db.add(BodySuccession(from_body_id=scene.body.id, to_body_id=successor.id))


async def owner(build: Builders, question_id: int, kind: DutyKind = SECOND) -> Owner:
    async with build.acting(None) as (db, _):
        owed = await duty_of(db, now() + LATER, Thing("question", question_id), kind)
    assert owed is not None and owed.done_at is None
    return owed.owner


async def handed_on(build: Builders) -> None:
    async with build.acting(None) as (db, actor):
        await actions.hand_second_answers_on(JobContext(db, actor.at, build.settings, build.engine))


async def test_the_leader_who_was_asked_gives_the_second_answer(build: Builders, client: Client) -> None:
    scene, question_id = await rated_short(build)
    assert await owner(build, question_id) == (OwnerKind.body, scene.body.id)
    await ended(build, scene)
    async with build.acting(scene.assistant, now() + LATER) as (db, actor):  # though no job ran yet
        draft = await actions.draft_answer(db, actor, question_id, ANSWER)
        assert draft.is_second
    for _again in range(2):
        await handed_on(build)
    assert await owner(build, question_id) == (OwnerKind.leader, scene.leader.id)
    await client.log_in(scene.leader_person)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần trả lời lần hai")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        about = Notice.subject.contains("trả lời lần hai do người khác thực hiện")
        told = list(await db.scalars(select(Notice.persona_id).where(about)))
    assert sorted(told) == sorted(
        one.persona_id for one in (scene.asker, scene.leader_person, scene.assistant)
    )


async def test_its_successor_gives_the_second_answer(build: Builders) -> None:
    scene, question_id = await rated_short(build)
    heir = await build.body("Sở Mẫu Hợp Nhất")
    officer = await build.person(Role.body_officer, body=heir)
    await ended(build, scene, heir)
    await handed_on(build)
    assert await owner(build, question_id) == (OwnerKind.body, heir.id)
    async with build.acting(officer, now() + LATER) as (db, actor):
        await actions.draft_answer(db, actor, question_id, ANSWER)


async def test_it_is_owed_by_who_answers_for_a_body_that_had_ended_before(build: Builders) -> None:
    scene, question_id, answer_id = await referred(build)
    await ended(build, scene)
    async with build.acting(scene.asker, now() + LATER) as (db, actor):
        await actions.rate_answer(db, actor, answer_id, SHORT)
    assert await owner(build, question_id) == (OwnerKind.leader, scene.leader.id)


@pytest.mark.parametrize("has_heir", [False, True])
async def test_a_disowned_answer_is_given_again_by_its_successor(build: Builders, has_heir: bool) -> None:
    scene, question_id, answer_id = await referred(build)
    heir = await build.body("Sở Mẫu Hợp Nhất")
    await build.person(Role.body_officer, body=heir)
    await ended(build, scene, heir if has_heir else None)
    async with build.acting(scene.head, now() + LATER) as (db, actor):
        await kinds.repudiate(db, actor, answer_id)
    by_leader = Owner(OwnerKind.leader, scene.leader.id)
    expected = Owner(OwnerKind.body, heir.id) if has_heir else by_leader
    assert await owner(build, question_id, DutyKind.written_answer) == expected
    async with build.acting(None) as (db, _):
        state = (await load(db, Question, question_id)).state
    assert state == (QuestionState.referred if has_heir else QuestionState.not_on_agenda)


async def test_the_secretariat_sees_which_questions_to_refer_anew(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now() - timedelta(days=2))
    question_id = await asked(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        to = Referral(body_id=scene.body.id, reason="Thuộc lĩnh vực của Sở.")
        await actions.refer(db, actor, question_id, to)
    await client.log_in(scene.secretariat)
    assert not (await client.get("/ban-lam-viec")).has("Câu hỏi cần chuyển cơ quan khác")
    await ended(build, scene)
    assert (await client.get("/ban-lam-viec")).has("Câu hỏi cần chuyển cơ quan khác")
    other = await build.body("Sở Mẫu B")
    await build.person(Role.body_officer, body=other)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.refer(db, actor, question_id, Referral(body_id=other.id, reason="Thuộc Sở Mẫu B."))
    assert not (await client.get("/ban-lam-viec")).has("Câu hỏi cần chuyển cơ quan khác")
