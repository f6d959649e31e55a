"""A chair who left after the session was held: another leader in office takes on what is said of it, nobody else."""

from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.models import Account, Leader
from forum.actor import Role
from forum.contact.models import ContactSession
from forum.contact.texts import actions as texts
from forum.contact.texts.policy import SessionTextKind
from forum.database import load
from forum.errors import Invalid
from tests import session_texts
from tests.builders import Builders
from tests.client import Client
from tests.contact.scene import Scene, announced_session, held, minutes_approved

MINUTES, CONCLUSION = SessionTextKind.minutes, SessionTextKind.conclusion
TAKES_ON = "Nhận duyệt văn bản thay người chủ trì"


@pytest.fixture
async def scene(build: Builders) -> Scene:
    scene = await announced_session(build, clock.now() - timedelta(days=20))
    await held(build, scene)
    return scene


async def chair_leaves(build: Builders, scene: Scene) -> tuple[Leader, Account]:
    """Returns another leader's seat, and who holds it."""
    async with build.acting(None) as (db, actor):
        (await load(db, Leader, scene.leader.id)).until_on = actor.today - timedelta(days=1)
    other = await build.leader("Lãnh đạo Mẫu Kế Nhiệm")
    return other, await build.person(Role.leader, leader=other)


def address(scene: Scene) -> str:
    return f"/tiep-xuc/{scene.session_id}/nhan-duyet-thay"


async def test_the_minutes_of_a_chair_who_left_are_approved_by_who_takes_them_on(
    build: Builders, client: Client, scene: Scene
) -> None:
    other, successor = await chair_leaves(build, scene)
    with pytest.raises(Invalid, match="một lãnh đạo khác cần nhận duyệt thay"):
        await session_texts.drafted(build, scene.secretariat, scene.session_id, MINUTES)
    await client.log_in(successor)
    assert TAKES_ON in (await client.get(scene.url)).text
    await client.post(address(scene))
    page = await client.get(scene.url)
    assert page.has("do Lãnh đạo Mẫu Kế Nhiệm") and TAKES_ON not in page.text
    text_id = await session_texts.drafted(build, scene.secretariat, scene.session_id, MINUTES)
    await session_texts.approved(build, scene.secretariat, text_id, successor)
    async with build.acting(scene.secretariat) as (db, actor):
        await texts.publish_text(db, actor, text_id)
    notice_id = await session_texts.drafted(build, scene.secretariat, scene.session_id, CONCLUSION)
    await session_texts.approved(build, scene.secretariat, notice_id, successor)
    await client.log_out()
    page = await client.get(scene.url)
    assert page.has("Lãnh đạo Mẫu Một") and page.has("do Lãnh đạo Mẫu Kế Nhiệm")
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
    assert (session.chair_leader_id, session.signer_id) == (scene.leader.id, other.id)


async def test_nobody_takes_a_session_from_a_chair_in_office(
    build: Builders, client: Client, scene: Scene
) -> None:
    other = await build.person(Role.leader, leader=await build.leader("Lãnh đạo Mẫu Hai"))
    await client.log_in(other)
    assert TAKES_ON not in (await client.get(scene.url)).text
    await client.post(address(scene), status=403)


async def test_no_clerk_and_no_leader_who_left_takes_it_on(
    build: Builders, client: Client, scene: Scene
) -> None:
    await chair_leaves(build, scene)
    for person in (scene.secretariat, scene.assistant, scene.leader_person, scene.asker):
        await client.log_in(person)
        assert TAKES_ON not in (await client.get(scene.url)).text
        await client.post(address(scene), status=403)


async def test_what_the_chair_approved_before_leaving_is_published_first(
    build: Builders, client: Client, scene: Scene
) -> None:
    text_id = await minutes_approved(build, scene)
    _other, successor = await chair_leaves(build, scene)
    await client.log_in(successor)
    page = await client.post(address(scene), status=403)
    assert page.has("chờ công bố")
    async with build.acting(scene.secretariat) as (db, actor):
        await texts.publish_text(db, actor, text_id)
    await client.post(address(scene))
