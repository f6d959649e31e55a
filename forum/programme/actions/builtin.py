"""The built-in programme: facts, with titles and summaries in our own words."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from sqlalchemy import select

from forum.accounts.actions import create_body
from forum.accounts.actions.people import NewBody
from forum.accounts.models import Body, BodySuccession
from forum.accounts.queries import visitor
from forum.database import Db
from forum.journal import record
from forum.programme.events import ProgrammeLoaded
from forum.programme.models import Indicator, Programme, Section, Task, TaskBody
from forum.programme.policy import Part, Schedule
from forum.thing import Thing

BUILTIN = Path(__file__).parents[1] / "builtin"

Entry: TypeAlias = dict[str, Any]  # of the files in that folder


async def load_builtin(db: Db, at: datetime) -> None:
    """Load the programme once; an existing one is left untouched."""
    data = _yaml("programme.yaml")
    if await db.scalar(select(Programme.id).where(Programme.code == data["programme"]["code"])) is not None:
        return
    programme = Programme(**data["programme"], imported_at=at)
    db.add(programme)
    await db.flush()
    bodies = await _load_bodies(db, data["bodies"])
    sections = await _load_sections(db, programme.id, data["sections"])
    tasks = await _load_tasks(db, programme.id, sections, bodies)
    for row in data["indicators"]:
        db.add(_indicator(programme.id, row, sections, tasks))
    await db.flush()
    things = [Thing("section", each) for each in sections.values()]
    things += [Thing("task", each) for each in tasks.values()]
    done = ProgrammeLoaded(Thing("programme", programme.id), len(tasks))
    await record(db, visitor(at), done, also=tuple(things))


def _yaml(name: str) -> Entry:
    loaded: Entry = yaml.safe_load((BUILTIN / name).read_text(encoding="utf-8"))
    return loaded


async def _load_bodies(db: Db, rows: list[Entry]) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for row in rows:
        bodies[row["code"]] = await _body(db, row)
    for row in rows:
        after = row.get("successor")
        if not after:
            continue
        successor = bodies.get(after["code"]) or await _body(db, after | {"note": ""})
        bodies[after["code"]] = successor
        db.add(
            BodySuccession(
                from_body_id=bodies[row["code"]].id,
                to_body_id=successor.id,
                on_date=_day(row.get("ended")),
                certainty=after["certainty"],
                note=after.get("note", ""),
            )
        )
    await db.flush()
    return bodies


async def _body(db: Db, row: Entry) -> Body:
    standing: Body | None = await db.scalar(select(Body).where(Body.code == row["code"]))
    if standing is not None:
        return standing
    return await create_body(
        db,
        NewBody(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            aliases=tuple(row.get("aliases", ())),
            is_collective=row.get("collective", False),
            ended_on=_day(row.get("ended")),
            note=row.get("note", ""),
        ),
    )


async def _load_sections(db: Db, programme_id: int, rows: list[Entry]) -> dict[str, int]:
    sections = [
        Section(programme_id=programme_id, code=row["code"], title=row["title"], position=position)
        for position, row in enumerate(rows, start=1)
    ]
    db.add_all(sections)
    await db.flush()
    return {section.code: section.id for section in sections}


async def _load_tasks(
    db: Db, programme_id: int, sections: dict[str, int], bodies: dict[str, Body]
) -> dict[str, int]:
    rows = _yaml("tasks.yaml")["tasks"]
    tasks = [_task(programme_id, row, sections, position) for position, row in enumerate(rows, start=1)]
    db.add_all(tasks)
    await db.flush()
    for task, row in zip(tasks, rows, strict=True):
        for part in (Part.lead, Part.with_):
            for position, code in enumerate(row.get(part, ()), start=1):
                body = bodies[code]
                db.add(
                    TaskBody(
                        task_id=task.id, part=part, position=position, as_named=body.name, body_id=body.id
                    )
                )
        if Part.others in row:
            db.add(TaskBody(task_id=task.id, part=Part.others, position=1, as_named=row[Part.others]))
    await db.flush()
    return {task.code: task.id for task in tasks}


def _task(programme_id: int, row: Entry, sections: dict[str, int], position: int) -> Task:
    return Task(
        programme_id=programme_id,
        section_id=sections[row["section"]],
        code=row["code"],
        position=position,
        title=row["title"],
        summary=row["summary"],
        note=row.get("note", ""),
        schedule=Schedule(row["schedule"]),
        deadline_on=_day(row.get("deadline")),
        from_on=_day(row.get("from")),
        deadline_text=row.get("words", ""),
        is_truncated=row.get("truncated", False),
    )


def _indicator(programme_id: int, row: Entry, sections: dict[str, int], tasks: dict[str, int]) -> Indicator:
    return Indicator(
        programme_id=programme_id,
        section_id=sections[row["section"]],
        task_id=tasks[row["task"]] if "task" in row else None,
        code=row["code"],
        title=row["title"],
        target_words=row["target"],
        unit=row["unit"],
        by_year=row.get("by"),
        note=row.get("note", ""),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
