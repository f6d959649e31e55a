"""The people for whom something may be entered, found by name, telephone or address. Callers ask the rule first."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, exists, or_, select

from forum.accounts.models import Account, Persona
from forum.audience import Visibility
from forum.contributions.entering import policy
from forum.contributions.entering.models import EnteredClaim, EnteredPerson, EnteredText
from forum.contributions.entering.policy import ClaimState
from forum.contributions.models import Contribution
from forum.contributions.policy import NAME
from forum.database import ReadDb
from forum.errors import NotFound
from vietnamese import fold, look

MOST = 20


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody without an account has no mail; `address` and `telephone` are what staff noted."""

    id: int
    name: str
    address: str
    telephone: str
    has_account: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A text that was entered for somebody, as who entered it may know it: no words beside its title."""

    id: int
    kind: str
    code: str
    title: str
    state: Visibility
    at: datetime


# Whose texts are an account's by now: that account's persona is found in their place.
_CLAIMED = exists().where(EnteredClaim.persona_id == Persona.id, EnteredClaim.state == ClaimState.confirmed)
_PEOPLE = (
    select(
        Persona.id,
        Persona.title,
        Persona.name,
        Persona.look,
        EnteredPerson.address,
        EnteredPerson.telephone,
        Account.id.label("account_id"),
        Account.closed_at,
    )
    .outerjoin(EnteredPerson, EnteredPerson.persona_id == Persona.id)
    .outerjoin(Account, Account.persona_id == Persona.id)
    .where(Persona.kind == "ordinary", ~_CLAIMED)
    .order_by(Persona.sort_key, Persona.id)
)


def _found(row: Row[int, str, str, str, str, str, int, datetime | None]) -> PersonFound:
    return PersonFound(
        row.id,
        f"{row.title} {row.name}".strip(),
        row.address or "",
        row.telephone or "",
        row.account_id is not None and row.closed_at is None,
    )


async def person_found(db: ReadDb, persona_id: int) -> PersonFound:
    """Raises NotFound for a body, a leader's seat, or nobody."""
    row = (await db.execute(_PEOPLE.where(Persona.id == persona_id))).one_or_none()
    if row is None:
        raise NotFound
    return _found(row)


async def people_found(db: ReadDb, asked: str) -> list[PersonFound]:
    """By name, the nearest first, by a part of the address, or by the number: whoever has all, then most of its
    syllables."""
    if number := _number(asked):
        rows = await db.execute(
            _PEOPLE.where(EnteredPerson.telephone.contains(number, autoescape=True)).limit(MOST)
        )
        return [_found(row) for row in rows]
    wanted = frozenset(fold(asked).split())
    if not wanted:
        return []
    near = []
    for row in await db.execute(_PEOPLE):
        named, lives = set(fold(row.name).split()), set(fold(row.address or "").split())
        shared = len(wanted & named)
        if wanted <= lives or shared * 2 > len(wanted):
            near.append((-shared, len(named - wanted), row))
    near.sort(key=lambda one: one[:2])
    return [_found(row) for *_nearness, row in near[:MOST]]


def _number(asked: str) -> str:
    """A telephone number, or the last digits that somebody remembers of it."""
    digits = re.sub(r"[\s.()-]", "", asked)
    if not re.fullmatch(r"\+?\d{4,}", digits):
        return ""
    try:
        return policy.telephone(asked)
    except ValueError:
        return digits


async def taken_for(db: ReadDb, name: str, telephone: str) -> list[PersonFound]:
    """Who has a name that is taken for this one, or this number."""
    alike = Persona.look == look(name)
    if telephone:
        alike = or_(alike, EnteredPerson.telephone == telephone)
    return [_found(row) for row in await db.execute(_PEOPLE.where(alike).limit(MOST))]


async def entries_of(db: ReadDb, persona_id: int) -> list[EntryLine]:
    """What was entered for a person, newest first."""
    rows = await db.scalars(
        select(Contribution)
        .join(EnteredText, EnteredText.id == Contribution.id)
        .where(Contribution.persona_id == persona_id, Contribution.kind != NAME)
        .order_by(Contribution.id.desc())
        .limit(MOST)
    )
    return [EntryLine(it.id, it.kind, it.code or "", it.title, it.visibility, it.created_at) for it in rows]


async def is_claimed(db: ReadDb, persona_id: int) -> bool:
    """Whether what was entered for this persona is an account's by now."""
    return bool(await db.scalar(select(_CLAIMED).where(Persona.id == persona_id)))
