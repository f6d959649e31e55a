"""Log-ins: guesses at passwords, sessions in the database, one-time links."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import BaseModel
from sqlalchemy import ColumnElement, delete, false, func, select, update
from sqlalchemy.dialects.postgresql import insert

from forum import jobs
from forum.accounts import limits, passwords
from forum.accounts.addresses import stored_form
from forum.accounts.factors.policy import OF_OTHERS, require_recent_factor
from forum.accounts.models import Account, KnownBrowser, Login, OneTimeToken
from forum.accounts.passwords import NewPassword
from forum.accounts.queries import token_digest
from forum.actor import Actor
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.logs import security
from forum.secret import installation_secret
from forum.settings import Settings
from forum.words import _

LOGIN_LASTS = OF_OTHERS.whole
KNOWN_LASTS = timedelta(days=365)  # since an account last used a browser, which it then no longer knows
USE_IS_NOTED = timedelta(hours=1)
TOKEN_LASTS = {
    "confirm": timedelta(days=3),
    "login": timedelta(minutes=30),
    "reset": timedelta(hours=2),
    "close": timedelta(hours=2),
    "close_nameless": timedelta(hours=2),
    "first_administrator": timedelta(days=7),
    "first_auditor": timedelta(days=7),
    "next_administrator": timedelta(days=7),
    "next_auditor": timedelta(days=7),
    "letter": timedelta(days=7),  # opens nothing: it marks a letter about the log-in as sent
}
REPEAT_WINDOW = timedelta(minutes=10)  # for a double click, or a response that was lost on a slow line


class ChangedPassword(BaseModel):
    present: str
    password: NewPassword


@dataclass(frozen=True, slots=True)
class _Stored:
    account_id: int
    password_hash: str


async def check_password(db: Db, email: str, password: str) -> Account | None:
    """The confirmed account with that address and password, else None, in the same time either way. Ends the
    transaction while the password is hashed; what was read before is stale."""
    stored = await _stored_password(db, email)
    await db.rollback()
    match = await passwords.check(stored.password_hash if stored else "", password)
    if stored is None or not match.fits:
        return None
    account = await load(db, Account, stored.account_id, lock=True)
    if account.password_hash != stored.password_hash:
        return None  # changed meanwhile
    account.password_hash = match.fresh_hash or account.password_hash
    return account


async def _stored_password(db: ReadDb, email: str) -> _Stored | None:
    confirmed = select(Account.id, Account.password_hash).where(
        Account.email == stored_form(email), Account.confirmed_at.is_not(None)
    )
    row = (await db.execute(confirmed)).one_or_none()
    return None if row is None else _Stored(row.id, row.password_hash)


async def guess_password(
    db: Db, origin: limits.Origin, email: str, password: str, at: datetime
) -> Account | None:
    """check_password for somebody who may be guessing. Raises TooMany, also where the password is right."""
    guesses = origin.guesses(stored_form(email))
    await limits.require_room(db, guesses, at, limits.GUESSED)
    account = await check_password(db, email, password)
    await limits.lock(db, guesses)
    await limits.require_room(db, guesses, at, limits.GUESSED)
    if account is None:
        await limits.count(db, guesses, at)
        security("log-in refused")
    else:
        await limits.forgive(db, guesses)
    return account


async def change_password(db: Db, actor: Actor, origin: limits.Origin, changed: ChangedPassword) -> None:
    """Ends the other sessions and the links mailed before, and tells the owner. Ends the transaction while passwords
    are hashed. Raises Invalid for a wrong present password, which counts as a guess as soon as the caller commits,
    and TooMany for too many."""
    require_recent_factor(actor)
    email = await db.scalar(select(Account.email).where(Account.persona_id == actor.persona_id)) or ""
    await db.rollback()
    password_hash = await passwords.hash_password(changed.password)
    account = await guess_password(db, origin, email, changed.present, actor.at)
    if account is None:
        raise Invalid("present", _("Mật khẩu hiện tại chưa đúng."))
    account.password_hash = password_hash
    await end_other_sessions(db, actor)
    await spend_tokens(db, account.id, actor.at)
    security("password changed", account_id=account.id)
    await mail_owner(db, account.id, "password_changed", actor.at)


async def start_login(db: Db, account: Account, at: datetime, device: str = "") -> str:
    """Start a session. Returns the token for its cookie. What it opens is decided with each request."""
    token = secrets.token_urlsafe(32)
    db.add(
        Login(
            token_hash=token_digest(token),
            account_id=account.id,
            created_at=at,
            used_at=at,
            expires_at=at + LOGIN_LASTS,
            device=device,
        )
    )
    await db.flush()
    security("log-in", account_id=account.id)
    return token


async def mail_owner(db: Db, account_id: int, what: str, at: datetime, device: str = "") -> None:
    """Queue the letter about what happened to the log-in: notifications.letters.accounts.ABOUT_LOG_IN."""
    happened_at = at.isoformat()
    await jobs.defer(
        db, "mail_about_log_in", account_id=account_id, what=what, happened_at=happened_at, device=device
    )


async def note_browser(db: Db, account: Account, browser: str, device: str, at: datetime) -> None:
    """The owner gets a letter about a log-in from a browser that the account has not used, unless it is its first.
    `browser` is the digest of that browser's lasting cookie."""
    known = KnownBrowser.account_id == account.id
    count, has_this = (
        await db.execute(
            select(
                func.count(), func.coalesce(func.bool_or(KnownBrowser.browser_hash == browser), false())
            ).where(known)
        )
    ).one()
    if count and not has_this:
        await mail_owner(db, account.id, "new_device", at, device)
    row = insert(KnownBrowser).values(account_id=account.id, browser_hash=browser, used_at=at)
    await db.execute(
        row.on_conflict_do_update(index_elements=["account_id", "browser_hash"], set_={"used_at": at})
    )


async def note_use(db: Db, login_id: int, at: datetime) -> None:
    await db.execute(update(Login).where(Login.id == login_id, Login.used_at < at).values(used_at=at))


async def end_login(db: Db, token: str) -> None:
    ended = delete(Login).where(Login.token_hash == token_digest(token)).returning(Login.account_id)
    for account_id in await db.scalars(ended):
        security("log-out", account_id=account_id)


async def end_session(db: Db, actor: Actor, login_id: int) -> None:
    """One of the actor's own; a second call changes nothing."""
    await _end(db, actor, Login.id == login_id)


async def end_other_sessions(db: Db, actor: Actor) -> None:
    """All of the actor's but the one that acts."""
    assert actor.login is not None  # a request has a session
    await _end(db, actor, Login.id != actor.login.id)


async def _end(db: Db, actor: Actor, which: ColumnElement[bool]) -> None:
    assert actor.login is not None  # a request has a session
    await db.execute(delete(Login).where(Login.account_id == actor.login.account_id, which))
    security("log-ins ended", account_id=actor.login.account_id)


async def end_all_logins(db: Db, account_id: int) -> None:
    """End all sessions of the account, the current one included."""
    await db.execute(delete(Login).where(Login.account_id == account_id))


async def make_token(
    db: Db, purpose: str, account_id: int | None, at: datetime, registration_id: int | None = None
) -> str:
    """Make a one-time token."""
    token = secrets.token_urlsafe(32)
    await store_token(db, token, purpose, account_id, at, registration_id)
    return token


async def store_token(
    db: Db,
    token: str,
    purpose: str,
    account_id: int | None,
    at: datetime,
    registration_id: int | None = None,
) -> bool:
    """Make a token of one's own valid from `at`. False where it is stored already."""
    stored = await db.scalar(
        insert(OneTimeToken)
        .values(
            token_hash=token_digest(token),
            purpose=purpose,
            account_id=account_id,
            registration_id=registration_id,
            expires_at=at + TOKEN_LASTS[purpose],
        )
        .on_conflict_do_nothing()
        .returning(OneTimeToken.token_hash)
    )
    return stored is not None


def mailed_token(settings: Settings, *parts: object) -> str:
    """The token of a mailed link: the same each time that the worker writes the mail, so that the link of the first
    try opens though its answer was lost; made from the installation's secret, so that no job and no log holds one."""
    message = "\0".join(map(str, ("mailed link", *parts))).encode()
    digest = hmac.new(installation_secret(settings), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class UsedToken:
    """`is_repeat`: this browser used it a moment ago, so that what it asks for is done already."""

    row: OneTimeToken
    is_repeat: bool


async def use_token(db: Db, purpose: str, token: str, browser: str, at: datetime) -> UsedToken | None:
    """Use up a token. None if it is unknown, for another purpose, expired, or was used by another browser or too
    long ago. `browser` is the digest that tells browsers apart."""
    row = await _token(db, purpose, token, lock=True)
    if row is None or not _is_usable(row, browser, at):
        return None
    if row.used_at is not None:
        return UsedToken(row, is_repeat=True)
    row.used_at, row.used_by = at, browser
    return UsedToken(row, is_repeat=False)


async def usable_token(
    db: ReadDb, purpose: str, token: str, browser: str, at: datetime
) -> OneTimeToken | None:
    """The token if that browser may use it now."""
    row = await _token(db, purpose, token)
    return row if row is not None and _is_usable(row, browser, at) else None


async def _token(db: ReadDb, purpose: str, token: str, *, lock: bool = False) -> OneTimeToken | None:
    query = select(OneTimeToken).where(
        OneTimeToken.token_hash == token_digest(token), OneTimeToken.purpose == purpose
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row: OneTimeToken | None = await db.scalar(query)
    return row


def _is_usable(row: OneTimeToken, browser: str, at: datetime) -> bool:
    if row.used_at is None:
        return row.expires_at > at
    return row.used_by == browser and row.used_at > at - REPEAT_WINDOW


async def spend_tokens(db: Db, account_id: int, at: datetime, *, but: OneTimeToken | None = None) -> None:
    """Invalidate every other link mailed to the account, also for the browser that used it a moment ago."""
    others = update(OneTimeToken).where(OneTimeToken.account_id == account_id)
    if but is not None:
        others = others.where(OneTimeToken.token_hash != but.token_hash)
    await db.execute(others.where(OneTimeToken.used_at.is_(None)).values(used_at=at))
    await db.execute(others.values(used_by=""))
