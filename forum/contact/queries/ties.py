"""Which tasks of the programme questions are about, and which questions are about a task."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from forum.contact.models import Question, QuestionTask
from forum.contact.queries.sessions import TaskTie
from forum.database import ReadDb
from forum.programme.models import Task
from forum.urls import url_for


def about_task(task_id: int) -> ColumnElement[bool]:
    tied = select(QuestionTask.question_id).where(QuestionTask.task_id == task_id)
    return Question.id.in_(tied)


async def tasks_of_questions(db: ReadDb, question_ids: Sequence[int]) -> dict[int, tuple[TaskTie, ...]]:
    """In the programme's order. One statement."""
    rows = await db.execute(
        select(QuestionTask.question_id, Task.id, Task.code, Task.title)
        .join(Task, Task.id == QuestionTask.task_id)
        .where(QuestionTask.question_id.in_(question_ids))
        .order_by(Task.position)
    )
    found: dict[int, tuple[TaskTie, ...]] = {}
    for question_id, task_id, code, title in rows:
        found[question_id] = (
            *found.get(question_id, ()),
            TaskTie(task_id, code, title, url_for("programme.task", code)),
        )
    return found
