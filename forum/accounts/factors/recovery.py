"""Recovery codes: ten on paper, each opens once. New ones replace all that are left."""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, select

from forum.accounts.factors.sealing import digest_of_code
from forum.accounts.models import RecoveryCode
from forum.database import Db, ReadDb

COUNT = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
GROUPS, GROUP = 3, 4


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(GROUPS * GROUP))


def in_groups(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


async def make_codes(db: Db, account_id: int, secret: bytes, at: datetime) -> tuple[str, ...]:
    """Returns them as they are to be printed: they are not shown again."""
    await db.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [_new_code() for _place in range(COUNT)]
    db.add_all(
        RecoveryCode(account_id=account_id, code_hash=digest_of_code(secret, account_id, code), made_at=at)
        for code in codes
    )
    await db.flush()
    return tuple(in_groups(code) for code in codes)


async def take_recovery_code(db: Db, account_id: int, secret: bytes, typed: str, at: datetime) -> bool:
    """Whether it is one of the account's that is left; it is used up then."""
    code = "".join(one for one in typed.lower() if one.isalnum())
    if len(code) != GROUPS * GROUP:
        return False
    key = (account_id, digest_of_code(secret, account_id, code))
    row = await db.get(RecoveryCode, key, with_for_update=True, populate_existing=True)
    if row is None or row.used_at is not None:
        return False
    row.used_at = at
    return True


async def codes_left(db: ReadDb, account_id: int) -> int:
    left = select(func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return await db.scalar(left) or 0
