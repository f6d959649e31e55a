"""Who came, in the minutes: counts and invited bodies, and no name of a person."""

from forum.accounts.models import Account
from forum.contact.attending import actions
from forum.contact.attending.actions.checking_in import WalkIn
from forum.contact.attending.actions.inviting import InvitedBody
from forum.contact.texts.record import came_in
from forum.contributions.models import OfficialText
from forum.database import load
from tests.builders import Builders
from tests.client import Client
from tests.contact.attending.scene import registered, small_hall
from tests.contact.scene import Scene, held, minutes_published


async def came(build: Builders, scene: Scene, person: Account) -> None:
    """The person, a body that was invited and somebody unannounced; another registered and stayed away."""
    ids = [await registered(build, scene, one) for one in (person, await build.person())]
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        body = InvitedBody(body_id=scene.body.id)
        ids[1] = (await actions.invite_body(db, actor, scene.session_id, body)).id
    await held(build, scene)
    async with build.acting(scene.secretariat, scene.held_at) as (db, actor):
        for one in ids:
            await actions.check_in_listed(db, actor, one)
        await actions.add_walk_in(db, actor, scene.session_id, WalkIn(name="Khách Mẫu Ghé Qua"))


async def test_the_minutes_count_who_came_and_name_bodies_alone(build: Builders, client: Client) -> None:
    scene = await small_hall(build, capacity=9)
    person = await build.person(name="Người Mẫu Đến Dự")
    await came(build, scene, person)
    text_id = await minutes_published(build, scene)
    page = await client.get(f"{scene.url}/bien-ban")
    assert page.has("3 người tại hội trường") and page.has("trong đó 1 khách mời")
    assert page.has(scene.body.name)
    assert not page.has("Người Mẫu Đến Dự") and not page.has("Khách Mẫu Ghé Qua")
    async with build.acting(None) as (db, _):
        content = (await load(db, OfficialText, text_id)).approved_content or {}
    beside = content["beside"]
    assert isinstance(beside, dict)
    counted = came_in(beside)
    assert counted is not None and (counted.hall, counted.home, counted.invited) == (3, 0, 1)
    await client.log_in(scene.secretariat)
    await client.post(f"/tiep-xuc/{scene.session_id}/dai-bieu/khach", {"name": "Khách Mẫu Muộn"}, status=403)
