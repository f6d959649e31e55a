"""How many may look at a running session at once: what one web worker holds for them, and when the last is told.

`python -m bench.watching` opens WATCHERS connections to one worker, changes the session, and writes its part of
bench/RESULTS.md.
"""

import asyncio
import resource
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from bench._record import record
from bench.serving.measuring import Worker, free_port, worker
from forum import audience, clock
from forum.accounts.actions.people import create_leader
from forum.contact.models import ContactSession, Series
from forum.contact.policy import Rhythm, SessionFormat, SessionState
from forum.contact.stage_topic import announce_stage
from forum.contributions.models import Forum
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.sample import first_data
from forum.settings import Settings

WATCHERS, CHANGES, AT_ONCE = 10_000, 5, 200
HOUSES = 50  # that they look from: one network has a limit
AIMS = "Aims: 10,000 in one process under 400 MB, the last told within 0.5 s."
Streams = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


async def fill(settings: Settings) -> int:
    """A session that is live. Returns its id."""
    engine, at = make_engine(settings.database_url, pool_size=1), clock.now()
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, at)
        leader = await create_leader(db, name="Lãnh đạo Mẫu Bốn", position="Lãnh đạo mẫu")
        forum = Forum(
            kind="series",
            title="Tiếp xúc mẫu",
            slug="tiep-xuc-mau",
            audience=[audience.EVERYONE],
            created_at=at,
        )
        db.add(forum)
        await db.flush()
        series = Series(forum_id=forum.id, title="Tiếp xúc mẫu", rhythm=Rhythm.quarter, created_at=at)
        db.add(series)
        await db.flush()
        session = ContactSession(
            series_id=series.id,
            code="TX-2026-0001",
            slug="ky-mau",
            title="Kỳ tiếp xúc mẫu",
            format=SessionFormat.both,
            starts_at=at,
            ends_at=at + timedelta(hours=3),
            intake_from_on=clock.local_date(at),
            intake_until_on=clock.local_date(at),
            chair_leader_id=leader.id,
            state=SessionState.live,
            audience=[audience.EVERYONE],
            created_at=at,
            opened_at=at,
        )
        db.add(session)
        await db.flush()
        session_id = session.id
    await engine.dispose()
    return session_id


async def open_streams(port: int, session_id: int) -> Streams:
    request = f"GET /tiep-xuc/{session_id}/luong HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        house = f"127.0.0.{number % HOUSES + 1}"
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(house, 0))
            writer.write(request)
            await reader.readuntil(b"\r\n\r\n")
            await reader.readuntil(b"\n\n")
            return reader, writer

    return list(await asyncio.gather(*(one(number) for number in range(WATCHERS))))


async def last_told(settings: Settings, session_id: int, streams: Streams, number: int) -> float:
    """Milliseconds from the commit until everybody has read the new state."""
    words = f"Lần {number} "

    async def told(reader: asyncio.StreamReader) -> None:
        while words.encode() not in await reader.readuntil(b"\n\n"):
            pass

    waiting = asyncio.gather(*(told(reader) for reader, _writer in streams))
    await asyncio.sleep(0)
    engine = make_engine(settings.database_url, pool_size=1)
    async with writing_session(engine) as db:
        (await db.get_one(ContactSession, session_id)).title = f"{words}của kỳ tiếp xúc mẫu"
        await announce_stage(db, session_id)
    began = time.perf_counter()
    await waiting
    taken = (time.perf_counter() - began) * 1000
    await engine.dispose()
    return taken


async def measured(settings: Settings, session_id: int, one: Worker) -> str:
    before = one.memory_mb()
    streams = await open_streams(settings.port, session_id)
    held, spent = one.memory_mb(), one.cpu_seconds()
    times = [await last_told(settings, session_id, streams, number) for number in range(CHANGES)]
    cpu = (one.cpu_seconds() - spent) * 1000 / CHANGES
    for _reader, writer in streams:
        writer.close()
    lines = [
        "| watchers | memory of the worker, MB | kB a watcher | last told, ms: least, most | CPU ms a change |",
        "|---|---|---|---|---|",
        f"| {WATCHERS:,} | {held:.0f} | {(held - before) * 1000 / WATCHERS:.0f} | {min(times):.0f}, {max(times):.0f} "
        f"| {cpu:.0f} |",
        "",
        AIMS + " The readers are in one process beside the worker, and read as it sends.",
    ]
    return "\n".join(lines)


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 3 * WATCHERS), most))
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="hien-ke-bench-")))
        folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
        server = embedded.start(folder / "var")
        parts.callback(server.stop)
        migrate(server.url("forum_owner"))
        settings = Settings(database_url=server.url("forum_app"), search="postgresql", port=free_port())
        session_id = asyncio.run(fill(settings))
        (folder / "pages").mkdir()
        one = parts.enter_context(worker(settings, folder / "pages"))
        table = asyncio.run(measured(settings, session_id, one))
    record("Looking at a running session", "python -m bench.watching", table)
    sys.stdout.write(table + "\n")


if __name__ == "__main__":
    main()
