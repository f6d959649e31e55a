"""The programme, its sections, and the page of each task."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.queries import is_following
from forum.database import Db, ReadDb
from forum.programme import actions, policy
from forum.programme.actions import NewReport
from forum.programme.bodies import lead_body_ids
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
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import step
from forum.words import Words, _

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
class AboutReport:
    task: TaskLabel
    states: tuple[tuple[str, Words], ...] = STATES
    can: frozenset[str] = frozenset({"report_progress"})

    @property
    def url(self) -> str:
        return url_for("programme.task", self.task.code)


@router.get(path("programme.programme"))
async def programme(db: Reading, actor: Visitor, render: Render) -> Response:
    page: ProgrammePage = await programme_page(db)
    return render.page("programme/programme.html", page)


@router.get(path("programme.section"))
async def section(db: Reading, actor: Visitor, render: Render, code: str) -> Response:
    page: SectionPage = await section_page(db, code)
    return render.page("programme/section.html", page)


@router.get(path("programme.task"))
async def task(db: Reading, actor: Visitor, render: Render, code: str, after: After = None) -> Response:
    """`after` pages to older links of the task's history."""
    it = await task_of_code(db, code)
    shown = await task_page(db, actor, it)
    page = TaskHub(
        shown,
        await task_story(db, actor, it, shown.reports, after),
        await is_following(db, actor, Thing("task", it.id)),
    )
    return render.page("programme/task.html", page)


async def about_report(db: ReadDb, actor: Actor, code: str, form: Form[NewReport]) -> AboutReport:
    """For those who may send it."""
    it = await task_of_code(db, code)
    leads = await lead_body_ids(db, it.id, actor.today)
    require(policy.may_report_progress(actor, leads, it.withdrawn_at))
    return AboutReport(label_of(it))


@step(
    router,
    "programme.report_progress",
    title=_("Báo cáo tiến độ"),
    done=_("Báo cáo đã được công bố."),
    page=about_report,
)
async def report_progress(db: Db, actor: Actor, code: str, form: NewReport) -> str:
    it = await task_of_code(db, code)
    await actions.report_progress(db, actor, it.id, form)
    return url_for("programme.task", it.code)
