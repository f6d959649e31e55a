"""What /readyz, `forum doctor` and the administrator's page look at while the program runs, each check alone: one that
fails or is slow leaves the others."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock, queue
from forum.accounts import directory
from forum.database import ReadDb, reading_session
from forum.database.heads import is_known, known_head, stored_head
from forum.finding.engines import SearchEngines
from forum.health.verdicts import OK, UNKNOWN, Level, Verdict
from forum.notifications import heads
from forum.settings import Settings
from moderation import chain
from search.pushing import due_entries

WITHIN_SECONDS = 1.9
SHARED_SECONDS = 1.0
LONG = timedelta(minutes=15)  # that a job or a mail may wait, and a job run
BEHIND = timedelta(minutes=1)
LOW_BYTES, FULL_BYTES = 2_000_000_000, 100_000_000

# Without these the program cannot serve; the others are for its operator.
REQUIRED = ("database", "migrations", "disk")


@dataclass(frozen=True, slots=True)
class Looking:
    """What a check of the database is given."""

    db: ReadDb
    at: datetime
    settings: Settings
    engines: SearchEngines


Check = Callable[[Looking], Awaitable[str]]


async def migrations(it: Looking) -> str:
    if await it.db.scalar(text("SELECT to_regclass('public.alembic_version')")) is None:
        return "missing"
    stored = await stored_head(it.db)
    if stored is None:
        return "missing"
    return OK if stored == known_head() else "old" if is_known(stored) else "newer"


async def jobs(it: Looking) -> str:
    standing, figures = await queue.standing(it.db, it.at), await queue.figures(it.db, it.at)
    found = {
        "no_worker": standing.workers == 0,
        "stuck": _is_long_ago(standing.running_since, it.at),
        "waiting": _is_long_ago(standing.waiting_since, it.at),
        "set_aside": figures.set_aside > 0,
    }
    return _first(found)


async def mail(it: Looking) -> str:
    figures = await queue.figures(it.db, it.at)
    refused, _sharing = await directory.mail_figures(it.db)
    found = {
        "late": _is_long_ago(figures.oldest_mail_at, it.at),
        "unset": not it.settings.mail_url and not it.settings.is_sample,
        "refused": refused > 0,
    }
    return _first(found)


async def search(it: Looking) -> str:
    """Where PostgreSQL alone searches, nothing can be away or behind."""
    copy = it.engines.meilisearch
    if copy is None:
        return OK
    if not await copy.is_reachable():
        return "away"
    due = await due_entries(it.db)
    return "behind" if due.oldest_at is not None and due.oldest_at < it.at - BEHIND else OK


async def audit(it: Looking) -> str:
    """Whether acts are linked, heads leave the house, and the program can only append to the chain."""
    verified_since = await chain.unlinked_since(it.db)
    sent = await heads.last_sent(it.db)
    may_change = text("SELECT has_table_privilege('moderation.links', 'UPDATE')")
    found = {
        "unlinked": _is_long_ago(verified_since, it.at),
        "no_head": not it.settings.is_sample and (sent is None or sent.at < it.at - heads.SENT_WITHIN),
        "one_role": bool(await it.db.scalar(may_change)),
    }
    return _first(found)


IN_DATABASE: dict[str, Check] = {
    "migrations": migrations,
    "jobs": jobs,
    "mail": mail,
    "search": search,
    "chain": audit,
}
READY = ("database", "migrations", "disk", "jobs", "mail", "search", "chain")


async def verdicts(engine: AsyncEngine, settings: Settings, engines: SearchEngines) -> Sequence[Verdict]:
    """All that READY names, within two seconds, on a connection of `engine`."""
    found = dict.fromkeys(READY, UNKNOWN) | {"database": "away"}
    with suppress(SQLAlchemyError, OSError, TimeoutError):
        async with asyncio.timeout(WITHIN_SECONDS):
            found["disk"] = await asyncio.to_thread(disk, settings)
            async with reading_session(engine) as db:
                await db.execute(text("SELECT 1"))
                found["database"] = OK
                await _look(Looking(db, clock.now(), settings, engines), found)
    return [Verdict(name, found[name]) for name in READY]


async def _look(it: Looking, found: dict[str, str]) -> None:
    for name, check in IN_DATABASE.items():
        with suppress(SQLAlchemyError):
            async with it.db.begin_nested():
                found[name] = await check(it)
        if name == "migrations" and found[name] in ("missing", "newer"):
            return


class Readiness:
    """The verdicts of one process for whoever asks: many at once share one look, which counts for a second."""

    def __init__(self) -> None:
        self._look: asyncio.Task[Sequence[Verdict]] | None = None
        self._begun = 0.0

    async def now(self, engine: AsyncEngine, settings: Settings, engines: SearchEngines) -> Sequence[Verdict]:
        if self._look is None or time.monotonic() > self._begun + SHARED_SECONDS:
            self._begun = time.monotonic()
            self._look = asyncio.create_task(verdicts(engine, settings, engines))
        return await asyncio.shield(self._look)


def can_serve(found: Iterable[Verdict]) -> bool:
    return not any(one.name in REQUIRED and one.level == Level.bad for one in found)


def disk(settings: Settings) -> str:
    """Of the fullest place that the program writes to: its own folder, and the database's where that is here."""
    return disk_word(min(shutil.disk_usage(place).free for place in _places(settings)))


def disk_word(free: int) -> str:
    return "full" if free < FULL_BYTES else "low" if free < LOW_BYTES else OK


def _places(settings: Settings) -> list[Path]:
    places = [next(one for one in (settings.var.resolve(), *settings.var.resolve().parents) if one.exists())]
    if settings.database_url:
        sockets = make_url(settings.database_url).query.get("host", "")
        if isinstance(sockets, str) and sockets.startswith("/") and Path(sockets).is_dir():
            places.append(Path(sockets).parent)
    return places


def _is_long_ago(since: datetime | None, at: datetime) -> bool:
    return since is not None and since < at - LONG


def _first(found: dict[str, bool]) -> str:
    """The worst that is so; they stand in that order."""
    return next((word for word, is_so in found.items() if is_so), OK)
