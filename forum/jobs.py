"""Background jobs, deferred as rows on the caller's own connection, in its transaction.

A job is invisible before the commit and gone on rollback. Its queue is named after this version of the program: an
older one leaves it to newer workers. Arguments are ids and plain values; a job may run twice, and must then leave what
one run leaves: the job of a worker that died is taken up by another.
"""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from forum import VERSION
from forum.database import Db
from forum.settings import Settings

LONGEST_PAUSE = timedelta(minutes=30)
OUTAGE = timedelta(days=3)


def pause_after(tries: int) -> timedelta:
    """How long a job that failed `tries` times waits for the next: 3, 9, 27 s …, and at most half an hour."""
    return min(LONGEST_PAUSE, timedelta(seconds=3 ** min(tries, 12)))


def _tries_within(lasting: timedelta) -> int:
    tries, waited = 1, timedelta()
    while waited < lasting:
        waited += pause_after(tries)
        tries += 1
    return tries


OUTAGE_TRIES = _tries_within(OUTAGE)


@dataclass(frozen=True, slots=True)
class JobContext:
    """Passed to a running job: a session in one transaction, the time, and the settings."""

    db: Db
    at: datetime
    settings: Settings
    engine: AsyncEngine
    is_last_try: bool = False  # a failure now is not tried again


Job = Callable[..., Awaitable[None]]
Failures = tuple[type[Exception], ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """`outages` are failures of others, such as a mail server that is away: tried again for three days. Any other
    failure is tried `attempts` times more, then the job is set aside. `within` ends a run that hangs."""

    name: str
    run: Job
    cron: str | None
    attempts: int
    outages: Failures
    within: timedelta

    @property
    def most_attempts(self) -> int:
        return OUTAGE_TRIES if self.outages else self.attempts

    def is_tried_again(self, failure: BaseException, attempts: int) -> bool:
        """`attempts` as procrastinate counts: failures before this one. After many of an outage, one of the database
        sets nothing aside."""
        is_outage = bool(self.outages) and isinstance(failure, (*self.outages, DBAPIError))
        return attempts < (OUTAGE_TRIES if is_outage else self.attempts)


JOBS: dict[str, Registered] = {}


def job(
    name: str,
    *,
    cron: str | None = None,
    attempts: int = 8,
    outages: Failures = (),
    within: timedelta = timedelta(minutes=10),
) -> Callable[[Job], Job]:
    """Register `async def run(context: JobContext, **args)`. With `cron` it also runs periodically."""

    def register(run: Job) -> Job:
        JOBS[name] = Registered(name, run, cron, attempts, outages, within)
        return run

    return register


# As procrastinate defers, by the function of its schema: its library is for workers, and fills a web process with
# what only they use.
_DEFER = text("""
    SELECT procrastinate_defer_jobs_v1(array_agg(
      CAST(ROW(CAST(:queue AS text), CAST(:name AS text), 0, NULL, NULL, args, CAST(:run_at AS timestamptz))
        AS procrastinate_job_to_defer_v1) ORDER BY place))
    FROM jsonb_array_elements(CAST(:args AS jsonb)) WITH ORDINALITY AS one (args, place)
""")


async def defer(db: AsyncSession, name: str, *, run_at: datetime | None = None, **args: JsonValue) -> None:
    """Queue a job that starts when, and only when, this transaction commits."""
    await defer_each(db, name, [args], run_at=run_at)


async def defer_each(
    db: AsyncSession, name: str, args: Iterable[dict[str, JsonValue]], *, run_at: datetime | None = None
) -> None:
    """Queue a job for each of `args`, in one statement."""
    given = {"queue": VERSION, "name": name, "run_at": run_at, "args": json.dumps(list(args))}
    await (await db.connection()).execute(_DEFER, given)
