"""What was drafted for who is the chair no more, for a session that is not held, or what its chair disowned, stands in
nobody's way."""

from datetime import timedelta

import pytest

from forum.actor import Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.calling_off import Cancellation
from forum.contact.actions.sessions import standing_plan
from forum.contact.models import ContactSession
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.policy import OfficialState
from forum.database import load
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import announced_session, held, minutes_published
from tests.contact.test_disowned_papers import _disowned, _published
from tests.contact.test_in_whose_name import _scene_for
from tests.official_texts import state_of

ANNOUNCEMENT = SessionTextKind.announcement
WAITS = "Văn bản chờ duyệt"


@pytest.mark.parametrize("is_approved", [False, True])
async def test_who_takes_the_chair_over_announces_the_session(
    build: Builders, client: Client, is_approved: bool
) -> None:
    scene, session_id = await _scene_for(build, ANNOUNCEMENT)
    clerk, other = scene.secretariat, await build.leader("Lãnh đạo Mẫu Hai")
    text_id = await session_texts.drafted(build, clerk, session_id, ANNOUNCEMENT)
    if is_approved:
        await session_texts.approved(build, clerk, text_id, scene.leader_person)
    async with build.acting(clerk) as (db, actor):
        plan = await standing_plan(db, await load(db, ContactSession, session_id))
        changed = plan.model_copy(update={"chair_leader_id": other.id})
        await actions.change_session(db, actor, session_id, changed)
    await client.log_in(scene.leader_person)
    assert not (await client.get("/ban-lam-viec")).has(WAITS)
    await client.log_in(clerk)
    assert "/thong-bao/soan" in (await client.get(f"/tiep-xuc/{session_id}")).text
    chair = await build.person(Role.leader, leader=other)
    await session_texts.announced(build, clerk, session_id, now(), chair=chair)
    assert (await client.get(f"/tiep-xuc/{session_id}")).has("Lãnh đạo Mẫu Hai")


async def test_nobody_approves_what_is_said_of_a_session_that_is_cancelled(
    build: Builders, client: Client
) -> None:
    scene, session_id = await _scene_for(build, ANNOUNCEMENT)
    text_id = await session_texts.drafted(build, scene.secretariat, session_id, ANNOUNCEMENT)
    async with build.acting(scene.secretariat) as (db, actor):
        await texts.submit_text(db, actor, text_id)
    await client.log_in(scene.leader_person)
    assert (await client.get("/ban-lam-viec")).has(WAITS)
    async with build.acting(scene.secretariat) as (db, actor):
        await actions.cancel(db, actor, session_id, Cancellation(reason="Hội trường mẫu bị ngập."))
    assert not (await client.get("/ban-lam-viec")).has(WAITS)
    assert (await state_of(build, text_id)).state == OfficialState.replaced


async def test_a_notice_that_its_chair_disowns_is_followed_by_another(
    build: Builders, client: Client
) -> None:
    scene, kind = await announced_session(build, now() - timedelta(days=12)), SessionTextKind.conclusion
    await held(build, scene)
    await minutes_published(build, scene)
    text_id = await session_texts.drafted(build, scene.secretariat, scene.session_id, kind, scene.held_at)
    await _published(build, scene, text_id)
    await client.log_in(scene.secretariat)
    assert "/ket-luan/soan" not in (await client.get(scene.url)).text
    await _disowned(build, scene, text_id)
    assert "/ket-luan/soan" in (await client.get(scene.url)).text
    await session_texts.published(
        build, scene.secretariat, scene.session_id, kind, chair=scene.leader_person, words="Kết luận đúng."
    )
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.has("Kết luận đúng.")
