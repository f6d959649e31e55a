"""Who holds which seat since when, as everybody may read it, and which roles are words of which seat."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from forum.accounts import events
from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Body, Leader, Persona
from forum.accounts.policy import ConfirmedHow
from forum.actor import Role
from forum.database import ReadDb
from forum.journal import JournalRow, name_of

# Whose names everybody reads; moderators are counted, so that nobody is sought out for a judgement.
PUBLIC = (Role.leader, Role.body_head, Role.administrator, Role.auditor, Role.independent_member)


@dataclass(frozen=True, slots=True)
class Seat:
    """`how` is None for one that counts unconfirmed until `counts_until`, since before roles were confirmed."""

    role: Role
    holder: str
    place: str
    from_on: date
    until_on: date | None
    how: ConfirmedHow | None
    counts_until: date | None


_place = func.coalesce(Body.name, Leader.position, "")
_SEATS = (
    select(BindingRow, func.trim(Persona.title + " " + Persona.name), _place)
    .join(Account, Account.id == BindingRow.account_id)
    .join(Persona, Persona.id == Account.persona_id)
    .outerjoin(Body, Body.id == BindingRow.body_id)
    .outerjoin(Leader, Leader.id == BindingRow.leader_id)
    .where(Account.closed_at.is_(None))
)


async def public_seats(db: ReadDb, today: date) -> dict[Role, list[Seat]]:
    """By role in the order of PUBLIC, then by place and by since when."""
    found: dict[Role, list[Seat]] = {role: [] for role in PUBLIC}
    held = BindingRow.role.in_([role.value for role in PUBLIC])
    rows = await db.execute(
        _SEATS.where(held, *in_force(today)).order_by(_place, BindingRow.from_on, BindingRow.id)
    )
    for row, holder, place in rows:
        role = Role(row.role)
        seat = Seat(role, holder, place, row.from_on, row.until_on, row.confirmed_how, row.counts_until)
        found[role].append(seat)
    return found


async def moderators_by_forum(db: ReadDb, today: date) -> list[tuple[int | None, list[str]]]:
    """Names by forum; those of the whole house, under None, come first. Callers show numbers, and the names only to
    those who filed a review."""
    rows = await db.execute(
        _SEATS.with_only_columns(BindingRow.forum_id, func.trim(Persona.title + " " + Persona.name))
        .where(BindingRow.role == Role.moderator.value, *in_force(today))
        .order_by(BindingRow.forum_id.nulls_first(), Persona.sort_key, Persona.id)
    )
    found: dict[int | None, list[str]] = {}
    for forum_id, name in rows:
        found.setdefault(forum_id, []).append(name)
    return list(found.items())


@dataclass(frozen=True, slots=True)
class OperatorLink:
    at: datetime
    role: str
    reason: str


async def operator_links(db: ReadDb) -> list[OperatorLink]:
    """Every link to a seat that was made on the machine, newest first."""
    rows = await db.scalars(
        select(JournalRow)
        .where(JournalRow.thing_kind == "operator", JournalRow.event == name_of(events.SeatLinkMade))
        .order_by(JournalRow.id.desc())
    )
    return [OperatorLink(row.at, str(row.payload["role"]), str(row.payload["reason"])) for row in rows]
