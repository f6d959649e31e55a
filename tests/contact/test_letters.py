"""Whom each step is told to, in what words."""

from datetime import timedelta

from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import local_date, now
from forum.contact import actions
from forum.contact.actions.calling_off import Cancellation, Postponement
from forum.contact.actions.questions import Deferral, Referral, ScheduleWrittenAnswer
from forum.contact.models import ContactSession
from forum.contributions.official import SentBack
from forum.database import load
from forum.notifications.models import Notice, SampleMail
from tests import session_texts
from tests.builders import Builders
from tests.contact.scene import (
    Scene,
    announced_session,
    approved,
    asked,
    drafted,
    entered,
    on_agenda,
    plan,
)


async def told(build: Builders, person: Account) -> str:
    """All letters a person got, once every job has run."""
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(Notice.letter).where(Notice.persona_id == person.persona_id))
        return "\n".join(found.all())


async def _next_session(build: Builders, scene: Scene) -> int:
    async with build.acting(scene.secretariat) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        later = plan(first.series_id, scene.leader.id, now() + timedelta(days=90), "Kỳ sau")
        session_id = (await actions.plan_session(db, actor, later)).id
    await session_texts.announced(build, scene.secretariat, session_id, chair=scene.leader_person)
    return session_id


async def test_the_asker_hears_of_every_place_that_the_question_is_given(build: Builders) -> None:
    scene = await announced_session(build, now())
    deferred, referred = (
        await asked(build, scene, "Câu chuyển kỳ"),
        await asked(build, scene, "Câu chuyển sở"),
    )
    next_id = await _next_session(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.defer(db, actor, deferred, Deferral(session_id=next_id, reason="Hết giờ của kỳ này"))
        to = Referral(body_id=scene.body.id, reason="Thuộc thẩm quyền của sở")
        await actions.refer(db, actor, referred, to)
    letters = await told(build, scene.asker)
    assert "Lý do: Hết giờ của kỳ này" in letters
    assert "được chuyển tới Sở Mẫu A" in letters
    assert "dự thảo và duyệt trả lời; thời hạn: đến hết ngày" in await told(build, scene.officer)


async def test_leader_and_drafter_hear_of_each_other_s_steps(build: Builders) -> None:
    scene = await announced_session(build, now())
    question = await asked(build, scene)
    await on_agenda(build, scene, question)
    answer_id = await drafted(build, scene, question)
    assert "đang chờ Ông/Bà duyệt" in await told(build, scene.leader_person)
    async with build.acting(scene.leader_person, scene.closed_at) as (db, actor):
        await actions.send_back_answer(db, actor, answer_id, SentBack(note="Nêu rõ tháng nào."))
    assert "Nêu rõ tháng nào." in await told(build, scene.assistant)
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.submit_answer(db, actor, answer_id)
    await approved(build, scene, answer_id)
    assert "đã được duyệt và có thể công bố" in await told(build, scene.assistant)


async def test_who_asked_hears_when_the_session_is_postponed_or_cancelled(build: Builders) -> None:
    scene = await announced_session(build, now())
    await asked(build, scene)
    day = local_date(now())
    async with build.acting(scene.secretariat) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        to = Postponement(
            seen_version=Postponement.of(session).seen_version,
            held_on=day + timedelta(days=40),
            rest_day_reason="Ngày mẫu, tính từ hôm nay.",
            starts="9:00",
            ends="11:00",
            intake_until_on=day + timedelta(days=20),
            reason="Trùng lịch hội nghị khác",
        )
        await actions.postpone(db, actor, scene.session_id, to)
        await actions.cancel(db, actor, scene.session_id, Cancellation(reason="Không đủ điều kiện"))
    letters = await told(build, scene.asker)
    assert "Trùng lịch hội nghị khác" in letters
    assert "không tổ chức. Lý do: Không đủ điều kiện" in letters


async def test_leaders_and_their_assistants_hear_that_a_session_is_announced(build: Builders) -> None:
    leader = await build.leader()
    assistant = await build.person(Role.assistant, leader=leader)
    scene = await announced_session(build, now())
    async with build.acting(scene.secretariat) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        later = plan(first.series_id, leader.id, now(), "Kỳ của lãnh đạo khác")
        session = await actions.plan_session(db, actor, later)
    await session_texts.announced(build, scene.secretariat, session.id)
    assert "Câu hỏi, kiến nghị được nhận đến hết ngày" in await told(build, assistant)


async def test_an_asker_by_letter_has_a_notice_and_gets_no_mail(build: Builders) -> None:
    scene = await announced_session(build, now())
    question = await entered(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question, ScheduleWrittenAnswer(reason="Chưa đến lượt")
        )
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mails = await db.scalars(select(SampleMail.text).where(SampleMail.text.contains("Chưa đến lượt")))
        assert mails.all() == []
        assert (await db.scalars(select(Notice.id).where(Notice.letter.contains("Chưa đến lượt")))).first()
