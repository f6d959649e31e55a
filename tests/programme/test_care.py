"""An administrator brings in the programme's text in the browser, and says who leads a task today."""

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Body
from forum.actor import Role
from forum.programme.actions import ImportText, import_programme
from forum.programme.importer import Overlay
from forum.programme.models import Programme, Task, TaskBody
from tests.builders import Builders
from tests.client import Client

AT = "/quan-tri/chuong-trinh"
TASK = "III.6.1-1"
TEXT = (
    "I. Nhiệm vụ\n\n1. Sở Mẫu A chủ trì, phối hợp với Ban Mẫu B thực hiện:\n\n"
    "- Đẩy mạnh ưng dụng kết quả nghiên cứu.\n\nHoàn thành năm 2027.\n"
)


async def _standing(build: Builders) -> int:
    async with build.acting(None) as (db, _):
        return await db.scalar(select(func.count()).select_from(Task).where(Task.withdrawn_at.is_(None))) or 0


async def test_the_difference_is_shown_first_and_applied_as_it_was_shown(
    build: Builders, client: Client
) -> None:
    await client.log_in(await build.person(Role.administrator))
    fields = (await client.get(AT)).form(AT)
    page = await client.post(AT, fields | {"text": TEXT, "do": "look"}, status=200)
    assert page.has("1 nhiệm vụ")
    assert page.has("Rút lại; phần trao đổi vẫn giữ (38)")
    assert page.has("Sở Mẫu A")
    assert page.has("ứng dụng")
    assert await _standing(build) == 38
    shown = page.form(AT)
    page = await client.post(AT, shown | {"text": f"{TEXT}\nThêm một dòng.", "do": "apply"}, status=200)
    assert await _standing(build) == 38
    await client.post(AT, shown | {"do": "apply"})
    assert await _standing(build) == 1
    page = await client.post(AT, fields | {"text": TEXT, "do": "look"}, status=200)
    assert page.has("không có gì khác")


async def test_what_cannot_be_read_is_said_beside_the_text(build: Builders, client: Client) -> None:
    await client.log_in(await build.person(Role.administrator))
    for text, message in [("", "dán văn bản"), ("Không có mục nào", "dòng 1"), ("a" * 1_000_001, "quá dài")]:
        page = await client.post(AT, {"text": text, "do": "look"}, status=422)
        assert message in page.error_of("text")


@pytest.mark.parametrize("role", [Role.body_head, Role.secretariat, Role.staff])
async def test_others_may_neither_import_nor_say_who_leads(
    build: Builders, client: Client, role: Role
) -> None:
    body = await build.body() if role is Role.body_head else None
    await client.log_in(await build.person(role, body=body))
    await client.get(AT, status=403)
    await client.get(f"/nhiem-vu/{TASK}/chu-tri", status=403)


async def test_an_administrators_word_on_who_leads_is_shown_with_its_reason_and_gives_the_right(
    build: Builders, client: Client
) -> None:
    body = await build.body("Sở Mẫu Tiếp Nhận")
    await client.log_in(await build.person(Role.administrator))
    at = f"/nhiem-vu/{TASK}/chu-tri"
    page = await client.get(at)
    named = str(page.soup.select("select[name=named_id] option")[0]["value"])
    fields = page.form(at) | {
        "named_id": named,
        "body_id": str(body.id),
        "reason": "Theo quyết định mẫu số 1",
    }
    page = await client.follow(await client.post(at, fields))
    assert page.has("Sở Mẫu Tiếp Nhận")
    assert page.has("Theo quyết định mẫu số 1")
    assert not page.has("Đảng ủy Ủy ban nhân dân thành phố")
    await client.log_in(await build.person(Role.body_officer, body=body))
    await client.get(f"/nhiem-vu/{TASK}/bao-cao")
    await client.log_in(await build.person(Role.administrator))
    await client.post(at, fields | (await client.get(at)).form(at) | {"named_id": named, "reason": "Bỏ ghi"})
    assert (await client.get(f"/nhiem-vu/{TASK}")).has("Đảng ủy Ủy ban nhân dân thành phố")


async def test_that_word_outlives_an_import(build: Builders, client: Client) -> None:
    body, administrator = await build.body("Sở Mẫu Tiếp Nhận"), await build.person(Role.administrator)
    async with build.acting(None) as (db, _):
        lead = (
            await db.scalars(
                select(TaskBody)
                .join(Task, Task.id == TaskBody.task_id)
                .where(Task.code == TASK, TaskBody.part == "lead")
            )
        ).one()
        known = (await db.get_one(Body, lead.body_id)).name
    await client.log_in(administrator)
    fields = {"named_id": str(lead.id), "body_id": str(body.id), "reason": "Theo quyết định mẫu số 1"}
    await client.send(f"/nhiem-vu/{TASK}/chu-tri", fields)
    text = (
        f"III. Nhiệm vụ\n\n6. Tiếp xúc\n\n6.1. {known}, Sở Mẫu A chủ trì thực hiện:\n\n"
        "- Soạn quy chế mẫu.\n\nHoàn thành năm 2027.\n"
    )
    async with build.acting(administrator) as (db, actor):
        programme = (await db.scalars(select(Programme))).one()
        await import_programme(db, actor, programme.id, ImportText(text, Overlay({})))
    page = await client.get(f"/nhiem-vu/{TASK}")
    assert page.has("Soạn quy chế mẫu")
    assert page.has("Theo quyết định mẫu số 1")
