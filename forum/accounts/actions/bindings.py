"""Roles: given by an administrator, and the weighty ones confirmed or refused by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts import events, policy
from forum.accounts.bindings import in_force, standing
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.models import Account, BindingRow
from forum.accounts.policy import ConfirmedHow
from forum.actor import Actor, Role, require
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Reason
from forum.journal import Event, record
from forum.logs import security
from forum.terms import term
from forum.thing import Thing
from forum.words import Words, _

OfBinding: TypeAlias = type[events.Bound] | type[events.BindingProposed] | type[events.BindingConfirmed]


@dataclass(frozen=True, slots=True)
class NewBinding:
    account_id: int
    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None
    from_on: date | None = None
    until_on: date | None = None


class Confirmation(BaseModel):
    sure: Literal["true"]


class RefusedBinding(BaseModel):
    reason: Reason


def require_open(account: Account) -> None:
    """Raises Conflict for an account that was closed."""
    if account.closed_at is not None:
        raise Conflict(_("Tài khoản này đã đóng."))


async def bind(db: Db, actor: Actor, new: NewBinding) -> BindingRow:
    """Give a role; a weighty one counts once a second person confirms it. Raises Invalid where the role needs a place
    that is not given or has one it cannot have, and where the person holds another that judges it.

    Giving a revoked role again from the same day revives the same row; the journal keeps both acts.
    """
    require(policy.may_administer(actor))
    require_recent_factor(actor)
    account = await load(db, Account, new.account_id, lock=True)
    require_open(account)
    administrators = await standing(db, Role.administrator, actor.at)
    may = policy.may_bind(actor, new.role, administrators, await standing(db, Role.auditor, actor.at))
    if not may:
        raise Invalid("role", may.message)
    _check_place(new)
    from_on = new.from_on or actor.today
    if new.until_on is not None and new.until_on < from_on:
        raise Invalid("until_on", _("Ngày cuối phải sau ngày bắt đầu."))
    row = await _same_binding(db, new, from_on)
    if row is not None and row.revoked_at is None:
        raise Invalid("role", _("Người này đã có vai trò đó từ ngày này."))
    clash = policy.clashing(new.role, from_on, new.until_on, await _others(db, account.id, row))
    if clash is not None:
        raise Invalid("role", _clash_words(new.role, clash))
    if row is None:
        row = _row_of(new, from_on)
        db.add(row)
    row.revoked_at, row.until_on, row.counts_until = None, new.until_on, None
    row.proposed_by, row.proposed_at = actor.persona_id, actor.at
    row.confirmed_by, row.confirmed_at, row.confirmed_how = None, None, None
    row.successor_id, row.end_reason, row.parted_at = None, "", None
    await db.flush()
    if new.role in policy.NEEDS_CONFIRMING:
        security("role proposed", account_id=account.id, role=new.role)
        await record(db, actor, _about(events.BindingProposed, actor, account, row))
    else:
        security("role granted", account_id=account.id, role=new.role)
        await record(db, actor, _about(events.Bound, actor, account, row))
    return row


def _row_of(new: NewBinding, from_on: date) -> BindingRow:
    return BindingRow(
        account_id=new.account_id,
        role=new.role.value,
        body_id=new.body_id,
        leader_id=new.leader_id,
        forum_id=new.forum_id,
        from_on=from_on,
    )


async def _others(db: Db, account_id: int, but: BindingRow | None) -> Sequence[BindingRow]:
    """A person's other roles that are not revoked."""
    rows = select(BindingRow).where(BindingRow.account_id == account_id, BindingRow.revoked_at.is_(None))
    if but is not None:
        rows = rows.where(BindingRow.id != but.id)
    return (await db.scalars(rows.order_by(BindingRow.id))).all()


def _clash_words(role: Role, other: Role) -> Words:
    return _(
        "Không ai vừa giữ vai trò {role} vừa giữ vai trò {other}: hai vai trò này xem xét việc của nhau. Đề nghị thu "
        "hồi vai trò kia trước, hoặc giao cho người khác.",
        role=term(f"roles.{role}"),
        other=term(f"roles.{other}"),
    )


def _check_place(new: NewBinding) -> None:
    needed = policy.BOUND_TO[new.role]
    for column in ("body_id", "leader_id", "forum_id"):
        given = getattr(new, column) is not None
        if column in needed and not given:
            raise Invalid(column, _("Đề nghị chọn nơi người này giữ vai trò."))
        may_have = column in needed or (column == "forum_id" and new.role == Role.moderator)
        if given and not may_have:
            raise Invalid(column, _("Vai trò này không gắn với mục đã chọn; đề nghị để trống."))


async def _same_binding(db: Db, new: NewBinding, from_on: date) -> BindingRow | None:
    found: BindingRow | None = await db.scalar(
        select(BindingRow).where(
            BindingRow.account_id == new.account_id,
            BindingRow.role == new.role.value,
            BindingRow.body_id.is_not_distinct_from(new.body_id),
            BindingRow.leader_id.is_not_distinct_from(new.leader_id),
            BindingRow.forum_id.is_not_distinct_from(new.forum_id),
            BindingRow.from_on == from_on,
        )
    )
    return found


def _about(happened: OfBinding, actor: Actor, account: Account, row: BindingRow) -> Event:
    return happened(
        Thing("persona", account.persona_id),
        account.persona_id,
        row.role,
        row.body_id,
        row.leader_id,
        row.forum_id,
        row.until_on,
        row.id,
        actor.persona_id,
    )


async def lock_binding(db: Db, binding_id: int) -> tuple[Account, BindingRow]:
    """The account before its role, as `bind` takes them."""
    account_id = (await load(db, BindingRow, binding_id)).account_id
    account = await load(db, Account, account_id, lock=True)
    return account, await load(db, BindingRow, binding_id, lock=True)


async def confirm_binding(db: Db, actor: Actor, binding_id: int) -> BindingRow:
    """A second person confirms a role; it counts from the next request. Raises Conflict where the account was closed
    meanwhile or the person holds another role that judges this one."""
    require(policy.may_open_bindings(actor))
    account, row = await lock_binding(db, binding_id)
    administrators = await standing(db, Role.administrator, actor.at)
    require(policy.may_confirm_binding(actor, row, account.persona_id, administrators))
    require_recent_factor(actor)
    require_open(account)
    role = Role(row.role)
    clash = policy.clashing(role, row.from_on, row.until_on, await _others(db, account.id, row))
    if clash is not None:
        raise Conflict(_clash_words(role, clash))
    row.confirmed_by, row.confirmed_at, row.confirmed_how = actor.persona_id, actor.at, ConfirmedHow.by_second
    security("role granted", account_id=account.id, role=row.role)
    await record(db, actor, _about(events.BindingConfirmed, actor, account, row))
    return row


async def refuse_binding(db: Db, actor: Actor, binding_id: int, refused: RefusedBinding) -> BindingRow:
    """A role that waits is not confirmed, with a reason for who proposed it."""
    require(policy.may_open_bindings(actor))
    account, row = await lock_binding(db, binding_id)
    administrators = await standing(db, Role.administrator, actor.at)
    require(policy.may_refuse_binding(actor, row, account.persona_id, administrators))
    require_recent_factor(actor)
    if row.role == Role.administrator.value:
        await require_another_administrator(db, actor.today, row)
    row.revoked_at = actor.at
    security("role refused", account_id=account.id, role=row.role)
    thing = Thing("persona", account.persona_id)
    happened = events.BindingRefused(
        thing,
        account.persona_id,
        row.role,
        row.body_id,
        row.leader_id,
        row.proposed_by,
        actor.persona_id,
        refused.reason,
    )
    await record(db, actor, happened)
    return row


async def require_another_administrator(db: Db, on: date, row: BindingRow) -> None:
    """On the first day without this one. Locks the bindings of all administrators, so that two cannot revoke each other
    at once. A role that does not count yet may go."""
    standing_ids = await db.scalars(
        select(BindingRow.id)
        .where(BindingRow.role == Role.administrator.value, *in_force(on))
        .order_by(BindingRow.id)
        .with_for_update()
    )
    if set(standing_ids.all()) == {row.id}:
        raise Conflict(_("Hệ thống cần còn ít nhất một người quản trị."))
