"""No worker outlives the program that started it, and none works for a newer one."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from forum import VERSION
from forum.database import make_engine, writing_session
from forum.database.heads import known_head
from forum.ends import OUTDATED_EXIT
from forum.fetching import KnownJobs
from forum.jobs import JOBS, defer
from forum.serve import environment_of
from forum.settings import Settings
from forum.worker import make_job_app
from tests.builders import Builders
from tests.jobs.workers import PATIENCE_SECONDS, kill, running, until
from tests.shared import ROOT


@pytest.fixture
def alone(settings: Settings) -> Settings:
    """Settings of a program that starts neither database nor search."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    owner = make_url(settings.database_url).set(username="forum_owner")
    found = {"port": port, "mode": "production", "database_owner_url": owner.render_as_string()}
    return settings.model_copy(update=found)


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task")
    found = [pid for task in children.iterdir() for pid in (task / "children").read_text().split()]
    return [int(pid) for pid in found if b"worker" in command_of(int(pid))]


def command_of(pid: int) -> list[bytes]:
    """Empty for a process that has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return []


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
async def test_the_worker_ends_with_the_program_that_started_it(
    build: Builders, alone: Settings, ending: signal.Signals
) -> None:
    async def is_working() -> object:
        async with writing_session(build.engine) as db:
            return await db.scalar(text("SELECT count(*) FROM procrastinate_workers"))

    with running(alone, "serve") as program:
        await until(is_working)
        (worker,) = workers_of(program)
        os.kill(program.pid, ending)
        program.wait()

        async def has_ended() -> bool:
            return not command_of(worker)

        await until(has_ended)


async def test_a_worker_of_an_older_program_ends_in_one_line_and_takes_no_job(
    build: Builders, alone: Settings
) -> None:
    owner = create_engine(alone.database_owner_url)
    with owner.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999_a_newer_one'"))
    async with writing_session(build.engine) as db:
        await db.execute(
            text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'sweep')")
        )
    with running(alone) as worker:
        printed, _ = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == OUTDATED_EXIT
    assert "9999_a_newer_one" in printed.decode().strip().splitlines()[-1]
    assert b"Traceback" not in printed
    async with writing_session(build.engine) as db:
        assert await db.scalar(text("SELECT status::text FROM procrastinate_jobs")) == "todo"
    with owner.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :known"), {"known": known_head()})
    owner.dispose()


async def test_a_worker_without_a_database_ends_in_one_line(alone: Settings) -> None:
    away = alone.model_copy(update={"database_url": "postgresql+psycopg://forum_app@127.0.0.1:1/forum"})
    with running(away) as worker:
        printed, _ = worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 1
    (line,) = printed.decode().strip().splitlines()
    assert "forum@127.0.0.1" in line


async def test_a_job_is_taken_by_no_worker_whose_schema_is_another(build: Builders, alone: Settings) -> None:
    engine = make_engine(build.settings.database_url)
    app = make_job_app(build.settings, engine)
    owner = create_engine(alone.database_owner_url)
    async with writing_session(build.engine) as db:
        await db.execute(
            text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', 'sweep')")
        )
    async with app.open_async():
        worker_id = await app.job_manager.register_worker()
        for head, is_taken in (("9999_a_newer_one", False), (known_head(), True)):
            with owner.begin() as db:
                db.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
            assert (await app.job_manager.fetch_job(None, worker_id) is not None) == is_taken
    owner.dispose()
    await engine.dispose()


async def test_a_job_of_a_name_that_only_a_newer_program_knows_is_left_to_it(build: Builders) -> None:
    put = text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('default', :name)")
    async with writing_session(build.engine) as db:
        await db.execute(put, [{"name": "learned_later"}, {"name": "sweep"}])

    async def is_swept() -> bool:
        async with writing_session(build.engine) as db:
            left = await db.scalars(text("SELECT task_name || ' ' || status::text FROM procrastinate_jobs"))
            return "sweep todo" not in (names := list(left)) and "learned_later todo" in names

    with running(build.settings) as worker:
        await until(is_swept)
        kill(worker)


async def test_what_a_newer_version_queued_is_left_to_its_workers_also_under_an_old_name_and_schema(
    build: Builders,
) -> None:
    """Its arguments, and what is to be done with them, may mean what only it knows."""
    engine = make_engine(build.settings.database_url)
    app = make_job_app(build.settings, engine)
    put = text("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES (:queue, 'sweep')")
    newer, older = "999.0.0", "0.0.10"
    async with writing_session(build.engine) as db:
        await db.execute(put, [{"queue": queue} for queue in (newer, older, "default")])
        await defer(db, "sweep")

    async def taken_by(version: str) -> list[str]:
        manager = KnownJobs(app.connector, frozenset(JOBS), version)
        worker_id, found = await manager.register_worker(), []
        while (job := await manager.fetch_job(None, worker_id)) is not None:
            found.append(job.queue)
        return found

    async with app.open_async():
        assert await taken_by("0.0.9") == ["default"]
        assert await taken_by(VERSION) == [older, VERSION]
        assert await taken_by("999.0") == []
        assert await taken_by("999.0.1") == [newer]
    await engine.dispose()


def test_every_job_is_queued_under_the_version_of_its_program(build: Builders) -> None:
    app = make_job_app(build.settings, build.engine)
    assert {app.tasks[name].queue for name in JOBS} == {VERSION}
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION), "workers compare it by its numbers"


STUBBORN = """
import asyncio
from forum import cli, jobs, worker

@jobs.job("sweep")
async def stubborn(context):
    print("begun", flush=True)
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass

worker.END_WITHIN_SECONDS = worker.FORCED_AFTER_SECONDS = 0.5
cli.main()
"""


async def test_a_worker_told_to_end_ends_though_a_job_does_not_let_go(build: Builders) -> None:
    async with writing_session(build.engine) as db:
        await defer(db, "sweep")
    worker = subprocess.Popen(
        [sys.executable, "-c", STUBBORN, "worker"],
        cwd=ROOT,
        env=environment_of(build.settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert worker.stdout is not None
        while "begun" not in worker.stdout.readline():
            assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
        assert "ends by force" in worker.communicate(timeout=PATIENCE_SECONDS)[0]
        assert worker.returncode == 1
    finally:
        worker.kill()
