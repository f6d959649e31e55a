"""Requests for erasure: asked for on one's own page, carried out by two people, of whom the second may send back."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.models import ErasureOutcome, ErasureRequest, Persona
from forum.accounts.policy import may_confirm_erasure, may_propose_erasure, may_send_back_erasure
from forum.actor import Actor, Role
from forum.contributions.actions import erasing
from forum.contributions.actions.erasing import (
    ConfirmedErasure,
    ErasureSentBack,
    ProposedErasure,
    Wish,
)
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


@dataclass(frozen=True, slots=True)
class AboutErasure:
    heading: str
    asked_at: datetime
    note: str
    outcome: ErasureOutcome
    legal_basis: str
    reason: str
    sent_back_at: datetime | None
    sent_back_because: str
    can: frozenset[str]
    erases_all: bool
    send_back_url: str
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
        "send_back_erasure": may_send_back_erasure(actor, request),
    }
    can = frozenset(verb for verb, allowed in rules.items() if allowed)
    return AboutErasure(
        heading=persona.name,
        asked_at=request.asked_at,
        note=request.note,
        outcome=request.outcome,
        legal_basis=request.legal_basis,
        reason=request.reason,
        sent_back_at=request.sent_back_at,
        sent_back_because=request.sent_back_because,
        can=can,
        erases_all=request.outcome == ErasureOutcome.whole,
        send_back_url=url_for("admin.send_back_erasure", erasure_id),
    )


async def about_proposal(db: ReadDb, actor: Actor, erasure_id: int, form: Form[BaseModel]) -> AboutErasure:
    """Of a step on a proposal as it stands now."""
    about = await about_erasure(db, actor, erasure_id, form)
    form.set_version(ConfirmedErasure.of(await load(db, ErasureRequest, erasure_id)))
    return about


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
    page=about_proposal,
)
async def confirm_erasure(db: Db, actor: Actor, erasure_id: int, form: ConfirmedErasure) -> Done:
    outcome = await erasing.confirm_erasure(db, actor, erasure_id, form)
    return Done(url_for("work.work"), CONFIRMED[outcome])


@step(
    router,
    "admin.send_back_erasure",
    title=_("Trả lại đề nghị giải quyết yêu cầu xóa dữ liệu"),
    done=_("Đã trả lại; yêu cầu chờ đề nghị khác, thời hạn giữ nguyên, người đề nghị xóa được báo lý do."),
    page=about_proposal,
)
async def send_back_erasure(db: Db, actor: Actor, erasure_id: int, form: ErasureSentBack) -> str:
    await erasing.send_back_erasure(db, actor, erasure_id, form)
    return url_for("work.work")
