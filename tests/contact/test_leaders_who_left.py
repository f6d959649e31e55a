"""A session is planned with leaders who hold their office on its day: whoever leaves before it chairs nothing."""

from datetime import date, datetime, timedelta

import pytest

from forum.accounts.models import Leader
from forum.clock import HANOI
from forum.contact import actions as contact
from forum.contact.actions.calling_off import Postponement, postpone
from forum.contact.actions.series import ChangedSeries, change_series
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession, Series
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.database import load
from forum.errors import Invalid
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, plan
from tests.contact.test_series import MONDAY, a_series, drafted


@pytest.fixture
async def scene(build: Builders) -> Scene:
    return await announced_session(build, MONDAY)


async def leaves(build: Builders, leader: Leader, last_on: date) -> None:
    async with build.acting(None) as (db, _):
        (await load(db, Leader, leader.id)).until_on = last_on


async def test_nobody_chairs_or_attends_a_session_after_their_last_day(build: Builders, scene: Scene) -> None:
    other = await build.leader("Lãnh đạo Mẫu Hai")
    async with build.acting(None) as (db, _):
        series_id = (await load(db, ContactSession, scene.session_id)).series_id
    day = plan(series_id, scene.leader.id, MONDAY).held_on
    await leaves(build, other, day - timedelta(days=1))
    for field, wrong in (
        ("chair_leader_id", plan(series_id, other.id, MONDAY)),
        (
            "leader_ids",
            plan(series_id, scene.leader.id, MONDAY).model_copy(update={"leader_ids": [other.id]}),
        ),
    ):
        with pytest.raises(Invalid, match="không giữ chức vụ") as refused:
            async with build.acting(scene.secretariat, MONDAY) as (db, actor):
                await contact.plan_session(db, actor, wrong)
        assert refused.value.field == field
    await leaves(build, other, day)
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        await contact.plan_session(db, actor, plan(series_id, other.id, MONDAY))


async def test_a_session_is_not_moved_beyond_its_chair_s_last_day(
    build: Builders, client: Client, scene: Scene
) -> None:
    await leaves(build, scene.leader, scene.held_at.date())
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
    later = stands.held_on + timedelta(days=7)
    with pytest.raises(Invalid, match="không giữ chức vụ"):
        async with build.acting(scene.secretariat, MONDAY) as (db, actor):
            moved = stands.model_copy(update={"held_on": later})
            await contact.change_session(db, actor, scene.session_id, moved)
    with pytest.raises(Invalid, match="không giữ chức vụ") as refused:
        async with build.acting(scene.secretariat, MONDAY) as (db, actor):
            session = await load(db, ContactSession, scene.session_id)
            to = Postponement.of(session).model_copy(update={"held_on": later, "reason": "Bão số 5."})
            await postpone(db, actor, scene.session_id, to)
    assert refused.value.field == "held_on"


async def test_a_session_whose_other_leader_left_meanwhile_can_still_be_changed(
    build: Builders, scene: Scene
) -> None:
    other = await build.leader("Lãnh đạo Mẫu Hai")
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        asked = stands.model_copy(update={"leader_ids": [scene.leader.id, other.id]})
        await contact.change_session(db, actor, scene.session_id, asked)
    await leaves(build, other, MONDAY.date() - timedelta(days=1))
    async with build.acting(scene.secretariat, MONDAY) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        elsewhere = stands.model_copy(update={"place": "Hội trường mẫu khác"})
        await contact.change_session(db, actor, scene.session_id, elsewhere)


async def test_the_next_session_of_a_series_whose_chair_left_waits_for_another_chair(
    build: Builders, client: Client, scene: Scene
) -> None:
    """It is drafted all the same, so that nobody forgets it, and cannot be announced by who is gone."""
    series_id = await a_series(build, scene)
    await leaves(build, scene.leader, date(2030, 3, 20))
    day = datetime(2030, 3, 24, 8, tzinfo=HANOI)
    (session,) = await drafted(build, series_id, day)
    announcement = SessionTextKind.announcement
    text_id = await session_texts.drafted(build, scene.secretariat, session.id, announcement, day)
    with pytest.raises(Invalid, match="đề nghị chọn người chủ trì khác"):
        async with build.acting(scene.secretariat, day) as (db, actor):
            await texts.submit_text(db, actor, text_id)
    with pytest.raises(Invalid) as refused:
        async with build.acting(scene.secretariat, day) as (db, actor):
            series = await load(db, Series, series_id)
            await change_series(db, actor, series_id, ChangedSeries.of(series))
    assert refused.value.field == "chair_leader_id"
