"""Limits against guessing and flooding: what was tried lately, by account and network, under digests only.

Wrong guesses count, right log-ins never do. Guesses are checked against the limit again after they were
tried, under a lock, so that of many at once none beyond the limit learns whether it was right.
"""

import hashlib
import hmac
import ipaddress
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select

from forum.accounts.addresses import mailbox_of
from forum.accounts.models import Attempt
from forum.database import Db, ReadDb, lock_name
from forum.errors import TooMany
from forum.secret import installation_secret
from forum.settings import Settings
from forum.words import Words, _

WINDOW = timedelta(minutes=15)
RETENTION = timedelta(days=1)
MEGABYTE = 1_000_000
# How many in one window, by what is counted.
MOST = {
    "guess": 8,  # wrong passwords of one account from one network
    "guess of account": 24,  # the same from anywhere: the owner then logs in by a mailed link
    "guess from network": 100,  # of any account: room for the slips of a hall behind one address
    "factor": 5,  # wrong second factors of one account from one network, after a right password or link
    "factor of account": 10,  # the same from anywhere
    "mail": 8,  # asked for one address from one network
    "mail from network": 300,  # four for each of a hall of seventy
    "mail of mailbox": 10,  # sent to one mailbox, whoever asks; its links work meanwhile
    "megabytes of files": 200,  # sent by one account
    "code": 8,  # wrong codes from receipts, typed by one account in a day
    "code from network": 40,  # by any account in a day: accounts cost nothing
}
WINDOWS = dict.fromkeys(
    ("megabytes of files", "code", "code from network"), timedelta(days=1)
)  # where it is not the usual one
What = Literal[
    "guess",
    "guess of account",
    "guess from network",
    "factor",
    "factor of account",
    "mail",
    "mail from network",
    "mail of mailbox",
    "megabytes of files",
    "code",
    "code from network",
]
GUESSED = _("Đã nhập sai mật khẩu nhiều lần. Ông/Bà có thể chọn “Gửi liên kết vào thư” để vào ngay.")
FACTOR_GUESSED = _("Đã nhập sai bước thứ hai nhiều lần.")
SENT_FILES = _(
    "Trong một ngày, mỗi người gửi được không quá {most:n} MB tệp.", most=MOST["megabytes of files"]
)
CODE_GUESSED = _(
    "Đã nhập sai mã nhiều lần. Mời Ông/Bà xem lại giấy biên nhận, hoặc gọi tổ thư ký để xin mã mới."
)
MAILED = _("Đã xin gửi thư nhiều lần. Liên kết trong những thư vừa gửi vẫn dùng được.")


@dataclass(frozen=True, slots=True)
class Counted:
    """What an attempt is counted under."""

    what: What
    key: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where requests come from. `secret` is the installation's: digests of addresses cannot be guessed back."""

    network: str
    secret: bytes

    def guesses(self, email: str) -> tuple[Counted, ...]:
        return (
            self._counted("guess", email, self.network),
            self._counted("guess of account", email),
            self._counted("guess from network", self.network),
        )

    def factor_guesses(self, account_id: int) -> tuple[Counted, ...]:
        return (
            self._counted("factor", str(account_id), self.network),
            self._counted("factor of account", str(account_id)),
        )

    def mails(self, email: str) -> tuple[Counted, ...]:
        return self._counted("mail", email, self.network), self._counted("mail from network", self.network)

    def mails_of(self, email: str) -> tuple[Counted, ...]:
        return (self._counted("mail of mailbox", mailbox_of(email)),)

    def code_guesses(self, account_id: int) -> tuple[Counted, ...]:
        return self._counted("code", str(account_id)), self._counted("code from network", self.network)

    def files_of(self, account_id: int) -> Counted:
        return self._counted("megabytes of files", str(account_id))

    @property
    def digest(self) -> str:
        """The network, for limits of other rooms."""
        return hmac.new(self.secret, self.network.encode(), hashlib.sha256).hexdigest()

    def _counted(self, what: What, *whose: str) -> Counted:
        message = "\0".join((what, *whose)).encode()
        return Counted(what, hmac.new(self.secret, message, hashlib.sha256).hexdigest())


def origin_at(host: str, settings: Settings) -> Origin:
    """`host` is the peer's IP. One house has many addresses of IPv6: the first 64 bits count."""
    try:
        address = ipaddress.ip_address(host)
        is_wide = address.version == 6
        network = str(ipaddress.ip_network((address, 64), strict=False)) if is_wide else host
    except ValueError:
        network = host
    return Origin(network, installation_secret(settings))


async def require_room(db: ReadDb, counted: Sequence[Counted], at: datetime, reason: Words) -> None:
    """Raises TooMany, with the time after which one more is taken."""
    frees = [when for one in counted if (when := await _full_until(db, one, at)) is not None]
    if frees:
        raise TooMany(reason, wait=max(frees) - at)


async def take_room(db: Db, counted: Sequence[Counted], at: datetime, reason: Words) -> None:
    """Count one more. Raises TooMany where there is no room; of many at once, none slips past."""
    await lock(db, counted)
    await require_room(db, counted, at, reason)
    await count(db, counted, at)


async def take_files(db: Db, origin: Origin, account_id: int, size: int, at: datetime) -> None:
    """Count a file of `size` bytes that begins to come, each megabyte once. Raises TooMany past the day's."""
    await take_room(db, [origin.files_of(account_id)] * math.ceil(size / MEGABYTE), at, SENT_FILES)


async def give_back_files(db: Db, origin: Origin, account_id: int, size: int) -> None:
    """Of a file that was counted and broke off: so many bytes of it did not come."""
    key = origin.files_of(account_id).key
    newest = select(Attempt.id).where(Attempt.key == key).order_by(Attempt.id.desc()).limit(size // MEGABYTE)
    await db.execute(delete(Attempt).where(Attempt.id.in_(newest)))


async def has_room(db: ReadDb, counted: Sequence[Counted], at: datetime) -> bool:
    return not any([await _full_until(db, one, at) for one in counted])


async def _full_until(db: ReadDb, one: Counted, at: datetime) -> datetime | None:
    window = WINDOWS.get(one.what, WINDOW)
    recent = select(Attempt.at).where(Attempt.key == one.key, Attempt.at > at - window)
    oldest: datetime | None = await db.scalar(
        recent.order_by(Attempt.at.desc()).offset(MOST[one.what] - 1).limit(1)
    )
    return None if oldest is None else oldest + window


async def lock(db: Db, counted: Sequence[Counted]) -> None:
    """Until the transaction ends, nobody else counts under these keys."""
    for key in sorted(one.key for one in counted):
        await lock_name(db, key)


async def count(db: Db, counted: Sequence[Counted], at: datetime) -> None:
    db.add_all(Attempt(key=one.key, at=at) for one in counted)
    await db.flush()


async def forgive(db: Db, counted: Sequence[Counted]) -> None:
    """Take back the wrong guesses of whoever then logs in: those counted at the same times under the first key,
    of one account from one network."""
    first, *_others = counted
    own = select(Attempt.at).where(Attempt.key == first.key)
    keys = [one.key for one in counted]
    await db.execute(delete(Attempt).where(Attempt.key.in_(keys), Attempt.at.in_(own)))
