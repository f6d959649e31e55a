"""What one web worker takes for the pages that people open most, on 10,000 contributions.

`python -m bench.house` fills a fresh database, starts one worker, measures each route and writes
its part of bench/RESULTS.md. It ends by itself and leaves nothing behind.
"""

import asyncio
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from bench.serving.filling import Filled, fill
from bench.serving.first_load import first_load
from bench.serving.load import Load
from bench.serving.measuring import Worker, free_port, statements, worker
from bench.serving.results import Indexed, Line, Results, written
from forum import clock
from forum.database import embedded, make_engine, writing_session
from forum.database.migrate import migrate
from forum.finding import indexing
from forum.sample import first_data
from forum.settings import Settings
from search import entries
from search import server as search_server

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "RESULTS.md"
CONNECTIONS = 4
SAMPLES = 300
POSTED = "Một trả lời mẫu, dài như người ta thường viết: đồng ý về hướng đi, còn kinh phí thì cần nêu rõ hơn."
WORDS = ("kinh phi", "nghien cuu bien dao", "học viện", "máy số mạng")


def main() -> None:
    began = time.monotonic()
    # An asked end unwinds like Ctrl-C, so that the servers end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="hien-ke-bench-")))
        folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
        settings, filled, indexed = _house(folder, parts)
        results = asyncio.run(_measure(settings, filled, indexed, folder, parts))
    seconds = time.monotonic() - began
    RESULTS.write_text(written(results, clock.now(), seconds) + _others(), encoding="utf-8")
    sys.stdout.write(RESULTS.read_text(encoding="utf-8"))


def _others() -> str:
    """The sections that the other programs of this folder wrote."""
    standing = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    start = standing.find("\n## ")
    return standing[start:] if start >= 0 else ""


def _house(folder: Path, parts: ExitStack) -> tuple[Settings, Filled, Indexed]:
    """A fresh database server of its own, furnished, and Meilisearch where it is to be had."""
    server = embedded.start(folder / "var")
    parts.callback(server.stop)
    migrate(server.url("forum_owner"))
    settings = Settings(database_url=server.url("forum_app"), search="postgresql", port=free_port())
    filled = asyncio.run(_fill(settings, server.url("forum_owner")))
    binary = search_server.ensure_binary(ROOT / ".tools")
    if binary is not None:
        meilisearch = search_server.start(folder / "meilisearch", binary)
        parts.callback(meilisearch.stop)
        copy = {"meilisearch_url": meilisearch.url, "meilisearch_key": meilisearch.key}
        settings = settings.model_copy(update={"search": "meilisearch", **copy})
    return settings, filled, asyncio.run(_index(settings))


async def _fill(settings: Settings, owner_url: str) -> Filled:
    engine = make_engine(settings.database_url, pool_size=2)
    at = clock.now()
    async with writing_session(engine) as db:
        await first_data.load_first_data(db, at)
    filled = await fill(engine, owner_url, at)
    await engine.dispose()
    return filled


async def _index(settings: Settings) -> Indexed:
    """All of it into the index and from there into Meilisearch, as the job worker does it."""
    engine = make_engine(settings.database_url, pool_size=2)
    async with writing_session(engine) as db:
        await indexing.reindex(db)
    began, left = time.monotonic(), 1
    while left:
        async with writing_session(engine) as db:
            left = await indexing.drain(db, clock.now())
    drained = time.monotonic()
    async with writing_session(engine) as db:
        count = await entries.count(db)
    pushed = await indexing.push_now(settings, engine)
    ended = time.monotonic()
    await engine.dispose()
    return Indexed(count, drained - began, ended - drained if pushed else None)


def _loads(settings: Settings, filled: Filled) -> list[tuple[str, Load]]:
    cookie = f"hien_ke={filled.token}"
    searched = [f"/tim-kiem?q={words.replace(' ', '+')}" for words in WORDS]

    def reading(paths: list[str], cookie: str = "", count: int = SAMPLES) -> Load:
        return Load(
            settings.port, [quote(path, safe="/?=+") for path in paths], cookie, 200, count, CONNECTIONS
        )

    return [
        ("thread, signed in", reading(filled.discussions, cookie)),
        ("thread, anonymous", reading(filled.discussions)),
        ("proposal, signed in", reading(filled.proposals, cookie)),
        ("task", reading([filled.task])),
        ("consultation", reading([filled.consultation])),
        ("search", reading(searched)),
        ("posting", Load(settings.port, filled.discussions, cookie, 303, SAMPLES, CONNECTIONS, POSTED)),
    ]


async def _measure(
    settings: Settings, filled: Filled, indexed: Indexed, folder: Path, parts: ExitStack
) -> Results:
    pages = folder / "pages"
    pages.mkdir()
    lines = []
    one = parts.enter_context(worker(settings, pages))
    at_first = first_load(settings.port)
    for name, load in _loads(settings, filled):
        title = f"{name} ({'Meilisearch' if settings.search == 'meilisearch' else 'PostgreSQL'})"
        lines.append(await _line(one, settings, title if name == "search" else name, load, pages))
    memory = one.memory_mb()
    if settings.search == "meilisearch":
        plain = settings.model_copy(update={"search": "postgresql", "port": free_port()})
        other = parts.enter_context(worker(plain, pages))
        load = dict(_loads(plain, filled))["search"]
        lines.append(await _line(other, plain, "search (PostgreSQL)", load, pages))
    return Results(lines, memory, at_first, indexed, SAMPLES)


async def _line(one: Worker, settings: Settings, name: str, load: Load, pages: Path) -> Line:
    """The route, warm; then as many constant bytes from the same worker."""
    sys.stderr.write(f"{name}\n")
    warming = Load(load.port, load.paths, load.cookie, load.status, 8, 2, load.text)
    one.measure(warming)
    measured = one.measure(load)
    count = await statements(settings, load)
    (pages / f"{measured.body_bytes}.html").write_bytes(b"x" * measured.body_bytes)
    constant = Load(load.port, [f"/constant/{measured.body_bytes}.html"], "", 200, 500, CONNECTIONS)
    return Line(name, measured, count, one.measure(constant))


if __name__ == "__main__":
    main()
