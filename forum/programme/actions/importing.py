"""Import of a programme's text: preview first; codes and links are kept; the same text twice changes nothing."""

import asyncio
import hashlib
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.journal import record
from forum.programme import policy
from forum.programme.difference import Matched, MatchedTask, StandingSection, StandingTask, match
from forum.programme.events import ProgrammeImported
from forum.programme.importer import Overlay, ProgrammeError, ProgrammeText, TaskText, read_programme
from forum.programme.models import Programme, Section, Task, TaskBody
from forum.programme.policy import Part
from forum.rendering import excerpt
from forum.thing import Thing
from vietnamese import normalise

TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class ImportText:
    text: str
    overlay: Overlay = field(default_factory=lambda: Overlay({}))


@dataclass(frozen=True, slots=True)
class Imported:
    """The changes by code, and the parsed text behind them."""

    read: ProgrammeText
    added: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unknown_bodies: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.withdrawn)


async def preview_import(db: ReadDb, actor: Actor, programme_id: int, new: ImportText) -> Imported:
    """The changes `import_programme` would make. Raises Invalid('text') with the line that cannot be read."""
    require(policy.may_import_programme(actor))
    plan = await _plan(db, programme_id, new)
    return await _imported(db, plan)


async def import_programme(db: Db, actor: Actor, programme_id: int, new: ImportText) -> Imported:
    """Matched tasks keep their code; tasks missing from the text are withdrawn, never deleted."""
    require(policy.may_import_programme(actor))
    programme = await load(db, Programme, programme_id, lock=True)
    plan = await _plan(db, programme_id, new)
    imported = await _imported(db, plan)
    if imported.is_empty:
        return imported
    sections = await _write_sections(db, programme_id, plan.matched)
    tasks = [
        await _write_task(db, programme_id, sections, plan, each, position)
        for position, each in enumerate(plan.matched.tasks, start=1)
    ]
    for gone in plan.matched.gone:
        plan.rows[gone.id].withdrawn_at = actor.at
    programme.source_text, programme.imported_at = normalise(new.text), actor.at
    programme.source_digest = hashlib.sha256(new.text.encode()).hexdigest()
    await db.flush()
    things = [Thing("section", each) for each in sections.values()]
    things += [Thing("task", each) for each in (*tasks, *(gone.id for gone in plan.matched.gone))]
    done = ProgrammeImported(
        Thing("programme", programme.id),
        programme.source_digest,
        len(imported.added),
        len(imported.changed),
        len(imported.withdrawn),
    )
    await record(db, actor, done, also=tuple(things))
    return imported


@dataclass(frozen=True, slots=True)
class _Plan:
    read: ProgrammeText
    matched: Matched
    rows: dict[int, Task]
    section_rows: dict[int, Section]
    names: dict[int, list[TaskBody]]
    body_ids: dict[str, int]


async def _plan(db: ReadDb, programme_id: int, new: ImportText) -> _Plan:
    body_ids, overlay = await _known_bodies(db, new.overlay)
    try:
        read = await asyncio.to_thread(read_programme, new.text, overlay)
    except ProgrammeError as error:
        raise Invalid("text", str(error)) from error
    tasks = (await db.scalars(select(Task).where(Task.programme_id == programme_id))).all()
    sections = (await db.scalars(select(Section).where(Section.programme_id == programme_id))).all()
    matched = await asyncio.to_thread(
        match,
        read,
        [StandingSection(row.id, row.code, row.heading) for row in sections],
        [StandingTask(row.id, row.code, row.text, row.withdrawn_at is not None) for row in tasks],
    )
    named = await db.scalars(
        select(TaskBody)
        .where(TaskBody.task_id.in_([row.id for row in tasks]))
        .order_by(TaskBody.part, TaskBody.position)
    )
    names: dict[int, list[TaskBody]] = {}
    for row in named:
        names.setdefault(row.task_id, []).append(row)
    return _Plan(
        read, matched, {row.id: row for row in tasks}, {row.id: row for row in sections}, names, body_ids
    )


async def _known_bodies(db: ReadDb, overlay: Overlay) -> tuple[dict[str, int], Overlay]:
    """Ids by every lower-case name known to the database or the overlay, and an overlay of both."""
    by_name: dict[str, int] = {}
    codes: dict[str, str] = {}
    ids: dict[str, int] = {}
    for row in await db.execute(select(Body.id, Body.code, Body.name, Body.aliases)):
        ids[row.code] = row.id
        for name in (row.name, *row.aliases):
            by_name[name.casefold()] = row.id
            codes[name] = row.code
    for name, code in overlay.codes_by_name.items():
        if code in ids:
            by_name.setdefault(name.casefold(), ids[code])
    return by_name, Overlay(codes | overlay.codes_by_name, overlay.slips)


async def _imported(db: ReadDb, plan: _Plan) -> Imported:
    added = tuple(each.code for each in plan.matched.tasks if each.standing is None)
    changed = tuple(
        each.code
        for position, each in enumerate(plan.matched.tasks, start=1)
        if each.standing and _differs(plan, each, position)
    )
    return Imported(
        read=plan.read,
        added=added + tuple(each.code for each in plan.matched.sections if each.standing is None),
        changed=changed + _changed_sections(plan),
        withdrawn=tuple(each.code for each in plan.matched.gone),
        unknown_bodies=tuple(
            sorted(
                {name for task in plan.read.tasks for name in _names(task) if _body_id(plan, name) is None}
            )
        ),
    )


def _changed_sections(plan: _Plan) -> tuple[str, ...]:
    return tuple(
        each.code
        for position, each in enumerate(plan.matched.sections, start=1)
        if each.standing
        and (each.standing.heading, plan.section_rows[each.standing.id].position)
        != (each.read.heading, position)
    )


def _differs(plan: _Plan, each: MatchedTask, position: int) -> bool:
    assert each.standing is not None
    row, task = plan.rows[each.standing.id], each.read
    timing = task.timing
    stands = [
        *(row.text, row.source_line, row.is_truncated, row.withdrawn_at, row.position),
        *(row.schedule, row.deadline_on, row.from_on, row.deadline_text),
    ]
    reads = [
        *(task.text, task.line, task.truncated, None, position),
        *(timing.schedule, timing.deadline_on, timing.from_on, timing.words or ""),
    ]
    return stands != reads or _named(plan.names.get(row.id, [])) != _wanted(task)


def _named(rows: list[TaskBody]) -> list[tuple[Part, int, str]]:
    return sorted((row.part, row.position, row.as_named) for row in rows)


def _wanted(task: TaskText) -> list[tuple[Part, int, str]]:
    rows = [(Part.lead, position, name) for position, name in enumerate(task.lead, start=1)]
    rows += [(Part.with_, position, name) for position, name in enumerate(task.partners, start=1)]
    rows += [(Part.others, 1, task.partners_others)] if task.partners_others else []
    return sorted(rows)


def _names(task: TaskText) -> tuple[str, ...]:
    return task.lead + task.partners


def _body_id(plan: _Plan, name: str) -> int | None:
    return plan.body_ids.get(name.casefold())


async def _write_sections(db: Db, programme_id: int, matched: Matched) -> dict[str, int]:
    """Section ids by the code that each has in the text."""
    ids: dict[str, int] = {}
    for position, each in enumerate(matched.sections, start=1):
        if each.standing:
            row = await db.get_one(Section, each.standing.id)
        else:
            title = excerpt(each.read.heading.rstrip(":"), TITLE_LENGTH)
            row = Section(programme_id=programme_id, code=each.code, title=title)
            db.add(row)
        row.heading, row.position = each.read.heading, position
        await db.flush()
        ids[each.read.code] = row.id
    return ids


async def _write_task(
    db: Db, programme_id: int, sections: dict[str, int], plan: _Plan, each: MatchedTask, position: int
) -> int:
    task, timing = each.read, each.read.timing
    row = plan.rows[each.standing.id] if each.standing else None
    if row is None:
        row = Task(
            programme_id=programme_id, code=each.code, title=excerpt(task.text, TITLE_LENGTH), summary=""
        )
        db.add(row)
    row.section_id, row.position = sections[task.section], position
    row.text, row.source_line, row.is_truncated = task.text, task.line, task.truncated
    row.schedule, row.deadline_on, row.from_on = timing.schedule, timing.deadline_on, timing.from_on
    row.deadline_text, row.withdrawn_at = timing.words or "", None
    await db.flush()
    await _write_names(db, plan, row.id, task)
    return row.id


async def _write_names(db: Db, plan: _Plan, task_id: int, task: TaskText) -> None:
    """Store who leads and coordinates a task; a current lead set by an administrator stays with its body."""
    standing = plan.names.get(task_id, [])
    if _named(standing) == _wanted(task):
        return
    message = {row.body_id: row for row in standing if row.body_id and row.now_body_id}
    await db.execute(delete(TaskBody).where(TaskBody.task_id == task_id))
    for part, position, name in _wanted(task):
        body_id = None if part == Part.others else _body_id(plan, name)
        word = message.get(body_id) if body_id else None
        db.add(
            TaskBody(
                task_id=task_id,
                part=part,
                position=position,
                as_named=name,
                body_id=body_id,
                now_body_id=word.now_body_id if word else None,
                now_reason=word.now_reason if word else "",
                now_set_at=word.now_set_at if word else None,
                now_set_by=word.now_set_by if word else None,
            )
        )
