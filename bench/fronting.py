"""Pages for everybody as the front sends them, beside a constant answer of the same bytes and nginx with the same file.

`python -m bench.fronting` needs wrk, and compares with nginx where it is installed (both are Debian packages). It fills
a fresh database, starts one worker, asks in turns and writes its part of bench/RESULTS.md.
"""

import asyncio
import shutil
import statistics
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
from starlette.types import ASGIApp, Receive, Scope, Send

from bench._record import record
from bench.serving.filling import CONTRIBUTIONS, Filled, fill
from bench.serving.fresh import fresh
from bench.serving.measuring import Worker, worker
from bench.serving.wrk import CONNECTIONS, nginx, wrk
from forum import clock, memory
from forum.app import create_app
from forum.database import make_engine, writing_session
from forum.sample import first_data
from forum.settings import Settings

SECONDS, ROUNDS = 3, 3
BY_THE_PROGRAM = "by=the-program"
WRITES = (1, 10, 50)  # commits a second beside the reading
TABLE = (
    "| page | kB | requests/s | of the constant answer | of nginx | × the program without the front | CPU ms |\n"
    "|---|---|---|---|---|---|---|"
)


def make() -> ASGIApp:
    """The program, and under /constant/ as many bytes as a path says, with no layer between them and the server."""
    memory.collect_less_often()
    program = create_app(Settings())
    memory.keep_what_is_loaded()

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
    with ExitStack() as parts:
        own = parts.enter_context(fresh())
        folder, settings = own.folder, own.settings
        filled = asyncio.run(filled_house(settings, own.owner_url))
        one = parts.enter_context(worker(settings, folder, "bench.fronting:make"))
        files = parts.enter_context(nginx(folder))
        asked = [_ask(one, name, path, folder, files) for name, path in _pages(filled)]
        thread = f"http://localhost:{one.port}{quote(filled.discussions[0])}"
        beside = {rate: _beside_writers(settings, thread, folder, rate) for rate in WRITES}
    record("Pages for everybody", "python -m bench.fronting", _table(asked, beside))


async def filled_house(settings: Settings, owner_url: str) -> Filled:
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


def _ask(one: Worker, name: str, path: str, folder: Path, files: int | None) -> Asked:
    """In turns, so that what else the machine does falls on all alike."""
    sys.stderr.write(f"{name}\n")
    site = f"http://localhost:{one.port}"  # the front answers to no other name
    url = site + quote(path, safe="/?=")
    body = httpx.get(url, trust_env=False, headers={"accept-encoding": "identity"}).content
    (folder / "page.html").write_bytes(body)
    ways: dict[str, Callable[[], float]] = {
        "front": lambda: _rate(url, folder),
        "constant": lambda: _rate(f"{site}/constant/{len(body)}", folder),
        "program": lambda: _rate(url, folder, [BY_THE_PROGRAM]),
    }
    if files is not None:
        ways["nginx"] = lambda: _rate(f"http://127.0.0.1:{files}/page.html", folder)
    rates: dict[str, list[float]] = {who: [] for who in ways}
    spent = 0.0
    for _ in range(ROUNDS):
        for who, way in ways.items():
            before = one.cpu_seconds()
            rates[who].append(way())
            spent += (one.cpu_seconds() - before) if who == "front" else 0
    middle = {who: statistics.median(found) for who, found in rates.items()}
    return Asked(name, len(body), middle, spent * 1000 / (sum(rates["front"]) * SECONDS))


def _rate(url: str, folder: Path, cookies: Sequence[str] = ()) -> float:
    """Raises RuntimeError where some were not answered with 2xx."""
    pace = wrk(url, folder, SECONDS, cookies)
    if pace.refused:
        raise RuntimeError(f"{url}: {pace.refused} were refused")
    return pace.rate


def _beside_writers(settings: Settings, url: str, folder: Path, rate: int) -> float:
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
        return _rate(url, folder)
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
