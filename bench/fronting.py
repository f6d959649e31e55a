"""Pages for everybody as the front sends them, beside a constant answer of the same bytes and nginx with the same file.

`python -m bench.fronting` needs wrk, and compares with nginx where it is installed (both are Debian packages). It fills
a fresh database, starts one worker, asks in turns and writes its part of bench/RESULTS.md.
"""

import asyncio
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
from starlette.types import ASGIApp, Receive, Scope, Send

from bench._record import record
from bench.serving.filling import CONTRIBUTIONS, Filled, fill
from bench.serving.measuring import Worker, free_port, worker
from forum import clock
from forum.app import create_app
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.sample import first_data
from forum.settings import Settings

CONNECTIONS, SECONDS, ROUNDS = 16, 3, 3
BY_THE_PROGRAM = "Cookie: by=the-program"
WRITES = (1, 10, 50)  # commits a second beside the reading
TABLE = (
    "| page | kB | requests/s | of the constant answer | of nginx | × the program without the front | CPU ms |\n"
    "|---|---|---|---|---|---|---|"
)


def make() -> ASGIApp:
    """The program, and under /constant/ as many bytes as a path says, with no layer between them and the server."""
    program = create_app(Settings())

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/constant/"):
            await program(scope, receive, send)
            return
        body = b"x" * int(scope["path"].removeprefix("/constant/"))
        headers = [(b"content-type", b"text/html"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return both


@dataclass(frozen=True, slots=True)
class Asked:
    """`rates` in requests a second, by who answered; `cpu_ms` of the worker for one answer of the front."""

    name: str
    size: int
    rates: dict[str, float]
    cpu_ms: float


def main() -> None:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="hien-ke-bench-")))
        folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
        server = embedded.start(folder / "var")
        parts.callback(server.stop)
        migrate(server.url("forum_owner"))
        settings = Settings(database_url=server.url("forum_app"), search="postgresql", port=free_port())
        filled = asyncio.run(_fill(settings, server.url("forum_owner")))
        one = parts.enter_context(worker(settings, folder, "bench.fronting:make"))
        nginx = parts.enter_context(_nginx(folder))
        asked = [_ask(one, name, path, folder, nginx) for name, path in _pages(filled)]
        thread = f"http://127.0.0.1:{one.port}{quote(filled.discussions[0])}"
        beside = {rate: _beside_writers(settings, thread, rate) for rate in WRITES}
    record("Pages for everybody", "python -m bench.fronting", _table(asked, beside))


async def _fill(settings: Settings, owner_url: str) -> Filled:
    engine = make_engine(settings.database_url, pool_size=2)
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, clock.now())
    filled = await fill(engine, owner_url, clock.now())
    await engine.dispose()
    return filled


def _pages(filled: Filled) -> list[tuple[str, str]]:
    return [
        ("home", "/"),
        ("thread of 20 posts", filled.discussions[0]),
        ("proposal", filled.proposals[0]),
        ("task", filled.task),
        ("draft", filled.consultation),
        ("ledger", "/theo-doi"),
    ]


def _ask(one: Worker, name: str, path: str, folder: Path, nginx: int | None) -> Asked:
    """In turns, so that what else the machine does falls on all alike."""
    sys.stderr.write(f"{name}\n")
    site = f"http://127.0.0.1:{one.port}"
    url = site + quote(path, safe="/?=")
    body = httpx.get(url, trust_env=False, headers={"accept-encoding": "identity"}).content
    (folder / "page.html").write_bytes(body)
    ways: dict[str, Callable[[], float]] = {
        "front": lambda: wrk(url),
        "constant": lambda: wrk(f"{site}/constant/{len(body)}"),
        "program": lambda: wrk(url, BY_THE_PROGRAM),
    }
    if nginx is not None:
        ways["nginx"] = lambda: wrk(f"http://127.0.0.1:{nginx}/page.html")
    rates: dict[str, list[float]] = {who: [] for who in ways}
    spent = 0.0
    for _ in range(ROUNDS):
        for who, way in ways.items():
            before = one.cpu_seconds()
            rates[who].append(way())
            spent += (one.cpu_seconds() - before) if who == "front" else 0
    middle = {who: statistics.median(found) for who, found in rates.items()}
    return Asked(name, len(body), middle, spent * 1000 / (sum(rates["front"]) * SECONDS))


def wrk(url: str, header: str = "") -> float:
    """Requests a second. Raises RuntimeError where some were not answered with 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *(["-H", header] if header else []), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{url}: {said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert found is not None  # wrk says it always
    return float(found[1])


@contextmanager
def _nginx(folder: Path) -> Iterator[int | None]:
    """Its port, with one worker that serves the folder; None where it is not installed."""
    program = shutil.which("nginx")
    if program is None:
        yield None
        return
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr crit;\n"
        "events { worker_connections 256; }\n"
        f"http {{ access_log off; default_type text/html; client_body_temp_path {folder}/temp;\n"
        f"  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}\n"
    )
    child = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])
    try:
        time.sleep(1)
        yield port
    finally:
        child.terminate()
        child.wait(10)


def _beside_writers(settings: Settings, url: str, rate: int) -> float:
    """Requests a second while others commit `rate` times a second."""
    ended = threading.Event()

    def write() -> None:
        plain = settings.database_url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            while not ended.wait(1 / rate):
                connection.execute("SELECT pg_current_xact_id()")

    writing = threading.Thread(target=write)
    writing.start()
    try:
        return wrk(url)
    finally:
        ended.set()
        writing.join()


def _of_nginx(one: Asked) -> str:
    return f"{one.rates['front'] / one.rates['nginx']:.0%}" if "nginx" in one.rates else "-"


def _table(asked: list[Asked], beside: dict[int, float]) -> str:
    rows = [
        f"| {one.name} | {one.size / 1000:.1f} | {one.rates['front']:.0f} "
        f"| {one.rates['front'] / one.rates['constant']:.0%} "
        f"| {_of_nginx(one)} "
        f"| {one.rates['front'] / one.rates['program']:.0f} | {one.cpu_ms:.2f} |"
        for one in asked
    ]
    writers = "; ".join(f"{commits} a second: {rate:.0f} requests/s" for commits, rate in beside.items())
    return (
        f"{CONTRIBUTIONS:,} contributions, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s in turns, the\n"
        "middle one counts. Uncompressed, by visitors without a cookie.\n\n"
        + "\n".join([TABLE, *rows])
        + f"\n\nThe thread, while others commit: {writers}.\n\n"
        "Aims: half of the constant answer; a fifth of nginx."
    )


if __name__ == "__main__":
    main()
