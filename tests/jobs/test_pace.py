"""A worker without work hardly asks the database, and looks at once when there is some."""

import asyncio
import os
import sys
from pathlib import Path

from sqlalchemy import text

from forum import child
from forum.database import writing_session
from forum.pace import BUSY_SECONDS, IDLE_SECONDS, Pace
from tests.builders import Builders
from tests.jobs.workers import until
from tests.shared import ROOT


async def test_after_a_while_without_work_it_looks_rarely_and_at_once_when_woken() -> None:
    time = 100.0
    pace = Pace(lambda: time)
    assert pace.seconds(0.3) == 0.3
    time += BUSY_SECONDS
    assert pace.seconds(0.3) == IDLE_SECONDS
    resting = asyncio.create_task(pace.rest(600))
    await asyncio.sleep(0)
    pace.wake()
    await resting
    assert pace.seconds(0.3) == 0.3


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
    worker = child.start([sys.executable, "-c", CHILD, str(rung)], {**os.environ, "PYTHONPATH": str(ROOT)})

    async def is_rung() -> bool:
        async with writing_session(build.engine) as db:
            await db.execute(text("SELECT 1"))
        return rung.exists()

    await until(is_rung)
    worker.end()
    worker.wait()
