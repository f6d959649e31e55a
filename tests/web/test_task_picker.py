"""Tasks are chosen in one way everywhere: the likely ones first, found by words or code, without JavaScript too."""

import re

from sqlalchemy import select

from forum.actor import Role
from forum.contributions.models import Contribution, Forum
from forum.programme.picking import pick
from forum.programme.queries import TaskLabel
from tests.builders import Builders
from tests.client import Client, Page
from tests.desk.test_queue import waiting_case
from tests.sources import TEMPLATES, templates
from tests.threads.test_proposal_story import a_task

PATH = "/hien-ke/moi"
TASKS = (
    TaskLabel(1, "III.1-1", "Xây dựng chính sách thu hút nhân tài"),
    TaskLabel(2, "III.1-2", "Phát triển hạ tầng số"),
    TaskLabel(3, "III.2-1", "Bảo tồn di sản văn hóa biển"),
    TaskLabel(4, "III.2-2", "Hỗ trợ văn nghệ sĩ sáng tác"),
)


def ids(tasks: tuple[TaskLabel, ...]) -> list[int]:
    return [task.id for task in tasks]


def test_three_tasks_most_like_the_text_are_suggested_and_no_task_is_lost() -> None:
    picked = pick(TASKS, (), "", "Chúng tôi đề nghị bảo tồn di sản ở vùng biển, hỗ trợ văn nghệ sĩ.")
    assert ids(picked.likely) == [4, 3]
    assert sorted(ids(picked.chosen + picked.likely + picked.others)) == [1, 2, 3, 4]
    assert pick(TASKS, (), "", "").likely == ()


def test_a_task_is_found_by_words_with_and_without_marks_and_by_code() -> None:
    for words in ("văn nghệ", "van nghe", "VĂN NGHỆ SĨ", "III.2-2", "iii 2 2"):
        assert ids(pick(TASKS, (), words, "hạ tầng số").likely) == [4], words
    assert ids(pick(TASKS, {"2"}, "không có", "").chosen) == [2]


async def test_finding_a_task_without_javascript_keeps_every_word(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    task = await a_task(build)
    typed = {"title": "Một đề xuất mẫu", "text": f"Về việc: {task.title}"}
    form = (await client.get(PATH)).form(PATH) | typed
    page = await client.post(PATH, form | {"_way": "find_tasks"}, status=200)
    assert page.field("text").strip() == typed["text"]
    assert _first(page) == str(task.id)
    page = await client.post(PATH, form | {"_way": "find_tasks", "_task_words": task.code}, status=200)
    assert _first(page) == str(task.id)
    assert page.has("khớp với từ đã tìm")


async def test_an_author_who_is_unsure_leaves_the_tasks_to_the_moderators(
    client: Client, build: Builders
) -> None:
    await client.log_in(await build.person(Role.intellectual))
    task, forum = await a_task(build), await build.forum()
    typed = {"title": "Một đề xuất mẫu", "text": "Nội dung đủ dài.", "forum_id": forum.id}
    form = (await client.get(PATH)).form(PATH) | typed
    refused = await client.post(PATH, form, status=422)
    assert "Chưa rõ" in refused.error_of("task_ids")
    assert refused.field("text").strip() == typed["text"]
    thread_id = int(
        (await client.post(PATH, form | {"leaves_tasks_open": "true"})).location.split("/")[2].split("-")[0]
    )

    await client.log_in(await build.person(Role.moderator))
    choosing = f"/chu-de/{thread_id}/chon-nhiem-vu"
    case = await client.get(f"/duyet-noi-dung/{await waiting_case(build, thread_id)}")
    assert case.soup.select_one(f"a[href='{choosing}']")
    page = await client.get((await client.send(choosing, {"task_ids": task.id})).location)
    assert page.has(task.title)
    await client.post(choosing, {"task_ids": str(task.id)}, status=403)  # a later change is a decision


def _first(page: Page) -> str:
    box = page.soup.select_one("#task-picker input[name=task_ids]")
    assert box is not None
    return str(box["value"])


async def test_the_forum_follows_from_the_task(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    task, general = await a_task(build), await build.forum()
    typed = {"title": "Một đề xuất mẫu", "text": "Nội dung đủ dài.", "task_ids": str(task.id), "forum_id": ""}
    async with build.acting(None) as (db, _):
        for one in await db.scalars(select(Forum)):
            one.section_code = "không có"
        own = Forum(
            title="Diễn đàn mẫu của mục",
            slug="dien-dan-mau-cua-muc",
            section_code=task.code.rsplit("-", 1)[0],
            audience=general.audience,
            kind=general.kind,
            created_at=general.created_at,
        )
        db.add(own)
    await client.send(PATH, typed)
    async with build.acting(None) as (db, _):
        it = (await db.scalars(select(Contribution).where(Contribution.kind == "proposal"))).one()
        assert it.forum_id == own.id


async def test_what_no_section_holds_goes_to_the_forum_of_none(client: Client, build: Builders) -> None:
    await client.log_in(await build.person(Role.intellectual, is_trusted=True))
    task, general = await a_task(build), await build.forum()
    async with build.acting(None) as (db, _):
        for one in await db.scalars(select(Forum)):
            one.section_code = None if one.id == general.id else "không có"
    await client.send(
        PATH, {"title": "Một đề xuất mẫu", "text": "Nội dung đủ dài.", "task_ids": str(task.id)}
    )
    async with build.acting(None) as (db, _):
        it = (await db.scalars(select(Contribution).where(Contribution.kind == "proposal"))).one()
        assert it.forum_id == general.id


def test_every_form_that_asks_for_tasks_of_the_programme_uses_the_one_picker() -> None:
    asks = re.compile(r'field\(\w+(\.\w+)*, "task_ids"')
    own = {name for name in templates() if asks.search((TEMPLATES / name).read_text(encoding="utf-8"))}
    assert own == {"components/tasks.html"}
