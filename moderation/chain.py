"""The audit chain: each official act as a salted digest, each row linked to the one before.

digest = sha256(salt ‖ canonical payload); link = sha256(previous link ‖ digest ‖ n ‖ at ‖ kind).
A link needs only the digest, so a payload and its salt can be erased and every link can still be
verified; without the 32 random bytes of salt nobody can guess the erased payload from its digest. An erasure
is an act of its own, whose payload names the row as `erased_n`: an empty row without such an act is reported.
Truncation or a complete rewrite cannot be detected from the database alone: that takes a head kept elsewhere,
which is why auditors are shown it.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import Row, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.errors import ModerationRefused
from moderation.models import ChainHead, Link, PendingAct
from moderation.values import Act, Json

GENESIS = hashlib.sha256(b"Hien Ke: audit chain").digest()
ERASED_N = "erased_n"
BATCH = 1000

_APPEND = text("SELECT n, link FROM moderation.append_links(:acts)").bindparams(
    bindparam("acts", type_=JSONB)
)
_LINK_PENDING = text("SELECT moderation.link_pending(:most)")
_ERASE = text("SELECT moderation.erase_link(:erased)")

Flaw = Literal["changed", "removed", "link_broken", "erased_without_act", "head_differs", "cut_off"]


# The columns that _batch selects: n, at, kind, payload, salt, digest, link.
LinkRow: TypeAlias = Row[int, datetime, str, dict[str, Json] | None, bytes | None, bytes, bytes]


# Is told an act's kind, payload and number; 0 where it is yet to be linked.
Seen: TypeAlias = Callable[[str, Mapping[str, Json] | None, int], None]


@dataclass(frozen=True)
class Head:
    """A row's number and its link; a copy kept elsewhere proves later that nothing up to it was changed."""

    n: int
    digest: str

    def __str__(self) -> str:
        return f"{self.n}:{self.digest}"


@dataclass(frozen=True)
class Restored:
    """The backup's name, and its newest row: heads copied from later rows are of acts that are gone."""

    backup: str
    to_n: int


@dataclass(frozen=True)
class HeadRow:
    n: int
    digest: str
    at: datetime
    kind: str
    is_erased: bool
    restored: Restored | None
    payload: Mapping[str, Json]


@dataclass(frozen=True)
class DayHead:
    day: date
    head: Head
    at: datetime


@dataclass(frozen=True)
class Recorded:
    """An act as it stands in the chain; without its payload where that was erased."""

    n: int
    digest: str
    at: datetime
    kind: str
    payload: dict[str, Json] | None


@dataclass(frozen=True)
class Finding:
    n: int
    flaw: Flaw


@dataclass(frozen=True)
class Verified:
    head: Head
    row_count: int
    erased_count: int
    findings: tuple[Finding, ...]
    restorations: tuple[Restored, ...] = ()
    unlinked_count: int = 0
    unlinked_since: datetime | None = None

    @property
    def is_sound(self) -> bool:
        return not self.findings


async def append(db: AsyncSession, acts: Sequence[Act]) -> Head:
    """Lock the head row and append the acts. Last in a transaction: nothing is locked after it."""
    await db.flush()
    n, link = (await db.execute(_APPEND, {"acts": [_sealed(act) for act in acts]})).one()
    return Head(n, link.hex())


async def add_pending(db: AsyncSession, acts: Sequence[Act]) -> None:
    """Put acts down to be linked within a moment, without a lock: what citizens do must not queue at the head."""
    for act in acts:
        salt = secrets.token_bytes(32)
        digest = payload_digest(salt, act.payload)
        db.add(PendingAct(at=act.at, kind=act.kind, payload=dict(act.payload), salt=salt, digest=digest))
    await db.flush()


async def link_pending(db: AsyncSession, most: int = BATCH) -> int:
    """Link acts that were put down, in their order, each once whoever else does the same. Returns how many."""
    await db.flush()
    return int((await db.execute(_LINK_PENDING, {"most": most})).scalar_one())


async def unlinked_since(db: AsyncSession) -> datetime | None:
    """When the oldest act was put down that is yet to be linked."""
    found: datetime | None = await db.scalar(select(func.min(PendingAct.at)))
    return found


def _sealed(act: Act) -> dict[str, Json]:
    salt = secrets.token_bytes(32)
    return {
        "at": _stamp(act.at),
        "kind": act.kind,
        "payload": dict(act.payload),
        "salt": salt.hex(),
        "digest": payload_digest(salt, act.payload).hex(),
    }


async def erase(db: AsyncSession, n: int) -> Mapping[str, Json]:
    """Empty one row's payload and salt, and return the old payload. The caller appends, in the same
    transaction, an act whose payload names the row as `erased_n`.

    Raises ModerationRefused: 'no_such_row', 'erased_already', or 'is_erasure', which stays.
    """
    await db.flush()
    row = (await db.execute(select(Link.payload).where(Link.n == n))).one_or_none()
    if row is None:
        raise ModerationRefused("no_such_row")
    payload: dict[str, Json] | None = row.payload
    if payload is None:
        raise ModerationRefused("erased_already")
    if ERASED_N in payload:
        raise ModerationRefused("is_erasure")
    await db.execute(_ERASE, {"erased": n})
    return payload


async def head(db: AsyncSession) -> Head:
    found = (await db.execute(select(ChainHead.n, ChainHead.link).where(ChainHead.id == 1))).one_or_none()
    return Head(0, GENESIS.hex()) if found is None else Head(found.n, found.link.hex())


async def heads(db: AsyncSession, before_n: int | None = None, row_count: int = 50) -> list[HeadRow]:
    """Newest rows first, for the auditor to copy; pass the last `n` as `before_n` for the next page."""
    erased = Link.salt.is_(None).label("is_erased")
    wanted = select(Link.n, Link.link, Link.at, Link.kind, Link.payload, erased)
    if before_n is not None:
        wanted = wanted.where(Link.n < before_n)
    rows = await db.execute(wanted.order_by(Link.n.desc()).limit(row_count))
    return [
        HeadRow(
            row.n, row.link.hex(), row.at, row.kind, row.is_erased, _restored(row.payload), row.payload or {}
        )
        for row in rows
    ]


async def acts(db: AsyncSession, kinds: Sequence[str]) -> list[Recorded]:
    """All acts of these kinds, oldest first."""
    wanted = select(Link.n, Link.digest, Link.at, Link.kind, Link.payload)
    rows = await db.execute(wanted.where(Link.kind.in_(kinds)).order_by(Link.n))
    return [Recorded(row.n, row.digest.hex(), row.at, row.kind, row.payload) for row in rows]


async def has(db: AsyncSession, kind: str) -> bool:
    """Whether an act of this kind was ever linked."""
    return await db.scalar(select(Link.n).where(Link.kind == kind).limit(1)) is not None


async def last(db: AsyncSession, kind: str) -> Recorded | None:
    """The newest act of this kind."""
    wanted = select(Link.n, Link.digest, Link.at, Link.kind, Link.payload).where(Link.kind == kind)
    row = (await db.execute(wanted.order_by(Link.n.desc()).limit(1))).one_or_none()
    return Recorded(row.n, row.digest.hex(), row.at, row.kind, row.payload) if row is not None else None


async def daily_heads(db: AsyncSession, zone: str, row_count: int) -> list[DayHead]:
    """The last row of each of the newest days that have any, by the calendar of that time zone."""
    day = func.date(func.timezone(zone, Link.at)).label("day")
    ends = (
        select(day, func.max(Link.n).label("n"))
        .group_by(day)
        .order_by(func.max(Link.n).desc())
        .limit(row_count)
        .subquery()
    )
    rows = await db.execute(
        select(ends.c.day, Link.n, Link.link, Link.at).join(Link, Link.n == ends.c.n).order_by(Link.n.desc())
    )
    return [DayHead(row.day, Head(row.n, row.link.hex()), row.at) for row in rows]


async def digest_of(db: AsyncSession, n: int) -> str:
    """The digest of a row's payload, which stays when that is erased; empty where there is no such row."""
    found = await db.scalar(select(Link.digest).where(Link.n == n))
    return found.hex() if found is not None else ""


async def holds(db: AsyncSession, n: int, digest: str) -> bool:
    """Whether the row of this number and digest still has its payload."""
    row = (await db.execute(select(Link.digest, Link.salt).where(Link.n == n))).one_or_none()
    return row is not None and row.digest.hex() == digest and row.salt is not None


async def verify(db: AsyncSession, known: Head | None = None, seen: Seen | None = None) -> Verified:
    """Verify all rows in order. Without `known`, a head kept elsewhere, truncation cannot be detected.

    Reads in batches within the caller's transaction; use a repeatable-read one if others write meanwhile. `seen` is
    told of every act.
    """
    walk = _Walk()
    while rows := await _batch(db, walk.n):
        for row in rows:
            walk.step(row, known)
            if seen is not None:
                seen(row.kind, row.payload, row.n)
    waiting = select(func.count().label("act_count"), func.min(PendingAct.at).label("since"))
    unlinked = (await db.execute(waiting)).one()
    if seen is not None:
        for kind, payload in await db.execute(select(PendingAct.kind, PendingAct.payload)):
            seen(kind, payload, 0)
    last = await head(db)
    findings = walk.findings + walk.silent_erasures()
    if (last.n, last.digest) != (walk.n, walk.link.hex()):
        findings.append(Finding(last.n, "cut_off" if last.n > walk.n else "head_differs"))
    if known is not None and known.n > walk.n:
        findings.append(Finding(known.n, "cut_off"))
    if known is not None and known.n == 0 and known.digest != GENESIS.hex():
        findings.append(Finding(0, "head_differs"))
    return Verified(
        head=Head(walk.n, walk.link.hex()),
        row_count=walk.row_count,
        erased_count=len(walk.erased),
        findings=tuple(sorted(set(findings), key=lambda one: (one.n, one.flaw))),
        restorations=tuple(walk.restorations),
        unlinked_count=unlinked.act_count,
        unlinked_since=unlinked.since,
    )


def canonical(payload: Mapping[str, Json]) -> bytes:
    """A canonical encoding of equal payloads, unchanged by a round trip through jsonb.

    Raises ValueError for what such a round trip changes: floats, NUL, lone surrogates, keys that are not
    strings.
    """
    _require_plain(payload)
    spelled = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return spelled.encode("utf-8")


def payload_digest(salt: bytes, payload: Mapping[str, Json]) -> bytes:
    return hashlib.sha256(salt + canonical(payload)).digest()


def next_link(previous: bytes, digest: bytes, n: int, at: datetime, kind: str) -> bytes:
    return hashlib.sha256(previous + digest + f"{n}|{_stamp(at)}|{kind}".encode()).digest()


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class _Walk:
    """The progress of a verification."""

    def __init__(self) -> None:
        self.n = 0
        self.link = GENESIS
        self.row_count = 0
        self.erased: set[int] = set()
        self.explained: set[int] = set()
        self.findings: list[Finding] = []
        self.restorations: list[Restored] = []

    def step(self, row: LinkRow, known: Head | None) -> None:
        self.findings += [Finding(n, "removed") for n in _gap(self.n, row.n)]
        if row.salt is None:
            self.erased.add(row.n)
        elif not _matches(row):
            self.findings.append(Finding(row.n, "changed"))
        if row.payload is not None and ERASED_N in row.payload:
            self.explained.add(int(row.payload[ERASED_N]))
        if restored := _restored(row.payload):
            self.restorations.append(restored)
        if row.n == self.n + 1 and row.link != next_link(self.link, row.digest, row.n, row.at, row.kind):
            self.findings.append(Finding(row.n, "link_broken"))
        if known is not None and known.n == row.n and known.digest != row.link.hex():
            self.findings.append(Finding(row.n, "head_differs"))
        self.n, self.link, self.row_count = row.n, row.link, self.row_count + 1

    def silent_erasures(self) -> list[Finding]:
        return [Finding(n, "erased_without_act") for n in self.erased - self.explained]


def _restored(payload: Mapping[str, Json] | None) -> Restored | None:
    """What an act says that was recorded when the database was restored from a backup."""
    match payload or {}:
        case {"restored_from": str(backup), "restored_to_n": int(to_n)}:
            return Restored(backup, to_n)
    return None


def _gap(last_n: int, next_n: int) -> list[int]:
    """Only the first and the last missing number, enough to locate a gap."""
    return sorted({last_n + 1, next_n - 1}) if next_n > last_n + 1 else []


def _matches(row: LinkRow) -> bool:
    try:
        return bool(payload_digest(row.salt, row.payload) == row.digest)
    except (ValueError, TypeError):
        return False


async def _batch(db: AsyncSession, after_n: int) -> Sequence[LinkRow]:
    wanted = select(Link.n, Link.at, Link.kind, Link.payload, Link.salt, Link.digest, Link.link)
    return (await db.execute(wanted.where(Link.n > after_n).order_by(Link.n).limit(BATCH))).all()


def _require_plain(value: object) -> None:
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        if "\x00" in value:
            raise ValueError("NUL in a payload")
        return
    if isinstance(value, list | tuple):
        for one in value:
            _require_plain(one)
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str):
                raise ValueError("a payload's keys are text")
            _require_plain(key)
            _require_plain(one)
        return
    raise ValueError(f"{type(value).__name__} in a payload")
