"""The actor behind a log-in, persona labels, and who works where."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text

from forum import audience
from forum.accounts.bindings import IN_FORCE, in_force
from forum.accounts.factors.policy import lasts
from forum.accounts.models import (
    Account,
    BindingRow,
    Body,
    Consent,
    ErasureOutcome,
    ErasureRequest,
    Leader,
    Persona,
)
from forum.actor import NOTICES_COUNTED, Actor, Binding, LogIn, Purpose, Role
from forum.clock import local_date
from forum.database import ReadDb


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# Run with every signed-in request: the log-in, its persona, the bindings in force today, and the number of
# unread notices. Bindings are not cached, so a revoked one loses effect with the next request, and one that nobody
# has confirmed never has any.
_WHO = f"""
    SELECT p.id AS persona_id, p.title, p.name, p.trusted_at, p.suspended_until, a.id AS account_id, a.locale,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('role', b.role, 'body_id', b.body_id,
                'leader_id', b.leader_id, 'forum_id', b.forum_id, 'from_on', b.from_on) ORDER BY b.id), '[]'::jsonb)
         FROM bindings b WHERE b.account_id = a.id AND {IN_FORCE}) AS bindings,
      (SELECT coalesce(array_agg(c.purpose), '{{}}') FROM consents c
        WHERE c.account_id = a.id AND c.withdrawn_at IS NULL) AS consents,
      (SELECT count(*) FROM (SELECT FROM notices n WHERE n.persona_id = p.id AND n.read_at IS NULL
                              LIMIT {NOTICES_COUNTED}) unread) AS notice_count
"""
_FROM = " FROM accounts a JOIN personas p ON p.id = a.persona_id"
_ACTOR = text(f"{_WHO}{_FROM} WHERE a.id = :key")
_ACTOR_BY_LOGIN = text(
    f"""{_WHO}, l.id AS login_id, l.created_at, l.used_at, l.factor_at,
      (EXISTS (SELECT FROM totp_secrets s WHERE s.account_id = a.id AND s.confirmed_at IS NOT NULL)
        OR EXISTS (SELECT FROM passkeys k WHERE k.account_id = a.id)) AS has_factor
    {_FROM} JOIN logins l ON l.account_id = a.id
    WHERE l.token_hash = :key AND l.expires_at > :at AND a.confirmed_at IS NOT NULL"""
)


def visitor(at: datetime) -> Actor:
    return Actor(None, "", (), audience.words_of(None, ()), at)


async def actor_of_login(db: ReadDb, token: str, at: datetime) -> Actor | None:
    """The actor behind a cookie's token, with its session, whatever that opens; None for an unknown, expired, unused
    or unconfirmed log-in."""
    row = (
        await db.execute(_ACTOR_BY_LOGIN, {"key": token_digest(token), "at": at, "today": local_date(at)})
    ).one_or_none()
    if row is None:
        return None
    login = LogIn(row.login_id, row.account_id, row.created_at, row.used_at, row.has_factor, row.factor_at)
    actor = replace(_actor(row, at), login=login)
    return actor if lasts(actor, login) else None


async def actor_of_account(db: ReadDb, account_id: int, at: datetime) -> Actor:
    row = (await db.execute(_ACTOR, {"key": account_id, "today": local_date(at)})).one()
    return _actor(row, at)


async def locales_of(db: ReadDb, persona_ids: Collection[int]) -> dict[int, str]:
    """Each persona's preferred language; personas without an account are left out."""
    rows = await db.execute(
        select(Account.persona_id, Account.locale).where(Account.persona_id.in_(persona_ids))
    )
    return {row.persona_id: row.locale for row in rows}


async def actor_of_persona(db: ReadDb, persona_id: int, at: datetime) -> Actor | None:
    """The actor a persona would be when logged in; None without an account."""
    account_id = await db.scalar(select(Account.id).where(Account.persona_id == persona_id))
    return None if account_id is None else await actor_of_account(db, account_id, at)


def author_without_account(persona_id: int, at: datetime) -> Actor:
    """Whose words staff entered: reads their own, as a member would."""
    return Actor(persona_id, "", (), audience.words_of(persona_id, ()), at)


async def withholding(db: ReadDb, purpose: Purpose, persona_ids: Collection[int]) -> frozenset[int]:
    """Those of the personas whose account has no standing consent to the purpose, or was erased. Personas that never
    had an account, as of who wrote a letter, are none of them."""
    stands = (
        select(Consent.id)
        .where(Consent.account_id == Account.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .exists()
    )
    rows = select(Account.persona_id).where(Account.persona_id.in_(persona_ids), ~stands)
    erased = select(ErasureRequest.persona_id).where(
        ErasureRequest.persona_id.in_(persona_ids),
        ErasureRequest.done_at.is_not(None),
        ErasureRequest.outcome == ErasureOutcome.whole,
    )
    return frozenset((await db.scalars(rows.union(erased))).all())


def _actor(row: Any, at: datetime) -> Actor:
    bindings = tuple(
        Binding(
            Role(b["role"]),
            b["body_id"],
            b["leader_id"],
            b["forum_id"],
            date.fromisoformat(b["from_on"]) if b["from_on"] else None,
        )
        for b in row.bindings
    )
    return Actor(
        persona_id=row.persona_id,
        name=f"{row.title} {row.name}".strip(),
        bindings=bindings,
        audiences=audience.words_of(row.persona_id, bindings),
        at=at,
        locale=row.locale,
        notice_count=row.notice_count,
        is_trusted=row.trusted_at is not None,
        suspended_until=row.suspended_until,
        withheld=frozenset(Purpose) - frozenset(row.consents),
    )


@dataclass(frozen=True, slots=True)
class PersonaLabel:
    id: int
    name: str
    kind: str


_LABELS = select(Persona.id, Persona.title, Persona.name, Persona.kind).where(
    Persona.id.in_(bindparam("persona_ids", expanding=True))
)


async def persona_labels(db: ReadDb, persona_ids: set[int]) -> dict[int, PersonaLabel]:
    """How each persona is shown. One statement for any number."""
    if not persona_ids:
        return {}
    rows = await db.execute(_LABELS, {"persona_ids": persona_ids})
    return {r.id: PersonaLabel(r.id, f"{r.title} {r.name}".strip(), r.kind) for r in rows}


async def members_of_that_name(db: ReadDb, persona_id: int) -> list[int]:
    """Personas with an open account whose names are taken for this one's."""
    look = select(Persona.look).where(Persona.id == persona_id).scalar_subquery()
    rows = await db.scalars(
        select(Persona.id)
        .join(Account, Account.persona_id == Persona.id)
        .where(Persona.look == look, Persona.id != persona_id, Account.closed_at.is_(None))
        .order_by(Persona.id)
    )
    return list(rows.all())


async def body_names(db: ReadDb, body_ids: set[int]) -> dict[int, str]:
    if not body_ids:
        return {}
    rows = await db.execute(select(Body.id, Body.name).where(Body.id.in_(body_ids)))
    return {r.id: r.name for r in rows}


async def living_leaders(db: ReadDb, today: date) -> Sequence[tuple[Leader, str]]:
    """Leaders' seats in force on that day, with the displayed name."""
    rows = await db.execute(
        select(Leader, func.trim(Persona.title + " " + Persona.name))
        .join(Persona, Persona.id == Leader.persona_id)
        .where((Leader.until_on.is_(None)) | (Leader.until_on >= today))
        .order_by(Leader.id)
    )
    return [(leader, name) for leader, name in rows]


async def in_office(db: ReadDb, leader_ids: Collection[int], day: date) -> set[int]:
    """Which of these leaders' seats are in force on that day."""
    rows = await db.scalars(
        select(Leader.id).where(
            Leader.id.in_(leader_ids),
            Leader.from_on.is_(None) | (Leader.from_on <= day),
            Leader.until_on.is_(None) | (Leader.until_on >= day),
        )
    )
    return set(rows)


async def personas_bound(
    db: ReadDb,
    at: datetime,
    *roles: Role,
    body_id: int | None = None,
    leader_id: int | None = None,
    forum_id: int | None = None,
) -> list[int]:
    """Personas that hold one of the roles now, at the given body, leader or forum if any.

    City-wide moderators count for each forum.
    """
    query = (
        select(Account.persona_id)
        .join(BindingRow, BindingRow.account_id == Account.id)
        .where(BindingRow.role.in_([r.value for r in roles]), *in_force(local_date(at)))
        .distinct()
        .order_by(Account.persona_id)
    )
    if body_id is not None:
        query = query.where(BindingRow.body_id == body_id)
    if leader_id is not None:
        query = query.where(BindingRow.leader_id == leader_id)
    if forum_id is not None:
        query = query.where((BindingRow.forum_id == forum_id) | (BindingRow.forum_id.is_(None)))
    return list((await db.scalars(query)).all())
