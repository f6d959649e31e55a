"""Registering for a session: the last place, the list of those who wait, the link, and who may read names."""

import asyncio
from collections import Counter

from sqlalchemy import select

from forum.accounts.models import Account
from forum.actor import Role
from forum.contact import actions
from forum.contact.actions.sessions import standing_plan
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import AttendanceState, AttendingWay
from forum.contact.models import ContactSession, SessionChange
from forum.database import load
from forum.journal import JournalRow
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.attending.scene import LINK, arranged, registered, small_hall


async def _states(build: Builders) -> dict[int, AttendanceState]:
    async with build.acting(None) as (db, _):
        return {row.id: row.state for row in await db.scalars(select(Attendance))}


async def _notices(build: Builders, person: Account) -> list[str]:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mine = select(JournalRow.event).join(Notice, Notice.event_id == JournalRow.id)
        found = await db.scalars(mine.where(Notice.persona_id == person.persona_id))
        return [*found.all()]


async def test_a_member_registers_by_the_form_and_reads_a_code_and_the_link(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    page = await client.get(f"{scene.url}/tham-du")
    assert page.has("giờ Việt Nam") and page.has("Cổng số hai") and page.has("Phiên dịch")
    assert LINK not in page.text
    await client.log_in(scene.asker)
    assert LINK not in (await client.get(f"{scene.url}/tham-du")).text
    page = await client.send(
        f"{scene.url}/tham-du/dang-ky", {"way": "", "needs": ["sign_language"]}, status=422
    )
    assert page.error_of("way")
    fields = {"way": "hall", "needs": ["sign_language"]}
    page = await client.follow(await client.send(f"{scene.url}/tham-du/dang-ky", fields))
    assert page.has("Sẽ tham dự") and page.has("Ngôn ngữ ký hiệu") and LINK in page.text
    async with build.acting(None) as (db, _):
        code = await db.scalar(select(Attendance.code)) or ""
    assert page.has(f"{code[:3]} {code[3:]}")
    await client.get(f"{scene.url}/tham-du/dang-ky", status=403)


async def test_two_who_ask_for_the_last_place_at_once_get_one_place_and_one_number(build: Builders) -> None:
    scene = await small_hall(build, capacity=2)
    people = [await build.person() for _ in range(6)]
    await asyncio.gather(*(registered(build, scene, one) for one in people))
    assert Counter((await _states(build)).values()) == {
        AttendanceState.expected: 2,
        AttendanceState.waiting: 4,
    }


async def test_who_waits_longest_moves_up_and_is_told(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    people = [await build.person() for _ in range(3)]
    ids = [await registered(build, scene, one) for one in people]
    assert [*(await _states(build)).values()] == [
        AttendanceState.expected,
        AttendanceState.waiting,
        AttendanceState.waiting,
    ]
    await client.log_in(people[2])
    page = await client.get(f"{scene.url}/tham-du")
    assert page.has("Thứ tự chờ: 2")
    await client.log_in(people[0])
    await client.post(f"/tiep-xuc/tham-du/{ids[0]}/rut")
    states = await _states(build)
    assert [states[one] for one in ids] == [
        AttendanceState.withdrawn,
        AttendanceState.expected,
        AttendanceState.waiting,
    ]
    assert "contact.MovedUp" in await _notices(build, people[1])
    assert "contact.MovedUp" not in await _notices(build, people[2])
    again = await registered(build, scene, people[0])
    assert (again, (await _states(build))[again]) == (ids[0], AttendanceState.waiting)


async def test_a_larger_hall_moves_people_up_and_they_hear_of_the_change(build: Builders) -> None:
    scene = await small_hall(build)
    people = [await build.person() for _ in range(3)]
    for one in people:
        await registered(build, scene, one)
    await arranged(build, scene, 2)
    assert Counter((await _states(build)).values())[AttendanceState.waiting] == 1
    assert {"contact.MovedUp", "contact.SessionChanged"} <= {*await _notices(build, people[1])}


async def test_from_home_nobody_waits(build: Builders) -> None:
    scene = await small_hall(build)
    for _ in range(2):
        await registered(build, scene, await build.person(), AttendingWay.home)
    assert {*(await _states(build)).values()} == {AttendanceState.expected}


async def test_nobody_withdraws_or_reads_the_names_of_others(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    person = await build.person(name="Nguyễn Văn Mẫu Kín")
    registration = await registered(build, scene, person)
    await client.log_in(scene.asker)
    await client.post(f"/tiep-xuc/tham-du/{registration}/rut", status=404)
    await client.get(f"{scene.url}/dai-bieu", status=403)
    assert not (await client.get(f"{scene.url}/tham-du")).has("Mẫu Kín")
    await client.log_in(scene.secretariat)
    page = await client.get(f"{scene.url}/dai-bieu")
    assert page.has("Nguyễn Văn Mẫu Kín") and page.has("Ngôn ngữ ký hiệu")
    await client.log_in(scene.assistant)
    page = await client.get(f"{scene.url}/dai-bieu")
    assert page.has("Nguyễn Văn Mẫu Kín") and not page.has("Ngôn ngữ ký hiệu")
    assert (await _states(build))[registration] == AttendanceState.expected


async def test_a_changed_link_is_a_change_that_does_not_say_it(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    page = await client.get(scene.url)
    assert page.has("Đường dẫn tham dự trực tuyến") and LINK not in page.text
    async with build.acting(scene.secretariat) as (db, actor):
        stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
        moved = stands.model_copy(update={"join_url": f"{LINK}-hai"})
        await actions.change_session(db, actor, scene.session_id, moved)
    page = await client.get(scene.url)
    assert page.has("lần đặt thứ 2") and LINK not in page.text
    async with build.acting(scene.leader_person) as (db, actor):
        last = await db.scalar(select(SessionChange.id).order_by(SessionChange.id.desc()).limit(1))
        await actions.take_back_change(db, actor, last or 0)
        assert (await load(db, ContactSession, scene.session_id)).join_url == LINK


async def test_the_plan_s_form_takes_the_link_over_https_alone(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/sua"
    page = await client.send(at, {"join_url": "http://hop.mau.example/x", "capacity": "0"}, status=422)
    assert "https://" in page.error_of("join_url") and page.error_of("capacity")
    await client.send(at, {"join_url": f"{LINK}-ba", "capacity": "", "services": ["step_free"]})
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
        assert (session.capacity, session.services, session.join_url) == (None, ["step_free"], f"{LINK}-ba")


async def test_a_late_registration_is_refused_by_the_action_too(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    async with build.acting(scene.secretariat) as (db, _):
        session = await load(db, ContactSession, scene.session_id)
        session.starts_at, session.ends_at = scene.at, scene.at
    await client.log_in(await build.person(Role.intellectual))
    await client.post(f"{scene.url}/tham-du/dang-ky", {"way": "hall"}, status=422)
    assert await _states(build) == {}
