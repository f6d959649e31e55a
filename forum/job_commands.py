"""`forum jobs`: what the program has to do in the background, for its operator."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from forum import clock, queue
from forum.database import Db, make_engine, writing_session
from forum.database.opening import opened_database
from forum.errors import Invalid
from forum.queue import JobLine, JobState
from forum.settings import Settings
from forum.words import _

offered = typer.Typer()
app = typer.Typer(no_args_is_help=True, help="What is to be done in the background: list, show, retry, drop")
offered.add_typer(app, name="jobs")
T = TypeVar("T")


@app.command("list")
def list_jobs(
    state: JobState | None = typer.Option(None, help="Only these"),
    most: int = typer.Option(100, min=1, max=100_000, help="At most so many"),
) -> None:
    """Jobs that are not done: a line each, and how many there are in all."""
    figures, lines = _on_database(lambda db: _listed(db, state, most))
    for line in lines:
        print(_line(line))
    oldest = f"; oldest {figures.waiting_since:%Y-%m-%d %H:%M:%S%z}" if figures.waiting_since else ""
    print(
        f"set aside {figures.set_aside}, waiting for another try {figures.retrying}, running {figures.running}, "
        f"waiting {figures.waiting}; mails not sent {figures.unsent_mails}{oldest}"
    )


async def _listed(db: Db, state: JobState | None, most: int) -> tuple[queue.Figures, list[JobLine]]:
    at = clock.now()
    return await queue.figures(db, at), await queue.lines(db, at, state, most=most)


@app.command("show")
def show_job(job_id: int) -> None:
    """One job: what it is about, how often it was tried, and what its last failure was."""
    line = _on_database(lambda db: queue.line(db, clock.now(), job_id))
    print(_line(line))
    print(f"queued {line.since}, tried {line.attempts} times, workers that died with it {line.takeovers}")
    print(f"last failure: {line.error or '-'}")


@app.command("retry")
def retry_job(
    job_id: int | None = typer.Argument(None),
    failed: bool = typer.Option(False, "--failed", help="All that were set aside"),
) -> None:
    """Let a job run now, as if it were new, or all that were set aside."""
    if failed == (job_id is not None):
        raise Invalid("job_id", _("Nêu số của một việc, hoặc --failed."))
    if job_id is None:
        print(_on_database(queue.retry_set_aside))
    else:
        _on_database(lambda db: queue.retry(db, clock.now(), job_id))


@app.command("drop")
def drop_job(job_id: int) -> None:
    """Remove a job: what it was to do is not done."""
    _on_database(lambda db: queue.drop(db, clock.now(), job_id))


def _line(line: JobLine) -> str:
    times = f" next {line.next_at:%Y-%m-%d %H:%M:%S%z}" if line.next_at else ""
    return f"{line.id}\t{line.state}\t{line.name}\t{line.about}\t{line.attempts} tries{times}\t{line.error}"


def _on_database(work: Callable[[Db], Awaitable[T]]) -> T:
    with opened_database(Settings()) as settings:
        return asyncio.run(_run(settings.database_url, work))


async def _run(url: str, work: Callable[[Db], Awaitable[T]]) -> T:
    engine = make_engine(url, pool_size=2)
    try:
        async with writing_session(engine) as db:
            return await work(db)
    finally:
        await engine.dispose()
