"""The worker: runs jobs, processes search marks, pushes to the search engine, and starts periodic jobs.

Any number may run on the same database. Each job is one transaction.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable

import procrastinate
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.accounts import sweeping
from forum.contributions import forgetting, remaking
from forum.database import make_engine, writing_session
from forum.deadlines import reminding
from forum.desk import lapsing
from forum.errors import NotFound
from forum.finding import indexing
from forum.jobs import JOBS, JobContext, Registered
from forum.notifications import letters, weekly
from forum.papers import making, own_data
from forum.settings import Settings

log = logging.getLogger("forum.worker")

POLL_SECONDS = 0.5
# Imported to register the jobs of letters, interim hides, log-ins, reminders, papers, stored HTML and weekly letters.
REGISTERED = (letters, lapsing, making, own_data, remaking, forgetting, reminding, sweeping, weekly)


def make_job_app(settings: Settings, engine: AsyncEngine) -> procrastinate.App:
    """Procrastinate's app with every registered job, on the same database."""
    url = make_url(settings.database_url).set(drivername="postgresql")
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=url.render_as_string(hide_password=False))
    )
    for registered in JOBS.values():
        retry = procrastinate.RetryStrategy(max_attempts=registered.attempts, exponential_wait=3)
        run = _in_transaction(registered, settings, engine)
        task = app.task(name=registered.name, retry=retry, pass_context=True)(run)
        if registered.cron:
            app.periodic(cron=registered.cron)(task)
    return app


def _in_transaction(
    registered: Registered, settings: Settings, engine: AsyncEngine
) -> Callable[..., Awaitable[None]]:
    async def run(running: procrastinate.JobContext, timestamp: int | None = None, **args: object) -> None:
        """`timestamp` is passed to periodic jobs and not used: jobs read the clock."""
        is_last = running.job.attempts >= registered.attempts  # as RetryStrategy counts
        try:
            async with writing_session(engine) as db:
                await registered.run(JobContext(db, clock.now(), settings, engine, is_last), **args)
        except NotFound:
            log.warning("job %s: its thing is gone", registered.name)

    return run


async def run_worker(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT: jobs, search marks, the push to the engine."""
    engine = make_engine(settings.database_url, pool_size=6)
    app = make_job_app(settings, engine)
    ending = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ending.set)
    async with app.open_async():
        work = [
            asyncio.create_task(
                app.run_worker_async(
                    concurrency=4,
                    wait=True,
                    fetch_job_polling_interval=POLL_SECONDS,
                    listen_notify=False,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                )
            ),
            asyncio.create_task(indexing.drain_forever(engine)),
            asyncio.create_task(indexing.push_forever(settings, engine)),
        ]
        stop = asyncio.create_task(ending.wait())
        await asyncio.wait([*work, stop], return_when=asyncio.FIRST_COMPLETED)
        for task in (*work, stop):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*work, stop)
    await engine.dispose()
