"""A thread and a post, beside django-spirit: a forum on Django with as many texts on the same PostgreSQL.

`python -m bench.peer` needs wrk, nginx and a package index to install Spirit from. It fills both, asks them in turns,
and writes its part of bench/RESULTS.md.
"""

import asyncio
import shutil
import statistics
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import httpx

from bench._record import record
from bench.fronting import filled_house
from bench.serving.filling import CONTRIBUTIONS, Filled
from bench.serving.fresh import fresh
from bench.serving.load import Load
from bench.serving.measuring import Measured, Worker, worker
from bench.serving.spirit import Spirit, spirit
from bench.serving.wrk import CONNECTIONS, nginx, wrk
from forum import clock
from forum.accounts.actions import open_account
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import start_login
from forum.actor import Purpose
from forum.database import make_engine, writing_session
from forum.database.reaching import connected, value_of
from forum.settings import Settings

SECONDS, ROUNDS, POSTS = 3, 3, 200
POSTED = "Một trả lời mẫu, dài như người ta thường viết: đồng ý về hướng đi, còn kinh phí thì cần nêu rõ hơn."
TOKEN = "m" * 32  # of Django's forms: the cookie and the field say the same
BY_THE_PROGRAM = "by=the-program"  # a cookie of nobody: the front passes it on
MEMBERS = 100
OURS = (
    "visitor, the front",
    "visitor, by the program",
    "signed in, one member",
    f"signed in, {MEMBERS} members in turn",
    "signed in, by the program",
)
THEIRS = ("visitor, Spirit", "signed in, Spirit")
TABLE = "| thread of 20 posts | kB | requests/s | p95 ms | CPU ms | × Spirit's requests/s |\n|---|---|---|---|---|---|"


def main() -> None:
    if shutil.which("wrk") is None or shutil.which("nginx") is None:
        raise SystemExit("wrk and nginx are needed")
    with ExitStack() as parts:
        own = parts.enter_context(fresh())
        folder, settings = own.folder, own.settings
        house = asyncio.run(filled_house(settings, own.owner_url))
        ours = parts.enter_context(worker(settings, folder, "bench.fronting:make"))
        theirs = parts.enter_context(spirit(own.server, folder))
        files = parts.enter_context(nginx(folder))
        assert files is not None  # looked for above
        members = asyncio.run(_members(settings))
        table = _table(_Run(ours, theirs, house, members, folder, files, settings.database_url))
    record("Beside another forum", "python -m bench.peer", table)


class _Run:
    """What is asked, of whom, and by how many rounds; each figure is the middle of the rounds."""

    def __init__(
        self,
        ours: Worker,
        theirs: Spirit,
        house: Filled,
        members: list[str],
        folder: Path,
        files: int,
        database_url: str,
    ) -> None:
        self.ours, self.theirs, self.folder, self.files = ours, theirs, folder, files
        self.database_url = database_url
        self.paths = [quote(path) for path in house.discussions]
        self.cookie = f"hien_ke={house.token}"
        self.members = members
        self.their_cookie = f"sessionid={theirs.session}; csrftoken={TOKEN}"

    def readers(self) -> dict[str, tuple[Worker, str, list[str]]]:
        """By whom, where, and with which cookies in turn."""
        path, (_, address) = self.paths[0], self.theirs.topics[0]
        visitor, program, member, members, own = OURS
        their_visitor, their_member = THEIRS
        return {
            visitor: (self.ours, path, []),
            program: (self.ours, path, [BY_THE_PROGRAM]),
            member: (self.ours, path, [self.cookie]),
            members: (self.ours, path, self.members),
            own: (self.ours, path, [f"{self.cookie}; {BY_THE_PROGRAM}"]),
            their_visitor: (self.theirs.worker, address, []),
            their_member: (self.theirs.worker, address, [self.their_cookie]),
        }

    def read(self, who: str) -> tuple[float, float, float, int]:
        """Requests a second, p95 and CPU in ms, and bytes."""
        one, path, cookies = self.readers()[who]
        url = f"http://localhost:{one.port}{path}"
        headers = {"cookie": cookies[0] if cookies else "", "accept-encoding": "identity"}
        size = len(httpx.get(url, headers=headers, trust_env=False).raise_for_status().content)
        before = one.cpu_seconds()
        pace = wrk(url, self.folder, SECONDS, cookies)
        if pace.refused:
            raise RuntimeError(f"{who}: {pace.refused} were refused")
        return pace.rate, pace.p95_ms, (one.cpu_seconds() - before) * 1000 / (pace.rate * SECONDS), size

    def file(self) -> float:
        """Requests a second of nginx, for the bytes of a thread of somebody signed in."""
        url = f"http://localhost:{self.ours.port}{self.paths[0]}"
        body = httpx.get(url, headers={"cookie": self.cookie, "accept-encoding": "identity"}, trust_env=False)
        (self.folder / "page.html").write_bytes(body.content)
        return wrk(f"http://127.0.0.1:{self.files}/page.html", self.folder, SECONDS).rate

    def post(self) -> Measured:
        load = Load(self.ours.port, self.paths, self.cookie, 303, POSTS, CONNECTIONS, POSTED)
        before = self._count()
        done = self.ours.measure(load)
        if self._count() - before != POSTS:
            raise RuntimeError(f"{self._count() - before} of {POSTS} posts were stored")
        return done

    def _count(self) -> int:
        with connected(self.database_url) as connection:
            return int(value_of(connection, "SELECT count(*) FROM posts"))

    def their_post(self) -> Measured:
        paths = [f"/comment/{number}/publish/" for number, _ in self.theirs.topics]
        load = Load(
            self.theirs.worker.port,
            paths,
            self.their_cookie,
            302,
            POSTS,
            CONNECTIONS,
            POSTED,
            "comment",
            TOKEN,
        )
        before = self.theirs.count()
        done = self.theirs.worker.measure(load)
        if self.theirs.count() - before != POSTS:
            raise RuntimeError(f"Spirit stored {self.theirs.count() - before} of {POSTS} posts")
        return done


async def _members(settings: Settings) -> list[str]:
    """Cookies of members who have written nothing."""
    engine, at = make_engine(settings.database_url, pool_size=1), clock.now()
    async with writing_session(engine) as db:
        cookies = []
        for n in range(MEMBERS):
            name, email = f"Người Mẫu Đọc {n}", f"doc-{n}@mau.example"
            account = await open_account(db, email=email, name=name, at=at, confirmed=True)
            await give_consents(db, account.id, Purpose, at)
            cookies.append(f"hien_ke={await start_login(db, account, at)}")
    await engine.dispose()
    return cookies


def _table(run: _Run) -> str:
    readings = [
        {who: run.read(who) for who in run.readers()} | {"file": (run.file(),)} for _ in range(ROUNDS)
    ]
    posts, their_posts = zip(*((run.post(), run.their_post()) for _ in range(ROUNDS)), strict=True)

    def middle(who: str, at: int) -> float:
        return statistics.median(one[who][at] for one in readings)

    lines = [TABLE]
    for who in (*OURS, *THEIRS):
        other = THEIRS[who.startswith("signed in")]
        rate, p95, cpu, size = (middle(who, at) for at in range(4))
        times = f"{rate / middle(other, 0):.0f}" if who not in THEIRS else ""
        lines.append(f"| {who} | {size / 1000:.0f} | {rate:.0f} | {p95:.1f} | {cpu:.1f} | {times} |")
    cpu, their_cpu = (statistics.median(one.cpu_ms for one in many) for many in (posts, their_posts))
    of_nginx = middle(OURS[2], 0) / middle("file", 0)
    return (
        f"{CONTRIBUTIONS:,} texts in each, one worker each, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS} s\n"
        "in turns, the middle one counts. CPU is the worker's alone. Members who wrote nothing in a thread share its\n"
        "page; one with something of theirs in it is made by the program. Spirit runs under gunicorn, without its\n"
        "limits of posting and its index of search.\n\n" + "\n".join(lines) + "\n\n"
        f"A post: {cpu:.1f} ms of CPU, {their_cpu:.1f} of Spirit's: {cpu / their_cpu:.2f} ×. A thread for somebody\n"
        f"signed in: {of_nginx:.1%} of what nginx sends of the same bytes.\n\n"
        "Aims: a thread for somebody signed in 20 × Spirit and 8% of nginx; a post 8 ms and half of Spirit's."
    )


if __name__ == "__main__":
    main()
