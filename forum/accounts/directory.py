"""Lists of people, bodies and seats for the administrator. Callers check policy.may_administer first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts import policy
from forum.accounts.bindings import WEIGHTY, in_force
from forum.accounts.models import (
    Account,
    BindingRow,
    Body,
    BodySuccession,
    Consent,
    FactorReset,
    Leader,
    Passkey,
    Persona,
    TotpSecret,
)
from forum.accounts.policy import ConfirmedHow
from forum.actor import Purpose
from forum.clock import local_date
from forum.database import ReadDb
from forum.fields import Certainty

PAGE = 50
Which = Literal[
    "all", "undelivered", "sharing"
]  # all accounts, those whose mail is refused, those that share a mailbox


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`roles` are those in force today. `email` is empty once the account is closed. `sharing_count` is how many other
    accounts have an address of the same mailbox."""

    account_id: int
    persona_id: int
    name: str
    email: str
    roles: tuple[str, ...]
    created_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None
    trusted_at: datetime | None
    suspended_until: datetime | None
    mail_refused_at: datetime | None
    mail_refused_to: str
    mail_refusal: str
    mailbox: str
    sharing_count: int


@dataclass(frozen=True, slots=True)
class BindingLine:
    id: int
    role: str
    place: str
    from_on: date
    until_on: date | None
    revoked_at: datetime | None
    proposed_by: int | None
    proposed_at: datetime | None
    proposer: str | None
    confirmed_at: datetime | None
    confirmed_how: ConfirmedHow | None
    confirmer: str | None
    counts_until: date | None
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class BodyLine:
    id: int
    code: str
    name: str
    kind: str
    founded_on: date | None
    ended_on: date | None
    note: str
    successors: tuple[tuple[str, date | None, bool], ...]  # name, since when, whether confirmed


@dataclass(frozen=True, slots=True)
class LeaderLine:
    id: int
    name: str
    position: str
    body: str
    from_on: date | None
    until_on: date | None


async def people(
    db: ReadDb,
    at: datetime,
    q: str = "",
    before: int | None = None,
    account_id: int | None = None,
    which: Which = "all",
) -> list[PersonLine]:
    """Newest first, PAGE + 1 when there is a next page. `q` matches part of a name, an address or a mailbox."""
    roles = (
        select(func.array_agg(BindingRow.role.distinct()))
        .where(BindingRow.account_id == Account.id, *in_force(local_date(at)))
        .scalar_subquery()
    )
    sharing = _sharing().correlate(Account).scalar_subquery()
    query = select(Account, Persona, roles.label("roles"), sharing.label("sharing_count"))
    query = query.join(Persona, Persona.id == Account.persona_id)
    if q:
        texts = (Persona.name, Account.email, Account.mailbox)
        query = query.where(or_(*(one.icontains(q, autoescape=True) for one in texts)))
    if which == "undelivered":
        query = query.where(Account.mail_refused_at.is_not(None), Account.closed_at.is_(None))
    elif which == "sharing":
        query = query.where(sharing > 0)
    if before is not None:
        query = query.where(Account.id < before)
    if account_id is not None:
        query = query.where(Account.id == account_id)
    rows = await db.execute(query.order_by(Account.id.desc()).limit(PAGE + 1))
    return [_person(account, persona, held, sharing_count) for account, persona, held, sharing_count in rows]


_other = aliased(Account)


def _sharing() -> Select[int]:
    """How many other accounts have an address of an account's mailbox."""
    return select(func.count(_other.id)).where(_other.mailbox == Account.mailbox, _other.id != Account.id)


async def mail_figures(db: ReadDb) -> tuple[int, int]:
    """How many accounts have mail that does not arrive, and how many share a mailbox with another."""
    sharing = _sharing().correlate(Account).scalar_subquery()
    refused = select(func.count(Account.id)).where(
        Account.mail_refused_at.is_not(None), Account.closed_at.is_(None)
    )
    shared = select(func.count(Account.id)).where(sharing > 0)
    row = (await db.execute(select(refused.scalar_subquery(), shared.scalar_subquery()))).one()
    refused_count, sharing_count = row
    return refused_count, sharing_count


def _person(account: Account, persona: Persona, roles: list[str] | None, sharing_count: int) -> PersonLine:
    return PersonLine(
        account_id=account.id,
        persona_id=persona.id,
        name=f"{persona.title} {persona.name}".strip(),
        email="" if account.closed_at else account.email,
        roles=tuple(sorted(roles or ())),
        created_at=account.created_at,
        confirmed_at=account.confirmed_at,
        closed_at=account.closed_at,
        trusted_at=persona.trusted_at,
        suspended_until=persona.suspended_until,
        mail_refused_at=account.mail_refused_at,
        mail_refused_to=account.mail_refused_to,
        mail_refusal=account.mail_refusal,
        mailbox=account.mailbox,
        sharing_count=sharing_count,
    )


_proposer, _confirmer, _seat = aliased(Persona), aliased(Persona), aliased(Persona)
_BINDINGS = (
    select(
        BindingRow,
        func.coalesce(Body.name, _seat.name, "").label("place"),
        _proposer.name.label("proposer"),
        _confirmer.name.label("confirmer"),
    )
    .outerjoin(Body, Body.id == BindingRow.body_id)
    .outerjoin(Leader, Leader.id == BindingRow.leader_id)
    .outerjoin(_seat, _seat.id == Leader.persona_id)
    .outerjoin(_proposer, _proposer.id == BindingRow.proposed_by)
    .outerjoin(_confirmer, _confirmer.id == BindingRow.confirmed_by)
)


async def bindings_of(db: ReadDb, account_id: int, today: date) -> list[BindingLine]:
    """Every role a person ever had, newest first, with the body or leader it is for."""
    rows = await db.execute(
        _BINDINGS.where(BindingRow.account_id == account_id).order_by(BindingRow.id.desc())
    )
    return [_binding(*row, today) for row in rows]


def _binding(
    b: BindingRow, place: str, proposer: str | None, confirmer: str | None, today: date
) -> BindingLine:
    return BindingLine(
        id=b.id,
        role=b.role,
        place=place,
        from_on=b.from_on,
        until_on=b.until_on,
        revoked_at=b.revoked_at,
        proposed_by=b.proposed_by,
        proposed_at=b.proposed_at,
        proposer=proposer,
        confirmed_at=b.confirmed_at,
        confirmed_how=b.confirmed_how,
        confirmer=confirmer,
        counts_until=b.counts_until,
        is_waiting=policy.waits(b, today),
    )


@dataclass(frozen=True, slots=True)
class WaitingBinding:
    """A weighty role that nobody has confirmed, and whose it is."""

    binding: BindingLine
    account_id: int
    persona_id: int
    name: str


async def waiting_bindings(db: ReadDb, today: date) -> list[WaitingBinding]:
    """Oldest first; those that still count from before roles were confirmed are among them."""
    rows = await db.execute(
        _BINDINGS.add_columns(Account.id, Account.persona_id, func.trim(Persona.title + " " + Persona.name))
        .join(Account, Account.id == BindingRow.account_id)
        .join(Persona, Persona.id == Account.persona_id)
        .where(
            BindingRow.role.in_(WEIGHTY),
            BindingRow.confirmed_at.is_(None),
            BindingRow.revoked_at.is_(None),
            BindingRow.until_on.is_(None) | (BindingRow.until_on >= today),
        )
        .order_by(BindingRow.id)
    )
    return [
        WaitingBinding(_binding(b, place, proposer, confirmer, today), account_id, persona_id, name)
        for b, place, proposer, confirmer, account_id, persona_id, name in rows
    ]


async def bodies(db: ReadDb) -> list[BodyLine]:
    """All bodies by name, ended ones too, with their successors."""
    rows = await db.execute(
        select(BodySuccession, Body.name).join(Body, Body.id == BodySuccession.to_body_id)
    )
    following: dict[int, list[tuple[str, date | None, bool]]] = {}
    for succession, name in rows:
        following.setdefault(succession.from_body_id, []).append(
            (name, succession.on_date, succession.certainty == Certainty.confirmed)
        )
    every = await db.scalars(select(Body).order_by(Body.name))
    return [_body(one, tuple(following.get(one.id, ()))) for one in every]


def _body(body: Body, successors: tuple[tuple[str, date | None, bool], ...]) -> BodyLine:
    return BodyLine(
        id=body.id,
        code=body.code,
        name=body.name,
        kind=body.kind,
        founded_on=body.founded_on,
        ended_on=body.ended_on,
        note=body.note,
        successors=successors,
    )


async def leaders(db: ReadDb) -> list[LeaderLine]:
    rows = await db.execute(
        select(Leader, Persona.name, Body.name)
        .join(Persona, Persona.id == Leader.persona_id)
        .outerjoin(Body, Body.id == Leader.body_id)
        .order_by(Leader.id)
    )
    return [
        LeaderLine(seat.id, name, seat.position, body or "", seat.from_on, seat.until_on)
        for seat, name, body in rows
    ]


async def account_of_persona(db: ReadDb, persona_id: int) -> Account:
    return (await db.scalars(select(Account).where(Account.persona_id == persona_id))).one()


@dataclass(frozen=True, slots=True)
class SecurityLine:
    """A person's second factor, for an administrator. `reset_id` is of a proposed reset that waits."""

    has_factor: bool
    reset_id: int | None


async def security_of(db: ReadDb, account_id: int) -> SecurityLine:
    keys = select(Passkey.id).where(Passkey.account_id == account_id).exists()
    codes = select(TotpSecret.account_id).where(
        TotpSecret.account_id == account_id, TotpSecret.confirmed_at.is_not(None)
    )
    waiting = (
        select(FactorReset.id)
        .join(Account, Account.persona_id == FactorReset.persona_id)
        .where(Account.id == account_id, FactorReset.done_at.is_(None))
    )
    row = (await db.execute(select(or_(keys, codes.exists()), waiting.scalar_subquery()))).one()
    has_factor, reset_id = row
    return SecurityLine(has_factor, reset_id)


@dataclass(frozen=True, slots=True)
class ConsentView:
    purpose: Purpose
    wording: str
    given_at: datetime
    withdrawn_at: datetime | None


async def consents_of(db: ReadDb, account_id: int) -> tuple[ConsentView, ...]:
    """Consents given and withdrawn by a person, newest first."""
    rows = await db.scalars(
        select(Consent).where(Consent.account_id == account_id).order_by(Consent.id.desc())
    )
    return tuple(ConsentView(c.purpose, c.wording, c.given_at, c.withdrawn_at) for c in rows)
