"""Personas, accounts, bodies, leaders and their bindings. `create_…` and `open_account` are used by the
administrator's pages, by registration and by the loading of sample content; each caller asks its own policy."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from forum.accounts import events, policy
from forum.accounts.addresses import stored_form
from forum.accounts.factors.policy import require_recent_factor
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.actor import Actor, Role, require
from forum.clock import local_date
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.journal import record
from forum.logs import security
from forum.thing import Thing
from forum.words import _
from vietnamese import normalise


async def create_persona(db: Db, name: str, *, title: str = "", kind: str = "ordinary") -> Persona:
    persona = Persona(kind=kind, title=title.strip())
    persona.rename(normalise(name).strip())
    db.add(persona)
    await db.flush()
    return persona


async def open_account(
    db: Db,
    *,
    email: str,
    name: str,
    title: str = "",
    password_hash: str = "",
    at: datetime,
    confirmed: bool = False,
    is_sample: bool = False,
) -> Account:
    """An account with its one ordinary persona. Raises Invalid('email') for a taken address: only for callers
    who may know that (an administrator); registration responds alike either way."""
    address = stored_form(email)
    if await db.scalar(select(Account.id).where(Account.email == address)) is not None:
        raise Invalid("email", _("Địa chỉ này đã có tài khoản."))
    persona = await create_persona(db, name, title=title)
    account = Account(
        email=address,
        password_hash=password_hash,
        persona_id=persona.id,
        created_at=at,
        confirmed_at=at if confirmed else None,
        is_sample=is_sample,
    )
    db.add(account)
    await db.flush()
    return account


@dataclass(frozen=True, slots=True)
class NewBody:
    code: str
    name: str
    kind: str = "state"
    aliases: tuple[str, ...] = ()
    is_collective: bool = False
    founded_on: date | None = None
    ended_on: date | None = None
    note: str = ""
    is_sample: bool = False


async def create_body(db: Db, new: NewBody) -> Body:
    """Create a body with the persona its official texts are published under."""
    persona = await create_persona(db, new.name, kind="body")
    body = Body(
        code=new.code,
        name=normalise(new.name),
        kind=new.kind,
        aliases=list(new.aliases),
        is_collective=new.is_collective,
        founded_on=new.founded_on,
        ended_on=new.ended_on,
        note=new.note,
        persona_id=persona.id,
        is_sample=new.is_sample,
    )
    db.add(body)
    await db.flush()
    return body


async def create_leader(
    db: Db, *, name: str, position: str, body_id: int | None = None, is_sample: bool = False
) -> Leader:
    persona = await create_persona(db, name, kind="leader")
    leader = Leader(position=position, body_id=body_id, persona_id=persona.id, is_sample=is_sample)
    db.add(leader)
    await db.flush()
    return leader


@dataclass(frozen=True, slots=True)
class NewBinding:
    account_id: int
    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None
    from_on: date | None = None
    until_on: date | None = None


def require_open(account: Account) -> None:
    """Raises Conflict for an account that was closed."""
    if account.closed_at is not None:
        raise Conflict(_("Tài khoản này đã đóng."))


async def bind(db: Db, actor: Actor, new: NewBinding) -> BindingRow:
    """Grant a role. Raises Invalid where the role needs a place that is not given, or has one it cannot have.

    Granting a revoked role again from the same day revives the same row; the journal keeps both acts.
    """
    require(policy.may_administer(actor))
    require_recent_factor(actor)
    account = await load(db, Account, new.account_id, lock=True)
    require_open(account)
    _check_place(new)
    from_on = new.from_on or actor.today
    if new.until_on is not None and new.until_on < from_on:
        raise Invalid("until_on", _("Ngày cuối phải sau ngày bắt đầu."))
    row = await _same_binding(db, new, from_on)
    if row is not None and row.revoked_at is None:
        raise Invalid("role", _("Người này đã có vai trò đó từ ngày này."))
    if row is None:
        row = BindingRow(
            account_id=account.id,
            role=new.role.value,
            body_id=new.body_id,
            leader_id=new.leader_id,
            forum_id=new.forum_id,
            from_on=from_on,
        )
        db.add(row)
    row.revoked_at, row.until_on = None, new.until_on
    await db.flush()
    security("role granted", account_id=account.id, role=new.role)
    bound = events.Bound(
        Thing("persona", account.persona_id),
        account.persona_id,
        new.role.value,
        new.body_id,
        new.leader_id,
        new.forum_id,
        new.until_on,
    )
    await record(db, actor, bound)
    return row


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


async def revoke_binding(db: Db, actor: Actor, binding_id: int) -> None:
    """Effective from the next request. Raises Conflict for the last administrator, whom nobody could restore."""
    require(policy.may_administer(actor))
    require_recent_factor(actor)
    row = await load(db, BindingRow, binding_id, lock=True)
    if row.revoked_at is not None:
        return
    if row.role == Role.administrator.value and await _is_last_administrator(db, actor.today, row):
        raise Conflict(_("Hệ thống cần còn ít nhất một người quản trị."))
    row.revoked_at = actor.at
    account = await load(db, Account, row.account_id)
    security("role revoked", account_id=account.id, role=row.role)
    await record(
        db, actor, events.Unbound(Thing("persona", account.persona_id), account.persona_id, row.role)
    )


async def revoke_all_bindings(db: Db, account: Account, at: datetime) -> list[events.Unbound]:
    """For an account that closes. Returns the events to record. Raises Conflict for the last administrator."""
    rows = await db.scalars(
        select(BindingRow)
        .where(BindingRow.account_id == account.id, BindingRow.revoked_at.is_(None))
        .order_by(BindingRow.id)
        .with_for_update()
    )
    thing = Thing("persona", account.persona_id)
    happened = []
    for row in rows.all():
        if row.role == Role.administrator.value and await _is_last_administrator(db, local_date(at), row):
            raise Conflict(_("Hệ thống cần còn ít nhất một người quản trị."))
        row.revoked_at = at
        happened.append(events.Unbound(thing, account.persona_id, row.role))
    return happened


async def _is_last_administrator(db: Db, today: date, row: BindingRow) -> bool:
    """Locks the bindings of all administrators, so that two cannot revoke each other at once."""
    others = await db.scalars(
        select(BindingRow.id)
        .where(
            BindingRow.role == Role.administrator.value,
            BindingRow.revoked_at.is_(None),
            BindingRow.from_on <= today,
            (BindingRow.until_on.is_(None)) | (BindingRow.until_on >= today),
        )
        .order_by(BindingRow.id)
        .with_for_update()
    )
    return set(others.all()) <= {row.id}


async def grant_trust(db: Db, actor: Actor, persona_id: int) -> None:
    """Publish this person's texts without review from now on. A second call changes nothing."""
    require(policy.may_grant_trust(actor))
    persona = await load(db, Persona, persona_id, lock=True)
    if persona.trusted_at is None:
        persona.trusted_at = actor.at
        await record(db, actor, events.TrustGranted(Thing("persona", persona.id), persona.id))
