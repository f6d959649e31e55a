"""Queries for the programme, its sections and tasks, their bodies today, and their progress."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from forum.actor import Actor
from forum.database import ReadDb
from forum.errors import NotFound
from forum.programme import policy
from forum.programme.bodies import BodyView, body_graph, body_view, named_bodies, now_ids
from forum.programme.models import Indicator, Programme, ProgressReport, Section, Task
from forum.programme.policy import Part
from forum.programme.reported import STANDS, ReportView, progress_reports
from forum.urls import url_for
from forum.words import Words, _

CODE = re.compile(r"[\w.()-]{1,40}")


@dataclass(frozen=True, slots=True)
class TaskLabel:
    """A task in the choices of a form, or named on a thing linked to it."""

    id: int
    code: str
    title: str

    @property
    def option(self) -> tuple[int, str]:
        return self.id, f"{self.code} {self.title}"

    @property
    def url(self) -> str:
        return url_for("programme.task", self.code)


def label_of(task: Task) -> TaskLabel:
    return TaskLabel(task.id, task.code, task.title)


def sections_of(tasks: Iterable[TaskLabel]) -> tuple[str, ...]:
    """The codes of the sections of these tasks."""
    return tuple(sorted({task.code.rsplit("-", 1)[0] for task in tasks}))


async def task_choices(db: ReadDb) -> tuple[TaskLabel, ...]:
    """All tasks of the programme, in its order."""
    rows = await db.execute(
        select(Task.id, Task.code, Task.title).where(Task.withdrawn_at.is_(None)).order_by(Task.position)
    )
    return tuple(TaskLabel(r.id, r.code, r.title) for r in rows)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list."""

    id: int
    code: str
    title: str
    summary: str
    section_id: int
    schedule: policy.Schedule
    deadline_on: date | None
    deadline_text: str
    progress: policy.Progress

    @property
    def url(self) -> str:
        return url_for("programme.task", self.code)

    def overdue_words(self, today: date) -> Words | None:
        """Said in place of 'no report' when the deadline has passed: a fact, no judgement of the work."""
        if (
            self.progress != policy.Progress.no_report
            or self.deadline_on is None
            or self.deadline_on >= today
        ):
            return None
        return _("Đã qua thời hạn, chưa có báo cáo")


@dataclass(frozen=True, slots=True)
class SectionLine:
    id: int
    code: str
    title: str
    heading: str | None
    tasks: tuple[TaskLine, ...] = ()

    @property
    def url(self) -> str:
        return url_for("programme.section", self.code)

    @property
    def crumb(self) -> tuple[str, str]:
        return f"{self.code}. {self.title}", self.url


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    code: str
    title: str
    target: str
    unit: str
    by_year: int | None
    note: str
    section: str | None
    task: str | None


@dataclass(frozen=True, slots=True)
class TaskMap:
    """Tasks in force, by their second-level section."""

    rows: tuple[SectionLine, ...]
    task_count: int


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """`implements`, `horizon` and `vision` are quoted from the document; `has_source` once its text is
    imported."""

    title: str
    issuing_body: str
    number: str | None
    issued_on: date | None
    implements: str
    horizon: int | None
    vision: int | None
    has_source: bool
    sections: tuple[SectionLine, ...]
    map: TaskMap
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class SectionPage:
    section: SectionLine
    above: tuple[SectionLine, ...]
    below: tuple[SectionLine, ...]
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """`text` is the source's own, once imported; a withdrawn task is no longer in it."""

    line: TaskLine
    text: str | None
    is_truncated: bool
    from_on: date | None
    note: str
    withdrawn_at: datetime | None
    above: tuple[SectionLine, ...]
    lead: tuple[BodyView, ...]
    partners: tuple[BodyView, ...]
    others: str | None
    reports: tuple[ReportView, ...]
    latest: ReportView | None  # that stands
    indicators: tuple[IndicatorLine, ...]
    can: frozenset[str]


async def programme_in_force(db: ReadDb) -> Programme:
    """The programme at the short addresses: the first one. Raises NotFound if none is loaded."""
    programme: Programme | None = await db.scalar(select(Programme).order_by(Programme.id).limit(1))
    if programme is None:
        raise NotFound
    return programme


_IN_FORCE = select(Programme.id).order_by(Programme.id).limit(1)


async def programme_id_in_force(db: ReadDb) -> int:
    """Without the text of the programme. Raises NotFound if none is loaded."""
    programme_id = await db.scalar(_IN_FORCE)
    if programme_id is None:
        raise NotFound
    return programme_id


async def task_map(db: ReadDb, programme_id: int) -> TaskMap:
    sections = await _sections(db, programme_id)
    lines = await _task_lines(db, programme_id)
    return _map_of(sections, lines)


async def programme_page(db: ReadDb) -> ProgrammePage:
    programme = await programme_in_force(db)
    sections = await _sections(db, programme.id)
    lines = await _task_lines(db, programme.id)
    return ProgrammePage(
        title=programme.title,
        issuing_body=programme.issuing_body,
        number=programme.number,
        issued_on=programme.issued_on,
        implements=programme.implements,
        horizon=programme.horizon,
        vision=programme.vision,
        has_source=bool(programme.source_text),
        sections=tuple(sections),
        map=_map_of(sections, lines),
        indicators=await _indicators(db, programme.id),
    )


async def section_page(db: ReadDb, code: str) -> SectionPage:
    """Raises NotFound for a code that the programme does not have."""
    programme_id = await programme_id_in_force(db)
    sections = await _sections(db, programme_id)
    here = next((each for each in sections if each.code == code), None)
    if here is None:
        raise NotFound
    lines = await _task_lines(db, programme_id)
    below = tuple(_with_tasks(each, lines) for each in sections if each.code.startswith(f"{code}."))
    indicators = await _indicators(db, programme_id)
    codes = {code, *(each.code for each in below)}
    return SectionPage(
        _with_tasks(here, lines),
        _above(sections, code),
        below,
        tuple(each for each in indicators if each.section in codes),
    )


_TASK_OF_CODE = select(Task).where(
    Task.programme_id == _IN_FORCE.scalar_subquery(), Task.code == bindparam("code")
)


async def task_of_code(db: ReadDb, code: str) -> Task:
    """Raises NotFound, also for strings that can be no code and would cause a database error."""
    if not CODE.fullmatch(code):
        raise NotFound
    task: Task | None = await db.scalar(_TASK_OF_CODE, {"code": code})
    if task is None:
        raise NotFound
    return task


async def task_page(db: ReadDb, actor: Actor, task: Task) -> TaskPage:
    sections = await _sections(db, task.programme_id)
    by_id = {each.id: each for each in sections}
    named = await named_bodies(db, task.id)
    graph = await body_graph(db)
    reports = await progress_reports(db, task.id)
    indicators = await _indicators(db, task.programme_id)
    today = actor.today
    leads = [row for row in named if row.part == Part.lead]
    latest = next((report for report in reports if report.stands), None)
    here = by_id[task.section_id]
    asked = {
        "draft_progress": policy.may_draft_progress(actor, now_ids(graph, leads, today), task.withdrawn_at),
        "set_current_lead": bool(leads) and policy.may_set_current_lead(actor, task.withdrawn_at),
    }
    return TaskPage(
        line=_line(task, latest.state if latest else None, latest.at if latest else None),
        text=task.text,
        is_truncated=task.is_truncated,
        from_on=task.from_on,
        note=task.note,
        withdrawn_at=task.withdrawn_at,
        above=(*_above(sections, here.code), here),
        lead=tuple(body_view(graph, row, today) for row in leads),
        partners=tuple(body_view(graph, row, today) for row in named if row.part == Part.with_),
        others=next((row.as_named for row in named if row.part == Part.others), None),
        reports=reports,
        latest=latest,
        indicators=tuple(each for each in indicators if each.task == task.code),
        can=frozenset(verb for verb, may in asked.items() if may),
    )


_SECTIONS = (
    select(Section.id, Section.code, Section.title, Section.heading)
    .where(Section.programme_id == bindparam("programme_id"))
    .order_by(Section.position)
)


async def _sections(db: ReadDb, programme_id: int) -> list[SectionLine]:
    rows = await db.execute(_SECTIONS, {"programme_id": programme_id})
    return [SectionLine(r.id, r.code, r.title, r.heading) for r in rows]


_latest = (
    select(ProgressReport.task_id, func.max(ProgressReport.id).label("id"))
    .where(STANDS)
    .group_by(ProgressReport.task_id)
    .subquery()
)
_TASKS = (
    select(Task, ProgressReport.state, ProgressReport.at)
    .outerjoin(_latest, _latest.c.task_id == Task.id)
    .outerjoin(ProgressReport, ProgressReport.id == _latest.c.id)
    .where(Task.programme_id == bindparam("programme_id"), Task.withdrawn_at.is_(None))
    .order_by(Task.position)
)


async def _task_lines(db: ReadDb, programme_id: int) -> list[TaskLine]:
    """Tasks in force, each with its body's last report. One statement."""
    rows = await db.execute(_TASKS, {"programme_id": programme_id})
    return [_line(task, state, at) for task, state, at in rows]


def _line(task: Task, reported: policy.ReportedState | None, reported_at: datetime | None) -> TaskLine:
    return TaskLine(
        id=task.id,
        code=task.code,
        title=task.title,
        summary=task.summary,
        section_id=task.section_id,
        schedule=task.schedule,
        deadline_on=task.deadline_on,
        deadline_text=task.deadline_text,
        progress=policy.progress_of(task.schedule, task.deadline_on, reported, reported_at),
    )


_INDICATORS = (
    select(Indicator, Section.code, Task.code)
    .outerjoin(Section, Section.id == Indicator.section_id)
    .outerjoin(Task, Task.id == Indicator.task_id)
    .where(Indicator.programme_id == bindparam("programme_id"))
    .order_by(Indicator.code)
)


async def _indicators(db: ReadDb, programme_id: int) -> tuple[IndicatorLine, ...]:
    rows = await db.execute(_INDICATORS, {"programme_id": programme_id})
    return tuple(
        IndicatorLine(i.code, i.title, i.target_words, i.unit, i.by_year, i.note, section, task)
        for i, section, task in rows
    )


def _with_tasks(section: SectionLine, lines: Sequence[TaskLine]) -> SectionLine:
    mine = tuple(line for line in lines if line.section_id == section.id)
    return SectionLine(section.id, section.code, section.title, section.heading, mine)


def _above(sections: Sequence[SectionLine], code: str) -> tuple[SectionLine, ...]:
    return tuple(each for each in sections if code.startswith(f"{each.code}."))


def _map_of(sections: Sequence[SectionLine], lines: Sequence[TaskLine]) -> TaskMap:
    """Rows are second-level sections, or first-level ones that have tasks of their own."""
    codes = {section.id: section.code for section in sections}
    rows: dict[str, list[TaskLine]] = {}
    for line in lines:
        rows.setdefault(".".join(codes[line.section_id].split(".")[:2]), []).append(line)
    shown = [
        SectionLine(each.id, each.code, each.title, each.heading, tuple(rows[each.code]))
        for each in sections
        if each.code in rows
    ]
    return TaskMap(tuple(shown), len(lines))
