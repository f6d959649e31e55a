"""The queue as its operator sees it: what waits, runs, is tried again or was set aside; and what to do about it.

procrastinate notes neither why a job failed nor how often its worker died with it: `job_troubles` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Db, Model, ReadDb
from forum.errors import Conflict, NotFound
from forum.state import words
from forum.words import _

# A worker writes its heartbeat every HEARTBEAT; one that was silent for SILENCE is dead, and so are its jobs' runs.
HEARTBEAT = timedelta(seconds=5)
SILENCE = timedelta(seconds=20)
# A job whose worker died so often may be what kills it: it is set aside.
MOST_TAKEOVERS = 5


class JobTrouble(Model):
    """What befell a job that is not done: the last failure, without words of people, and deaths of its workers."""

    __tablename__ = "job_troubles"

    job_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    takeovers: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str] = mapped_column(default="", server_default="")
    at: Mapped[datetime]


TAKE_UP = """
    WITH dead AS (
      SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
      WHERE j.status = 'doing' AND j.worker_id IS DISTINCT FROM CAST(:worker_id AS bigint)
        AND (w.id IS NULL OR w.last_heartbeat < clock_timestamp() - CAST(:silence AS interval))
      FOR UPDATE OF j SKIP LOCKED),
    noted AS (
      INSERT INTO job_troubles (job_id, takeovers, error, at)
      SELECT id, 1, '', :at FROM dead
      ON CONFLICT (job_id) DO UPDATE SET takeovers = job_troubles.takeovers + 1, at = excluded.at
      RETURNING job_id, takeovers)
    UPDATE procrastinate_jobs j SET worker_id = NULL, abort_requested = false, scheduled_at = NULL,
      priority = j.priority - 1,
      status = CAST(CASE WHEN noted.takeovers < :most THEN 'todo' ELSE 'failed' END AS procrastinate_job_status)
    FROM noted WHERE j.id = noted.job_id
    RETURNING j.id, j.task_name, j.status = 'failed' AS is_set_aside
"""


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A job whose worker died. It waits again, behind the others, or was set aside."""

    job_id: int
    name: str
    is_set_aside: bool


async def take_up(db: Db, at: datetime, *, worker_id: int = 0) -> list[TakenUp]:
    """Let jobs of dead workers run again. Any number of workers may call it at once; `worker_id`, who asks, lives."""
    given = {"worker_id": worker_id, "silence": SILENCE, "at": at, "most": MOST_TAKEOVERS}
    rows = await db.execute(text(TAKE_UP), given)
    return [TakenUp(*row) for row in rows]


async def note_failure(db: Db, job_id: int, error: str, at: datetime) -> None:
    """Remember the last failure of a job, by `logs.name_of`. Not in the job's own transaction, which is rolled back."""
    note = text(
        "INSERT INTO job_troubles (job_id, error, at) VALUES (:job_id, :error, :at) "
        "ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, at = excluded.at"
    )
    await db.execute(note, {"job_id": job_id, "error": error, "at": at})


async def forget_set_aside(db: Db, name: str) -> None:
    """Of a periodic job: its next run does what those were to do."""
    await db.execute(
        text("DELETE FROM procrastinate_jobs WHERE task_name = :name AND status = 'failed'"), {"name": name}
    )


async def forget_troubles(db: Db) -> None:
    """Of jobs that are done or dropped."""
    await db.execute(
        text(
            "DELETE FROM job_troubles t WHERE NOT EXISTS "
            "(SELECT FROM procrastinate_jobs j WHERE j.id = t.job_id AND j.status IN ('todo', 'doing', 'failed'))"
        )
    )


@words("job")
class JobState(StrEnum):
    set_aside = "set_aside"
    retrying = "retrying"
    running = "running"
    waiting = "waiting"


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job that is not done. `about` are the ids in its arguments; `next_at` is set while it waits for a time."""

    id: int
    name: str
    about: str
    state: JobState
    since: datetime | None
    next_at: datetime | None
    attempts: int
    takeovers: int
    error: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How many jobs are in each state. The oldest times are of what should have been done by now."""

    set_aside: int
    retrying: int
    running: int
    waiting: int
    waiting_since: datetime | None
    unsent_mails: int
    oldest_mail_at: datetime | None


# A job that failed waits for its next try; one that was planned for a later time has not failed.
_STATE = """CASE WHEN j.status = 'failed' THEN 'set_aside' WHEN j.status = 'doing' THEN 'running'
  WHEN j.attempts > 0 AND j.scheduled_at > :at THEN 'retrying' ELSE 'waiting' END"""
_SINCE = "(SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'deferred')"
_UNDONE = "j.status IN ('todo', 'doing', 'failed')"

_FIGURES = f"""
    WITH undone AS (
      SELECT {_STATE} AS state, coalesce(j.attempts = 0 AND j.scheduled_at > :at, false) AS is_planned,
        j.task_name LIKE 'mail\\_%' AS is_mail, CASE WHEN j.attempts = 0 THEN greatest({_SINCE}, j.scheduled_at)
        ELSE {_SINCE} END AS since
      FROM procrastinate_jobs j WHERE {_UNDONE})
    SELECT count(*) FILTER (WHERE state = 'set_aside'), count(*) FILTER (WHERE state = 'retrying'),
      count(*) FILTER (WHERE state = 'running'), count(*) FILTER (WHERE state = 'waiting'),
      min(since) FILTER (WHERE state <> 'set_aside' AND NOT is_planned),
      count(*) FILTER (WHERE is_mail), min(since) FILTER (WHERE is_mail)
    FROM undone
"""

_LINES = f"""
    SELECT j.id, j.task_name, j.args, {_STATE} AS state, {_SINCE} AS since,
      CASE WHEN j.scheduled_at > :at THEN j.scheduled_at END AS next_at, j.attempts,
      coalesce(t.takeovers, 0) AS takeovers, coalesce(t.error, '') AS error
    FROM procrastinate_jobs j LEFT JOIN job_troubles t ON t.job_id = j.id
    WHERE {_UNDONE} AND j.id > :after AND CAST(:job_id AS bigint) IN (0, j.id)
      AND (CAST(:state AS text) = '' OR {_STATE} = :state)
    ORDER BY j.id LIMIT :most
"""


async def figures(db: ReadDb, at: datetime) -> Figures:
    row = (await db.execute(text(_FIGURES), {"at": at})).one()
    return Figures(*row)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the queue moves: workers that live, since when a job is due that none has taken, and since when the
    longest one runs."""

    workers: int
    waiting_since: datetime | None
    running_since: datetime | None


_STARTED = "(SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'started')"
_STANDING = f"""
    SELECT (SELECT count(*) FROM procrastinate_workers
        WHERE last_heartbeat > clock_timestamp() - CAST(:silence AS interval)),
      (SELECT min(coalesce(j.scheduled_at, {_SINCE})) FROM procrastinate_jobs j
        WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= :at)),
      (SELECT min({_STARTED}) FROM procrastinate_jobs j WHERE j.status = 'doing')
"""


async def standing(db: ReadDb, at: datetime) -> Standing:
    row = (await db.execute(text(_STANDING), {"at": at, "silence": SILENCE})).one()
    return Standing(*row)


async def lines(
    db: ReadDb, at: datetime, state: JobState | None = None, *, after: int = 0, most: int = 100
) -> list[JobLine]:
    """Jobs that are not done, oldest first."""
    return await _lines(db, at=at, state=state or "", after=after, job_id=0, most=most)


async def line(db: ReadDb, at: datetime, job_id: int) -> JobLine:
    """Raises NotFound for a job that is done or dropped."""
    for found in await _lines(db, at=at, state="", after=0, job_id=job_id, most=1):
        return found
    raise NotFound


async def _lines(db: ReadDb, **given: object) -> list[JobLine]:
    rows = await db.execute(text(_LINES), given)
    return [
        JobLine(
            id=row.id,
            name=row.task_name,
            about=_about(row.args),
            state=JobState(row.state),
            since=row.since,
            next_at=row.next_at,
            attempts=row.attempts,
            takeovers=row.takeovers,
            error=row.error,
        )
        for row in rows
    ]


def _about(args: dict[str, object]) -> str:
    """Ids alone: nothing that a person wrote or that a job was given to say."""
    ids = [
        f"{name} {value}" for name, value in args.items() if name.endswith("_id") and isinstance(value, int)
    ]
    return ", ".join(ids)


_AGAIN = """
    UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, priority = 0, worker_id = NULL, scheduled_at = NULL
    WHERE status IN ('todo', 'failed') AND {} RETURNING id
"""


async def retry(db: Db, at: datetime, job_id: int) -> None:
    """Let a job run now, as if it were new. Raises NotFound, and Conflict for one that runs."""
    await _require_idle(db, at, job_id)
    await _retry(db, "id = :id", id=job_id)


async def retry_set_aside(db: Db) -> int:
    """Let all jobs that were set aside run again; returns how many."""
    return await _retry(db, "status = 'failed'")


async def _retry(db: Db, which: str, **given: object) -> int:
    ids = list(await db.scalars(text(_AGAIN.format(which)), given))
    await db.execute(delete(JobTrouble).where(JobTrouble.job_id.in_(ids)))
    return len(ids)


async def drop(db: Db, at: datetime, job_id: int) -> None:
    """Remove a job: what it was to do is not done. Raises NotFound, and Conflict for one that runs."""
    await _require_idle(db, at, job_id)
    await db.execute(text("DELETE FROM procrastinate_jobs WHERE id = :id"), {"id": job_id})
    await db.execute(delete(JobTrouble).where(JobTrouble.job_id == job_id))


async def _require_idle(db: Db, at: datetime, job_id: int) -> None:
    await db.execute(text("SELECT id FROM procrastinate_jobs WHERE id = :id FOR UPDATE"), {"id": job_id})
    if (await line(db, at, job_id)).state == JobState.running:
        raise Conflict(_("Việc này đang chạy; xin đợi đến khi xong."))
