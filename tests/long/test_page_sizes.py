"""No page grows with what people write: in a crowded city every page stays under 300 kB."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from forum.database import embedded, make_engine
from tests.client import running_program
from tests.crowd import multiply
from tests.matrix import Row, ask, rows
from tests.whole_world import clone, settings_of
from tests.world import World, build_world
from tests.world_parts import PARTS

TIMES = 80
MOST_BYTES = 400_000  # minutes name each question of their session, on one page
# Where each question of one session gets its place, on one page: here of thousands, a third of a kilobyte each.
FOR_EACH_QUESTION = dict.fromkeys(
    ("/tiep-xuc/{asking_session}/hoan", "/tiep-xuc/{asking_session}/huy"), 1_000_000
)
# Who sees most, first.
READERS = ("administrator", "secretariat", "moderator", "officer", "head")
# One address of each route that is read.
PAGES = {row.route: row for row in reversed(rows()) if row.method == "GET" and row.allowed}


@pytest.fixture
def crowded(server: embedded.Server, template: str) -> Iterator[tuple[str, World]]:
    with clone(server, template) as name:
        url = server.url("forum_app", name)
        world = asyncio.run(_furnish(url))
        multiply(server.url("forum_owner", name), TIMES)
        yield url, world


async def _furnish(url: str) -> World:
    engine = make_engine(url)
    world = await build_world(engine, settings_of(url), PARTS)
    await engine.dispose()
    return world


def reader_of(row: Row) -> str:
    return next((one for one in READERS if one in row.allowed), row.allowed[0])


def test_no_page_grows_with_its_list(crowded: tuple[str, World]) -> None:
    """A list without pages is found here by itself: with each row of the world 80 times more, its page is too large.
    A page of 6 MB took twelve seconds, and everybody else waited for it."""
    assert asyncio.run(_too_large(*crowded)) == {}


async def _too_large(url: str, world: World) -> dict[str, int | str]:
    found: dict[str, int | str] = {}
    async with running_program(settings_of(url)) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            for row in PAGES.values():
                response = await ask(http, row, world, reader_of(row))
                if response.status_code >= 500:
                    found[row.url] = f"status {response.status_code}"
                is_page = response.headers.get("content-type", "").startswith("text/html")
                if is_page and len(response.content) > FOR_EACH_QUESTION.get(row.url, MOST_BYTES):
                    found[row.url] = len(response.content)
    return found
