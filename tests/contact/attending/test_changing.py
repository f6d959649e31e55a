"""Invitations that are taken back, another way of coming, and answers by telephone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Account
from forum.actor import Role
from forum.contact.actions import change_session
from forum.contact.actions.sessions import standing_plan
from forum.contact.attending import actions
from forum.contact.attending.actions.inviting import InvitedPerson, TakenBack
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import AttendanceState, AttendingWay
from forum.contact.models import ContactSession
from forum.database import load
from forum.days import vndate
from forum.errors import Forbidden, NotFound
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.attending.scene import LINK, registered, small_hall
from tests.contact.scene import Scene


async def _row(build: Builders, row_id: int) -> Attendance:
    async with build.acting(None) as (db, _):
        return await load(db, Attendance, row_id)


async def _invited(build: Builders, scene: Scene, name: str = "Khách Mẫu Ba") -> tuple[Account, int]:
    guest = await build.person(Role.intellectual, name=name)
    async with build.acting(scene.secretariat) as (db, actor):
        it = await actions.invite_person(db, actor, scene.session_id, InvitedPerson(name=name))
    return guest, it.id


async def _letters(build: Builders, person: Account) -> str:
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        found = await db.scalars(select(Notice.letter).where(Notice.persona_id == person.persona_id))
        return "\n".join(found.all())


async def test_an_invitation_is_taken_back_with_a_reason_and_its_place_goes_on(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    guest, invitation = await _invited(build, scene)
    other = await build.person(Role.intellectual)
    waiting = await registered(build, scene, other)
    assert (await _row(build, waiting)).state == AttendanceState.waiting
    path = f"/tiep-xuc/dai-bieu/{invitation}/rut-loi-moi"
    await client.log_in(scene.secretariat)
    assert (await client.send(path, {"reason": ""}, status=422)).error_of("reason")
    await client.send(path, {"reason": "Đoàn chỉ còn một người dự."})
    assert (await client.get(f"{scene.url}/dai-bieu")).has("Đoàn chỉ còn một người dự.")
    await client.post(path, {"reason": "Đoàn chỉ còn một người dự."}, status=422)
    assert (await _row(build, waiting)).state == AttendanceState.expected
    assert "Đoàn chỉ còn một người dự." in await _letters(build, guest)
    assert "nay có chỗ" in await _letters(build, other)
    await client.log_out()
    await client.log_in(guest)
    page = await client.get(f"{scene.url}/tham-du")
    assert page.has("Lời mời đã rút") and page.has("Đoàn chỉ còn một người dự.")
    assert not page.has(LINK) and not page.has("Mã để đọc khi đến")
    again = await registered(build, scene, guest)  # like anybody, and waits like anybody
    row = await _row(build, again)
    assert (row.state, row.invited_at) == (AttendanceState.waiting, None)


async def test_nobody_else_takes_an_invitation_back(build: Builders) -> None:
    scene = await small_hall(build)
    guest, invitation = await _invited(build, scene)
    for person in (guest, scene.leader_person):
        with pytest.raises(Forbidden):
            async with build.acting(person) as (db, actor):
                await actions.take_back_invitation(db, actor, invitation, TakenBack(reason="Đổi kế hoạch"))


async def test_a_person_changes_how_they_come_without_losing_anything(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    one, two = await build.person(Role.intellectual), await build.person(Role.intellectual)
    in_hall = await registered(build, scene, one)
    at_home = await registered(build, scene, two, AttendingWay.home)
    await client.log_in(two)
    path = f"/tiep-xuc/tham-du/{at_home}/tai-hoi-truong"
    await client.post(path, {})
    page = await client.get(f"{scene.url}/tham-du")
    assert page.has("đang chờ một chỗ tại hội trường") and page.has("Thứ tự chờ: 1") and page.has(LINK)
    row = await _row(build, at_home)
    assert (row.way, row.state, row.waits_for_hall) == (AttendingWay.home, AttendanceState.expected, True)
    await client.post(path, {}, status=403)
    await client.log_out()
    await client.log_in(one)
    await client.post(f"/tiep-xuc/tham-du/{at_home}/tu-nha", {}, status=404)
    await client.post(f"/tiep-xuc/tham-du/{in_hall}/tu-nha", {})
    assert (await _row(build, in_hall)).way == AttendingWay.home
    moved = await _row(build, at_home)
    assert (moved.way, moved.waits_for_hall) == (AttendingWay.hall, False)
    assert "nay có chỗ" in await _letters(build, two)


async def test_who_stops_waiting_for_the_hall_still_comes_from_home(build: Builders) -> None:
    scene = await small_hall(build)
    await registered(build, scene, await build.person(Role.intellectual))
    person = await build.person(Role.intellectual)
    waiting = await registered(build, scene, person)
    async with build.acting(person) as (db, actor):
        await actions.come_from_home(db, actor, waiting)
        assert (await actions.come_to_hall(db, actor, waiting)).waits_for_hall
        await actions.come_from_home(db, actor, waiting)
    row = await _row(build, waiting)
    assert (row.way, row.state, row.waits_for_hall) == (AttendingWay.home, AttendanceState.expected, False)
    with pytest.raises(NotFound):
        async with build.acting(scene.asker) as (db, actor):
            await actions.come_to_hall(db, actor, waiting)


async def test_an_answer_by_telephone_is_shown_as_such_and_told_to_who_was_invited(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    guest, invitation = await _invited(build, scene)
    path = f"/tiep-xuc/dai-bieu/{invitation}/tra-loi-dien-thoai"
    now = clock.now()
    called = {"caller": "Thư ký Mẫu Của Khách", "called_on": vndate(now), "called_at": "00:00"}
    await client.log_in(scene.secretariat)
    page = await client.send(path, {**called, "reply": "send_deputy"}, status=422)
    assert page.error_of("deputy") and page.field("caller") == "Thư ký Mẫu Của Khách"
    late = called | {"called_on": vndate(now + timedelta(days=1)), "reply": "accept"}
    assert (await client.send(path, late, status=422)).error_of("called_on")
    await client.send(path, {**called, "reply": "send_deputy", "deputy": "Người Mẫu Dự Thay"})
    row = await _row(build, invitation)
    assert (row.state, row.name, row.telephoned_by) == (
        AttendanceState.expected,
        "Người Mẫu Dự Thay",
        "Thư ký Mẫu Của Khách",
    )
    page = await client.get(f"{scene.url}/dai-bieu")
    assert page.has("Trả lời qua điện thoại: Thư ký Mẫu Của Khách gọi lúc")
    assert "Người gọi: Thư ký Mẫu Của Khách" in await _letters(build, guest)
    await client.log_out()
    await client.log_in(guest)
    await client.post(path, {**called, "reply": "decline"}, status=403)
    await client.post(f"/tiep-xuc/tham-du/{invitation}/khong-du", {})
    assert (await _row(build, invitation)).telephoned_at is None


async def test_the_calendar_entry_has_the_link_for_who_may_have_it_alone(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    person, other = await build.person(Role.intellectual), await build.person(Role.intellectual)
    await registered(build, scene, person, AttendingWay.home)

    async def entry() -> str:
        return (await client.http.get(f"{scene.url}/lich.ics")).text.replace("\r\n ", "")

    assert LINK not in await entry()
    await client.log_in(person)
    assert (await client.get(f"{scene.url}/tham-du")).has("Thêm vào lịch, kèm đường dẫn")
    answer = await client.http.get(f"{scene.url}/lich.ics")
    assert answer.headers["cache-control"] == "no-store"
    assert LINK in await entry()
    await client.log_out()
    await client.log_in(other)
    assert LINK not in await entry()
    await client.log_out()
    await client.log_in(scene.secretariat)
    assert LINK in await entry()


async def test_who_registered_comes_the_way_that_is_left_where_a_session_goes_online_or_into_the_hall(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    waits = await build.person(Role.intellectual)
    places = [
        await registered(build, scene, await build.person(Role.intellectual)),
        await registered(build, scene, waits),
        await registered(build, scene, await build.person(Role.intellectual), AttendingWay.home),
    ]

    async def held_as(format: str) -> list[tuple[AttendanceState, AttendingWay, bool]]:
        async with build.acting(scene.secretariat) as (db, actor):
            stands = await standing_plan(db, await load(db, ContactSession, scene.session_id))
            changed = stands.model_copy(update={"format": format})
            await change_session(db, actor, scene.session_id, changed)
        rows = [await _row(build, one) for one in places]
        return [(row.state, row.way, row.waits_for_hall) for row in rows]

    expected, (hall, home) = AttendanceState.expected, AttendingWay
    assert await held_as("online") == [(expected, home, False)] * 3
    await client.log_in(waits)
    page = await client.get(f"{scene.url}/tham-du")
    assert page.has(LINK) and not page.has("chờ một chỗ tại hội trường")
    first, *others = await held_as("in_person")
    assert first == (expected, hall, False) and others == [(expected, home, True)] * 2
