"""The program without a database: what every page has in common needs none."""

from collections.abc import AsyncIterator

import httpx
import jinja2
import pytest

from forum import clock
from forum.accounts.queries import visitor
from forum.rendering import make_environment
from forum.settings import Settings
from forum.web.render import Chrome, MenuItem
from tests.client import Client, Page, open_client


@pytest.fixture(scope="session")
def jinja() -> jinja2.Environment:
    return make_environment()


@pytest.fixture
async def passer_by() -> AsyncIterator[Client]:
    """A visitor of a program whose database is never asked."""
    settings = Settings(mode="sample", database_url="postgresql+psycopg://", public_url="http://hien-ke.test")
    async with open_client(settings) as client:
        yield client


@pytest.fixture
def chrome() -> Chrome:
    return chrome_for(None)


def chrome_for(name: str | None, *, sample: bool = False, flash: str | None = None) -> Chrome:
    return Chrome(
        actor=visitor(clock.now()),
        actor_name=name,
        menu=(MenuItem("/", "Trang chủ", False), MenuItem("/dien-dan", "Diễn đàn", True)),
        work=(MenuItem("/duyet-noi-dung", "Duyệt nội dung", False),) if name else (),
        unread="3" if name else "",
        is_sample=sample,
        flash=flash,
        path="/dien-dan",
    )


def page_of(html: str, status: int = 200) -> Page:
    return Page(httpx.Response(status, html=html))
