"""The program as an operator serves it: its parts by their process ids, a mail server that drops lines, a probe."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from asyncio import get_running_loop, sleep, to_thread
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import random
from typing import Literal, get_args

from aiosmtpd.smtp import SMTP, Envelope, Session

from forum.database.embedded.paths import find_places
from forum.serve import environment_of
from forum.settings import Settings
from search.server import FOLDER
from tests.embedded.program import postmaster_of
from tests.jobs.test_parent import workers_of
from tests.jobs.workers import SlowPost
from tests.shared import ROOT

Part = Literal["web", "worker", "postgresql", "meilisearch", "all"]
PARTS: tuple[Part, ...] = get_args(Part)
READY_WITHIN_SECONDS = 180.0
SETTLED_AFTER_SECONDS = 3.0


class DroppingPost(SlowPost):
    """Slow at times, and at times it takes a mail, says so, and closes the connection."""

    dropped = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if random() < 0.1 and server.transport is not None:
            self.dropped += 1
            get_running_loop().call_later(0.01, server.transport.close)
        return answer


class Served:
    """`forum serve` in a folder of its own, started again by whoever looks after it, as by a service manager."""

    def __init__(self, place: Path, settings: Settings) -> None:
        self.var, self.output = settings.var, place / "output"
        self.port, self.site = settings.port, settings.site
        self.environment = environment_of(settings) | {
            "FORUM_MEILISEARCH_BIN": str(ROOT / ".tools/meilisearch")
        }
        self.starts = 0
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        self.starts += 1
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "forum", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )

    def database_url(self) -> str:
        return f"postgresql+psycopg://forum_app@/forum?host={find_places(self.var).sockets}&port=5432"

    def pids_of(self, part: Part) -> list[int]:
        """Empty for a part that does not run just now."""
        with suppress(OSError, ValueError, AssertionError):
            if part == "web":
                return [self.process.pid]
            if part == "worker":
                return workers_of(self.process)
            if part == "postgresql":
                return [postmaster_of(self.var)]
            if part == "meilisearch":
                return [int((self.var / FOLDER / "pid").read_text())]
            return [pid for one in PARTS if one != "all" for pid in self.pids_of(one)]
        return []

    def signal(self, part: Part, number: signal.Signals) -> None:
        for pid in self.pids_of(part):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        if part in ("web", "all") and number == signal.SIGKILL:
            self.process.wait()

    async def until_ready(self) -> None:
        """Started again as often as it ends."""
        give_up_at = time.monotonic() + READY_WITHIN_SECONDS
        while await to_thread(answered, self.port, "/readyz", 5) != 200:
            assert time.monotonic() < give_up_at, self.output.read_text()[-5000:]
            if self.process.poll() is not None:
                self.process = self._started()
            await sleep(0.5)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def answered(port: int, path: str, within: float) -> int:
    """The status of a page that was read whole; 0 where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=within)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return response.status


class Probe:
    """Asks for the front page every half second, and counts but in the seconds after a kill."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked, self.slowest, self.slowest_during = 0, 0.0, ""
        self.failed: list[str] = []
        self.during = ""
        self._disturbances = 0
        self._is_disturbed = False
        self._ending = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._ask_for_ever, name="probe", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ending.set()
            thread.join()

    @contextmanager
    def disturbed(self) -> Iterator[None]:
        self._disturbances += 1
        self._is_disturbed = True
        yield
        self._is_disturbed = False

    def _ask_for_ever(self) -> None:
        while not self._ending.wait(0.5):
            before, begun_at = self._disturbances, time.monotonic()
            during, status = self.during, answered(self.port, "/", within=30)
            took = time.monotonic() - begun_at
            if self._is_disturbed or self._disturbances != before:
                continue
            self.asked += 1
            if status != 200:
                self.failed.append(f"{status} while {during}")
            if took > self.slowest:
                self.slowest, self.slowest_during = took, during
