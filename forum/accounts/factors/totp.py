"""Codes by time (RFC 6238): six digits of an app, new every 30 seconds, each taken once."""

from datetime import datetime

import pyotp
from markupsafe import Markup

from forum.accounts.factors.sealing import seal, unseal
from forum.accounts.models import TotpSecret
from forum.database import Db, ReadDb
from forum.qr import qr_svg

STEP_SECONDS = 30
DIGITS = 6
SLIP = 1  # steps by which a telephone's clock may be early or late


async def start_totp(db: Db, account_id: int, secret: bytes, at: datetime) -> str:
    """The secret that waits for its first code, made if there is none. A confirmed one stays closed: see
    `is_confirmed`."""
    row = await db.get(TotpSecret, account_id, with_for_update=True)
    plain = unseal(secret, account_id, row.sealed) if row is not None else None
    if plain is None:
        plain = pyotp.random_base32()
        sealed = seal(secret, account_id, plain)
        if row is None:
            db.add(TotpSecret(account_id=account_id, sealed=sealed, made_at=at))
        else:
            row.sealed, row.made_at, row.last_step = sealed, at, 0
        await db.flush()
    return plain


async def is_confirmed(db: ReadDb, account_id: int) -> bool:
    row = await db.get(TotpSecret, account_id)
    return row is not None and row.confirmed_at is not None


async def take_code(db: Db, account_id: int, secret: bytes, code: str, at: datetime) -> TotpSecret | None:
    """The account's secret if the code is of now, a step before or after, and was not taken yet. A code that was
    taken, and all before it, are taken no more."""
    row = await db.get(TotpSecret, account_id, with_for_update=True, populate_existing=True)
    plain = unseal(secret, account_id, row.sealed) if row is not None else None
    if row is None or plain is None or len(code) != DIGITS or not code.isdecimal():
        return None
    now, codes = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(plain)
    for step in range(now - SLIP, now + SLIP + 1):
        if step > row.last_step and pyotp.utils.strings_equal(codes.at(step * STEP_SECONDS), code):
            row.last_step = step
            return row
    return None


def picture_of(plain: str, name: str, site: str) -> Markup:
    """What a telephone reads of the screen: an SVG without style and script."""
    address = pyotp.TOTP(plain).provisioning_uri(name=name, issuer_name=site)
    return qr_svg(address, scale=5)


def in_groups(plain: str) -> str:
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
