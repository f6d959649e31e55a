"""The programme, its sections, and the hub of each task."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.queries import is_following
from forum.database import ReadDb
from forum.programme import policy
from forum.programme.actions import NewReport
from forum.programme.actions import report_progress as report
from forum.programme.bodies import lead_body_ids
from forum.programme.models import Task
from forum.programme.queries import (
    ProgrammePage,
    SectionPage,
    TaskLabel,
    TaskPage,
    label_of,
    programme_page,
    section_page,
    task_of_code,
    task_page,
)
from forum.reports.story import TaskStory, task_story
from forum.state import word_of
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor, Writing, WritingMember
from forum.web.paging import After

router = APIRouter()

STATES = tuple((state.value, word_of(state)) for state in policy.ReportedState)


@dataclass(frozen=True, slots=True)
class TaskHub:
    task: TaskPage
    story: TaskStory
    is_following: bool

    @property
    def thing(self) -> Thing:
        return Thing("task", self.task.line.id)


@dataclass(frozen=True, slots=True)
class ReportPage:
    form: Form[NewReport]
    task: TaskLabel
    states: tuple[tuple[str, str], ...] = STATES


@router.get(path("programme.programme"))
async def programme(db: Reading, actor: Visitor, answer: Answers) -> Response:
    page: ProgrammePage = await programme_page(db)
    return answer.page("programme/programme.html", page)


@router.get(path("programme.section"))
async def section(db: Reading, actor: Visitor, answer: Answers, code: str) -> Response:
    page: SectionPage = await section_page(db, code)
    return answer.page("programme/section.html", page)


@router.get(path("programme.task"))
async def task(db: Reading, actor: Visitor, answer: Answers, code: str, after: After = None) -> Response:
    """`after` asks for what was linked before that link: the older part of the story."""
    it = await task_of_code(db, code)
    shown = await task_page(db, actor, it)
    page = TaskHub(
        shown,
        await task_story(db, actor, it, shown.reports, after),
        await is_following(db, actor, Thing("task", it.id)),
    )
    return answer.page("programme/task.html", page)


@router.api_route(path("programme.report_progress"), methods=["GET", "POST"])
async def report_progress(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewReport], Depends(form_of(NewReport))],
    answer: Answers,
    code: str,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            it = await task_of_code(db, code)
            await report(db, actor, it.id, form.value)
            return attempt.go(url_for("programme.task", it.code), "Báo cáo đã được công bố.")
    it = await task_of_code(db, code)
    await _require_lead(db, actor, it)
    return answer.form("programme/report.html", ReportPage(form, label_of(it)), form)


async def _require_lead(db: ReadDb, actor: Actor, it: Task) -> None:
    """The form is for those who may send it."""
    leads = await lead_body_ids(db, it.id, actor.today)
    require(policy.may_report_progress(actor, leads, it.withdrawn_at))
