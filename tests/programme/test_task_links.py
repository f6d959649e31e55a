"""What a thing is about: its task links are replaced as a whole, and only to tasks that may be chosen."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from forum.errors import Invalid
from forum.programme.models import Task, TaskLink
from forum.programme.task_links import link_tasks, tasks_of
from forum.thing import Thing
from tests.sources import PROGRAM, named, sources

SESSION, QUESTION = Thing("session", 7), Thing("question", 7)
OLD_HOMES = ("thread_tasks", "question_tasks", "session_tasks", "consultation_tasks", "commitment_tasks")
SENTENCE = "Đề nghị chọn nhiệm vụ trong danh sách."


async def three_tasks(db: Any) -> list[Task]:
    return list((await db.scalars(select(Task).order_by(Task.position).limit(3))).all())


async def test_links_are_replaced_and_one_that_stays_keeps_its_place(build: Any) -> None:
    async with build.acting(None) as (db, _):
        one, two, three = await three_tasks(db)
        await link_tasks(db, SESSION, [two.id, one.id])
        await link_tasks(db, QUESTION, [one.id])
        stays = select(TaskLink.id).where(TaskLink.kind == "session", TaskLink.task_id == two.id)
        was = await db.scalar(stays)
        await link_tasks(db, SESSION, [three.id, two.id])
        found = await tasks_of(db, [SESSION, QUESTION, Thing("session", 8)])
        assert await db.scalar(stays) == was
    assert [task.code for task in found[SESSION]] == [two.code, three.code]
    assert [task.code for task in found[QUESTION]] == [one.code]
    assert found[Thing("session", 8)] == ()


async def test_a_task_that_left_the_text_keeps_its_links_and_gets_no_new_one(build: Any) -> None:
    async with build.acting(None) as (db, actor):
        one, two, _ = await three_tasks(db)
        await link_tasks(db, SESSION, [one.id])
        one.withdrawn_at = actor.at
        await link_tasks(db, SESSION, [one.id, two.id])
        with pytest.raises(Invalid) as refused:
            await link_tasks(db, QUESTION, [one.id], "task_id")
        assert (refused.value.field, str(refused.value)) == ("task_id", SENTENCE)
        await link_tasks(db, Thing("commitment", 7), [one.id], also_withdrawn=True)
        with pytest.raises(Invalid):
            await link_tasks(db, Thing("commitment", 7), [one.id, 999_999], also_withdrawn=True)


def test_links_to_tasks_have_one_home() -> None:
    texts = {named(path): path.read_text(encoding="utf-8") for path in sources(*PROGRAM, "bench")}
    old = re.compile("|".join((*OLD_HOMES, "TaskTie", "TaskChoice")))
    assert [name for name, text in texts.items() if old.search(text)] == []
    assert [name for name, text in texts.items() if SENTENCE in text] == ["forum/programme/task_links.py"]
