"""Log-ins: sessions in the database, one-time links, limits against guessing.

Passwords are argon2id. Only the log-in itself hashes on the request's path, in a thread.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update

from forum.accounts.addresses import stored_form
from forum.accounts.models import Account, Attempt, Login, OneTimeToken
from forum.accounts.queries import token_digest
from forum.database import Db
from forum.errors import TooMany
from forum.words import _

LOGIN_LASTS = timedelta(days=30)
TOKEN_LASTS = {
    "confirm": timedelta(days=3),
    "login": timedelta(minutes=30),
    "reset": timedelta(hours=2),
    "first_administrator": timedelta(days=7),
}
GUESS_WINDOW = timedelta(minutes=15)
GUESSES = 8

_hasher = PasswordHasher()
# Verified for unknown addresses, so that the response takes as long as for known ones.
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def check_password(db: Db, email: str, password: str) -> Account | None:
    """The confirmed account with that address and password, else None, in the same time either way."""
    account: Account | None = await db.scalar(select(Account).where(Account.email == stored_form(email)))
    stored = account.password_hash if account is not None and account.password_hash else _NOBODY
    matched = await asyncio.to_thread(_matches, stored, password)
    return account if matched and account is not None and account.confirmed_at is not None else None


async def start_login(db: Db, account: Account, at: datetime) -> str:
    """Start a session. Returns the token for its cookie."""
    token = secrets.token_urlsafe(32)
    db.add(
        Login(
            token_hash=token_digest(token), account_id=account.id, created_at=at, expires_at=at + LOGIN_LASTS
        )
    )
    await db.flush()
    return token


async def end_login(db: Db, token: str) -> None:
    await db.execute(delete(Login).where(Login.token_hash == token_digest(token)))


async def end_all_logins(db: Db, account_id: int) -> None:
    """End all sessions of the account, the current one included."""
    await db.execute(delete(Login).where(Login.account_id == account_id))


async def make_token(db: Db, purpose: str, account_id: int | None, at: datetime) -> str:
    """Make a one-time token. The worker calls this while writing the mail, so that no job or log holds a
    secret."""
    token = secrets.token_urlsafe(32)
    db.add(
        OneTimeToken(
            token_hash=token_digest(token),
            purpose=purpose,
            account_id=account_id,
            expires_at=at + TOKEN_LASTS[purpose],
        )
    )
    await db.flush()
    return token


async def use_token(db: Db, purpose: str, token: str, at: datetime) -> OneTimeToken | None:
    """Use up a token. None if it is unknown, for another purpose, expired, or already used."""
    row: OneTimeToken | None = await db.scalar(
        select(OneTimeToken)
        .where(OneTimeToken.token_hash == token_digest(token), OneTimeToken.purpose == purpose)
        .with_for_update()
    )
    if row is None or row.used_at is not None or row.expires_at <= at:
        return None
    row.used_at = at
    return row


async def spend_tokens(db: Db, account_id: int, at: datetime) -> None:
    """Invalidate every unused link mailed to the account."""
    await db.execute(
        update(OneTimeToken)
        .where(OneTimeToken.account_id == account_id, OneTimeToken.used_at.is_(None))
        .values(used_at=at)
    )


async def count_attempt(db: Db, what: str, at: datetime, *, limit: int = GUESSES) -> None:
    """Count a guess by what it aims at (an address, a peer). Raises TooMany past the limit; the keys are
    digests, so the table holds no address."""
    key = hashlib.sha256(what.encode()).hexdigest()
    recent = await db.scalar(
        select(func.count()).select_from(Attempt).where(Attempt.key == key, Attempt.at > at - GUESS_WINDOW)
    )
    if (recent or 0) >= limit:
        raise TooMany(_("Đã thử quá nhiều lần; mời thử lại sau ít phút."), retry_seconds=900)
    db.add(Attempt(key=key, at=at))
    await db.flush()
