"""The administrator's page of jobs: what waits, runs, is tried again or was set aside, and sending it again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from forum import queue
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.database import Db
from forum.queue import Figures, JobLine, JobState
from forum.urls import path, url_for
from forum.web.login import Member, Reading
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()

PAGE = 50


@dataclass(frozen=True, slots=True)
class JobsPage:
    figures: Figures
    state: JobState
    jobs: tuple[JobLine, ...]
    next_url: str | None
    minutes_behind: int

    @property
    def states(self) -> tuple[tuple[JobState, int, str], ...]:
        return tuple(
            (state, getattr(self.figures, state.value), url_for("admin.jobs", query={"loc": state.value}))
            for state in JobState
        )

    @property
    def can_change(self) -> bool:
        return self.state != JobState.running

    @property
    def can_retry_all(self) -> bool:
        return self.state == JobState.set_aside and bool(self.jobs)


@router.get(path("admin.jobs"))
async def job_list(
    db: Reading,
    actor: Member,
    render: Render,
    after: After = None,
    state: Annotated[JobState, Query(alias="loc")] = JobState.set_aside,
) -> Response:
    require(may_administer(actor))
    figures = await queue.figures(db, actor.at)
    rows = await queue.lines(db, actor.at, state, after=after or 0, most=PAGE + 1)
    next_url = None
    if len(rows) > PAGE:
        next_url = url_for("admin.jobs", query={"loc": state.value, "sau": rows[PAGE - 1].id})
    behind = 0
    if figures.waiting_since is not None:
        behind = max(0, int((actor.at - figures.waiting_since).total_seconds() // 60))
    page = JobsPage(figures, state, tuple(rows[:PAGE]), next_url, behind)
    return render.page("admin/jobs.html", page)


@step(router, "admin.retry_job", title=_("Thử lại"), done=_("Việc sẽ được chạy ngay."))
async def retry_job(db: Db, actor: Actor, job_id: int) -> str:
    require(may_administer(actor))
    await queue.retry(db, actor.at, job_id)
    return url_for("admin.jobs")


@step(router, "admin.retry_jobs", title=_("Thử lại tất cả"))
async def retry_jobs(db: Db, actor: Actor) -> Done:
    require(may_administer(actor))
    count = await queue.retry_set_aside(db)
    return Done(url_for("admin.jobs"), _again(count))


def _again(count: int) -> Words:
    return _("{count} việc sẽ được chạy lại.", count=count)


@step(router, "admin.drop_job", title=_("Bỏ"), done=_("Đã bỏ việc này."), tone="quiet")
async def drop_job(db: Db, actor: Actor, job_id: int) -> str:
    require(may_administer(actor))
    await queue.drop(db, actor.at, job_id)
    return url_for("admin.jobs")
