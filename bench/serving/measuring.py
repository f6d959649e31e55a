"""One web worker as a child, what it takes per request, and what its pages ask of the database."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
from sqlalchemy import event

from bench.serving.load import Answers, Load
from forum.app import create_app
from forum.serve import environment_of
from forum.settings import Settings

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    rate: float
    p95_ms: float
    cpu_ms: float
    body_bytes: int


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Worker:
    pid: int
    port: int

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        """Resident: what of the program lies in memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024 / 1e6

    def measure(self, load: Load) -> Measured:
        """The load from a process of its own; the worker's CPU is read before and after."""
        before = self.cpu_seconds()
        done = subprocess.run(
            [sys.executable, "-m", "bench.serving.load"],
            input=json.dumps(asdict(load)),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        spent = self.cpu_seconds() - before
        answers = Answers(**json.loads(done.stdout))
        times = sorted(answers.milliseconds)
        return Measured(
            rate=load.count / answers.seconds,
            p95_ms=times[int(len(times) * 0.95)],
            cpu_ms=spent * 1000 / load.count,
            body_bytes=answers.body_bytes,
        )


@contextmanager
def worker(settings: Settings, pages: Path, program: str = "bench.serving.worker:make") -> Iterator[Worker]:
    """One uvicorn process with one worker, as `forum serve` starts it; ended with the block."""
    command = [sys.executable, "-m", "uvicorn", program, "--factory"]
    command += ["--port", str(settings.port), "--log-level", "warning", "--no-access-log"]
    command += ["--http", "forum.web.protocol:LimitedProtocol", "--ws", "none"]
    environment = environment_of(settings) | {"BENCH_PAGES": str(pages)}
    child = subprocess.Popen([*command, "--no-server-header"], env=environment)
    try:
        _wait_until_ready(settings.port, child)
        yield Worker(child.pid, settings.port)
    finally:
        child.terminate()
        child.wait(20)


def _wait_until_ready(port: int, child: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + 30
    with httpx.Client(trust_env=False) as http:
        while time.monotonic() < give_up_at and child.poll() is None:
            try:
                if http.get(f"http://127.0.0.1:{port}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
    raise RuntimeError("the web worker did not start")


Counting = Callable[[Load], Awaitable[int]]


async def statements(settings: Settings, load: Load) -> int:
    """SQL statements of one request."""
    async with counting(settings) as count:
        return await count(load)


@asynccontextmanager
async def counting(settings: Settings) -> AsyncIterator[Counting]:
    """Counts the SQL statements of one request, in a second program of this process; its first request, which may read
    what is then remembered, is not counted."""
    app = create_app(settings)
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    for engine in (app.state.app_state.engine, app.state.app_state.readers):
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    transport = httpx.ASGITransport(app)

    async def count(load: Load) -> int:
        headers = {"sec-fetch-site": "same-origin"} | ({"cookie": load.cookie} if load.cookie else {})
        for number in range(2):
            sent.clear()
            http.cookies.clear()
            path, form = load.paths[number % len(load.paths)], {"text": f"{load.text} lần {number}"}
            asked = (
                http.post(path, data=form, headers=headers) if load.text else http.get(path, headers=headers)
            )
            answer = await asked
            if answer.status_code != load.status:
                raise RuntimeError(f"{path}: {answer.status_code}, not {load.status}")
        return len(sent)

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=settings.site) as http,
    ):
        yield count
