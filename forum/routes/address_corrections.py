"""Another address of an account with a weighty role: proposed by one administrator, confirmed by a second person."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter

from forum.accounts.actions import addresses
from forum.accounts.actions.bindings import Confirmation
from forum.accounts.bindings import standing
from forum.accounts.models import Account, AddressChange, Persona
from forum.accounts.policy import may_confirm_correction, may_open_bindings
from forum.actor import Actor, Role, require
from forum.database import Db, ReadDb, load
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutCorrection:
    heading: str
    email: str
    new_email: str
    proposer: str
    proposed_at: datetime
    reason: str
    url: str
    can: frozenset[str]
    is_administrator: bool
    tab: str = "people"


async def about_correction(
    db: ReadDb, actor: Actor, change_id: int, form: Form[Confirmation]
) -> AboutCorrection:
    require(may_open_bindings(actor))
    change = await load(db, AddressChange, change_id)
    account = await load(db, Account, change.account_id)
    administrators = await standing(db, Role.administrator, actor.at)
    may = may_confirm_correction(actor, change.proposed_by, account.persona_id, administrators)
    if form.status == 200:
        require(may)
    is_administrator = actor.has(Role.administrator)
    proposer = await db.get(Persona, change.proposed_by) if change.proposed_by is not None else None
    waits = change.proposed_by is not None and change.confirmed_at is None and change.stopped_at is None
    return AboutCorrection(
        heading=(await load(db, Persona, account.persona_id)).name,
        email=change.old_email,
        new_email=change.new_email,
        proposer=proposer.name if proposer is not None else "",
        proposed_at=change.asked_at,
        reason=change.proposed_because,
        url=url_for("admin.person", account.id) if is_administrator else url_for("work.work"),
        can=frozenset({"confirm_correction"}) if may and waits else frozenset(),
        is_administrator=is_administrator,
    )


@step(
    router,
    "admin.confirm_correction",
    title=_("Xác nhận đổi địa chỉ thư"),
    done=_("Đã đổi địa chỉ; liên kết gửi đến địa chỉ cũ còn dừng được việc này trong 7 ngày."),
    page=about_correction,
    is_inline=True,
)
async def confirm_correction(db: Db, actor: Actor, change_id: int, form: Confirmation) -> str:
    account = await addresses.confirm_correction(db, actor, change_id)
    return url_for("admin.person", account.id) if actor.has(Role.administrator) else url_for("work.work")
