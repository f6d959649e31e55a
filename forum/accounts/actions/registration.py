"""Registration, confirmation and password reset; responses do not reveal whether an address is known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from forum import jobs
from forum.accounts import limits
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import check_password, spend_tokens, usable_token, use_token
from forum.accounts.actions.people import open_account
from forum.accounts.addresses import stored_form
from forum.accounts.models import (
    Account,
    BindingRow,
    Consent,
    Login,
    OneTimeToken,
    PendingRegistration,
    Persona,
)
from forum.accounts.passwords import hash_password
from forum.actor import Purpose, Role
from forum.clock import local_date
from forum.database import Db, ReadDb, load


@dataclass(frozen=True, slots=True)
class Registration:
    email: str
    name: str
    title: str
    password: str
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """A registration that waits for its address to be confirmed."""

    name: str
    asks_password: bool


async def register(db: Db, origin: limits.Origin, browser: str, new: Registration, at: datetime) -> None:
    """Open an unconfirmed account and queue the confirmation mail. A confirmed address gets a log-in link
    instead, with the same response; the password is hashed either way, so that timing reveals nothing.
    Of several registrations of an address that nobody has confirmed, each is kept for its own link. Raises TooMany."""
    email = stored_form(new.email)
    await limits.require_room(db, origin.mails(email), at, limits.MAILED)
    password_hash = await hash_alone(db, new.password)
    await limits.take_room(db, origin.mails(email), at, limits.MAILED)
    await limits.lock(db, origin.mails_of(email))
    account = await db.scalar(select(Account).where(Account.email == email))
    is_first = account is None
    if account is None:
        account = await open_account(db, email=email, name=new.name, title=new.title, at=at)
        db.add(BindingRow(account_id=account.id, role=Role.intellectual.value, from_on=local_date(at)))
    registration_id = None
    if account.confirmed_at is None:
        typed = await _add_registration(db, account, new, password_hash, browser, at)
        registration_id = typed.id
        if is_first:
            await _apply(db, account, typed)
    await _mail_link(db, origin, account, "login", at, registration_id)


async def hash_alone(db: Db, password: str) -> str:
    """Ends the transaction first, so that no connection waits while the password is hashed."""
    await db.rollback()
    return await hash_password(password) if password else ""


async def _add_registration(
    db: Db, account: Account, new: Registration, password_hash: str, browser: str, at: datetime
) -> PendingRegistration:
    typed = PendingRegistration(
        account_id=account.id,
        name=new.name,
        title=new.title.strip(),
        password_hash=password_hash,
        browser=browser,
        purposes=[str(one) for one in new.purposes],
        asked_at=at,
    )
    db.add(typed)
    await db.flush()
    return typed


async def _apply(db: Db, account: Account, typed: PendingRegistration) -> None:
    """Name and consents. A second registration changes neither until its own link is confirmed."""
    persona = await load(db, Persona, account.persona_id, lock=True)
    persona.title = typed.title
    persona.rename(typed.name)
    await db.execute(delete(Consent).where(Consent.account_id == account.id))
    await give_consents(db, account.id, [Purpose(one) for one in typed.purposes], typed.asked_at)


async def _registration_of(db: ReadDb, link: OneTimeToken, browser: str) -> PendingRegistration | None:
    """The one that sent the link. For a link that was asked for without a form: the last of this browser, else the
    first; None where these are too old."""
    if link.registration_id is not None:
        return await db.get(PendingRegistration, link.registration_id)
    own = select(PendingRegistration).where(PendingRegistration.account_id == link.account_id)
    found = list((await db.scalars(own.order_by(PendingRegistration.id))).all())
    of_browser = [one for one in found if one.browser == browser]
    return next(iter([*reversed(of_browser), *found]), None)


async def pending_registration(db: ReadDb, token: str, browser: str, at: datetime) -> Pending | None:
    """What the link of that token will confirm in this browser."""
    row = await usable_token(db, "confirm", token, browser, at)
    if row is None or row.account_id is None:
        return None
    account = await load(db, Account, row.account_id)
    typed = await _registration_of(db, row, browser) if account.confirmed_at is None else None
    named = typed or await load(db, Persona, account.persona_id)
    asks = typed is not None and bool(typed.password_hash) and typed.browser != browser
    return Pending(f"{named.title} {named.name}".strip(), asks_password=asks)


async def confirm(db: Db, token: str, password: str, browser: str, at: datetime) -> Account | None:
    """Confirm the registration that sent the token. None for a token that this browser cannot use. A password set
    at registration counts only in the browser that registered: elsewhere somebody may have set it who does not own
    the address, and `password` replaces it, or none."""
    if await usable_token(db, "confirm", token, browser, at) is None:
        return None
    password_hash = await hash_alone(db, password)
    used = await use_token(db, "confirm", token, browser, at)
    if used is None or used.row.account_id is None:
        return None
    account = await load(db, Account, used.row.account_id, lock=True)
    if account.confirmed_at is None:
        typed = await _registration_of(db, used.row, browser)
        if typed is not None:
            await _apply(db, account, typed)
            password_hash = typed.password_hash if typed.browser == browser else password_hash
        account.password_hash, account.confirmed_at = password_hash, at
        await db.flush()
        await db.execute(delete(PendingRegistration).where(PendingRegistration.account_id == account.id))
    return account


async def ask_link(db: Db, origin: limits.Origin, email: str, purpose: str, at: datetime) -> None:
    """Queue a log-in or reset link. Does nothing, without a hint, for an unknown address. Raises TooMany for a
    network that asks without end; what others ask for counts only towards their own."""
    email = stored_form(email)
    await limits.take_room(db, origin.mails(email), at, limits.MAILED)
    account = await db.scalar(select(Account).where(Account.email == email))
    if account is not None:
        await limits.lock(db, origin.mails_of(email))
        await _mail_link(db, origin, account, purpose, at)


async def _mail_link(
    db: Db,
    origin: limits.Origin,
    account: Account,
    purpose: str,
    at: datetime,
    registration_id: int | None = None,
) -> None:
    """Under the lock of the mailbox. Where many mails went there lately, no more is sent: their links work longer
    than the limit lasts, so the owner is not shut out by those who asked for them."""
    mailbox = origin.mails_of(account.email)
    if await limits.has_room(db, mailbox, at):
        await limits.count(db, mailbox, at)
        purpose = purpose if account.confirmed_at is not None else "confirm"
        await jobs.defer(
            db,
            "mail_link",
            purpose=purpose,
            account_id=account.id,
            registration_id=registration_id,
            asked_at=at.isoformat(),
        )


async def log_in_by_link(db: Db, token: str, browser: str, at: datetime) -> Account | None:
    used = await use_token(db, "login", token, browser, at)
    if used is None or used.row.account_id is None:
        return None
    return await db.get(Account, used.row.account_id)


async def reset_password(db: Db, token: str, password: str, browser: str, at: datetime) -> Account | None:
    """Set a new password; end all sessions and invalidate all links mailed before, so that anybody who read
    that mailbox meanwhile is locked out. Sent a second time with the same password, it only logs in."""
    if await usable_token(db, "reset", token, browser, at) is None:
        return None
    password_hash = await hash_alone(db, password)
    used = await use_token(db, "reset", token, browser, at)
    if used is None or used.row.account_id is None:
        return None
    account = await load(db, Account, used.row.account_id, lock=True)
    if used.is_repeat:
        return await check_password(db, account.email, password)
    account.password_hash = password_hash
    await db.execute(delete(Login).where(Login.account_id == account.id))
    await spend_tokens(db, account.id, at, but=used.row)
    return account
