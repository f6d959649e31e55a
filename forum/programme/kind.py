"""Kind definitions of tasks and sections."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor
from forum.clock import local_date
from forum.database import ReadDb
from forum.programme.models import Programme, ProgressReport, Section, Task, TaskBody
from forum.programme.policy import progress_of
from forum.programme.reported import latest_reports
from forum.state import key_of
from forum.thing import Card, Kind, StaffWords, Thing
from forum.urls import url_for
from search.entry import Entry


async def task_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    rows = await db.scalars(select(Task).where(Task.id.in_(ids)))
    return {
        row.id: Card(
            thing=Thing("task", row.id),
            url=url_for("programme.task", row.code),
            title=row.title,
            code=row.code,
            excerpt=row.summary,
        )
        for row in rows
    }


async def section_cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    rows = await db.scalars(select(Section).where(Section.id.in_(ids)))
    return {
        row.id: Card(
            thing=Thing("section", row.id),
            url=url_for("programme.section", row.code),
            title=row.title,
            code=row.code,
        )
        for row in rows
    }


async def task_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    """Withdrawn tasks leave the index; their page stays reachable at its address."""
    rows = (
        await db.execute(
            select(Task, Section.code, Programme.imported_at)
            .join(Section, Section.id == Task.section_id)
            .join(Programme, Programme.id == Task.programme_id)
            .where(Task.id.in_(ids), Task.withdrawn_at.is_(None))
        )
    ).all()
    bodies = await _body_codes(db, ids)
    latest = await latest_reports(db, ids)
    return {
        task.id: _task_entry(task, section, imported_at, latest.get(task.id), tuple(bodies.get(task.id, ())))
        for task, section, imported_at in rows
        if imported_at is not None
    }


def _task_entry(
    task: Task, section: str, imported_at: datetime, latest: ProgressReport | None, bodies: tuple[str, ...]
) -> Entry:
    progress = progress_of(
        task.schedule, task.deadline_on, latest.state if latest else None, latest.at if latest else None
    )
    day = task.deadline_on or task.from_on or local_date(imported_at)
    return Entry(
        kind="task",
        thing_id=task.id,
        version=int((latest.at if latest and latest.at > imported_at else imported_at).timestamp()),
        url=url_for("programme.task", task.code),
        title=task.title,
        text="\n".join(filter(None, (task.summary, task.text))),
        audience=frozenset({audience.EVERYONE}),
        year=day.year,
        state=key_of(progress),
        occurred_at=imported_at,
        code=task.code,
        sections=(section,),
        tasks=(task.code,),
        bodies=bodies,
    )


async def section_entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    rows = await db.execute(
        select(Section, Programme.imported_at)
        .join(Programme, Programme.id == Section.programme_id)
        .where(Section.id.in_(ids))
    )
    return {
        section.id: Entry(
            kind="section",
            thing_id=section.id,
            version=int(imported_at.timestamp()),
            url=url_for("programme.section", section.code),
            title=section.title,
            text=section.heading or "",
            audience=frozenset({audience.EVERYONE}),
            year=local_date(imported_at).year,
            state="section.in_force",
            occurred_at=imported_at,
            code=section.code,
            sections=(section.code,),
        )
        for section, imported_at in rows
        if imported_at is not None
    }


async def _body_codes(db: ReadDb, task_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = await db.execute(
        select(TaskBody.task_id, Body.code)
        .join(Body, Body.id == TaskBody.body_id)
        .where(TaskBody.task_id.in_(task_ids))
        .order_by(TaskBody.part, TaskBody.position)
    )
    codes: dict[int, list[str]] = {}
    for task_id, code in rows:
        codes.setdefault(task_id, []).append(code)
    return codes


KINDS = (
    Kind(
        "task",
        Task,
        "objects.task",
        task_cards,
        task_entries,
        staff_words=(StaffWords(TaskBody.now_reason, lambda one: TaskBody.task_id == one),),
    ),
    Kind("section", Section, "objects.section", section_cards, section_entries),
)
