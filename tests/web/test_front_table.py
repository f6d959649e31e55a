"""docs/front.md says of every page that a visitor gets whether the front sends it, and why or why not."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from forum import clock
from forum.database import embedded
from forum.urls import name_at
from forum.web.shared_pages import SHARED_PAGES
from tests.client import running_program
from tests.matrix import Row, rows
from tests.shared import ROOT
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

TABLE, FOUND = ROOT / "docs" / "front.md", ROOT / "var" / "tests" / "front.md"
TRIES, PATIENCE = 100, 120.0  # what another test commits on the same server ends every page; seconds
KEY = 'name="_key"'
HEAD = "| route | front | why | members share it |\n|---|---|---|---|\n"


def public() -> dict[str, Row]:
    """One address of each route that is read without a log-in."""
    return {row.route: row for row in reversed(rows()) if row.method == "GET" and row.of("visitor") == 200}


@pytest.fixture
def still(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is sent again only within the second it was made in."""
    (tmp_path / "clock").write_text(clock.now().isoformat())
    monkeypatch.setenv("FORUM_CLOCK", str(tmp_path / "clock"))


@pytest.fixture
def furnished(server: embedded.Server, whole_world: WholeWorld) -> Iterator[tuple[str, World]]:
    with clone(server, whole_world.database) as name:
        yield server.url("forum_app", name), whole_world.world()


async def test_the_table_of_the_front_is_true(furnished: tuple[str, World], still: None) -> None:
    url, world = furnished
    written, lines = TABLE.read_text(encoding="utf-8"), []
    async with running_program(settings_of(url)) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            for route, row in sorted(public().items()):
                patience = PATIENCE if f"| `{route}` | yes |" in written else 0
                front, why = await _answered(http, row.url.format_map(world.names), patience)
                members = "yes" if name_at(route) in SHARED_PAGES else "no"
                lines.append(f"| `{route}` | {front} | {why} | {members} |\n")
    table = HEAD + "".join(lines)
    FOUND.write_text(table, encoding="utf-8")
    assert not [line for line in lines if "?" in line], "not sent by the front, and nothing says why"
    assert table in written, f"put what is in {FOUND} into {TABLE}"


async def _answered(http: httpx.AsyncClient, url: str, patience: float) -> tuple[str, str]:
    """Whether the front answers, and why or why not; '?' where nothing says why. Asked TRIES times, and for as many
    seconds as `patience` says."""
    give_up_at = time.monotonic() + patience
    tries = 0
    while tries < TRIES or time.monotonic() < give_up_at:
        tries += 1
        http.cookies.clear()
        answer = await http.get(url)
        kind = answer.headers.get("content-type", "none").partition(";")[0]
        if answer.status_code != 200:
            return "no", f"answers {answer.status_code}"
        if "x-request-id" not in answer.headers:  # the front drops what is of one request
            return (
                "yes",
                "a page with a form, whose key each browser gets anew" if KEY in answer.text else "a page",
            )
        if kind != "text/html":
            return "no", f"no page: {kind}"
        if "set-cookie" in answer.headers:
            return "no", "gives the browser a cookie"
    return "no", "shows a form's key that is no browser's" if KEY in answer.text else "?"
