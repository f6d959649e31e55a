"""Each page and letter in a language that does not exist: what stands there untranslated is no word of ours.

The catalogue is made as a translator would make it, from locale/hien_ke.pot: each message in brackets.
"""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import words
from forum.database import embedded, make_engine
from forum.settings import Settings
from forum.words import DOMAIN, LOCALES
from tests.builders import Builders
from tests.client import Page, running_program
from tests.matrix import EVERYBODY, Row, ask, outcome, rows
from tests.shared import ROOT
from tests.whole_world import WholeWorld, clone, settings_of
from tests.world import World

PSEUDO = "xx"
PAGES = [row for row in rows() if row.method == "GET" and 200 in row.expect.values()]
VIETNAMESE = re.compile(r"[^\W\d_a-zA-Z]")


@pytest.fixture(scope="module", autouse=True)
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("locale")
    (folder / PSEUDO / "LC_MESSAGES").mkdir(parents=True)
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        source = read_po(file)
    translated = Catalog(locale="en", charset="utf-8")
    for message in source:
        if message.id:
            translated.add(message.id, f"⟦{message.id}⟧", context=message.context)
    with (folder / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo").open("wb") as file:
        write_mo(file, translated)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "LOCALES", folder)
        yield
    words._catalogue.cache_clear()


@pytest.fixture(scope="module")
def furnished(
    server: embedded.Server, whole_world: WholeWorld, catalogue: None
) -> Iterator[tuple[Settings, World, str]]:
    """The whole world, whose people all read that language, and every text that stands in its database."""
    with clone(server, whole_world.database) as name:
        settings = settings_of(server.url("forum_app", name))
        yield settings, whole_world.world(), asyncio.run(_read_by_all(settings))


async def _read_by_all(settings: Settings) -> str:
    engine = make_engine(settings.database_url)
    content = await _all_texts(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE accounts SET locale = :locale"), {"locale": PSEUDO})
    await Builders(engine, settings).run_jobs()
    await engine.dispose()
    return content


async def _all_texts(engine: AsyncEngine) -> str:
    async with engine.connect() as connection:
        tables = await connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        texts = [
            await connection.scalar(text(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t"))
            for table in tables.all()
        ]
    rules = (path.read_text(encoding="utf-8") for path in (ROOT / "moderation").rglob("*.yaml"))
    return _plain(" ".join([*texts, *rules]))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).split()).lower()


def untranslated(shown: str, content: str) -> list[str]:
    """What stands outside of brackets and is nobody's text."""
    before = ""
    while before != shown:
        before, shown = shown, re.sub(r"⟦[^⟦⟧]*⟧", "\n", shown)
    pieces = re.split(r"[\n.,:;()·“”\"!?/–-]+", shown)
    chunks = (
        re.sub(r"^((\S*\d\S*|[IVX]+|[a-zđ])\s+)+", "", piece.strip()) for piece in pieces
    )  # no codes before titles
    return [one for one in chunks if VIETNAMESE.search(one) and _plain(one) not in content]


def _shown(page: Page) -> str:
    """Text and what is read out, line by line."""
    for hidden in page.soup.select("script, style, textarea, [lang=vi]"):
        hidden.decompose()
    named = [
        str(one[name])
        for name in ("aria-label", "title", "alt", "placeholder")
        for one in page.soup.select(f"[{name}]")
    ]
    return "\n".join([page.soup.get_text("\n"), *named])


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
async def test_a_page_is_said_in_the_language_of_who_reads_it(
    row: Row, furnished: tuple[Settings, World, str]
) -> None:
    settings, world, content = furnished
    readers = [person for person in EVERYBODY[1:] if row.of(person) == 200]
    async with running_program(settings) as app:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            for person in readers[:1] + readers[-1:]:
                response = await ask(http, row, world, person)
                assert outcome(response) == 200
                if response.headers["content-type"].startswith("text/html"):
                    assert untranslated(_shown(Page(response)), content) == [], person


async def test_a_letter_is_said_in_the_language_of_who_gets_it(
    furnished: tuple[Settings, World, str],
) -> None:
    settings, _, content = furnished
    engine = make_engine(settings.database_url)
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT subject, letter FROM notices"))).all()
        mails = (await connection.execute(text("SELECT subject, text FROM sample_mails"))).all()
    await engine.dispose()
    assert len(rows) > 30 and len(mails) > 30
    foreign = {one for letter in [*rows, *mails] for words in letter for one in untranslated(words, content)}
    assert foreign == set()
