"""Workers in processes of their own, as a machine runs and kills them, and a mail server that takes its time."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.database import writing_session
from forum.serve import environment_of
from forum.settings import Settings
from tests.shared import ROOT

PATIENCE_SECONDS = 240.0  # a process takes its time to start on a busy machine
DRAINED_WITHIN_SECONDS = 600.0
UNDONE = text("SELECT count(*) FROM procrastinate_jobs WHERE args <> '{}' AND NOT args ? 'timestamp'")


async def until(what: Callable[[], Awaitable[object]]) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not await what():
        assert time.monotonic() < give_up_at, "it did not come about"
        await asyncio.sleep(0.05)


@contextmanager
def running(settings: Settings, command: str = "worker") -> Iterator[subprocess.Popen[bytes]]:
    """A process of the program with these settings; killed at the end, if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "forum", command],
        cwd=ROOT,
        env=environment_of(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        process.kill()
        if process.stdout is not None and not process.stdout.closed:
            print(process.communicate()[0].decode())  # shown where a test fails


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


class SlowPost:
    """An SMTP server that notes each mail when its text is there, and answers once it may."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.taken: list[str] = []
        self.is_slow = True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        lines = envelope.content.decode(errors="replace").splitlines()
        (mail_id,) = [line.split()[1] for line in lines if line.lower().startswith("message-id:")]
        self.ids.append(mail_id)
        while self.is_slow:
            await asyncio.sleep(0.02)
        self.taken.append(mail_id)
        return "250 OK"

    async def answer_now_and_then(self) -> None:
        """For ever slow for a while, and quick for a while."""
        while True:
            self.is_slow = not self.is_slow
            await asyncio.sleep(random.uniform(0.5, 3))


@asynccontextmanager
async def slow_post(
    settings: Settings, post: SlowPost | None = None
) -> AsyncIterator[tuple[SlowPost, Settings]]:
    post = post or SlowPost()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield post, settings.model_copy(update={"mail_url": f"smtp://127.0.0.1:{port}"})
    post.is_slow = False
    controller.stop()


async def until_drained(engine: AsyncEngine, worker: subprocess.Popen[bytes] | None = None) -> None:
    """But for periodic jobs, nothing waits, runs, or was set aside. A worker that is given must not end meanwhile."""
    give_up_at = time.monotonic() + DRAINED_WITHIN_SECONDS
    undone: object = True
    while undone:
        assert time.monotonic() < give_up_at, f"{undone} jobs were not done"
        assert worker is None or worker.poll() is None, f"the worker ended, {undone} jobs were not done"
        await asyncio.sleep(0.5)
        with suppress(SQLAlchemyError, OSError):
            async with writing_session(engine) as db:
                undone = await db.scalar(UNDONE)
