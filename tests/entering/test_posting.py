"""Receipts and notices of people without mail are printed, posted, and ticked by who posted them."""

from sqlalchemy import select

from forum.actor import Role
from forum.contributions.models import Contribution
from forum.database import load
from forum.notifications.models import Notice, PostedNotice
from tests.builders import Builders
from tests.client import Client
from tests.entering.scene import BY_CALL, a_writer
from tests.entering.test_entering import PROPOSAL

AT = "/ban-lam-viec/thu-can-gui"


async def test_the_receipt_of_who_called_is_printed_and_ticked_once(build: Builders, client: Client) -> None:
    await build.forum()
    secretariat, other = await build.person(Role.secretariat), await build.person(Role.staff)
    writer = await a_writer(build, secretariat)
    await client.log_in(secretariat)
    assert (await client.get(AT)).has("Không có thư nào chờ gửi")
    await client.send("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(writer)})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        (notice,) = (await db.scalars(select(Notice).where(Notice.persona_id == writer))).all()
        code = (await load(db, Contribution, notice.thing_id)).code or ""
    page = await client.get(AT)
    assert page.has("Người Mẫu Viết Thư") and page.has("Số 12 ngõ Đông Mẫu")
    at = f"{AT}/{writer}"
    page = await client.get(at)
    letter = page.soup.select_one(".posted-letter")
    assert letter is not None and code in letter.get_text() and "http" in letter.get_text()
    await client.send(at, {})
    await client.post(at, {"notice_ids": str(notice.id)})
    page = await client.get(AT)
    assert page.has("Không có thư nào chờ gửi") and page.has("Đã gửi gần đây")
    async with build.acting(None) as (db, _):
        (posted,) = (await db.scalars(select(PostedNotice))).all()
    assert posted.posted_by == secretariat.persona_id != other.persona_id


async def test_who_has_an_account_is_written_no_letter_and_nobody_else_reads_them(
    build: Builders, client: Client
) -> None:
    await build.forum()
    secretariat = await build.person(Role.secretariat)
    member = await build.person(Role.intellectual)
    await client.log_in(secretariat)
    await client.send("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(member.persona_id)})
    await client.send(f"/ban-lam-viec/nhap-ho/{member.persona_id}/lien-he", {"address": "Số 3 phố Mẫu"})
    await build.run_jobs()
    assert (await client.get(AT)).has("Không có thư nào chờ gửi")
    for role in (Role.intellectual, Role.moderator):
        await client.log_in(await build.person(role))
        for path in (AT, f"{AT}/{member.persona_id}"):
            await client.get(path, status=403)
        await client.post(f"{AT}/{member.persona_id}", {"notice_ids": "1"}, status=403)


async def test_a_letter_of_somebody_else_is_not_ticked(build: Builders, client: Client) -> None:
    await build.forum()
    secretariat = await build.person(Role.secretariat)
    writer = await a_writer(build, secretariat)
    neighbour = await a_writer(build, secretariat, "Người Mẫu Hàng Xóm")
    await client.log_in(secretariat)
    await client.send("/hien-ke/nhap", PROPOSAL | BY_CALL | {"persona_id": str(writer)})
    await build.run_jobs()
    async with build.acting(None) as (db, _):
        (notice,) = (await db.scalars(select(Notice).where(Notice.persona_id == writer))).all()
    await client.post(f"{AT}/{neighbour}", {"notice_ids": str(notice.id)})
    async with build.acting(None) as (db, _):
        assert not (await db.scalars(select(PostedNotice))).all()
