"""The clocks of a session and of its questions: the agenda before it, the minutes after, the written answers."""

from datetime import date, datetime, timedelta

import pytest

from forum.clock import HANOI, end_of_day
from forum.contact import actions
from forum.contact.actions.answers import Publication
from forum.contact.actions.calling_off import Cancellation, Postponement
from forum.contact.actions.merging import Merge, Objection
from forum.contact.actions.questions import OnAgenda, Referral, ScheduleWrittenAnswer
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession, Question
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.policy import DutyKind, DutyState, Owner, OwnerKind
from forum.deadlines.queries import DutyView, duty_of
from forum.errors import Forbidden
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import (
    Scene,
    announced_session,
    approved,
    asked,
    drafted,
    entered,
    held,
    minutes_published,
    plan,
)

MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=HANOI)  # held on Thursday, 17 December
LATER = MONDAY + timedelta(days=30)


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await announced_session(build, MONDAY)


async def owed(build: Builders, thing: Thing, kind: DutyKind, at: datetime = MONDAY) -> DutyView | None:
    async with build.acting(None, at) as (db, _):
        return await duty_of(db, at, thing, kind)


async def test_the_agenda_is_due_two_working_days_before_the_session(build: Builders, scene: Scene) -> None:
    session = Thing("session", scene.session_id)
    agenda = await owed(build, session, DutyKind.agenda)
    assert agenda is not None
    assert agenda.due_at == end_of_day(date(2026, 12, 15))
    assert agenda.owner.kind == OwnerKind.secretariat
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    done = await owed(build, session, DutyKind.agenda)
    assert done is not None and done.state == DutyState.done_in_time


async def test_a_session_on_another_day_has_another_date_for_its_agenda(
    build: Builders, scene: Scene
) -> None:
    session = Thing("session", scene.session_id)
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        later = plan(1, scene.leader.id, MONDAY + timedelta(days=7)).model_dump()
        await actions.change_session(db, actor, scene.session_id, stands.model_copy(update=later))
    moved = await owed(build, session, DutyKind.agenda)
    assert moved is not None and moved.due_at == end_of_day(date(2026, 12, 22))
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        to = Postponement(
            seen_version=Postponement.of(await load(db, ContactSession, scene.session_id)).seen_version,
            held_on=date(2027, 1, 20),
            starts="14:00",
            ends="17:00",
            intake_until_on=date(2027, 1, 10),
            reason="Chờ địa điểm.",
        )
        await actions.postpone(db, actor, scene.session_id, to)
    assert await owed(build, session, DutyKind.agenda) is None
    chair = scene.leader_person
    await session_texts.announced(build, scene.secretariat, scene.session_id, MONDAY, chair=chair)
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        again = await duty_of(db, MONDAY, session, DutyKind.agenda)
        assert again is not None and again.due_at == end_of_day(date(2027, 1, 18))
        await actions.cancel(db, actor, scene.session_id, Cancellation(reason="Không còn cần."))
    assert await owed(build, session, DutyKind.agenda) is None


async def test_the_minutes_are_owed_from_the_end_of_the_session(build: Builders, scene: Scene) -> None:
    await held(build, scene)
    session = Thing("session", scene.session_id)
    minutes = await owed(build, session, DutyKind.minutes, scene.held_at)
    assert minutes is not None and minutes.due_at == end_of_day(date(2026, 12, 24))
    await minutes_published(build, scene, LATER)
    done = await owed(build, session, DutyKind.minutes, LATER)
    assert done is not None and done.state == DutyState.done_late


async def test_a_written_answer_is_owed_by_the_leader_from_the_end_of_the_session(
    build: Builders, scene: Scene, client: Client
) -> None:
    question_id = await asked(build, scene)
    thing = Thing("question", question_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Hết thời gian.")
        )
    written = await owed(build, thing, DutyKind.written_answer)
    assert written is not None
    assert written.owner == Owner(OwnerKind.leader, scene.leader.id)
    assert written.due_at == end_of_day(date(2027, 1, 8))  # fifteen working days, New Year's Day is free
    answer_id = await drafted(build, scene, question_id)
    await approved(build, scene, answer_id)
    async with build.acting(scene.assistant, scene.closed_at) as (db, actor):
        await actions.publish_answer(db, actor, answer_id, Publication(how="answer_in_writing"))
    done = await owed(build, thing, DutyKind.written_answer)
    assert done is not None and done.state == DutyState.done_in_time


async def test_a_question_placed_otherwise_is_owed_by_somebody_else_or_by_nobody(
    build: Builders, scene: Scene
) -> None:
    question_id = await asked(build, scene)
    thing = Thing("question", question_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, question_id, ScheduleWrittenAnswer(reason="Hết thời gian.")
        )
        to = Referral(body_id=scene.body.id, reason="Thuộc Sở.")
        await actions.refer(db, actor, question_id, to)
    written = await owed(build, thing, DutyKind.written_answer, scene.closed_at)
    assert written is not None and written.owner == Owner(OwnerKind.body, scene.body.id)
    other_id = await entered(build, scene)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.schedule_written_answer(
            db, actor, other_id, ScheduleWrittenAnswer(reason="Hết thời gian.")
        )
        await actions.put_on_agenda(db, actor, other_id, OnAgenda.of(await load(db, Question, other_id)))
    assert await owed(build, Thing("question", other_id), DutyKind.written_answer) is None


async def test_an_asker_may_object_to_a_merge_until_the_window_closes(
    build: Builders, scene: Scene, client: Client
) -> None:
    main, other = await asked(build, scene), await asked(build, scene, "Câu hỏi khác của tôi")
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        code = (await load(db, Contribution, main)).code or ""
        await actions.merge(db, actor, other, Merge(code=code))
    window = await owed(build, Thing("question", other), DutyKind.objection, scene.closed_at)
    assert window is not None and window.state == DutyState.open
    assert window.owner == Owner(OwnerKind.persona, scene.asker.persona_id)
    with pytest.raises(Forbidden, match="hết thời hạn"):
        async with build.acting(scene.asker, LATER) as (db, actor):
            await actions.object_to_merge(db, actor, other, Objection(reason="Đây là việc khác."))
    closed = await owed(build, Thing("question", other), DutyKind.objection, LATER)
    assert closed is not None and (closed.state, closed.days_late) == (DutyState.closed, 0)
    async with build.acting(scene.asker, scene.closed_at) as (db, actor):
        await actions.object_to_merge(db, actor, other, Objection(reason="Đây là việc khác."))
