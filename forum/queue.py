"""The queue as its operator sees it: what waits, runs, is tried again or was set aside; and what to do about it.

procrastinate notes neither why a job failed nor how often its worker died with it: `job_troubles` does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from procrastinate import BaseConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Db, Model, writing_session

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


class KnownJobs(JobManager):
    """Fetches only jobs whose names this program knows: those of a newer one are left to its workers."""

    def __init__(self, connector: BaseConnector, names: frozenset[str]) -> None:
        super().__init__(connector)
        self._names = list(names)

    async def fetch_job(self, queues: object, worker_id: int) -> Job | None:
        rows = await self.connector.execute_query_all_async(FETCH, names=self._names, worker_id=worker_id)
        return Job.from_row(rows[0]) if rows else None


# As procrastinate_fetch_job_v2, by names instead of queues; no job of ours has a lock.
FETCH = """
    WITH candidate AS (
      SELECT id FROM procrastinate_jobs
      WHERE status = 'todo' AND task_name = ANY(%(names)s) AND (scheduled_at IS NULL OR scheduled_at <= now())
      ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE procrastinate_jobs j SET status = 'doing', worker_id = %(worker_id)s
    FROM candidate WHERE j.id = candidate.id RETURNING j.*
"""

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


async def note_failure(engine: AsyncEngine, job_id: int, error: str, at: datetime) -> None:
    """Remember the last failure of a job, by `name_of`, in a transaction of its own."""
    note = text(
        "INSERT INTO job_troubles (job_id, error, at) VALUES (:job_id, :error, :at) "
        "ON CONFLICT (job_id) DO UPDATE SET error = excluded.error, at = excluded.at"
    )
    async with writing_session(engine) as db:
        await db.execute(note, {"job_id": job_id, "error": error, "at": at})


def name_of(failure: BaseException) -> str:
    """The kind of a failure and its number, without its message: that may hold what people wrote."""
    number = (
        getattr(failure, "code", None)
        or getattr(failure, "sqlstate", None)
        or getattr(failure, "errno", None)
    )
    cause = getattr(failure, "orig", None) or failure.__cause__
    name = type(failure).__name__
    if isinstance(number, int | str) and str(number).isalnum():
        name = f"{name} {number}"
    return f"{name} ({name_of(cause)})" if cause is not None and cause is not failure else name


async def forget_troubles(db: Db) -> None:
    """Of jobs that are done or dropped."""
    await db.execute(
        text(
            "DELETE FROM job_troubles t WHERE NOT EXISTS "
            "(SELECT FROM procrastinate_jobs j WHERE j.id = t.job_id AND j.status IN ('todo', 'doing', 'failed'))"
        )
    )
