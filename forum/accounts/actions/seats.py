"""The seats from which all others are given: by one-time links that the first start prints, and where one is lost by a
link that the operator makes. Each opens an account with its role, shown in public as made this way."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, select

from forum.accounts import events
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import make_token, usable_token, use_token
from forum.accounts.actions.people import open_account
from forum.accounts.actions.registration import Registration, hash_alone
from forum.accounts.models import Account, BindingRow, OneTimeToken
from forum.accounts.operator import THE_ONE
from forum.accounts.policy import ConfirmedHow
from forum.accounts.queries import visitor
from forum.actor import Actor, Role
from forum.clock import local_date
from forum.database import Db, ReadDb, load
from forum.fields import Reason
from forum.journal import record
from forum.logs import security
from forum.thing import Thing

FIRST: Mapping[str, tuple[Role, int]] = {
    "first_administrator": (Role.administrator, 2),
    "first_auditor": (Role.auditor, 1),
}
NEXT = {Role.administrator: "next_administrator", Role.auditor: "next_auditor"}
# What each kind of link opens, and how that seat is then confirmed.
SEATS: Mapping[str, tuple[Role, ConfirmedHow]] = {
    **{purpose: (role, ConfirmedHow.by_first_start) for purpose, (role, _count) in FIRST.items()},
    **{purpose: (role, ConfirmedHow.by_operator) for role, purpose in NEXT.items()},
}


class NewSeatLink(BaseModel):
    reason: Reason


async def make_first_links(db: Db, at: datetime) -> list[tuple[Role, str]]:
    """Tokens of the first start: two administrators, an auditor. None once an administrator has ever stood, and not
    those that still wait from an earlier start; what is lost later is the operator's to make."""
    ever = select(BindingRow.id).where(BindingRow.role == Role.administrator.value)
    if await db.scalar(select(ever.exists())):
        return []
    made = []
    for purpose, (role, wanted) in FIRST.items():
        waiting = select(func.count()).where(
            OneTimeToken.purpose == purpose, OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > at
        )
        held = select(func.count()).where(BindingRow.role == role.value)
        missing = wanted - (await db.scalar(waiting) or 0) - (await db.scalar(held) or 0)
        made += [(role, await make_token(db, purpose, None, at)) for _each in range(missing)]
    return made


async def make_seat_link(db: Db, actor: Actor, role: Role, new: NewSeatLink) -> str:
    """A token for one more administrator or auditor, by whoever has the machine: `actor` is nobody of the site.
    Everybody who holds an office is told, and the public page says it. Raises KeyError for another role."""
    token = await make_token(db, NEXT[role], None, actor.at)
    await record(db, actor, events.SeatLinkMade(Thing("operator", THE_ONE), role.value, new.reason))
    return token


async def offered_seat(db: ReadDb, token: str, browser: str, at: datetime) -> Role | None:
    """What the link opens, if this browser may use it now."""
    for purpose, (role, _how) in SEATS.items():
        if await usable_token(db, purpose, token, browser, at) is not None:
            return role
    return None


async def take_seat(db: Db, token: str, browser: str, new: Registration, at: datetime) -> Account | None:
    """Use such a link: opens a confirmed account with its role, which counts at once. None for a dead link."""
    if await offered_seat(db, token, browser, at) is None:
        return None
    password_hash = await hash_alone(db, new.password)
    for purpose, (role, how) in SEATS.items():
        used = await use_token(db, purpose, token, browser, at)
        if used is None:
            continue
        if used.row.account_id is not None:
            return await load(db, Account, used.row.account_id)
        account = await _open(db, new, password_hash, at)
        used.row.account_id = account.id
        await _seat(db, account, role, how, at)
        return account
    return None


async def _open(db: Db, new: Registration, password_hash: str, at: datetime) -> Account:
    account = await open_account(
        db,
        email=new.email,
        name=new.name,
        title=new.title,
        password_hash=password_hash,
        at=at,
        confirmed=True,
    )
    await give_consents(db, account.id, new.purposes, at)
    return account


async def _seat(db: Db, account: Account, role: Role, how: ConfirmedHow, at: datetime) -> None:
    row = BindingRow(
        account_id=account.id,
        role=role.value,
        from_on=local_date(at),
        confirmed_at=at,
        confirmed_how=how,
    )
    db.add(row)
    await db.flush()
    security("role granted", account_id=account.id, role=role)
    thing = Thing("persona", account.persona_id)
    await record(db, visitor(at), events.SeatTaken(thing, account.persona_id, role.value, how))
