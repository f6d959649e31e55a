"""What one person proposed about another's account, for the work lists of those who may confirm it."""

from sqlalchemy import select

from forum.accounts.bindings import standing
from forum.accounts.directory import waiting_bindings
from forum.accounts.factors.policy import may_confirm_factor_reset
from forum.accounts.models import Account, AddressChange, ErasureRequest, FactorReset, Persona
from forum.accounts.policy import may_confirm_binding, may_confirm_correction, may_confirm_erasure
from forum.actor import Actor, Role
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.terms import term
from forum.thing import Thing
from forum.urls import url_for
from forum.words import _, joined


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """An auditor has no other duty about an erasure, and nobody one about a second factor."""
    if not actor.has(Role.administrator, Role.auditor):
        return []
    return [
        *await _erasures(db, actor),
        *await _factor_resets(db, actor),
        *await _addresses(db, actor),
        *await _bindings(db, actor),
    ]


async def _erasures(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.execute(
        select(ErasureRequest, Persona.name)
        .join(Persona, Persona.id == ErasureRequest.persona_id)
        .where(ErasureRequest.done_at.is_(None), ErasureRequest.proposed_by.is_not(None))
        .order_by(ErasureRequest.id)
    )
    return [
        WorkItem(
            title=name,
            url=url_for("admin.confirm_erasure", request.id),
            due_at=None,
            noun=_("Xác nhận việc giải quyết yêu cầu xóa dữ liệu"),
            thing=Thing("erasure", request.id),
        )
        for request, name in rows
        if may_confirm_erasure(actor, request)
    ]


async def _factor_resets(db: ReadDb, actor: Actor) -> list[WorkItem]:
    administrators = await standing(db, Role.administrator, actor.at)
    rows = await db.execute(
        select(FactorReset, Persona.name)
        .join(Persona, Persona.id == FactorReset.persona_id)
        .join(Account, Account.persona_id == FactorReset.persona_id)
        .where(FactorReset.done_at.is_(None))
        .order_by(FactorReset.id)
    )
    return [
        WorkItem(
            title=name,
            url=url_for("admin.confirm_factor_reset", reset.id),
            due_at=None,
            noun=_("Xác nhận gỡ bước thứ hai"),
        )
        for reset, name in rows
        if may_confirm_factor_reset(actor, reset, administrators)
    ]


async def _addresses(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Of accounts with a weighty role."""
    administrators = await standing(db, Role.administrator, actor.at)
    rows = await db.execute(
        select(AddressChange, Account.persona_id, Persona.name)
        .join(Account, Account.id == AddressChange.account_id)
        .join(Persona, Persona.id == Account.persona_id)
        .where(
            AddressChange.proposed_by.is_not(None),
            AddressChange.confirmed_at.is_(None),
            AddressChange.stopped_at.is_(None),
        )
        .order_by(AddressChange.id)
    )
    return [
        WorkItem(
            title=name,
            url=url_for("admin.confirm_correction", change.id),
            due_at=None,
            noun=_("Xác nhận đổi địa chỉ thư"),
        )
        for change, persona_id, name in rows
        if may_confirm_correction(actor, change.proposed_by, persona_id, administrators)
    ]


async def _bindings(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Also those that still count from before roles were confirmed; the auditor where no second administrator is."""
    administrators = await standing(db, Role.administrator, actor.at)
    return [
        WorkItem(
            title=joined([one.name, term(f"roles.{one.binding.role}"), one.binding.place], " · ")
            if one.binding.place
            else joined([one.name, term(f"roles.{one.binding.role}")], " · "),
            url=url_for("admin.confirm_binding", one.binding.id),
            due_at=None,
            noun=_("Xác nhận vai trò"),
        )
        for one in await waiting_bindings(db, actor.today)
        if may_confirm_binding(actor, one.binding, one.persona_id, administrators)
    ]
