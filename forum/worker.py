"""The worker: runs jobs, processes search marks, pushes to the search engine, and starts periodic jobs.

Any number may run on the same database. Each job is one transaction. A worker that is killed loses nothing: the
others, or the next one, take up what it held.
"""

import asyncio
import contextlib
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence

import procrastinate
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import VERSION, child, clock, logs, queue, sweeping
from forum.backups import jobs as backing_up
from forum.consultations import draft_reading, in_force_reading
from forum.consultations.deciding import overtaken as overtaken_notices
from forum.contact.attending import freed
from forum.contributions import remaking
from forum.database import PROBE, make_engine, reading_session, writing_session
from forum.database.heads import is_known, known_head, stored_head
from forum.deadlines import reminding
from forum.desk import lapsing, linking
from forum.ends import Outdated, WorkerEnded
from forum.errors import NotFound
from forum.fetching import KnownJobs
from forum.files import cleaning
from forum.finding import indexing
from forum.health import metrics
from forum.jobs import JOBS, JobContext, Registered, pause_after
from forum.notifications import bounces, heads, letters, weekly
from forum.pace import IDLE_SECONDS, Pace
from forum.papers import making, own_data
from forum.progress import overtaken as overtaken_reports
from forum.reports import totals
from forum.settings import Settings

log = logging.getLogger("forum.worker")

POLL_SECONDS = 0.5
WATCH_SECONDS = 10.0
ABORTS_SECONDS = 600.0  # nobody asks that a running job be aborted
# What runs when the worker is told to end has this long; then it is put back for another worker.
END_WITHIN_SECONDS = 5.0
CANCEL_AGAIN_SECONDS = 0.5
# What does not let itself be cancelled holds nobody up: another worker takes its job up.
FORCED_AFTER_SECONDS = 15.0
# One statement for all loops: marks for the index, acts to be linked, entries that the copy lacks, and jobs.
WAITING = text(
    "SELECT EXISTS (SELECT FROM search.changes) OR EXISTS (SELECT FROM moderation.pending)"
    " OR :is_copied AND EXISTS (SELECT FROM search.entries WHERE pushed_revision IS DISTINCT FROM revision)"
    " OR EXISTS (SELECT FROM procrastinate_jobs"
    " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
)
# Imported to register the jobs of letters, backups, files, drafts, heads of the chain, interim hides, reminders,
# papers, notices of consultations, reports on tasks, stored HTML, the numbers of texts, weekly letters and the sweep.
REGISTERED = (
    letters,
    backing_up,
    bounces,
    cleaning,
    draft_reading,
    freed,
    heads,
    in_force_reading,
    lapsing,
    making,
    overtaken_notices,
    overtaken_reports,
    own_data,
    remaking,
    reminding,
    sweeping,
    totals,
    weekly,
)


class Patience(procrastinate.BaseRetryStrategy):
    """When a failed job is tried again."""

    def __init__(self, registered: Registered) -> None:
        self.registered = registered

    def get_retry_decision(
        self, *, exception: BaseException, job: procrastinate.jobs.Job
    ) -> procrastinate.RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError | procrastinate.exceptions.JobAborted):
            return procrastinate.RetryDecision(retry_in={"seconds": 0})  # the worker ends
        if not self.registered.is_tried_again(exception, job.attempts):
            return None
        seconds = int(pause_after(job.attempts + 1).total_seconds())
        return procrastinate.RetryDecision(retry_in={"seconds": seconds})


def make_job_app(settings: Settings, engine: AsyncEngine, pace: Pace | None = None) -> procrastinate.App:
    """Procrastinate's app with every registered job, on the same database."""
    url = make_url(settings.database_url).set(drivername="postgresql")
    connector = procrastinate.PsycopgConnector(conninfo=url.render_as_string(hide_password=False))
    app = procrastinate.App(connector=connector)
    for registered in JOBS.values():
        run = _in_transaction(registered, settings, engine, pace or Pace())
        task = app.task(name=registered.name, queue=VERSION, retry=Patience(registered), pass_context=True)(
            run
        )
        if registered.cron:
            app.periodic(cron=registered.cron)(task)
    app.job_manager = KnownJobs(connector, frozenset(JOBS))
    return app


def _in_transaction(
    registered: Registered, settings: Settings, engine: AsyncEngine, pace: Pace
) -> Callable[..., Awaitable[None]]:
    async def run(running: procrastinate.JobContext, timestamp: int | None = None, **args: object) -> None:
        """`timestamp` is passed to periodic jobs and not used: jobs read the clock."""
        is_last = running.job.attempts >= registered.most_attempts
        logs.job_id.set(str(running.job.id))
        try:
            async with asyncio.timeout(registered.within.total_seconds()), writing_session(engine) as db:
                await registered.run(JobContext(db, clock.now(), settings, engine, is_last), **args)
                if registered.cron:
                    await queue.forget_set_aside(db, registered.name)
            pace.wake()  # it may have put down other jobs, or marks for the index
        except NotFound:
            log.warning("job %s: its thing is gone", registered.name)
        except Exception as failure:
            await _note(engine, registered, running.job, failure)
            raise

    return run


async def _note(
    engine: AsyncEngine, registered: Registered, job: procrastinate.jobs.Job, failure: Exception
) -> None:
    """In the log and for `forum jobs`: never the message, which may hold what people wrote."""
    name = logs.name_of(failure)
    if registered.is_tried_again(failure, job.attempts):
        log.warning("job %s (%s) failed and is tried again: %s", job.id, registered.name, name)
    else:
        log.error("job %s (%s) failed and is set aside: %s", job.id, registered.name, name)
    with contextlib.suppress(SQLAlchemyError, OSError):
        async with writing_session(engine) as db:
            if registered.cron:
                await queue.forget_set_aside(db, registered.name)
            await queue.note_failure(db, job.id or 0, name, clock.now())


async def run_worker(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, or until the parent is gone. Raises WorkerEnded."""
    logs.set_up(settings, "worker")
    engine = make_engine(settings.database_url, pool_size=6)
    probe = make_engine(settings.database_url, pool_size=1, max_overflow=0, patience=PROBE)
    ending, force = asyncio.Event(), threading.Timer(FORCED_AFTER_SECONDS, _end_by_force)
    force.daemon = True

    def end() -> None:
        if not ending.is_set():
            ending.set()
            force.start()

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, end)
    pace, loop = Pace(), asyncio.get_running_loop()
    child.end_with_parent(lambda: loop.call_soon_threadsafe(pace.wake))
    try:
        await _require_schema(engine)
        app = make_job_app(settings, engine, pace)
        numbers = metrics.served(settings.metrics_address, metrics.Metrics(), {"worker": engine}, probe)
        async with app.open_async(), numbers:
            await _work(settings, engine, app, pace, ending, end)
    except (
        SQLAlchemyError,
        OSError,
        procrastinate.exceptions.ProcrastinateException,
        PoolTimeout,
    ) as failure:
        raise WorkerEnded(f"the worker ends, the database is away: {logs.name_of(failure)}") from failure
    finally:
        await engine.dispose()
        await probe.dispose()
        force.cancel()


def _end_by_force() -> None:
    log.error("the worker was told to end and did not within %.0f s: it ends by force", FORCED_AFTER_SECONDS)
    os._exit(1)


async def _work(
    settings: Settings,
    engine: AsyncEngine,
    app: procrastinate.App,
    pace: Pace,
    ending: asyncio.Event,
    end: Callable[[], None],
) -> None:
    """Until `ending` is set, or the first part fails: then `end` sees to it that the others end too."""
    worker = Worker(
        app,
        concurrency=4,
        fetch_job_polling_interval=POLL_SECONDS,
        listen_notify=False,
        install_signal_handlers=False,
        delete_jobs="successful",
        update_heartbeat_interval=queue.HEARTBEAT.total_seconds(),
        stalled_worker_timeout=queue.SILENCE.total_seconds(),
        abort_job_polling_interval=ABORTS_SECONDS,
        shutdown_graceful_timeout=END_WITHIN_SECONDS,
    )
    run: Callable[[], Coroutine[None, None, None]] = worker.run
    stop_fetching: Callable[[], None] = worker.stop
    running = asyncio.create_task(run())
    loops = [
        asyncio.create_task(_fetch_at(pace, worker)),
        asyncio.create_task(_watch(engine, worker)),
        asyncio.create_task(ask_forever(engine, pace, is_copied=settings.search == "meilisearch")),
        asyncio.create_task(indexing.drain_forever(engine, pace)),
        asyncio.create_task(indexing.push_forever(settings, engine, pace)),
        asyncio.create_task(linking.link_forever(engine, pace)),
    ]
    stop = asyncio.create_task(ending.wait())
    first, _others = await asyncio.wait([running, *loops, stop], return_when=asyncio.FIRST_COMPLETED)
    end()
    running.cancel()
    stop_fetching()
    await cancel_until_ended([*loops, stop])
    await asyncio.wait([running])
    raise_what_failed([running, *loops], first)


def raise_what_failed(ended: Sequence[asyncio.Task[None]], first: Collection[asyncio.Task[object]]) -> None:
    """Raises the failure that ended the worker, one of `first`. The others failed when they were cancelled: a library
    may do so in any way in the midst of a statement (psycopg in a pipeline does), and what was not done is taken up."""
    for task in ended:
        failure = None if task.cancelled() else task.exception()
        if failure is not None and task not in first:
            log.warning("failed while the worker ended: %s", logs.name_of(failure))
    for cause in first:
        if not cause.cancelled() and (failure := cause.exception()) is not None:
            raise failure


async def cancel_until_ended(tasks: Sequence[asyncio.Task[object]]) -> None:
    """A library may lose a cancellation that comes in the moment of an answer: such a task is cancelled again."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _ended, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN_SECONDS)


async def _fetch_at(pace: Pace, worker: Worker) -> None:
    """Let procrastinate look for jobs at our pace."""
    while True:
        worker.fetch_job_polling_interval = pace.seconds(POLL_SECONDS)
        await pace.rest(POLL_SECONDS)
        worker._new_job_event.set()


async def ask_forever(engine: AsyncEngine, pace: Pace, *, is_copied: bool) -> None:
    """While the loops rest, ask for them all. A failure is theirs to meet: they look."""
    asking = engine.execution_options(isolation_level="AUTOCOMMIT")
    while True:
        await asyncio.sleep(IDLE_SECONDS)
        if pace.is_busy:
            continue
        try:
            async with asking.connect() as connection:
                something_waits = await connection.scalar(WAITING, {"is_copied": is_copied})
        except (SQLAlchemyError, OSError):
            something_waits = True
        if something_waits:
            pace.look()


async def _watch(engine: AsyncEngine, worker: Worker) -> None:
    """Take up the jobs of workers that died, and end where the database became that of a newer program."""
    while True:
        try:
            await _require_schema(engine)
            async with writing_session(engine) as db:
                for job in await queue.take_up(db, clock.now(), worker_id=worker.worker_id or 0):
                    what = "is set aside" if job.is_set_aside else "is taken up"
                    log.warning("job %s (%s), whose worker died, %s", job.job_id, job.name, what)
                await queue.forget_troubles(db)
        except (SQLAlchemyError, OSError) as failure:
            log.warning("jobs of other workers are not watched: %s", logs.name_of(failure))
        await asyncio.sleep(WATCH_SECONDS)


async def _require_schema(engine: AsyncEngine) -> None:
    async with reading_session(engine) as db:
        stored = await stored_head(db)
    if stored == known_head():
        return
    if stored is None or is_known(stored):
        raise Outdated(f"the database is at {stored}: run `forum migrate`, then start the worker")
    raise Outdated(f"the database is at {stored}, of a newer program: this worker takes no jobs and ends")
