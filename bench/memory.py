"""What the processes of a served sample hold: after the start, and after everybody has opened all pages.

`python -m bench.memory` serves the sample content as `forum serve --sample` does, follows the links as a visitor and
as each sample person, asks for papers in each format, and writes its part of bench/RESULTS.md.
"""

import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench._record import record
from bench.serving.measuring import free_port
from forum.sample.people import PASSWORD, accounts
from forum.serve import environment_of
from forum.settings import Settings
from forum.urls import url_for

OF_A_KIND, PAPERS = 3, 24  # addresses that differ in their numbers alone, and papers that one person asks for
READY_WITHIN_SECONDS, SETTLED_AFTER_SECONDS = 120.0, 15.0
AIMS = "Aims after all pages: a web process 150 MB, a worker 120 MB of its own."
LINK = re.compile(r'href="(/[^"#]*)')
FORM = re.compile(r'<form class="button-form" action="(/[^"]*/van-ban)".*?</form>', re.DOTALL)
FIELD = re.compile(r'name="([^"]+)"[^>]* value="([^"]*)"')
NUMBERED = re.compile(r"[^/]*\d[^/]*")


@dataclass(frozen=True, slots=True)
class Held:
    """MB: `own` is in this process alone, `shared` its part of what other processes have mapped too, such as code of
    libraries; `resident` counts what is shared whole."""

    own: float
    shared: float
    resident: float

    @classmethod
    def by(cls, pid: int) -> "Held":
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
        mb = {line.split(":")[0]: int(line.split()[1]) * 1024 / 1e6 for line in lines}
        own = mb["Private_Clean"] + mb["Private_Dirty"]
        return cls(own, mb["Pss"] - own, mb["Rss"])


@dataclass
class Reader:
    """One person. `opened` counts by kind of address the pages that were opened."""

    http: httpx.Client
    opened: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    papers: int = 0

    def log_in(self, email: str) -> None:
        page = self.http.get(url_for("accounts.log_in")).text
        given = dict(FIELD.findall(page)) | {"email": email, "password": PASSWORD}
        answer = self.http.post(url_for("accounts.log_in"), data=given)
        if answer.status_code != 303:
            raise RuntimeError(f"{email} was not let in: {answer.status_code}")

    def follow_from(self, start: str) -> None:
        waiting = [start]
        while waiting:
            address = waiting.pop()
            kind = NUMBERED.sub("#", urlsplit(address).path)
            if address in self.seen or self.opened.get(kind, 0) >= OF_A_KIND:
                continue
            self.seen.add(address)
            answer = self.http.get(address)
            if answer.status_code == 200:
                self.opened[kind] = self.opened.get(kind, 0) + 1
                waiting += [unescape(link) for link in LINK.findall(answer.text)]
                self._ask_for_papers(answer.text)

    def _ask_for_papers(self, page: str) -> None:
        for form in FORM.finditer(page):
            if self.papers < PAPERS:
                self.papers += 1
                self.http.post(form[1], data=dict(FIELD.findall(form[0])))


def _serve(folder: Path, parts: ExitStack) -> tuple[int, str]:
    """The process id of the web process and the site."""
    settings = Settings(
        mode="sample", var=folder / "var", port=free_port(), search="postgresql", database_url=""
    )
    command = [sys.executable, "-m", "forum", "serve"]
    served = subprocess.Popen(command, env=environment_of(settings), stdout=subprocess.DEVNULL)
    parts.callback(served.wait, 30)
    parts.callback(served.terminate)
    give_up_at = time.monotonic() + READY_WITHIN_SECONDS
    with httpx.Client(trust_env=False, base_url=settings.site) as http:
        while time.monotonic() < give_up_at:
            try:
                if http.get("/readyz").status_code == 200:
                    return served.pid, settings.site
            except httpx.TransportError:
                time.sleep(0.1)
    raise RuntimeError("the program did not start")


def _worker_of(web: int) -> int:
    tasks = Path(f"/proc/{web}/task").iterdir()
    children = [pid for task in tasks for pid in (task / "children").read_text().split()]
    is_worker = {pid: b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
    return next(int(pid) for pid, it_is in is_worker.items() if it_is)


def _open_all(site: str) -> tuple[int, int]:
    """How many kinds of pages were opened, and how many papers asked for."""
    opened, papers = set[str](), 0
    for email in ("", *(one.email for one in accounts())):
        headers = {"origin": site, "sec-fetch-site": "same-origin"}
        with httpx.Client(trust_env=False, base_url=site, headers=headers, timeout=60) as http:
            reader = Reader(http)
            if email:
                reader.log_in(email)
                reader.follow_from(url_for("work.work"))
            reader.follow_from("/")
        opened |= reader.opened.keys()
        papers += reader.papers
    return len(opened), papers


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="hien-ke-bench-")))
        folder.chmod(0o711)  # root's database server runs as another account and has a folder inside
        web, site = _serve(folder, parts)
        time.sleep(SETTLED_AFTER_SECONDS)
        processes = {"web process": web, "worker": _worker_of(web)}
        before = {name: Held.by(pid) for name, pid in processes.items()}
        kinds, papers = _open_all(site)
        time.sleep(SETTLED_AFTER_SECONDS)
        after = {name: Held.by(pid) for name, pid in processes.items()}
    lines = [
        "| MB | after the start: own | resident | after all pages: own | shared | resident |",
        "|---|" * 5,
    ]
    lines[1] = "|---|---|---|---|---|---|"
    for name in processes:
        first, last = before[name], after[name]
        held = (first.own, first.resident, last.own, last.shared, last.resident)
        lines.append(f"| {name} | " + " | ".join(f"{one:.0f}" for one in held) + " |")
    lines += ["", AIMS, f"{kinds} kinds of pages were opened, {papers} papers asked for."]
    record("Memory", "python -m bench.memory", "\n".join(lines))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
