"""Background jobs, deferred as rows on the caller's own connection, in its transaction.

A job is invisible before the commit and gone on rollback. Arguments are ids and plain values; a job may run
twice.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import procrastinate
from procrastinate.types import JSONValue
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from forum.database import Db
from forum.settings import Settings


@dataclass(frozen=True, slots=True)
class JobContext:
    """Passed to a running job: a session in one transaction, the time, and the settings."""

    db: Db
    at: datetime
    settings: Settings
    engine: AsyncEngine
    is_last_try: bool = False  # a failure now is not tried again


Job = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Registered:
    name: str
    run: Job
    cron: str | None
    attempts: int


JOBS: dict[str, Registered] = {}


def job(name: str, *, cron: str | None = None, attempts: int = 8) -> Callable[[Job], Job]:
    """Register `async def run(context: JobContext, **args)`. With `cron` it also runs periodically."""

    def register(run: Job) -> Job:
        JOBS[name] = Registered(name, run, cron, attempts)
        return run

    return register


async def defer(db: AsyncSession, name: str, *, run_at: datetime | None = None, **args: JSONValue) -> None:
    """Queue a job that starts when, and only when, this transaction commits."""
    await defer_each(db, name, [args], run_at=run_at)


async def defer_each(
    db: AsyncSession, name: str, args: Iterable[dict[str, JSONValue]], *, run_at: datetime | None = None
) -> None:
    """Queue a job for each of `args`, in one statement."""
    connection = await (await db.connection()).get_raw_connection()
    await (
        _deferring_app()
        .configure_task(name, connection=connection.driver_connection, schedule_at=run_at, allow_unknown=True)
        .batch_defer_async(*args)
    )


@cache
def _deferring_app() -> procrastinate.App:
    """An app without a pool of its own: it only inserts job rows on connections passed to it."""
    return procrastinate.App(connector=procrastinate.PsycopgConnector())
