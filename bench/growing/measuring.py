"""What a page takes at one size: of the web process and of the database's apart, by the kernel's own count."""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.growing.filling import House
from bench.growing.pages import Asked, cookie_of, pages_of, url_of
from bench.serving.load import Load
from bench.serving.measuring import TICKS, Worker, counting
from bench.serving.wrk import CONNECTIONS, wrk
from tests.matrix import Row, rows

BY_THE_PROGRAM = "by=the-program"  # a cookie of nobody: the front passes it on
POSTED, POSTS = "Một trả lời mẫu: đồng ý về hướng đi, còn kinh phí thì cần nêu rõ hơn.", 160
SAMPLES = 12  # of a page, for its CPU
TRIES = 3
SWEPT = 3  # how often each route is asked; the least counts
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a page is asked for and what is measured meanwhile. `files`: nginx's port."""

    house: House
    web: Worker
    database_pid: int
    folder: Path
    files: int | None
    rounds: int
    seconds: int

    @property
    def site(self) -> str:
        return f"http://localhost:{self.web.port}"  # the front answers to no other name

    def spent_ms(self) -> tuple[float, float]:
        """CPU so far: of the web process, and of the database's processes."""
        server = [self.database_pid, *_children(self.database_pid)]
        return _cpu_ms(self.web.pid), sum(map(_cpu_ms, server)) + _ended_ms(self.database_pid)


def measured(machine: Machine) -> Figures:
    pages = [_page(machine, asked) for asked in pages_of(machine.house)]
    for page, count in zip(pages, asyncio.run(_statements(machine.house)), strict=True):
        page["statements"] = count
    swept = _swept(machine)
    memory = machine.web.memory_mb()
    return {"pages": pages, "routes": swept, "posting": _posting(machine), "memory_mb": round(memory)}


def _page(machine: Machine, asked: Asked) -> Figures:
    """In turns, so that what else the machine does falls on all alike."""
    sys.stderr.write(f"{time.strftime('%X')}   {asked.name}\n")
    house, url = machine.house, machine.site + url_of(asked.path)
    cookie = cookie_of(house, asked.reader)
    body = httpx.get(url, trust_env=False, headers={"cookie": cookie, "accept-encoding": "identity"})
    body.raise_for_status()
    size = len(body.content)
    ways = {"program": _way(machine, url, cookie or BY_THE_PROGRAM)}
    if not asked.reader:
        ways |= {"front": _way(machine, url), "constant": _way(machine, f"{machine.site}/constant/{size}")}
        if machine.files is not None:
            (machine.folder / "page.html").write_bytes(body.content)
            ways["nginx"] = _way(machine, f"http://127.0.0.1:{machine.files}/page.html")
    load = Load(machine.web.port, [url_of(asked.path)], cookie or BY_THE_PROGRAM, 200, SAMPLES, 2)
    found: dict[str, list[Figures]] = {who: [] for who in (*ways, "cpu")}
    for _ in range(machine.rounds):
        for who, way in ways.items():
            found[who].append(way())
        found["cpu"].append(_cpu(machine, load))
    return {"name": asked.name, "bytes": size, "rounds": found}


async def _statements(house: House) -> list[int]:
    """Of each page, where the program makes it."""
    async with counting(house.settings) as count:
        return [
            await count(
                Load(0, [url_of(asked.path)], cookie_of(house, asked.reader) or BY_THE_PROGRAM, 200, 1, 1)
            )
            for asked in pages_of(house)
        ]


def _way(machine: Machine, url: str, cookie: str = "") -> Callable[[], Figures]:
    """Pace by wrk. CPU by a load of its own: what wrk leaves unanswered at its end costs too, and is not counted."""

    def ask() -> Figures:
        pace = wrk(url, machine.folder, machine.seconds, [cookie] if cookie else [])
        return {"rate": round(pace.rate, 1), "p95_ms": round(pace.p95_ms, 2), "refused": pace.refused}

    return ask


def _cpu(machine: Machine, load: Load) -> Figures:
    """Asked again where the page was refused, because the machine was still busy with what wrk left."""
    for attempt in range(TRIES):
        _calm(machine)
        before = machine.spent_ms()
        try:
            done = machine.web.measure(load)
            break
        except RuntimeError:
            if attempt == TRIES - 1:
                raise
    web, database = ((b - a) / load.count for a, b in zip(before, machine.spent_ms(), strict=True))
    return {"web_ms": round(web, 3), "database_ms": round(database, 3), "p95_ms": round(done.p95_ms, 2)}


def _calm(machine: Machine) -> None:
    """Until what was asked before is done with."""
    before, give_up_at = machine.spent_ms(), time.monotonic() + 10
    while time.monotonic() < give_up_at:
        time.sleep(0.1)
        now = machine.spent_ms()
        if sum(now) - sum(before) < 5:
            return
        before = now


def _posting(machine: Machine) -> Figures:
    """Replies of one member to many threads; nothing where they are refused."""
    house = machine.house
    cookie = cookie_of(house, "author")
    paths = [url_of(path) for path in house.filled.discussions]
    try:
        return _cpu(machine, Load(machine.web.port, paths, cookie, 303, POSTS, CONNECTIONS, POSTED))
    except RuntimeError as refused:
        sys.stderr.write(f"posting: {refused}\n")
        return {}


def _swept(machine: Machine) -> dict[str, Figures]:
    """Every route that is read, by somebody who may, one request at a time."""
    names, found = machine.house.world.names, {}
    with httpx.Client(base_url=machine.site, trust_env=False, timeout=60) as http:
        for row in rows():
            if row.method == "GET" and row.allowed:
                found[row.url] = _route(machine, http, row, row.url.format_map(names))
    return found


def _route(machine: Machine, http: httpx.Client, row: Row, url: str) -> Figures:
    reader = "" if "visitor" in row.allowed else row.allowed[0]
    headers = {"cookie": cookie_of(machine.house, reader) or BY_THE_PROGRAM}
    http.cookies.clear()
    answer, taken = http.get(url, headers=headers), []
    for _ in range(SWEPT):
        before = machine.spent_ms()
        answer = http.get(url, headers=headers)
        taken.append([b - a for a, b in zip(before, machine.spent_ms(), strict=True)])
    web, database = (min(way) for way in zip(*taken, strict=True))
    status, size = answer.status_code, len(answer.content)
    return {"status": status, "bytes": size, "web_ms": round(web, 2), "database_ms": round(database, 2)}


def middle(page: Figures, who: str, what: str) -> float | None:
    """The median of the rounds; None where that one was not asked."""
    found = page["rounds"].get(who)
    return statistics.median(one[what] for one in found) if found else None


def _cpu_ms(pid: int) -> float:
    """Of all its threads, in thousandths of a second; nothing once it has ended."""
    total = 0
    try:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(thread.read_text().split(maxsplit=1)[0])
    except OSError:
        return 0
    return total / 1e6


def _ended_ms(pid: int) -> float:
    """Of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) * 1000 / TICKS


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
