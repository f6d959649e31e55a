"""Registration, confirmation and password reset; responses do not reveal whether an address is known."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from forum import jobs
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import hash_password, spend_tokens, use_token
from forum.accounts.actions.people import open_account
from forum.accounts.addresses import stored_form
from forum.accounts.models import Account, BindingRow, Login
from forum.actor import Purpose, Role
from forum.clock import local_date
from forum.database import Db, load


@dataclass(frozen=True, slots=True)
class Registration:
    email: str
    name: str
    title: str
    password: str
    purposes: tuple[Purpose, ...]


async def register(db: Db, new: Registration, at: datetime) -> None:
    """Open an unconfirmed account and queue the confirmation mail. A known address gets a log-in link
    instead, with the same response; the password is hashed either way, so that timing reveals nothing."""
    password_hash = await hash_password(new.password) if new.password else ""
    address = stored_form(new.email)
    known = await db.scalar(select(Account).where(Account.email == address))
    if known is not None:
        await _mail_known(db, known, "login")
        return
    account = await open_account(
        db, email=address, name=new.name, title=new.title, password_hash=password_hash, at=at
    )
    await give_consents(db, account.id, new.purposes, at)
    db.add(BindingRow(account_id=account.id, role=Role.intellectual.value, from_on=local_date(at)))
    await jobs.defer(db, "mail_link", purpose="confirm", account_id=account.id)


async def confirm(db: Db, token: str, at: datetime) -> Account | None:
    """Confirm the account the token was mailed to. None for an invalid token."""
    used = await use_token(db, "confirm", token, at)
    if used is None or used.account_id is None:
        return None
    account = await load(db, Account, used.account_id, lock=True)
    account.confirmed_at = account.confirmed_at or at
    return account


async def ask_link(db: Db, email: str, purpose: str) -> None:
    """Queue a log-in or reset link. Does nothing, without a hint, for an unknown address."""
    account = await db.scalar(select(Account).where(Account.email == stored_form(email)))
    if account is not None:
        await _mail_known(db, account, purpose)


async def _mail_known(db: Db, account: Account, purpose: str) -> None:
    """Clear the password of an unconfirmed account before mailing a link: somebody else may have set it, to
    share the account once its owner follows the link. The owner logs in by link and sets a new one."""
    if account.confirmed_at is None:
        purpose, account.password_hash = "confirm", ""
    await jobs.defer(db, "mail_link", purpose=purpose, account_id=account.id)


async def log_in_by_link(db: Db, token: str, at: datetime) -> Account | None:
    used = await use_token(db, "login", token, at)
    return None if used is None or used.account_id is None else await db.get(Account, used.account_id)


async def reset_password(db: Db, token: str, password: str, at: datetime) -> Account | None:
    """Set a new password; end all sessions and invalidate all links mailed before, so that anybody who read
    that mailbox meanwhile is locked out."""
    used = await use_token(db, "reset", token, at)
    if used is None or used.account_id is None:
        return None
    account = await load(db, Account, used.account_id, lock=True)
    account.password_hash = await hash_password(password)
    await db.execute(delete(Login).where(Login.account_id == account.id))
    await spend_tokens(db, account.id, at)
    return account


async def make_first_administrator(db: Db, token: str, new: Registration, at: datetime) -> Account | None:
    """Use the one-time link of the first start: opens a confirmed account with the administrator role."""
    used = await use_token(db, "first_administrator", token, at)
    if used is None:
        return None
    account = await open_account(
        db,
        email=new.email,
        name=new.name,
        title=new.title,
        password_hash=await hash_password(new.password),
        at=at,
        confirmed=True,
    )
    await give_consents(db, account.id, new.purposes, at)
    db.add(BindingRow(account_id=account.id, role=Role.administrator.value, from_on=local_date(at)))
    await db.flush()
    return account
