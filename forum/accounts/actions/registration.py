"""Registering, confirming, resetting: each answers alike whether the address is known or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from forum import jobs
from forum.accounts.actions.logins import hash_password, spend_tokens, use_token
from forum.accounts.actions.people import open_account
from forum.accounts.models import Account, BindingRow, Consent, Login
from forum.actor import Role
from forum.clock import local_date
from forum.database import Db, load
from forum.words import _
from vietnamese import normalise

CONSENTS = {
    "terms": _(
        "Tôi đồng ý để hệ thống lưu và công bố ý kiến tôi gửi kèm họ tên của tôi, theo Quy tắc diễn đàn. "
        "Ý kiến về chính sách là dữ liệu cá nhân nhạy cảm; tôi có thể rút lại sự đồng ý này."
    ),
    "mail": _("Tôi đồng ý nhận thư điện tử báo kết quả xử lý ý kiến của tôi."),
}


@dataclass(frozen=True, slots=True)
class Registration:
    email: str
    name: str
    title: str
    password: str
    purposes: tuple[str, ...]


async def register(db: Db, new: Registration, at: datetime) -> None:
    """Open an unconfirmed account and ask the worker for the mail. A known address gets a log-in link instead,
    and the page says the same; hashing is done either way, so the answer takes as long."""
    password_hash = await hash_password(new.password) if new.password else ""
    address = normalise(new.email).strip().lower()
    known = await db.scalar(select(Account).where(Account.email == address))
    if known is not None:
        await _mail_known(db, known, "login")
        return
    account = await open_account(
        db, email=address, name=new.name, title=new.title, password_hash=password_hash, at=at
    )
    for purpose in new.purposes:
        db.add(Consent(account_id=account.id, purpose=purpose, wording=str(CONSENTS[purpose]), given_at=at))
    db.add(BindingRow(account_id=account.id, role=Role.intellectual.value, from_on=local_date(at)))
    await jobs.defer(db, "mail_link", purpose="confirm", account_id=account.id)


async def confirm(db: Db, token: str, at: datetime) -> Account | None:
    """The account whose mail this was, now confirmed. None for a token that does not count."""
    used = await use_token(db, "confirm", token, at)
    if used is None or used.account_id is None:
        return None
    account = await load(db, Account, used.account_id, lock=True)
    account.confirmed_at = account.confirmed_at or at
    return account


async def ask_link(db: Db, email: str, purpose: str) -> None:
    """Ask for a log-in or reset link. Nothing happens, and nothing is said, for an unknown address."""
    account = await db.scalar(select(Account).where(Account.email == normalise(email).strip().lower()))
    if account is not None:
        await _mail_known(db, account, purpose)


async def _mail_known(db: Db, account: Account, purpose: str) -> None:
    """For an address that nobody confirmed yet, the first password is forgotten: another may have set it, to
    share the account once its owner follows the link. The mail lets the owner in; a new one is set by mail."""
    if account.confirmed_at is None:
        purpose, account.password_hash = "confirm", ""
    await jobs.defer(db, "mail_link", purpose=purpose, account_id=account.id)


async def log_in_by_link(db: Db, token: str, at: datetime) -> Account | None:
    used = await use_token(db, "login", token, at)
    return None if used is None or used.account_id is None else await db.get(Account, used.account_id)


async def reset_password(db: Db, token: str, password: str, at: datetime) -> Account | None:
    """Set a new password, end every session of the account and every link that was mailed before: whoever read
    that mailbox meanwhile keeps no way in."""
    used = await use_token(db, "reset", token, at)
    if used is None or used.account_id is None:
        return None
    account = await load(db, Account, used.account_id, lock=True)
    account.password_hash = await hash_password(password)
    await db.execute(delete(Login).where(Login.account_id == account.id))
    await spend_tokens(db, account.id, at)
    return account


async def make_first_administrator(db: Db, token: str, new: Registration, at: datetime) -> Account | None:
    """The one-time link of the first start: an account that is confirmed and administers."""
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
    db.add(BindingRow(account_id=account.id, role=Role.administrator.value, from_on=local_date(at)))
    await db.flush()
    return account


async def withdraw_consent(db: Db, account_id: int, purpose: str, at: datetime) -> None:
    await db.execute(
        update(Consent)
        .where(Consent.account_id == account_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
    )
