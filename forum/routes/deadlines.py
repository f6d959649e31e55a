"""The administrator's pages of time limits and working days."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.accounts.policy import may_keep_people
from forum.actor import require
from forum.deadlines import queries
from forum.deadlines.actions import settings
from forum.deadlines.actions.settings import NewTimeLimit, Workday
from forum.deadlines.queries import Limit, OverrideLine
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter()


@dataclass(frozen=True, slots=True)
class TimeLimitsPage:
    limits: tuple[Limit, ...]
    names: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    form: Form[NewTimeLimit]


@dataclass(frozen=True, slots=True)
class WorkdaysPage:
    days: tuple[OverrideLine, ...]
    form: Form[Workday]


@router.api_route(path("deadlines.set_time_limit"), methods=["GET", "POST"])
async def set_time_limit(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewTimeLimit], Depends(form_of(NewTimeLimit))],
    answer: Answers,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await settings.set_time_limit(db, actor, form.value)
            return attempt.go(url_for("deadlines.set_time_limit"), "Đã ghi thời hạn mới.")
    limits = tuple(await queries.time_limits(db))
    names = tuple({limit.name: limit.label for limit in limits}.items())
    form.carry(NewTimeLimit.of(limits))
    return answer.form(
        "admin/time_limits.html", TimeLimitsPage(limits, names, tuple(queries.UNITS.items()), form), form
    )


@router.api_route(path("deadlines.set_workday"), methods=["GET", "POST"])
async def set_workday(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Workday], Depends(form_of(Workday))],
    answer: Answers,
) -> Response:
    require(may_keep_people(actor))
    if form.value:
        async with form.attempt(db) as attempt:
            await settings.set_workday(db, actor, form.value)
            return attempt.go(url_for("deadlines.set_workday"), "Đã ghi ngày.")
    page = WorkdaysPage(tuple(await queries.override_lines(db)), form)
    form.carry(Workday.of(page.days))
    return answer.form("admin/workdays.html", page, form)


@router.post(path("deadlines.unset_workday"))
async def unset_workday(db: Writing, actor: WritingMember, answer: Answers, day: date) -> Response:
    moved = await settings.unset_workday(db, actor, day)
    said = f"Ngày này lại tính theo lịch chung; {moved} thời hạn đang chạy được tính lại."
    return answer.go(url_for("deadlines.set_workday"), said)
