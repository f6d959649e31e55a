"""The programme, its sections, and the page of each task."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor, require
from forum.contributions.official import Approval, SentBack
from forum.contributions.queries import is_following
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.programme import policy
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
from forum.progress import actions
from forum.progress.actions import DraftProgress, RevisedProgress
from forum.progress.models import ProgressText
from forum.progress.own import FOLLOWS_TASK
from forum.progress.queries import DraftedProgress, drafted_progress, task_of_text
from forum.reports.story import TaskStory, task_story
from forum.state import word_of
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.shared_pages import shared_page
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()

shared_page("programme.programme")
shared_page("programme.section")
shared_page("programme.task", FOLLOWS_TASK)

STATES = tuple((state.value, word_of(state)) for state in policy.ReportedState)


@dataclass(frozen=True, slots=True)
class TaskHub:
    task: TaskPage
    story: TaskStory
    drafts: tuple[DraftedProgress, ...]
    is_following: bool

    @property
    def thing(self) -> Thing:
        return Thing("task", self.task.line.id)


@dataclass(frozen=True, slots=True)
class AboutReport:
    task: TaskLabel
    states: tuple[tuple[str, Words], ...] = STATES
    can: frozenset[str] = frozenset({"draft_progress"})

    @property
    def url(self) -> str:
        return url_for("programme.task", self.task.code)


@dataclass(frozen=True, slots=True)
class AboutDraft:
    task: TaskLabel
    drafted: DraftedProgress
    states: tuple[tuple[str, Words], ...] = STATES

    @property
    def url(self) -> str:
        return url_for("programme.task", self.task.code, anchor=f"bai-{self.drafted.text.id}")

    @property
    def can(self) -> frozenset[str]:
        return self.drafted.can


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
        await drafted_progress(db, actor, it),
        await is_following(db, actor, Thing("task", it.id)),
    )
    return render.page("programme/task.html", page)


async def about_report(db: ReadDb, actor: Actor, code: str, form: Form[DraftProgress]) -> AboutReport:
    """For those who may draft it."""
    it = await task_of_code(db, code)
    leads = await lead_body_ids(db, it.id, actor.today)
    require(policy.may_draft_progress(actor, leads, it.withdrawn_at))
    return AboutReport(label_of(it))


async def about_text(db: ReadDb, actor: Actor, text_id: int, form: Form[BaseModel]) -> AboutDraft:
    it = await task_of_text(db, text_id)
    drafts = await drafted_progress(db, actor, it)
    drafted = next((one for one in drafts if one.text.id == text_id), None)
    if drafted is None:
        raise Forbidden
    return AboutDraft(label_of(it), drafted)


async def about_revision(db: ReadDb, actor: Actor, text_id: int, form: Form[RevisedProgress]) -> AboutDraft:
    about = await about_text(db, actor, text_id, form)
    text = about.drafted.text
    form.fill(RevisedProgress.of(text.text_version, text.text, await load(db, ProgressText, text_id)))
    return about


@step(router, "programme.draft_progress", title=_("Báo cáo tiến độ"), page=about_report,
      done=_("Đã lưu dự thảo báo cáo; công bố khi thủ trưởng cơ quan duyệt."))  # fmt: skip
async def draft_progress(db: Db, actor: Actor, code: str, form: DraftProgress) -> str:
    it = await task_of_code(db, code)
    return await _url(db, await actions.draft_progress(db, actor, it.id, form))


@step(router, "programme.submit_progress", title=_("Trình duyệt"), done=_("Đã trình duyệt."), tone="primary")
async def submit_progress(db: Db, actor: Actor, text_id: int) -> str:
    return await _url(db, await actions.submit_progress(db, actor, text_id))


@step(router, "programme.approve_progress", title=_("Duyệt"), done=_("Đã duyệt và công bố."),
      page=about_text, is_inline=True)  # fmt: skip
async def approve_progress(db: Db, actor: Actor, text_id: int, form: Approval) -> str:
    return await _url(db, await actions.approve_progress(db, actor, text_id, form))


@step(router, "programme.send_back_progress", title=_("Trả lại dự thảo"), done=_("Đã trả lại để chỉnh sửa."),
      page=about_text)  # fmt: skip
async def send_back_progress(db: Db, actor: Actor, text_id: int, form: SentBack) -> str:
    return await _url(db, await actions.send_back_progress(db, actor, text_id, form))


@step(router, "programme.revise_progress", title=_("Sửa báo cáo"), page=about_revision,
      done=_("Đã lưu; dự thảo cần được trình lại."))  # fmt: skip
async def revise_progress(db: Db, actor: Actor, text_id: int, form: RevisedProgress) -> str:
    return await _url(db, await actions.revise_progress(db, actor, text_id, form))


async def _url(db: ReadDb, text: ProgressText) -> str:
    task = await load(db, Task, text.task_id)
    return url_for("programme.task", task.code, anchor=f"bai-{text.id}")
