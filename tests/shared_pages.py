"""Asking for what members share, and what the program makes for one person alone."""

import re

import httpx
from fastapi import FastAPI

from forum import clock
from forum.accounts.actions import open_account
from forum.accounts.actions.consents import give_consents
from forum.accounts.actions.logins import start_login
from forum.actor import Purpose
from forum.database import writing_session
from forum.urls import name_at, path
from forum.web.login import COOKIE
from forum.web.shared_pages import SHARED_PAGES
from tests.matrix import Row, rows
from tests.world import World
from vietnamese import slug

KEY = re.compile('name="_key" value="[^"]+"')
BY_THE_PROGRAM = {"range": "bytes=0-"}  # which no page heeds
ALSO = {
    "/tiep-xuc/{next_session}": "contact.session",
    "/tiep-xuc/{live_session}": "contact.session",
    "/tiep-xuc/{asking_session}/cau-hoi": "contact.questions",
}
SHARED = [
    *(row for row in rows() if row.method == "GET" and name_at(row.route) in SHARED_PAGES),
    *(Row(path(name), "GET", url, {}, {}, None) for url, name in ALSO.items()),
]


def is_shared(response: httpx.Response) -> bool:
    """The front drops what is of one request."""
    return "x-request-id" not in response.headers


async def ask_as(
    http: httpx.AsyncClient, world: World, row: Row, person: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    http.cookies.clear()
    cookie = {"cookie": f"{COOKIE}={world.tokens[person]}"} if person in world.tokens else {}
    return await http.get(row.url.format_map(world.names), headers={**cookie, **(headers or {})})


async def compare(http: httpx.AsyncClient, world: World, row: Row, person: str) -> bool:
    """Whether the page was shared with the person; it is what the program makes for them alone. Asked three times:
    the first is always made by the program."""
    made = await ask_as(http, world, row, person, BY_THE_PROGRAM)
    was_shared = False
    for _time in range(3):
        sent = await ask_as(http, world, row, person)
        assert KEY.sub("", sent.text) == KEY.sub("", made.text), (row.name, person)
        was_shared |= is_shared(sent)
    return was_shared


async def newcomer(app: FastAPI, name: str) -> str:
    """The cookie of somebody whom nothing belongs to."""
    at, email = clock.now(), f"{slug(name)}@mau.example"
    async with writing_session(app.state.app_state.engine) as db:
        account = await open_account(db, email=email, name=name, at=at, confirmed=True)
        await give_consents(db, account.id, (Purpose.terms, Purpose.mail), at)
        return await start_login(db, account, at)
