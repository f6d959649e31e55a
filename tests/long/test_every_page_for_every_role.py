"""Each page that each role may open, in a real browser: no barrier, nothing too wide, too small or badly built.

The world of the matrix of rights, whose every title, name and text has a word of 120 letters and a long address in it.
A page is tried once for each structure of its own: people who get the same page with other words are one. Run by
`make every-page` alone, since it takes longer than the rest of its tier.
"""

import asyncio
import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from forum.app import create_app
from forum.database import Model, embedded, make_engine
from forum.database.columns import EnumText
from forum.settings import Settings
from moderation.models import metadata as MODERATION
from tests import page_checks as checks
from tests.browser import open_browser
from tests.matrix import EVERYBODY, Row, rows
from tests.whole_world import clone, settings_of
from tests.world import World, build_world
from tests.world_parts import PARTS

# A made paper is a file, and out of date once the words of its thing are longer.
PAGES = [
    row
    for row in rows()
    if row.method == "GET" and 200 in row.expect.values() and not row.url.endswith("_paper}")
]
LONG_WORD = "nghiêngthuyền" * 9 + "aba"
LONG_ADDRESS = "nguyenthiminhnguyetphuongthao.phongkhoahoccongnghe@vanphong.thanhphomau.example"
WIDE, PHONE, NARROW = 1280, 390, 320
CONTROLS = ".button, .input, select, textarea, .menu a, .crumbs a"
# Every text that a person or an office wrote for others to read.
LENGTHENED = ("title", "name", "summary", "position", "display_name", "note", "reason", "organisation")

TEXTS = """
SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema IN ('public', 'moderation') AND table_type = 'BASE TABLE'
AND table_name NOT LIKE 'procrastinate%' AND table_name <> 'time_limits'
AND data_type = 'text' AND column_name = ANY(:names)
"""


@dataclass
class Served:
    """The program on a socket, and what was tried there."""

    url: str
    world: World
    tried: set[str] = field(default_factory=set)
    titles: dict[str, set[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def served(server: embedded.Server, template: str) -> Iterator[Served]:
    with clone(server, template) as name:
        port = _free_port()
        here = {"public_url": f"http://127.0.0.1:{port}"}
        settings = settings_of(server.url("forum_app", name)).model_copy(update=here)
        world = asyncio.run(_furnish(settings, server.url("forum_owner", name)))
        program = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="warning"))
        thread = threading.Thread(target=program.run)
        thread.start()
        while not program.started:
            time.sleep(0.05)
        yield Served(settings.public_url, world)
        program.should_exit = True
        thread.join()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _furnish(settings: Settings, owner: str) -> World:
    engine = make_engine(settings.database_url)
    world = await build_world(engine, settings, PARTS)
    await engine.dispose()
    await _lengthen(owner)
    return world


async def _lengthen(owner: str) -> None:
    """Written into the rows: a column that takes no other word than those of a list stays as it is."""
    engine, listed = make_engine(owner), _columns_of_lists()
    async with engine.begin() as connection:
        found = await connection.execute(text(TEXTS), {"names": [*LENGTHENED, "html"]})
        for table, column in found.all():
            if (table, column) in listed:
                continue
            longer = "replace({0}, '</p>', :more || '</p>')" if column == "html" else "{0} || :more"
            await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            with suppress(IntegrityError):
                async with connection.begin_nested():
                    await connection.execute(
                        text(f"UPDATE {table} SET {column} = {longer.format(column)} WHERE {column} <> ''"),
                        {"more": f" {LONG_WORD} {LONG_ADDRESS}"},
                    )
    await engine.dispose()


def _columns_of_lists() -> set[tuple[str, str]]:
    return {
        (f"{table.schema or 'public'}.{table.name}", column.name)
        for tables in (Model.metadata, MODERATION)
        for table in tables.tables.values()
        for column in table.columns
        if isinstance(column.type, EnumText)
    }


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def wide(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": WIDE, "height": 900}, locale="vi-VN")
    checks.bring_axe(context)
    yield context
    context.close()


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": PHONE, "height": 844}, locale="vi-VN", has_touch=True, color_scheme="dark"
    )
    checks.bring_axe(context)
    yield context
    context.close()


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page_is_whole_for_everybody_who_may_open_it(
    row: Row, served: Served, wide: BrowserContext, phone: BrowserContext
) -> None:
    found: list[str] = []
    mains = _different(row, served)
    for person in mains:
        found += [f"{person}: {fault}" for fault in _on_a_desk(_open(wide, row, served, person), row, served)]
    fullest = max(mains, key=lambda person: len(mains[person]), default="visitor")
    for person in sorted({fullest, "visitor"} & mains.keys()):
        found += [f"{person}, {fault}" for fault in _in_a_hand(_open(phone, row, served, person))]
    assert not found, "\n".join(found)


def _different(row: Row, served: Served) -> dict[str, str]:
    """The main part of the page for one person of each group that gets the same words, if nobody tried it before."""
    mains: dict[str, str] = {}
    for person in EVERYBODY:
        if row.of(person) != 200:
            continue
        cookies = {} if person == "visitor" else {"hien_ke": served.world.tokens[person]}
        answer = httpx.get(served.url + row.url.format_map(served.world.names), cookies=cookies)
        assert answer.status_code == 200, f"{person}: {answer.status_code}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        head, _, rest = answer.text.partition("<main")
        header = hashlib.sha256(head.partition("<header")[2].encode()).hexdigest()
        main = rest.partition("</main>")[0]
        digest = hashlib.sha256(_structure(main).encode()).hexdigest()
        if not {digest, header} <= served.tried:
            mains[person] = main
        served.tried |= {digest, header}
    return mains


def _structure(main: str) -> str:
    """Its tags, with what style and meaning hang on; the words and addresses left out."""
    return re.sub(r' (?!class|role|type|aria-|open)[\w-]+="[^"]*"| aria-\w+="[^"]*"|>[^<]*<', "", main)


def _open(context: BrowserContext, row: Row, served: Served, person: str) -> Page:
    context.clear_cookies()
    if person != "visitor":
        token = served.world.tokens[person]
        context.add_cookies([{"name": "hien_ke", "value": token, "url": served.url}])
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(served.url + row.url.format_map(served.world.names), wait_until="load")
    return page


def _on_a_desk(page: Page, row: Row, served: Served) -> list[str]:
    served.titles.setdefault(page.title(), set()).add(row.route)
    return [
        *checks.violations(page),
        *checks.badly_built(page),
        *checks.too_wide(page),
        *checks.broken_words(page),
        *checks.small_targets(page),
    ]


def _in_a_hand(page: Page) -> list[str]:
    """A phone in the dark, then a narrow one whose reader has doubled the type."""
    page.set_viewport_size({"width": PHONE, "height": 844})
    found = [
        f"phone: {fault}"
        for fault in (
            *checks.violations(page),
            *checks.too_wide(page),
            *checks.broken_words(page),
            *checks.small_targets(page),
            *checks.small_targets(page, checks.LEAST_CONTROL_ON_A_PHONE, CONTROLS),
        )
    ]
    page.set_viewport_size({"width": NARROW, "height": 844})
    checks.double_the_type(page)
    narrow = [*checks.too_wide(page), *checks.broken_words(page, checks.LONGEST_SYLLABLE)]
    return found + [f"narrow: {fault}" for fault in narrow]
