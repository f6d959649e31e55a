"""Which jobs a worker takes."""

from procrastinate import BaseConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from forum import VERSION
from forum.database.heads import known_head


class KnownJobs(JobManager):
    """Fetches only jobs whose names this program knows and that no newer version queued, and none once the schema is
    not the one that it knows: those of a newer program are left to its workers."""

    def __init__(self, connector: BaseConnector, names: frozenset[str], version: str = VERSION) -> None:
        super().__init__(connector)
        self._names = list(names)
        self._version = version
        self._head = known_head()

    async def fetch_job(self, queues: object, worker_id: int) -> Job | None:
        rows = await self.connector.execute_query_all_async(
            FETCH, names=self._names, version=self._version, head=self._head, worker_id=worker_id
        )
        return next(map(Job.from_row, rows), None)


# As procrastinate_fetch_job_v2, by names; no job of ours has a lock. A queue is named after the version that queued;
# 0.1.0 named it 'default'.
FETCH = """
    WITH candidate AS (
      SELECT id FROM procrastinate_jobs
      WHERE status = 'todo' AND task_name = ANY(%(names)s) AND (scheduled_at IS NULL OR scheduled_at <= now())
        AND CASE WHEN queue_name ~ '^[0-9]+([.][0-9]+)*$'
          THEN string_to_array(queue_name, '.')::int[] <= string_to_array(%(version)s, '.')::int[] ELSE true END
        AND EXISTS (SELECT FROM alembic_version WHERE version_num = %(head)s)
      ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    UPDATE procrastinate_jobs j SET status = 'doing', worker_id = %(worker_id)s
    FROM candidate WHERE j.id = candidate.id RETURNING j.*
"""
