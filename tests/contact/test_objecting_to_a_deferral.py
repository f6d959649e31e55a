"""A question is carried to another session: its asker may say no, once, and is then not carried again in silence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import end_of_day, local_date, now
from forum.contact import actions
from forum.contact.actions.batches import Batch
from forum.contact.actions.calling_off import Cancellation
from forum.contact.actions.deferring import DeferralObjection
from forum.contact.actions.questions import Deferral, OnAgenda, ScheduleWrittenAnswer
from forum.contact.models import ContactSession, Question
from forum.contact.policy import QuestionState
from forum.database import load
from forum.deadlines.policy import SECRETARIAT, DutyKind, DutyState
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden, Invalid
from forum.notifications.models import Notice
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, plan

NO = DeferralObjection(reason="Tôi cần câu trả lời trong quý này.")
AGAIN = "Lãnh đạo phụ trách chỉ dự kỳ sau."


async def _later(build: Builders, scene: Scene, weeks: int = 12) -> int:
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        new = plan(
            first.series_id, scene.leader.id, scene.at + timedelta(weeks=weeks), f"Kỳ sau {weeks} tuần"
        )
        session = await actions.plan_session(db, actor, new)
    await session_texts.announced(build, scene.secretariat, session.id, scene.at, chair=scene.leader_person)
    return session.id


async def _carried(build: Builders) -> tuple[Scene, int, int]:
    """(scene, question, the session that it was carried to)."""
    scene = await announced_session(build, now())
    question_id, to = await asked(build, scene), await _later(build, scene)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.defer(db, actor, question_id, Deferral(session_id=to, reason="Hết giờ của kỳ này"))
    return scene, question_id, to


async def _object(build: Builders, scene: Scene, question_id: int) -> None:
    async with build.acting(scene.asker) as (db, actor):
        await actions.object_to_deferral(db, actor, question_id, NO)


async def _row(build: Builders, question_id: int) -> Question:
    async with build.acting(None) as (db, _):
        return await load(db, Question, question_id)


async def _letters(build: Builders, person: Account) -> str:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(Notice.letter).where(Notice.persona_id == person.persona_id))
        return "\n".join(found.all())


async def test_the_asker_is_told_and_says_no_on_the_question_s_page(build: Builders, client: Client) -> None:
    scene, question_id, to = await _carried(build)
    assert "không đồng ý chuyển, Ông/Bà có thể cho biết một lần" in await _letters(build, scene.asker)
    await client.log_in(scene.asker)
    path = f"/tiep-xuc/cau-hoi/{question_id}/khong-dong-y-chuyen"
    page = await client.get(f"/tiep-xuc/{to}/cau-hoi/{question_id}")
    assert page.has("Không đồng ý chuyển")
    refused = await client.send(path, {"reason": "?"}, status=422)
    assert refused.error_of("reason")
    await client.send(path, {"reason": NO.reason})
    page = await client.get(f"/tiep-xuc/{to}/cau-hoi/{question_id}")
    assert page.has("người hỏi không đồng ý chuyển")
    assert page.has("câu hỏi chờ tổ thư ký xếp lại")
    assert page.has(NO.reason)
    await client.post(path, {"reason": NO.reason}, status=403)
    async with build.acting(None) as (db, actor):
        owed = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.place_anew)
    assert owed is not None and owed.owner == SECRETARIAT and owed.due_at is not None
    assert (await _row(build, question_id)).state == QuestionState.published
    assert "không đồng ý chuyển câu hỏi" in await _letters(build, scene.secretariat)
    await client.log_out()
    await client.log_in(scene.secretariat)
    assert (await client.get("/ban-lam-viec")).has("Người hỏi không đồng ý chuyển kỳ")


async def test_nobody_else_objects_and_nobody_after_the_intake(build: Builders) -> None:
    scene, question_id, to = await _carried(build)
    for other in (scene.secretariat, scene.leader_person, await build.person(Role.intellectual)):
        with pytest.raises(Forbidden):
            async with build.acting(other) as (db, actor):
                await actions.object_to_deferral(db, actor, question_id, NO)
    async with build.acting(None) as (db, _):
        intake_ends = end_of_day((await load(db, ContactSession, to)).intake_until_on)
    with pytest.raises(Forbidden, match="hết thời hạn"):
        async with build.acting(scene.asker, intake_ends + timedelta(minutes=1)) as (db, actor):
            await actions.object_to_deferral(db, actor, question_id, NO)


async def test_a_written_answer_is_then_due_from_now_and_the_duty_is_done(build: Builders) -> None:
    scene, question_id, to = await _carried(build)
    await _object(build, scene, question_id)
    async with build.acting(scene.secretariat) as (db, actor):
        off = ScheduleWrittenAnswer(reason="Theo đề nghị của người hỏi.")
        await actions.schedule_written_answer(db, actor, question_id, off)
        written = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.written_answer)
        starts_on = local_date((await load(db, ContactSession, to)).starts_at)
    assert written is not None and written.due_at is not None and local_date(written.due_at) < starts_on
    async with build.acting(None) as (db, actor):
        anew = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.place_anew)
    assert anew is not None and anew.state == DutyState.done_in_time
    assert "được trả lời bằng văn bản" in await _letters(build, scene.asker)


async def test_it_is_not_carried_again_without_a_reason_that_the_asker_reads(
    build: Builders, client: Client
) -> None:
    scene, question_id, _to = await _carried(build)
    third = await _later(build, scene, weeks=24)
    await _object(build, scene, question_id)
    await client.log_in(scene.secretariat)
    for step, values in (
        ("chuyen-ky-sau", {"session_id": str(third), "reason": "Hết giờ của kỳ này"}),
        ("chuong-trinh", {}),
    ):
        page = await client.send(f"/tiep-xuc/cau-hoi/{question_id}/{step}", values, status=422)
        assert page.error_of("despite")
    sent = {"session_id": str(third), "reason": "Hết giờ của kỳ này", "despite": AGAIN}
    await client.send(f"/tiep-xuc/cau-hoi/{question_id}/chuyen-ky-sau", sent)
    page = await client.get(f"/tiep-xuc/{third}/cau-hoi/{question_id}")
    assert page.has(AGAIN)
    letters = await _letters(build, scene.asker)
    assert AGAIN in letters and "lần 2" in letters
    await client.log_out()
    await client.log_in(scene.asker)  # of the second carrying, again once
    await client.send(f"/tiep-xuc/cau-hoi/{question_id}/khong-dong-y-chuyen", {"reason": NO.reason})


async def test_many_are_not_placed_over_the_head_of_one_who_objected(build: Builders) -> None:
    scene, question_id, to = await _carried(build)
    third = await _later(build, scene, weeks=24)
    await _object(build, scene, question_id)
    with pytest.raises(Invalid, match="xếp riêng"):
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.triage_many(db, actor, to, Batch(question_ids=[question_id], do="place"))
    with pytest.raises(Invalid, match="xếp riêng"):
        async with build.acting(scene.secretariat) as (db, actor):
            why = Cancellation(reason="Không đủ điều kiện", place="defer", session_id=third)
            await actions.cancel(db, actor, to, why)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.cancel(db, actor, to, Cancellation(reason="Không đủ điều kiện"))
        anew = await duty_of(db, actor.at, Thing("question", question_id), DutyKind.place_anew)
    assert anew is not None and anew.done_at is not None
    assert (await _row(build, question_id)).state == QuestionState.not_on_agenda


async def test_it_may_stay_on_the_agenda_of_its_session_with_a_reason(build: Builders) -> None:
    scene, question_id, _to = await _carried(build)
    await _object(build, scene, question_id)
    async with build.acting(scene.secretariat) as (db, actor):
        seen = OnAgenda.of(await load(db, Question, question_id))
        await actions.put_on_agenda(db, actor, question_id, seen.model_copy(update={"despite": AGAIN}))
    assert AGAIN in await _letters(build, scene.asker)
