"""Who came, in the minutes: counts and invited bodies, and no name of a person."""

from datetime import timedelta

import pytest

from forum.accounts.models import Account
from forum.clock import local_date
from forum.contact.attending import actions
from forum.contact.attending.actions.checking_in import WalkIn
from forum.contact.attending.actions.inviting import InvitedBody, TelephoneReply
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import AttendanceState
from forum.contact.texts.record import came_in
from forum.contributions.models import OfficialText
from forum.database import load
from forum.errors import Forbidden
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


async def test_who_came_keeps_the_place_until_the_door_takes_it_back(build: Builders, client: Client) -> None:
    scene, person, other = await small_hall(build), await build.person(), await build.person()
    own, waiting = [await registered(build, scene, one) for one in (person, other)]
    soon = scene.held_at - timedelta(minutes=40)
    async with build.acting(scene.secretariat, scene.at) as (db, actor):
        body = InvitedBody(body_id=scene.body.id)
        invited = (await actions.invite_body(db, actor, scene.session_id, body)).id
    async with build.acting(scene.secretariat, soon) as (db, actor):
        for one in (own, invited):
            await actions.check_in_listed(db, actor, one)
    with pytest.raises(Forbidden, match="đã ghi nhận đến dự"):
        async with build.acting(person, soon) as (db, actor):
            await actions.withdraw_attendance(db, actor, own)
    with pytest.raises(Forbidden, match="đã ghi nhận đến dự"):
        async with build.acting(scene.head, soon) as (db, actor):
            await actions.decline_invitation(db, actor, invited)
    with pytest.raises(Forbidden, match="đã ghi nhận đến dự"):
        async with build.acting(scene.secretariat, soon) as (db, actor):
            seen = TelephoneReply.of(await load(db, Attendance, invited)).seen_version
            called = {"called_on": local_date(soon), "called_at": "08:00", "caller": "Người Mẫu Gọi"}
            reply = TelephoneReply.model_validate({"seen_version": seen, "reply": "decline", **called})
            await actions.record_reply(db, actor, invited, reply)
    async with build.acting(scene.secretariat, soon) as (db, actor):
        assert (await load(db, Attendance, waiting)).state == AttendanceState.waiting
        for one in (own, invited):
            await actions.take_back_check_in(db, actor, one)
    async with build.acting(person, soon) as (db, actor):
        await actions.withdraw_attendance(db, actor, own)
    async with build.acting(scene.head, soon) as (db, actor):
        await actions.decline_invitation(db, actor, invited)
    async with build.acting(None) as (db, _):
        states = [(await load(db, Attendance, one)).state for one in (own, waiting)]
    assert states == [AttendanceState.withdrawn, AttendanceState.expected]
