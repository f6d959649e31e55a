"""Bringing in a text: difference first, nothing twice, codes and ties kept."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from forum.actor import Role
from forum.errors import Forbidden, Invalid
from forum.journal import JournalRow
from forum.programme.actions import ImportText, import_programme, preview_import
from forum.programme.models import Task, TaskBody
from forum.programme.queries import programme_in_force

TEXT = """CHƯƠNG TRÌNH MẪU

I. NHIỆM VỤ MẪU

1. Nhóm việc mẫu

Sở Mẫu A chủ trì, phối hợp với Sở Mẫu Lạ thực hiện:

- Xây dựng quy chế mẫu về gặp gỡ trí thức hằng quý.

- Lập danh bạ chuyên gia mẫu của thành phố.

Hoàn thành năm 2027.
"""


async def standing(db: Any) -> dict[str, Task]:
    rows = await db.scalars(select(Task).where(Task.withdrawn_at.is_(None)).order_by(Task.position))
    return {task.code: task for task in rows}


async def import_text(build: Any, text: str) -> Any:
    administrator = await build.person(Role.administrator)
    async with build.acting(administrator) as (db, actor):
        programme = await programme_in_force(db)
        return await import_programme(db, actor, programme.id, ImportText(text))


async def test_the_built_in_programme_has_its_tasks_bodies_and_indicators(build: Any, client: Any) -> None:
    page = await client.get("/chuong-trinh")
    assert page.has("38 nhiệm vụ")
    assert page.has("10 chỉ tiêu")


async def test_the_difference_is_shown_before_anything_changes(build: Any) -> None:
    administrator = await build.person(Role.administrator)
    async with build.acting(administrator) as (db, actor):
        programme = await programme_in_force(db)
        before = await standing(db)
        shown = await preview_import(db, actor, programme.id, ImportText(TEXT))
        assert len(shown.withdrawn) == 38
        assert "Sở Mẫu Lạ" in shown.unknown_bodies
        assert await standing(db) == before


async def test_importing_the_same_text_twice_changes_nothing(build: Any) -> None:
    assert not (await import_text(build, TEXT)).is_empty
    again = await import_text(build, TEXT)
    assert again.is_empty
    async with build.acting(None) as (db, _):
        imports = select(func.count()).where(JournalRow.event == "programme.ProgrammeImported")
        assert await db.scalar(imports) == 1


async def test_a_task_keeps_its_code_when_another_is_put_before_it(build: Any) -> None:
    await import_text(build, TEXT)
    async with build.acting(None) as (db, _):
        before = {task.text: (task.id, task.code) for task in (await standing(db)).values()}
    inserted = TEXT.replace("- Xây dựng quy chế", "- Mở lớp học mới cho mọi người.\n\n- Xây dựng quy chế")
    imported = await import_text(build, inserted)
    async with build.acting(None) as (db, _):
        after = await standing(db)
    assert {task.text: (task.id, task.code) for task in after.values() if task.text in before} == before
    assert imported.added == ("I.1-3",)
    assert [task.code for task in after.values()] == ["I.1-3", "I.1-1", "I.1-2"]


async def test_a_reworded_task_is_the_same_task(build: Any) -> None:
    await import_text(build, TEXT)
    imported = await import_text(
        build, TEXT.replace("của thành phố", "của toàn thành phố").replace("2027", "2028")
    )
    assert imported.added == ()
    assert imported.withdrawn == ()
    assert set(imported.changed) == {"I.1-1", "I.1-2"}
    async with build.acting(None) as (db, _):
        assert {str(task.deadline_on) for task in (await standing(db)).values()} == {"2028-12-31"}


async def test_a_task_that_left_the_text_is_withdrawn_and_can_come_back(build: Any, client: Any) -> None:
    await import_text(build, TEXT)
    shorter = TEXT.replace("- Lập danh bạ chuyên gia mẫu của thành phố.\n\n", "")
    assert (await import_text(build, shorter)).withdrawn == ("I.1-2",)
    assert (await client.get("/nhiem-vu/I.1-2")).has("không còn trong văn bản")
    await import_text(build, TEXT)
    async with build.acting(None) as (db, _):
        assert "I.1-2" in await standing(db)


async def test_a_persons_word_on_who_does_it_now_outlives_an_import(build: Any) -> None:
    first, second = await build.body("Sở Mẫu A"), await build.body("Sở Mẫu B")
    await import_text(build, TEXT)
    async with build.acting(None) as (db, _):
        row = (await db.scalars(select(TaskBody).where(TaskBody.body_id == first.id))).first()
        assert row is not None
        task_id, row.now_body_id = row.task_id, second.id
    await import_text(build, TEXT.replace("Sở Mẫu Lạ", "Sở Mẫu Khác"))
    async with build.acting(None) as (db, _):
        kept = select(TaskBody.now_body_id).where(TaskBody.task_id == task_id, TaskBody.part == "lead")
        assert await db.scalar(kept) == second.id


async def test_a_text_that_is_no_programme_is_refused_with_its_line(build: Any) -> None:
    with pytest.raises(Invalid, match="Dòng 1"):
        await import_text(build, "Một lá thư không có mục nào.")


async def test_only_an_administrator_brings_in_a_text(build: Any) -> None:
    staff = await build.person(Role.staff)
    async with build.acting(staff) as (db, actor):
        programme = await programme_in_force(db)
        with pytest.raises(Forbidden):
            await import_programme(db, replace(actor), programme.id, ImportText(TEXT))
