"""Rounds of kill -9 of the worker or of PostgreSQL, at random moments under load and with a slow mail server: what was
acknowledged is there, and everybody is told of it once. SOAK_ROUNDS makes more rounds, SOAK_SEED repeats a run."""

import asyncio
import os
import random
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.accounts.models import Account
from forum.actor import Role
from forum.clock import now
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.sample import first_data
from forum.settings import Settings
from tests.builders import Builders
from tests.embedded.program import postmaster_of
from tests.jobs.workers import SlowPost, kill, running, slow_post, until_drained
from tests.long.embedded.test_kills import wait_for
from tests.notifications.test_mail import a_proposal

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "2"))
SEED = int(os.environ.get("SOAK_SEED", "0")) or random.randrange(1, 1_000_000)
WRITERS = 4


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder that every account may enter; pytest's own are closed to the server's."""
    folder = Path(tempfile.mkdtemp(prefix="hk-kills-"))
    folder.chmod(0o755)
    yield folder / "var"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own(var: Path) -> Iterator[embedded.Server]:
    """A durable server of this test alone, which is killed."""
    server = embedded.start(var)
    server.supervise(every_seconds=0.2)
    yield server
    server.stop()


@pytest.fixture
async def killed(own: embedded.Server, tmp_path: Path) -> AsyncIterator[Builders]:
    migrate(own.url("forum_owner"))
    engine = make_engine(own.url("forum_app"), pool_size=WRITERS + 2)
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, now())
    settings = Settings(
        mode="sample",
        database_url=own.url("forum_app"),
        search="postgresql",
        var=tmp_path / "files",
        public_url="http://hien-ke.test",
    )
    yield Builders(engine, settings)
    await engine.dispose()


class Writer:
    """Posts until it is stopped; counts what was acknowledged."""

    def __init__(self, build: Builders, author: Account) -> None:
        self.build, self.author = build, author
        self.titles: list[str] = []

    async def write(self) -> None:
        number = 0
        while True:
            number += 1
            title = f"Hiến kế mẫu {self.author.id} số {number}"
            with suppress(SQLAlchemyError, OSError):
                await a_proposal(self.build, self.author, title)
                self.titles.append(title)
            await asyncio.sleep(random.uniform(0.5, 2))


async def test_what_was_acknowledged_is_there_and_told_once_however_often_something_is_killed(
    killed: Builders, var: Path
) -> None:
    print(f"SOAK_SEED={SEED}")
    random.seed(SEED)
    writers = [Writer(killed, await killed.person(Role.intellectual)) for _ in range(WRITERS)]
    async with slow_post(killed.settings) as (post, settings):
        writing = [asyncio.create_task(writer.write()) for writer in writers]
        breathing = asyncio.create_task(post.answer_now_and_then())
        for _ in range(ROUNDS):
            await _a_round(settings, var)
        for task in (*writing, breathing):
            task.cancel()
        await asyncio.gather(*writing, breathing, return_exceptions=True)
        post.is_slow = False
        with running(settings) as worker:
            await until_drained(killed.engine, worker)
    titles = [title for writer in writers for title in writer.titles]
    assert titles
    await _require_all_told(killed.engine, titles, post)


async def _a_round(settings: Settings, var: Path) -> None:
    with running(settings) as worker:
        await asyncio.sleep(random.uniform(8, 25))
        if random.random() < 0.7:
            kill(worker)
        else:
            before = postmaster_of(var)
            os.kill(before, signal.SIGKILL)
            await asyncio.to_thread(wait_for, lambda: _is_another(var, before), 60)


def _is_another(var: Path, before: int) -> bool:
    with suppress(AssertionError):
        return postmaster_of(var) != before
    return False


async def _require_all_told(engine: AsyncEngine, titles: list[str], post: SlowPost) -> None:
    async with writing_session(engine) as db:
        stored = list(
            await db.scalars(text("SELECT title FROM contributions WHERE title LIKE 'Hiến kế mẫu%'"))
        )
        notices = list(await db.scalars(text("SELECT id FROM notices")))
        events = await db.scalar(text("SELECT count(DISTINCT (event_id, persona_id)) FROM notices"))
    assert set(titles) <= set(stored), "acknowledged and lost"
    assert len(stored) == len(set(stored)), "doubled"
    assert len(notices) == events >= len(titles)
    print(f"{ROUNDS} rounds: {len(titles)} acknowledged, {len(notices)} notices, {len(post.ids)} mails begun")
    mailed = {mail_id.strip("<>").partition("@")[0] for mail_id in post.taken}
    assert {f"notice-{notice_id}" for notice_id in notices} == mailed
