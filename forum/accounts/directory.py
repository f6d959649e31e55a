"""Lists of people, bodies and seats for the administrator. Callers check policy.may_administer first."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from forum.accounts.models import (
    Account,
    BindingRow,
    Body,
    BodySuccession,
    Consent,
    Leader,
    Persona,
)
from forum.actor import Purpose
from forum.clock import local_date
from forum.database import ReadDb
from forum.fields import Certainty

PAGE = 50


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`roles` are those in force today."""

    account_id: int
    persona_id: int
    name: str
    email: str
    roles: tuple[str, ...]
    created_at: datetime
    confirmed_at: datetime | None
    trusted_at: datetime | None
    suspended_until: datetime | None


@dataclass(frozen=True, slots=True)
class BindingLine:
    id: int
    role: str
    place: str
    from_on: date
    until_on: date | None
    revoked_at: datetime | None


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
    db: ReadDb, at: datetime, q: str = "", before: int | None = None, account_id: int | None = None
) -> list[PersonLine]:
    """Newest first, PAGE + 1 when there is a next page. `q` matches part of a name or an address."""
    today = local_date(at)
    roles = (
        select(func.array_agg(BindingRow.role.distinct()))
        .where(
            BindingRow.account_id == Account.id,
            BindingRow.revoked_at.is_(None),
            BindingRow.from_on <= today,
            or_(BindingRow.until_on.is_(None), BindingRow.until_on >= today),
        )
        .scalar_subquery()
    )
    query = select(Account, Persona, roles.label("roles")).join(Persona, Persona.id == Account.persona_id)
    if q:
        query = query.where(
            or_(Persona.name.icontains(q, autoescape=True), Account.email.icontains(q, autoescape=True))
        )
    if before is not None:
        query = query.where(Account.id < before)
    if account_id is not None:
        query = query.where(Account.id == account_id)
    rows = await db.execute(query.order_by(Account.id.desc()).limit(PAGE + 1))
    return [_person(account, persona, held) for account, persona, held in rows]


def _person(account: Account, persona: Persona, roles: list[str] | None) -> PersonLine:
    return PersonLine(
        account_id=account.id,
        persona_id=persona.id,
        name=f"{persona.title} {persona.name}".strip(),
        email=account.email,
        roles=tuple(sorted(roles or ())),
        created_at=account.created_at,
        confirmed_at=account.confirmed_at,
        trusted_at=persona.trusted_at,
        suspended_until=persona.suspended_until,
    )


async def bindings_of(db: ReadDb, account_id: int) -> list[BindingLine]:
    """Every role a person ever had, newest first, with the body or leader it is for."""
    leader = select(Persona.name).join(Leader, Leader.persona_id == Persona.id)
    rows = await db.execute(
        select(
            BindingRow,
            func.coalesce(
                Body.name, leader.where(Leader.id == BindingRow.leader_id).scalar_subquery(), ""
            ).label("place"),
        )
        .outerjoin(Body, Body.id == BindingRow.body_id)
        .where(BindingRow.account_id == account_id)
        .order_by(BindingRow.id.desc())
    )
    return [BindingLine(b.id, b.role, place, b.from_on, b.until_on, b.revoked_at) for b, place in rows]


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
