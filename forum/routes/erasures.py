"""Requests for erasure: asked for on one's own page, carried out by two people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.models import ErasureRequest, Persona
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


class Confirmation(BaseModel):
    sure: Literal["true"]


@dataclass(frozen=True, slots=True)
class AboutErasure:
    heading: str
    asked_at: datetime
    note: str
    reason: str
    can: frozenset[str]
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
    return AboutErasure(persona.name, request.asked_at, request.note, request.reason, can)


@step(
    router,
    "admin.propose_erasure",
    title=_("Đề nghị thực hiện việc xóa"),
    done=_("Đã ghi; người thứ hai xác nhận thì dữ liệu được xóa."),
    page=about_erasure,
)
async def propose_erasure(db: Db, actor: Actor, erasure_id: int, form: ProposedErasure) -> str:
    await erasing.propose_erasure(db, actor, erasure_id, form)
    return url_for("work.work")


@step(
    router,
    "admin.confirm_erasure",
    title=_("Xác nhận xóa dữ liệu"),
    done=_("Đã xóa tài khoản và mối liên hệ với các bài."),
    page=about_erasure,
)
async def confirm_erasure(db: Db, actor: Actor, erasure_id: int, form: Confirmation) -> str:
    await erasing.confirm_erasure(db, actor, erasure_id)
    return url_for("work.work")
