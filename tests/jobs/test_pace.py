"""A worker without work hardly asks the database, and looks at once when there is some."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from forum import child, worker
from forum.database import embedded, make_engine, writing_session
from forum.pace import BUSY_SECONDS, UNASKED_SECONDS, Pace
from forum.worker import ask_forever
from tests.builders import Builders
from tests.jobs.workers import until
from tests.shared import ROOT


async def test_after_a_while_without_work_it_looks_rarely_and_at_once_when_woken() -> None:
    time = 100.0
    pace = Pace(lambda: time)
    assert pace.seconds(0.3) == 0.3
    time += BUSY_SECONDS
    assert pace.seconds(0.3) == UNASKED_SECONDS
    resting = asyncio.create_task(pace.rest(600))
    await asyncio.sleep(0)
    pace.wake()
    await resting
    assert pace.seconds(0.3) == 0.3


@pytest.mark.parametrize(
    ("what", "is_found"),
    [
        ("SELECT 1", False),
        ("INSERT INTO search.changes (kind, thing_id) VALUES ('proposal', 1)", True),
        ("INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('sweep', '0.1.0')", True),
        (
            "INSERT INTO procrastinate_jobs (task_name, queue_name, scheduled_at) "
            "VALUES ('sweep', '0.1.0', now() + interval '1 hour')",
            False,
        ),
        (
            "INSERT INTO moderation.pending (at, kind, payload, salt, digest) VALUES (now(), 'x', '{}', '', '')",
            True,
        ),
        ("DROP SCHEMA search CASCADE", True),
    ],
    ids=["nothing", "a mark", "a job", "a job for later", "an act", "a failure"],
)
async def test_what_another_process_leaves_is_found_by_one_statement(
    server: embedded.Server, build: Builders, what: str, is_found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loops of a worker without work rest, and look where something waits for any of them."""
    await build.run_jobs()
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    url = make_url(build.settings.database_url)
    owner = make_engine(server.url("forum_owner", url.database or ""))
    async with owner.begin() as connection:
        await connection.execute(text("DELETE FROM search.changes"))
        await connection.execute(text("DELETE FROM moderation.pending"))
        await connection.execute(text(what))
    await owner.dispose()
    time = 0.0
    pace = Pace(lambda: time)
    time = BUSY_SECONDS
    resting = asyncio.create_task(pace.rest(600))
    asking = asyncio.create_task(ask_forever(build.engine, pace, is_copied=False))
    ended, _ = await asyncio.wait([resting], timeout=30 if is_found else 1)
    asking.cancel()
    resting.cancel()
    assert bool(ended) == is_found
    assert not pace.is_busy


CHILD = """
import pathlib, signal, sys, threading
from forum import child
child.end_with_parent(pathlib.Path(sys.argv[1]).touch)
print(flush=True)
signal.pause()
"""


async def test_what_a_web_process_commits_wakes_the_worker_that_it_started(
    build: Builders, tmp_path: Path
) -> None:
    rung = tmp_path / "rung"
    started = child.start([sys.executable, "-c", CHILD, str(rung)], {**os.environ, "PYTHONPATH": str(ROOT)})

    async def is_rung() -> bool:
        async with writing_session(build.engine) as db:
            await db.execute(text("SELECT 1"))
        return rung.exists()

    await until(is_rung)
    started.end()
    started.wait()
