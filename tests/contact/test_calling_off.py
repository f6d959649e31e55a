"""Sessions that are changed, postponed or cancelled: what was announced stays to be seen, and no question is left."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from forum.actor import Role
from forum.clock import local_date, now
from forum.contact import actions
from forum.contact.actions.calling_off import Cancellation, Postponement
from forum.contact.actions.questions import Deferral
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession, Question, SessionChange
from forum.contact.policy import QuestionState, SessionState
from forum.contributions.models import Contribution
from forum.database import load
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.errors import Forbidden, Invalid
from forum.notifications.models import Notice
from forum.thing import Thing
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, asked, on_agenda, plan


async def _later(build: Builders, scene: Scene, *, is_announced: bool = True) -> int:
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        first = await load(db, ContactSession, scene.session_id)
        at = scene.at + timedelta(weeks=12)
        session = await actions.plan_session(db, actor, plan(first.series_id, scene.leader.id, at, "Kỳ sau"))
    if is_announced:
        await session_texts.announced(
            build, scene.secretariat, session.id, scene.at, chair=scene.leader_person
        )
    return session.id


async def _state(build: Builders, question_id: int) -> Question:
    async with build.acting(None) as (db, _):
        return await load(db, Question, question_id)


async def test_cancelling_gives_each_question_its_place(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    asked_ids = [await asked(build, scene, f"Câu hỏi thứ {n} của kỳ này") for n in range(4)]
    later = await _later(build, scene)
    await client.log_in(scene.secretariat)
    path = f"/tiep-xuc/{scene.session_id}/huy"
    form = (await client.get(path)).form(path)
    assert form["question_ids"] == [str(one) for one in asked_ids]
    page = await client.post(
        path, form | {"reason": "Không đủ điều kiện", "place": "defer", "places": ["same"] * 4}, status=422
    )
    assert page.has("đề nghị chọn một kỳ tiếp xúc đã thông báo.")
    sent = form | {
        "reason": "Không đủ điều kiện",
        "place": "defer",
        "session_id": str(later),
        "body_id": str(scene.body.id),
        "where_to_go": "Ban Tiếp công dân mẫu",
        "places": ["same", "schedule_written_answer", "refer", "decline"],
    }
    await client.post(path, sent)
    states = [(await _state(build, one)).state for one in asked_ids]
    assert states == [
        QuestionState.deferred,
        QuestionState.not_on_agenda,
        QuestionState.referred,
        QuestionState.declined,
    ]
    assert (await _state(build, asked_ids[0])).session_id == later
    async with build.acting(None) as (db, actor):
        for one in asked_ids[1:3]:
            owed = await duty_of(db, actor.at, Thing("question", one), DutyKind.written_answer)
            assert owed is not None and owed.due_at is not None
        codes = [(await load(db, Contribution, one)).code for one in asked_ids]
    for person in (scene.asker, None):
        await client.log_out()
        if person is not None:
            await client.log_in(person)
        for code in codes:
            await client.follow(await client.get(f"/ma/{code}", status=303))


async def test_a_question_is_never_carried_to_a_session_that_was_not_announced(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    secret = await _later(build, scene, is_announced=False)
    with pytest.raises(Invalid, match="đã thông báo"):
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.defer(db, actor, question_id, Deferral(session_id=secret, reason="Hết giờ rồi"))
    with pytest.raises(Invalid, match="đã thông báo"):
        async with build.acting(scene.secretariat) as (db, actor):
            why = Cancellation(reason="Không đủ điều kiện", place="defer", session_id=secret)
            await actions.cancel(db, actor, scene.session_id, why)


async def test_forty_questions_cost_the_statements_of_three(build: Builders) -> None:
    costs = []
    for count in (3, 40):
        scene = await announced_session(build, now())
        for n in range(count):
            await asked(build, scene, f"Câu hỏi số {n} của một kỳ")
        sent: list[str] = []

        def note(_c: object, _k: object, statement: str, *_more: object, sent: list[str] = sent) -> None:
            sent.append(statement)

        event.listen(build.engine.sync_engine, "before_cursor_execute", note)
        async with build.acting(scene.secretariat) as (db, actor):
            await actions.cancel(db, actor, scene.session_id, Cancellation(reason="Không đủ điều kiện"))
        event.remove(build.engine.sync_engine, "before_cursor_execute", note)
        costs.append(len(sent))
        async with build.acting(None) as (db, _):
            of_it = Question.session_id == scene.session_id, Question.state == QuestionState.not_on_agenda
            assert len((await db.scalars(select(Question.id).where(*of_it))).all()) == count
    assert costs[1] <= costs[0] + 3, costs


async def test_postponing_keeps_the_questions_unless_another_place_is_chosen(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    await client.log_in(scene.secretariat)
    day = now() + timedelta(days=60)
    await client.send(
        f"/tiep-xuc/{scene.session_id}/hoan",
        {
            "held_on": day.date().isoformat(),
            "rest_day_reason": "Ngày mẫu, tính từ hôm nay.",
            "starts": "14:00",
            "ends": "17:00",
            "intake_until_on": (day - timedelta(days=10)).date().isoformat(),
            "reason": "Trùng lịch hội nghị khác",
        },
    )
    stays = await _state(build, question_id)
    assert (stays.session_id, stays.state) == (scene.session_id, QuestionState.on_agenda)


async def _move(build: Builders, scene: Scene, **update: object) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        await actions.change_session(db, actor, scene.session_id, stands.model_copy(update=update))


async def _sequence(client: Client, scene: Scene) -> str:
    lines = (await client.http.get(f"{scene.url}/lich.ics")).text.splitlines()
    return next(line for line in lines if line.startswith("SEQUENCE"))


async def test_a_change_shows_what_was_announced_and_raises_the_calendar_s_number(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await asked(build, scene)
    await build.run_jobs()
    first = await _sequence(client, scene)
    await _move(build, scene)
    assert await _sequence(client, scene) == first, "nothing changed"
    await _move(build, scene, place="Nhà hát mẫu")
    assert await _sequence(client, scene) != first
    page = await client.get(scene.url)
    for words in ("Thay đổi sau khi thông báo", "Hội trường mẫu", "Nhà hát mẫu"):
        assert page.has(words), words
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        told = (await db.scalars(select(Notice).where(Notice.subject.contains("có thay đổi")))).all()
    assert {scene.asker.persona_id, scene.leader_person.persona_id} <= {one.persona_id for one in told}


async def test_only_the_chair_takes_a_change_back(build: Builders, client: Client) -> None:
    scene = await announced_session(build, now())
    await _move(build, scene, place="Nhà hát mẫu")
    async with build.acting(None) as (db, _):
        change_id = (await db.scalars(select(SessionChange.id))).one()
    other = await build.person(Role.leader, leader=await build.leader("Lãnh đạo Mẫu Hai"))
    for person in (scene.secretariat, scene.assistant, scene.asker, other):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await actions.take_back_change(db, actor, change_id)
    await client.log_in(scene.leader_person)
    await client.post(f"/tiep-xuc/thay-doi/{change_id}/rut")
    page = await client.get(scene.url)
    assert page.has("người chủ trì rút lại")
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
        assert (session.place, session.state) == ("Hội trường mẫu", SessionState.announced)


async def test_a_session_opens_on_its_day_and_a_slip_is_taken_back(build: Builders) -> None:
    scene = await announced_session(build, now())
    question_id = await asked(build, scene)
    await on_agenda(build, scene, question_id)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    with pytest.raises(Forbidden, match="chỉ khai mạc trong ngày ấy"):
        async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
            await actions.open_session(db, actor, scene.session_id)
    for _again in range(2):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            session = await actions.open_session(db, actor, scene.session_id)
            await actions.take_back_opening(db, actor, scene.session_id)
            assert session.state == SessionState.agenda_published
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        await actions.open_session(db, actor, scene.session_id)
        await actions.call_question(db, actor, question_id)
    with pytest.raises(Forbidden):
        async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
            await actions.take_back_opening(db, actor, scene.session_id)


async def test_a_plan_that_nobody_approved_is_not_made_public_by_calling_it_off(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    planned_id = await _later(build, scene, is_announced=False)
    async with build.acting(None) as (db, _):
        planned = await load(db, ContactSession, planned_id)
    with pytest.raises(Forbidden):
        async with build.acting(scene.secretariat, scene.at) as (db, actor):
            day = local_date(scene.at) + timedelta(days=90)
            to = Postponement(
                held_on=day,
                starts="14:00",
                ends="17:00",
                intake_until_on=day - timedelta(days=7),
                reason="Trùng lịch",
                seen_version=Postponement.of(planned).seen_version,
            )
            await actions.postpone(db, actor, planned.id, to)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.cancel(db, actor, planned.id, Cancellation(reason="Không còn cần"))
    await build.run_jobs()
    for person in (None, scene.asker):
        await (client.log_in(person) if person else client.log_out())
        await client.get(f"/tiep-xuc/{planned.id}-{planned.slug}", status=404)
        assert not (await client.get("/tiep-xuc")).has(planned.title)
    await client.log_in(scene.secretariat)
    assert (await client.get(f"/tiep-xuc/{planned.id}-{planned.slug}")).has("Không còn cần")


async def test_a_change_of_a_postponed_session_is_seen_and_stands_once_it_is_announced_anew(
    build: Builders, client: Client
) -> None:
    scene = await announced_session(build, now())
    await client.log_in(scene.secretariat)
    day = now() + timedelta(days=60)
    form = {
        "held_on": day.date().isoformat(),
        "rest_day_reason": "Ngày mẫu, tính từ hôm nay.",
        "starts": "14:00",
        "ends": "17:00",
        "intake_until_on": (day - timedelta(days=10)).date().isoformat(),
        "reason": "Trùng lịch hội nghị khác",
    }
    await client.send(f"/tiep-xuc/{scene.session_id}/hoan", form)
    await _move(build, scene, place="Nhà hát mẫu")
    await client.log_out()
    assert (await client.get(scene.url)).has("Thay đổi sau khi thông báo")
    await session_texts.announced(
        build, scene.secretariat, scene.session_id, now(), chair=scene.leader_person
    )
    await client.log_in(scene.leader_person)
    assert not (await client.get(scene.url)).has("Rút lại thay đổi này")
    async with build.acting(None) as (db, _):
        change_id = (await db.scalars(select(SessionChange.id))).one()
    await client.post(f"/tiep-xuc/thay-doi/{change_id}/rut", status=403)
