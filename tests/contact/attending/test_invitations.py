"""Inviting people and bodies, their answers, and who came."""

import io

import docx
from sqlalchemy import select

from forum import clock, jobs
from forum.actor import Role
from forum.contact.attending import actions
from forum.contact.attending.actions.inviting import InvitedPerson
from forum.contact.attending.models import Attendance
from forum.contact.attending.policy import AttendanceState
from forum.contact.models import ContactSession
from forum.contributions.actions.closing import end_account
from forum.database import load, writing_session
from forum.journal import JournalRow
from forum.notifications.models import Notice
from tests.builders import Builders
from tests.client import Client
from tests.contact.attending.scene import registered, small_hall
from tests.contact.scene import Scene
from tests.contact.test_papers import taken


async def _today(build: Builders, scene: Scene) -> None:
    """The session is today."""
    async with build.acting(None) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        session.starts_at = session.ends_at = actor.at


async def _row(build: Builders, row_id: int | None = None) -> Attendance:
    async with build.acting(None) as (db, _):
        newest = select(Attendance).order_by(Attendance.id.desc()).limit(1)
        found = await db.scalar(newest.where(Attendance.id == row_id) if row_id else newest)
        assert found is not None
        return found


async def test_a_person_is_invited_by_name_and_sends_a_deputy(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    guest = await build.person(Role.intellectual, name="Trần Thị Mẫu Khách")
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/dai-bieu/moi-nguoi"
    page = await client.send(at, {"name": "Trần Thị"}, status=422)
    assert "không có thành viên" in page.error_of("name") and page.field("name") == "Trần Thị"
    await client.send(at, {"name": "Trần Thị Mẫu Khách"})
    invitation = await _row(build)
    assert (invitation.persona_id, invitation.state) == (guest.persona_id, AttendanceState.invited)
    assert "đã có tên" in (await client.send(at, {"name": "Trần Thị Mẫu Khách"}, status=422)).error_of("name")
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        mine = select(JournalRow.event).join(Notice, Notice.event_id == JournalRow.id)
        assert (
            "contact.Invited" in (await db.scalars(mine.where(Notice.persona_id == guest.persona_id))).all()
        )
    await client.log_in(guest)
    page = await client.send(f"/tiep-xuc/tham-du/{invitation.id}/cu-nguoi-thay", {"name": ""}, status=422)
    assert page.error_of("name")
    deputy = {"name": "Lê Văn Mẫu Thay"}
    page = await client.follow(await client.send(f"/tiep-xuc/tham-du/{invitation.id}/cu-nguoi-thay", deputy))
    assert page.has("Lê Văn Mẫu Thay (do Trần Thị Mẫu Khách ghi)")
    await client.log_in(scene.secretariat)
    assert (await client.get(f"{scene.url}/dai-bieu")).has("người dự thay: Lê Văn Mẫu Thay")
    await client.log_in(scene.asker)
    await client.post(f"/tiep-xuc/tham-du/{invitation.id}/cu-nguoi-thay", deputy, status=404)
    assert not (await client.get(f"{scene.url}/tham-du")).has("Mẫu Thay")


async def test_one_of_two_namesakes_is_chosen(build: Builders, client: Client) -> None:
    scene = await small_hall(build)
    people = [await build.person(name="Nguyễn Mẫu Trùng Tên") for _ in range(2)]
    await client.log_in(scene.secretariat)
    at = f"/tiep-xuc/{scene.session_id}/dai-bieu/moi-nguoi"
    page = await client.send(at, {"name": "Nguyễn Mẫu Trùng Tên"}, status=422)
    assert "chọn một người" in page.error_of("persona_id")
    chosen = {"name": "Nguyễn Mẫu Trùng Tên", "persona_id": str(people[1].persona_id)}
    await client.post(at, page.form(at) | chosen)
    assert (await _row(build)).persona_id == people[1].persona_id


async def test_a_body_answers_by_its_head_and_a_declined_place_is_given_on(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build)
    await client.log_in(scene.secretariat)
    await client.send(f"/tiep-xuc/{scene.session_id}/dai-bieu/moi-co-quan", {"body_id": str(scene.body.id)})
    invitation = await _row(build)
    waiting = await registered(build, scene, scene.asker)
    assert (await _row(build, waiting)).state == AttendanceState.waiting
    await client.log_in(scene.leader_person)
    await client.post(f"/tiep-xuc/tham-du/{invitation.id}/khong-du", status=404)
    await client.log_in(scene.head)
    await client.post(f"/tiep-xuc/tham-du/{invitation.id}/khong-du")
    assert (await _row(build, waiting)).state == AttendanceState.expected
    page = await client.post(f"/tiep-xuc/tham-du/{invitation.id}/nhan-loi", status=409)
    assert page.has("đã đủ chỗ")
    assert (await _row(build, invitation.id)).replied_by == scene.head.persona_id


async def test_people_are_checked_in_by_code_by_name_and_unannounced(build: Builders, client: Client) -> None:
    scene = await small_hall(build, capacity=5)
    ids = [await registered(build, scene, await build.person()) for _ in range(2)]
    at = f"/tiep-xuc/{scene.session_id}/dai-bieu/den"
    await client.log_in(scene.secretariat)
    await client.post(at, {"code": (await _row(build, ids[0])).code}, status=403)
    await _today(build, scene)
    code = (await _row(build, ids[0])).code
    wrong = f"{(int(code) + 1) % 10**6:06}"
    page = await client.send(at, {"code": wrong}, status=422)
    assert "không ai" in page.error_of("code") and page.field("code") == wrong
    assert (await _row(build, ids[0])).checked_in_at is None
    page = await client.follow(await client.send(at, {"code": f"{code[:3]} {code[3:]}"}))
    assert page.has("Đã ghi nhận: Người Mẫu")
    assert "đã được ghi nhận lúc" in (await client.send(at, {"code": code}, status=422)).error_of("code")
    await client.post(f"/tiep-xuc/dai-bieu/{ids[1]}/den")
    await client.send(f"/tiep-xuc/{scene.session_id}/dai-bieu/khach", {"name": "Khách Mẫu Lẻ", "way": "hall"})
    page = await client.get(f"{scene.url}/dai-bieu")
    assert page.has("Khách Mẫu Lẻ") and page.has("Đến không báo trước (1)")
    walk_in = await _row(build)
    await client.log_in(scene.asker)
    await client.post(at, {"code": code}, status=403)
    await client.post(f"/tiep-xuc/dai-bieu/{walk_in.id}/rut-den", status=403)
    await client.log_in(scene.secretariat)
    await client.post(f"/tiep-xuc/dai-bieu/{walk_in.id}/rut-den")
    assert not (await client.get(f"{scene.url}/dai-bieu")).has("Khách Mẫu Lẻ")


async def test_a_closed_account_gives_its_place_on(build: Builders) -> None:
    scene = await small_hall(build)
    leaving, waiting = await build.person(), await build.person()
    ids = [await registered(build, scene, one) for one in (leaving, waiting)]
    async with build.acting(leaving) as (db, actor):
        await end_account(db, actor, keeps_name=False)
    async with build.acting(None) as (db, _):
        assert await db.get(Attendance, ids[0]) is None
    async with writing_session(build.engine) as db:
        await jobs.defer(db, "fill_places")
    await build.run_jobs(clock.now())
    assert (await _row(build, ids[1])).state == AttendanceState.expected


async def test_an_invitation_and_the_list_are_papers_of_the_chair_s_office(
    build: Builders, client: Client
) -> None:
    scene = await small_hall(build, capacity=5)
    guest = await build.person(Role.intellectual, name="Trần Thị Mẫu Khách")
    async with build.acting(scene.secretariat) as (db, actor):
        named = InvitedPerson(name="Trần Thị Mẫu Khách")
        invitation = (await actions.invite_person(db, actor, scene.session_id, named)).id
    kind = f"invitation-{invitation}"
    await client.log_in(guest)
    invited = await _words_of(client, build, scene, kind)
    assert "trân trọng kính mời: Trần Thị Mẫu Khách" in invited and "giờ Việt Nam" in invited
    await client.post(_papers(scene), {"kind": "guests", "format": "docx"}, status=404)
    await client.log_in(scene.secretariat)
    assert "Trần Thị Mẫu Khách" in await _words_of(client, build, scene, kind)
    assert "Đã mời, chờ trả lời" in await _words_of(client, build, scene, "guests")
    await client.log_in(scene.asker)
    await client.post(_papers(scene), {"kind": kind, "format": "docx"}, status=404)
    await client.post(_papers(scene), {"kind": "guests", "format": "docx"}, status=404)


def _papers(scene: Scene) -> str:
    return f"/tiep-xuc/{scene.session_id}/van-ban"


async def _words_of(client: Client, build: Builders, scene: Scene, kind: str) -> str:
    document = docx.Document(io.BytesIO(await taken(client, build, scene, kind, "docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
