"""`make soak`: the program as it is served, written to by several people at once while its parts are killed, its mail
server is slow and drops lines, its disk fills up, its rows are locked and its search is lost. What was acknowledged is
there once, everybody is told of it once, and it is found. SOAK_ROUNDS, SOAK_ACTS and SOAK_SEED in the environment."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from forum.contributions.events import Submitted
from forum.database import make_engine, writing_session
from forum.journal import name_of
from forum.programme.models import Task
from forum.sample.people import accounts
from forum.settings import Settings
from search.server import FOLDER
from tests.jobs.workers import slow_post, until_drained
from tests.long.served import (
    PARTS,
    SETTLED_AFTER_SECONDS,
    DroppingPost,
    Part,
    Probe,
    Served,
    answered,
    free_port,
)
from tests.long.typists import WORD, Browser, Ledger, Writer, new_words
from tests.web.test_slow_senders import HEAD, TYPED

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "10"))
ACTS = int(os.environ.get("SOAK_ACTS", str(100 * ROUNDS)))
SEED = int(os.environ.get("SOAK_SEED", "0")) or random.randrange(1, 1_000_000)
AUTHORS = ("tri-thuc@mau.example", "tri-thuc-2@mau.example", "tri-thuc-3@mau.example")
BROWSERS_EACH = 2
STAFF = "chuyen-vien@mau.example"
FRONT_PAGE_WITHIN_SECONDS = 3.0
DISK_BYTES = 1_500_000_000
MANY = 100
LOCKED_SECONDS = 30
FULL_SECONDS = 10
ACTS_WITHIN_SECONDS = 600.0


@dataclass(frozen=True)
class Disk:
    """Where the program lives: a disk of its own that can be filled, where we may mount one."""

    place: Path
    is_own: bool


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Every account may enter it; pytest's own folders are closed to the database's server."""
    place = Path(tempfile.mkdtemp(prefix="hk-soak-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=0755", "tmpfs", str(place)]
    is_own = os.geteuid() == 0 and subprocess.run(mount, check=False).returncode == 0
    place.chmod(0o755)
    yield Disk(place, is_own)
    if is_own:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
    shutil.rmtree(place, ignore_errors=True)


@dataclass
class Soak:
    disk: Disk
    served: Served
    post: DroppingPost
    probe: Probe
    ledger: Ledger
    engine: AsyncEngine
    writers: list[Writer]
    thread: str  # where all reply


@pytest.fixture
async def soak(disk: Disk) -> AsyncIterator[Soak]:
    random.seed(SEED)
    port, ledger = free_port(), Ledger()
    settings = Settings(
        mode="sample", port=port, public_url=f"http://127.0.0.1:{port}", var=disk.place / "var"
    )
    async with slow_post(settings, DroppingPost()) as (post, with_mail):
        assert isinstance(post, DroppingPost)
        served = Served(disk.place, with_mail)
        try:
            await served.until_ready()
            engine = make_engine(served.database_url(), pool_size=3)
            writers = await _writers(engine, served.site, ledger)
            thread = await writers[0].propose("Hiến kế mẫu để mọi người trả lời")
            yield Soak(disk, served, post, Probe(port), ledger, engine, writers, thread)
            for writer in writers:
                await writer.browser.http.aclose()
            await engine.dispose()
        finally:
            served.stop()
            print(served.output.read_text()[-20_000:])


async def _writers(engine: AsyncEngine, site: str, ledger: Ledger) -> list[Writer]:
    """People whose texts need no review, since what waits for it is not found yet."""
    async with writing_session(engine) as db:
        trusted = text(
            "UPDATE personas SET trusted_at = now() WHERE id IN (SELECT persona_id FROM accounts WHERE email IN :them)"
        ).bindparams(bindparam("them", expanding=True))
        await db.execute(trusted, {"them": AUTHORS})
        task_id = await db.scalar(select(Task.id).order_by(Task.id).limit(1))
    assert task_id is not None
    words = new_words(SEED)
    writers = [Writer(Browser(site, ledger), words, task_id) for _ in range(BROWSERS_EACH * len(AUTHORS))]
    for writer, email in zip(writers, AUTHORS * BROWSERS_EACH, strict=True):
        await writer.browser.log_in(email)
    return writers


async def test_a_served_program_loses_nothing_and_doubles_nothing_whatever_is_killed(soak: Soak) -> None:
    print(f"SOAK_SEED={SEED}")
    rounds = _rounds()
    async with _under_load(soak):
        for name, one in rounds:
            soak.probe.during = name
            begun_at = time.monotonic()
            await one(soak)
            print(f"round {name}: {time.monotonic() - begun_at:.1f} s, {len(soak.ledger.acts)} acts so far")
        soak.probe.during = "load alone"
        await _until_acts(soak.ledger)
    _print_load(soak)
    await _until_settled(soak)
    await _require_stored_and_told_once(soak)
    await _require_found_once(soak)
    assert soak.ledger.words_lost == []
    assert set(soak.ledger.statuses) <= {303, 503}
    assert soak.probe.failed == []
    assert soak.probe.slowest <= FRONT_PAGE_WITHIN_SECONDS, soak.probe.slowest_during


@asynccontextmanager
async def _under_load(soak: Soak) -> AsyncIterator[None]:
    ending = asyncio.Event()
    writing = [asyncio.create_task(one.write_until(ending, soak.thread)) for one in soak.writers]
    breathing = asyncio.create_task(soak.post.answer_now_and_then())
    try:
        with soak.probe.running():
            yield
            ending.set()
            await asyncio.gather(*writing)
    finally:
        for task in (*writing, breathing):
            task.cancel()
        await asyncio.gather(*writing, breathing, return_exceptions=True)
        soak.post.is_slow = False


async def _until_acts(ledger: Ledger) -> None:
    give_up_at = time.monotonic() + ACTS_WITHIN_SECONDS
    while len(ledger.acts) < ACTS:
        assert time.monotonic() < give_up_at, f"{len(ledger.acts)} acts in all"
        await asyncio.sleep(0.5)


Round = Callable[[Soak], Awaitable[None]]


def _rounds() -> list[tuple[str, Round]]:
    """Each part is killed once before any is killed again; the other faults stand among them."""
    killed: list[Part] = []
    while len(killed) < ROUNDS:
        killed += random.sample(PARTS, len(PARTS))
    kills = [(f"kill {part}", _kill(part)) for part in killed[:ROUNDS]]
    others = [(one.__name__.strip("_").replace("_", " "), one) for one in FAULTS]
    rounds: list[tuple[str, Round]] = [*kills, *others]
    random.shuffle(rounds)
    return rounds


def _kill(part: Part) -> Round:
    async def kill(soak: Soak) -> None:
        await asyncio.sleep(random.uniform(3, 12))
        with soak.probe.disturbed():
            soak.served.signal(part, signal.SIGKILL)
            await _until_calm(soak)

    return kill


async def _until_calm(soak: Soak) -> None:
    await asyncio.sleep(1.5)  # an answer of /readyz counts for a second
    await soak.served.until_ready()
    await asyncio.sleep(SETTLED_AFTER_SECONDS)


async def _slow_bodies(soak: Soak) -> None:
    """Of many at once, each sends a letter a second."""

    async def send() -> None:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", soak.served.port)
            writer.write(HEAD % b"/hien-ke/moi" + TYPED)
            for _ in range(14):
                await asyncio.sleep(1)
                writer.write(b"a")
                await writer.drain()
            writer.close()

    await asyncio.gather(*(send() for _ in range(MANY)))


async def _log_ins_at_once(soak: Soak) -> None:
    them = [account.email for account in accounts()]
    browsers = [Browser(soak.served.site, soak.ledger) for _ in range(MANY)]
    keys = [await one.key_at("/dang-nhap") for one in browsers]
    sent = [
        one.log_in(them[n % len(them)], key) for n, (one, key) in enumerate(zip(browsers, keys, strict=True))
    ]
    await asyncio.gather(*sent)
    for one in browsers:
        await one.http.aclose()


async def _locked_row(soak: Soak) -> None:
    """While all reply in the thread whose row is held."""
    lock = text("SELECT 1 FROM contributions WHERE id = :id FOR UPDATE")
    async with writing_session(soak.engine) as db:
        await db.execute(lock, {"id": int(soak.thread.removeprefix("/chu-de/").partition("-")[0])})
        replies = [asyncio.create_task(writer.reply(soak.thread)) for writer in soak.writers]
        await asyncio.sleep(LOCKED_SECONDS)
    await asyncio.gather(*replies)


async def _wiped_search(soak: Soak) -> None:
    shutil.rmtree(soak.served.var / FOLDER / "data", ignore_errors=True)
    soak.served.signal("meilisearch", signal.SIGKILL)
    await asyncio.sleep(5)


async def _frozen_search(soak: Soak) -> None:
    soak.served.signal("meilisearch", signal.SIGSTOP)
    await asyncio.sleep(8)
    soak.served.signal("meilisearch", signal.SIGCONT)


async def _corrupted_search(soak: Soak) -> None:
    soak.served.signal("meilisearch", signal.SIGKILL)
    tasks = soak.served.var / FOLDER / "data/tasks/data.mdb"
    with suppress(FileNotFoundError):  # it was only just started without data
        tasks.write_bytes(b"not a database" * (tasks.stat().st_size // 14))
    await asyncio.sleep(5)


async def _full_disk(soak: Soak) -> None:
    """The database may be down meanwhile, and comes back by itself once there is room."""
    if not soak.disk.is_own:
        print("full disk: not tried, as we may not mount one")
        return
    ballast = soak.disk.place / "ballast"
    with soak.probe.disturbed():
        await asyncio.to_thread(_fill, ballast)
        await asyncio.sleep(FULL_SECONDS)
        is_ready = await asyncio.to_thread(answered, soak.served.port, "/readyz", 5)
        print(f"full disk: /readyz answered {is_ready}, the front page", end=" ")
        print(await asyncio.to_thread(answered, soak.served.port, "/", 30))
        ballast.unlink()
        await _until_calm(soak)
    assert is_ready != 200


def _fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(100_000))


FAULTS: tuple[Round, ...] = (
    _slow_bodies,
    _log_ins_at_once,
    _locked_row,
    _wiped_search,
    _frozen_search,
    _corrupted_search,
    _full_disk,
)


def _print_load(soak: Soak) -> None:
    ledger, probe = soak.ledger, soak.probe
    print(f"acknowledged acts: {len(ledger.acts)} in {ROUNDS} rounds of kill -9")
    print(f"answers: {dict(ledger.statuses)}, none: {ledger.unanswered}")
    print(f"typed words that a refusal did not show: {len(ledger.words_lost)}")
    print(f"starts of the program: {soak.served.starts}")
    print(f"front page: asked {probe.asked} times, slowest {probe.slowest:.2f} s ({probe.slowest_during})")
    print(f"front page: failed {len(probe.failed)}: {Counter(probe.failed)}")


BEHIND = text(
    "SELECT (SELECT count(*) FROM search.changes)"
    " + (SELECT count(*) FROM search.entries WHERE pushed_revision IS DISTINCT FROM revision)"
)


async def _until_settled(soak: Soak) -> None:
    begun_at = time.monotonic()
    await until_drained(soak.engine)
    behind: object = True
    while behind:
        assert time.monotonic() < begun_at + ACTS_WITHIN_SECONDS, (
            f"{behind} things wait for the search engine"
        )
        await asyncio.sleep(0.5)
        with suppress(SQLAlchemyError, OSError):
            async with writing_session(soak.engine) as db:
                behind = await db.scalar(BEHIND)
    print(f"drained after {time.monotonic() - begun_at:.0f} s")


TEXTS = text(
    "SELECT id, persona_id, title || ' ' || text AS words FROM contributions WHERE text LIKE '%thu%'"
)
NOTICES = text(
    "SELECT n.id, n.persona_id, n.thing_id, j.event, n.event_id FROM notices n JOIN journal j ON j.id = n.event_id"
    " WHERE n.thing_kind IN ('proposal', 'post')"
)


async def _require_stored_and_told_once(soak: Soak) -> None:
    async with writing_session(soak.engine) as db:
        texts = [row for row in await db.execute(TEXTS) if WORD.search(row.words)]
        notices = (await db.execute(NOTICES)).all()
        all_ids = {str(notice_id) for notice_id in await db.scalars(text("SELECT id FROM notices"))}
    stored = Counter(word for row in texts for word in set(WORD.findall(row.words)))
    lost = set(soak.ledger.acts) - set(stored)
    doubled = {word for word, count in stored.items() if count > 1}
    print(f"lost: {len(lost)}, doubled: {len(doubled)}, of {len(stored)} stored")
    authors = {row.id: row.persona_id for row in texts}
    about = [one for one in notices if one.thing_id in authors]
    receipts = Counter(
        one.thing_id
        for one in about
        if one.event == name_of(Submitted) and one.persona_id == authors[one.thing_id]
    )
    print(f"notices: {len(about)}, of them receipts {receipts.total()} for {len(authors)} texts")
    assert not lost | doubled
    assert set(stored) == set(soak.ledger.acts)
    assert receipts == dict.fromkeys(authors, 1)
    assert len({(one.event_id, one.persona_id) for one in about}) == len(about)
    _require_mailed(soak.post, {str(one.id) for one in about}, all_ids)


def _require_mailed(post: DroppingPost, about_acts: set[str], known: set[str]) -> None:
    """Each letter at least once, under the one Message-ID of its notice."""
    keys = [mail_id.strip("<>").partition("@")[0] for mail_id in post.taken]
    mailed = Counter(key.removeprefix("notice-") for key in keys if key.startswith("notice-"))
    unmailed = about_acts - set(mailed)
    again = mailed.total() - len(mailed)
    print(f"letters of notices: {len(mailed)}, taken again {again} times, not mailed {len(unmailed)}")
    print(f"connections that the mail server dropped after its 250: {post.dropped}")
    assert not unmailed
    assert set(mailed) <= known


async def _require_found_once(soak: Soak) -> None:
    """By the staff's search, which Meilisearch answers."""
    staff = Browser(soak.served.site, soak.ledger)
    await staff.log_in(STAFF)
    wrong, places = {}, asyncio.Semaphore(4)

    async def look(word: str) -> None:
        async with places:
            found = await _found(staff, word)
        if found != "1 kết quả":
            wrong[word] = found

    await asyncio.gather(*map(look, soak.ledger.acts))
    await staff.http.aclose()
    print(f"found once by /tra-cuu: {len(soak.ledger.acts) - len(wrong)} of {len(soak.ledger.acts)}")
    assert wrong == {}, list(wrong.items())[:10]


async def _found(staff: Browser, word: str) -> str:
    page = await staff.get(f"/tra-cuu?q={word}")
    heading = page.partition('<h2 id="found">')[2].partition("</h2>")[0]
    engine = "" if "Đã tìm trong toàn bộ nội dung đã đăng." in page else " by PostgreSQL"
    return " ".join(heading.split()) + engine
