"""A session that is postponed after its agenda was out owes another agenda."""

from datetime import date, timedelta

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.clock import local_date, now
from forum.contact import actions
from forum.contact.actions.calling_off import Postponement
from forum.contact.actions.sessions import standing_plan
from forum.contact.documents import offers
from forum.contact.models import ContactSession
from forum.contact.policy import SessionState
from forum.database import load
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind
from tests import session_texts
from tests.builders import Builders
from tests.contact.scene import Scene, announced_session, asked, on_agenda

REST = "Ngày mẫu, tính từ hôm nay."


async def _due_on(build: Builders, session_id: int) -> list[date]:
    """Of the agenda that is owed."""
    async with build.acting(None) as (db, _):
        rows = await db.scalars(
            select(Duty.due_at).where(
                Duty.thing_kind == "session",
                Duty.thing_id == session_id,
                Duty.kind == DutyKind.agenda,
                RUNNING,
            )
        )
        return [local_date(one) for one in rows if one is not None]


async def _papers(build: Builders, session_id: int) -> list[str]:
    async with build.acting(None) as (db, _):
        return [one.kind for one in await offers(db, visitor(now()), session_id)]


async def _postponed(build: Builders, scene: Scene, day: date) -> None:
    async with build.acting(scene.secretariat) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        to = Postponement(
            seen_version=Postponement.of(session).seen_version,
            held_on=day,
            starts="14:00",
            ends="17:00",
            intake_until_on=day - timedelta(days=5),
            rest_day_reason=REST,
            reason="Hoãn vì lý do mẫu.",
        )
        await actions.postpone(db, actor, scene.session_id, to)


async def test_another_agenda_is_owed_and_the_old_one_is_offered_no_longer(build: Builders) -> None:
    scene = await announced_session(build, now() - timedelta(days=6))
    await on_agenda(build, scene, await asked(build, scene))
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await actions.publish_agenda(db, actor, scene.session_id)
    assert "agenda" in await _papers(build, scene.session_id)
    day = local_date(now()) + timedelta(days=40)
    await _postponed(build, scene, day)
    assert not await _due_on(build, scene.session_id)
    assert "agenda" not in await _papers(build, scene.session_id)
    await session_texts.announced(
        build, scene.secretariat, scene.session_id, now(), chair=scene.leader_person
    )
    assert "agenda" not in await _papers(build, scene.session_id)
    (owed,) = await _due_on(build, scene.session_id)
    async with build.acting(scene.secretariat) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        assert session.state == SessionState.announced
        later = day + timedelta(days=28)
        moved = {"held_on": later, "intake_until_on": later - timedelta(days=5), "rest_day_reason": REST}
        plan = (await standing_plan(db, session)).model_copy(update=moved)
        await actions.change_session(db, actor, scene.session_id, plan)
    (moved_to,) = await _due_on(build, scene.session_id)
    assert moved_to - owed > timedelta(days=20)
