"""Declining mail by the link that each mail carries, without a log-in (RFC 8058). Its token is signed with the
account's own key and works as long as the account does, since letters are kept for years."""

import hashlib
import hmac
from datetime import datetime

from forum.accounts.actions.consents import end_consent
from forum.accounts.models import Account
from forum.actor import Purpose
from forum.database import Db, ReadDb

DECLINED = frozenset({Purpose.mail, Purpose.announcements})  # the purposes that a link in a mail withdraws


def unsubscribe_token(account: Account, purpose: Purpose) -> str:
    return f"{purpose}.{account.id}.{_signature(account, purpose)}"


def _signature(account: Account, purpose: Purpose) -> str:
    return hmac.new(account.mail_key.encode(), f"decline {purpose}".encode(), hashlib.sha256).hexdigest()


async def declined_by(db: ReadDb, token: str) -> tuple[Account, Purpose] | None:
    """The account and the purpose that a token is for; None for any other text."""
    name, _, rest = token.partition(".")
    number, _, signature = rest.partition(".")
    if name not in DECLINED or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    account = await db.get(Account, int(number))
    if account is None or not hmac.compare_digest(_signature(account, Purpose(name)), signature):
        return None
    return account, Purpose(name)


async def unsubscribe(db: Db, token: str, at: datetime) -> Purpose | None:
    """Withdraw the consent to such mail. A second call changes nothing; None for an unknown token."""
    found = await declined_by(db, token)
    if found is None:
        return None
    account, purpose = found
    await end_consent(db, account.id, purpose, at)
    return purpose
