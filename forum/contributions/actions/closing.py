"""Closing one's account: nobody logs in any more and nothing is sent; what was published stays, with or without the
name. The consents stay as proof, withdrawn."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import delete, select, update

from forum import jobs
from forum.accounts import events
from forum.accounts.actions.consents import end_consent
from forum.accounts.actions.factors import drop_factors
from forum.accounts.actions.logins import UsedToken, end_all_logins, guess_password, spend_tokens
from forum.accounts.actions.parting import revoke_all_bindings
from forum.accounts.limits import Origin
from forum.accounts.models import CLOSED_ADDRESS, Account, AddressChange, KnownBrowser, OneTimeToken, Persona
from forum.accounts.queries import actor_of_account
from forum.actor import Actor, Purpose
from forum.audience import Visibility
from forum.contributions.actions.consenting import withdraw_what_waits
from forum.contributions.models import Contribution
from forum.contributions.naming import set_name
from forum.contributions.policy import NAME
from forum.database import Db, Model, load
from forum.errors import Invalid
from forum.journal import Event, record
from forum.thing import Thing
from forum.words import Words, _

CLOSED = _("Tài khoản đã đóng")
# Rows that are the person's alone and serve nobody once the account is closed.
SERVES_NO_LONGER = ("follows", "drafts", "saved_searches", "attendances", "entered_people")

# What else a person's account leaves behind, by room; forum.kinds fills it. Each locks its own rows first, and returns
# what is to be recorded.
AT_END: dict[str, Callable[[Db, Actor], Awaitable[Sequence[Event]]]] = {}


class Closing(BaseModel):
    name: Literal["keep", "drop"]
    password: str = ""


async def close_account(db: Db, actor: Actor, origin: Origin, closing: Closing) -> bool:
    """Closes with the right password; without one, mails a link that does. Returns whether it is closed. Ends the
    transaction while the password is hashed. Raises Invalid for a wrong password, which counts as a guess as soon as
    the caller commits, and TooMany for too many."""
    account = (await db.scalars(select(Account).where(Account.persona_id == actor.persona_id))).one()
    if not closing.password:
        purpose = "close" if closing.name == "keep" else "close_nameless"
        await jobs.defer(
            db, "mail_link", purpose=purpose, account_id=account.id, asked_at=actor.at.isoformat()
        )
        return False
    if await guess_password(db, origin, account.email, closing.password, actor.at) is None:
        raise Invalid("password", _("Mật khẩu chưa đúng. Để trống để nhận liên kết qua thư."))
    async with db.begin_nested():  # a refusal leaves nothing of it, while the caller commits
        await end_account(db, actor, keeps_name=closing.name == "keep")
    return True


async def end_account(db: Db, actor: Actor, *, keeps_name: bool, link: OneTimeToken | None = None) -> None:
    """`link` is the one that was followed. Raises Conflict for the last administrator, and for whoever holds work that
    nobody would have."""
    ended = await close_quietly(db, actor, CLOSED, keeps_name=keeps_name, link=link)
    await record(db, actor, *ended.happened, also=ended.also)


@dataclass(frozen=True, slots=True)
class Ended:
    """What is to be recorded, last."""

    account: Account
    happened: tuple[Event, ...]
    also: tuple[Thing, ...]


async def close_quietly(
    db: Db, actor: Actor, name: Words, *, keeps_name: bool, link: OneTimeToken | None = None
) -> Ended:
    """Everything but the record. `name` takes the place of the person's own where that is not kept."""
    assert actor.persona_id is not None  # a member has a persona
    left = [one for hand_on in AT_END.values() for one in await hand_on(db, actor)]
    account = (
        await db.scalars(select(Account).where(Account.persona_id == actor.persona_id).with_for_update())
    ).one()
    await withdraw_what_waits(db, actor)
    also = () if keeps_name else await drop_name(db, actor, actor.persona_id, name)
    await delete_rows_of(db, actor.persona_id, SERVES_NO_LONGER)
    for purpose in Purpose:
        await end_consent(db, account.id, purpose, actor.at)
    for table in (AddressChange, KnownBrowser):
        await db.execute(delete(table).where(table.account_id == account.id))
    await spend_tokens(db, account.id, actor.at, but=link)
    await end_all_logins(db, account.id)
    await drop_factors(db, account.id)
    revoked = await revoke_all_bindings(db, account, actor.at)
    account.email, account.password_hash = f"{CLOSED_ADDRESS}{account.id}", ""
    account.mail_refused_at, account.mail_refused_to, account.mail_refusal = None, "", ""
    account.confirmed_at, account.closed_at = None, actor.at
    closed = events.AccountClosed(Thing("persona", actor.persona_id), actor.persona_id, keeps_name)
    return Ended(account, (closed, *revoked, *left), also)


async def delete_rows_of(db: Db, persona_id: int, tables: Collection[str]) -> None:
    """By the tables' names: some are of higher rooms."""
    for name in tables:
        table = Model.metadata.tables[name]
        await db.execute(delete(table).where(table.c.persona_id == persona_id))


async def close_by_link(db: Db, visitor: Actor, used: UsedToken) -> None:
    """The account that a mailed link is for. A double click finds it closed."""
    if used.row.account_id is not None and not used.is_repeat:
        owner = await actor_of_account(db, used.row.account_id, visitor.at)
        await end_account(db, owner, keeps_name=used.row.purpose == "close", link=used.row)


async def drop_name(db: Db, actor: Actor, persona_id: int, name: Words) -> tuple[Thing, ...]:
    """Also closes the name's own history. Returns the person's texts, whose search entries held the name."""
    set_name(await load(db, Persona, persona_id, lock=True), "", str(name))
    own = Contribution.persona_id == persona_id
    await db.execute(
        update(Contribution)
        .where(own, Contribution.kind == NAME)
        .values(visibility=Visibility.withdrawn, withdrawn_at=actor.at)
    )
    rows = await db.execute(
        update(Contribution)
        .where(own)
        .values(version=Contribution.version + 1)
        .returning(Contribution.kind, Contribution.id)
    )
    return tuple(Thing(row.kind, row.id) for row in rows)
