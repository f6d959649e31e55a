"""Requests for erasure: asked for on one's own page, carried out by two people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.models import ErasureOutcome, ErasureRequest, Persona
from forum.accounts.policy import may_confirm_erasure, may_propose_erasure
from forum.actor import Actor, Role
from forum.contributions.actions import erasing
from forum.contributions.actions.erasing import ProposedErasure, Wish
from forum.database import Db, ReadDb, load
from forum.days import deadline
from forum.errors import NotFound
from forum.routes.own_account import about_account
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@step(router, "mine.ask_for_erasure", title=_("Đề nghị xóa dữ liệu cá nhân"), page=about_account)
async def ask_for_erasure(db: Db, actor: Actor, form: Wish) -> Done:
    duty = await erasing.ask_for_erasure(db, actor, form)
    message = _("Đã nhận yêu cầu; thời hạn thực hiện: {due}.", due=deadline(duty.due_at))
    return Done(url_for("mine.mine"), message)


@step(
    router,
    "mine.take_back_erasure",
    title=_("Rút lại yêu cầu xóa dữ liệu"),
    done=_("Đã rút lại yêu cầu; tài khoản và dữ liệu giữ nguyên."),
)
async def take_back_erasure(db: Db, actor: Actor, erasure_id: int) -> str:
    await erasing.take_back_erasure(db, actor, erasure_id)
    return url_for("mine.mine", anchor="xoa-du-lieu")


class Confirmation(BaseModel):
    sure: Literal["true"]


@dataclass(frozen=True, slots=True)
class AboutErasure:
    heading: str
    asked_at: datetime
    note: str
    outcome: ErasureOutcome
    legal_basis: str
    reason: str
    can: frozenset[str]
    erases_all: bool
    url: str = url_for("work.work")
    tab: str = "people"


async def about_erasure(db: ReadDb, actor: Actor, erasure_id: int, form: Form[BaseModel]) -> AboutErasure:
    if not actor.has(Role.administrator, Role.auditor):
        raise NotFound
    request = await load(db, ErasureRequest, erasure_id)
    persona = await load(db, Persona, request.persona_id)
    rules = {
        "propose_erasure": may_propose_erasure(actor, request),
        "confirm_erasure": may_confirm_erasure(actor, request),
    }
    can = frozenset(verb for verb, allowed in rules.items() if allowed)
    return AboutErasure(
        heading=persona.name,
        asked_at=request.asked_at,
        note=request.note,
        outcome=request.outcome,
        legal_basis=request.legal_basis,
        reason=request.reason,
        can=can,
        erases_all=request.outcome == ErasureOutcome.whole,
    )


@step(
    router,
    "admin.propose_erasure",
    title=_("Đề nghị giải quyết yêu cầu xóa dữ liệu"),
    done=_("Đã ghi; người thứ hai xác nhận thì việc này được thực hiện."),
    page=about_erasure,
)
async def propose_erasure(db: Db, actor: Actor, erasure_id: int, form: ProposedErasure) -> str:
    await erasing.propose_erasure(db, actor, erasure_id, form)
    return url_for("work.work")


CONFIRMED = {
    ErasureOutcome.whole: _("Đã xóa tài khoản và mối liên hệ với các bài."),
    ErasureOutcome.in_part: _("Đã xóa một phần; người đề nghị được báo lý do."),
    ErasureOutcome.declined: _("Đã từ chối; người đề nghị được báo lý do."),
}


@step(
    router,
    "admin.confirm_erasure",
    title=_("Xác nhận việc giải quyết yêu cầu xóa dữ liệu"),
    page=about_erasure,
)
async def confirm_erasure(db: Db, actor: Actor, erasure_id: int, form: Confirmation) -> Done:
    outcome = await erasing.confirm_erasure(db, actor, erasure_id)
    return Done(url_for("work.work"), CONFIRMED[outcome])
