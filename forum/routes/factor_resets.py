"""Removing the second factors of somebody who has lost them: proposed by one administrator, done by another."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts import directory
from forum.accounts.actions import factors
from forum.accounts.actions.factors import ProposedReset
from forum.accounts.bindings import standing
from forum.accounts.factors.policy import may_confirm_factor_reset, may_propose_factor_reset
from forum.accounts.models import Account, FactorReset, Persona
from forum.accounts.policy import may_administer, may_open_bindings
from forum.actor import Actor, Role, require
from forum.database import Db, ReadDb, load
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


class Confirmation(BaseModel):
    sure: Literal["true"]


@dataclass(frozen=True, slots=True)
class AboutReset:
    heading: str
    email: str
    reason: str
    proposer: str
    proposed_at: datetime | None
    url: str
    can: frozenset[str]
    is_administrator: bool = True
    tab: str = "people"


async def about_account_to_reset(
    db: ReadDb, actor: Actor, account_id: int, form: Form[ProposedReset]
) -> AboutReset:
    require(may_administer(actor))
    account = await load(db, Account, account_id)
    has_factor = (await factors.factors_of(db, account_id)).count > 0
    may = may_propose_factor_reset(actor, account.persona_id, has_factor=has_factor)
    if form.status == 200:
        require(may)
    return await _about(db, account, None, frozenset({"propose_factor_reset"}) if may else frozenset())


async def about_reset(db: ReadDb, actor: Actor, reset_id: int, form: Form[Confirmation]) -> AboutReset:
    require(may_open_bindings(actor))
    reset = await load(db, FactorReset, reset_id)
    account = await directory.account_of_persona(db, reset.persona_id)
    may = may_confirm_factor_reset(actor, reset, await standing(db, Role.administrator, actor.at))
    if form.status == 200:
        require(may)
    can = frozenset({"confirm_factor_reset"}) if may else frozenset()
    return replace(await _about(db, account, reset, can), is_administrator=actor.has(Role.administrator))


async def _about(db: ReadDb, account: Account, reset: FactorReset | None, can: frozenset[str]) -> AboutReset:
    persona = await load(db, Persona, account.persona_id)
    proposer = (await load(db, Persona, reset.proposed_by)).name if reset is not None else ""
    return AboutReset(
        heading=persona.name,
        email=account.email,
        reason=reset.reason if reset is not None else "",
        proposer=proposer,
        proposed_at=reset.proposed_at if reset is not None else None,
        url=url_for("admin.person", account.id),
        can=can,
    )


@step(
    router,
    "admin.propose_factor_reset",
    title=_("Đề nghị gỡ bước thứ hai"),
    done=_("Đã ghi; một người quản trị khác xác nhận thì bước thứ hai được gỡ."),
    page=about_account_to_reset,
    is_inline=True,
)
async def propose_factor_reset(db: Db, actor: Actor, account_id: int, form: ProposedReset) -> str:
    await factors.propose_factor_reset(db, actor, account_id, form)
    return url_for("admin.person", account_id)


@step(
    router,
    "admin.confirm_factor_reset",
    title=_("Xác nhận gỡ bước thứ hai"),
    done=_("Đã gỡ bước thứ hai; chủ tài khoản được báo qua thư."),
    page=about_reset,
    is_inline=True,
)
async def confirm_factor_reset(db: Db, actor: Actor, reset_id: int, form: Confirmation) -> str:
    await factors.confirm_factor_reset(db, actor, reset_id)
    if not actor.has(Role.administrator):
        return url_for("work.work")
    reset = await load(db, FactorReset, reset_id)
    return url_for("admin.person", (await directory.account_of_persona(db, reset.persona_id)).id)
