"""A test client that looks over each page it fetches.

Every HTML page must have one h1, a title, a language, unique ids, a label for each field, no inline style or
script, and call no foreign host. `client.statements` counts the SQL statements of the last request.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx
from bs4 import BeautifulSoup, Tag
from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum import clock
from forum.accounts.actions.logins import start_login
from forum.accounts.models import Account
from forum.app import create_app
from forum.database import writing_session
from forum.settings import Settings
from forum.urls import url_for
from forum.web.app_state import AppState, make_app_state
from forum.web.login import cookie_name

NOTE_OF_USE = "UPDATE logins SET used_at"
# They store what they offer to be answered.
OFFERING = {url_for(name) for name in ("accounts.second_step", "mine.confirm_totp", "mine.add_passkey")}


class Page:
    """A response with its parsed HTML."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.text = response.text
        self.location: str = response.headers.get("location", "")

    @cached_property
    def soup(self) -> BeautifulSoup:
        is_html = self.response.headers.get("content-type", "").startswith("text/html")
        return BeautifulSoup(self.text if is_html else "", "html5lib")

    @property
    def main(self) -> str:
        """The words of the page's main part."""
        part = self.soup.find("main") or self.soup
        return " ".join(part.get_text(" ").split())

    def has(self, words: str) -> bool:
        return " ".join(words.split()) in " ".join(self.soup.get_text(" ").split())

    def error_of(self, field: str) -> str:
        """The message beside a field."""
        control = self.soup.find(attrs={"name": field})
        assert isinstance(control, Tag), f"no field {field}"
        ids = str(control.get("aria-describedby") or "").split()
        message = [str(t.get_text(" ")).strip() for i in ids if (t := self.soup.find(id=i)) and "error" in i]
        return " ".join(message)

    def field(self, name: str) -> str:
        control = self.soup.find(attrs={"name": name})
        assert isinstance(control, Tag), f"no field {name}"
        return control.get_text() if control.name == "textarea" else str(control.get("value", ""))

    def form(self, action: str) -> dict[str, Any]:
        """The hidden and default values of the form with that action (a path, or its end); a form that asks a question
        of the same address comes after the one that writes."""
        for form in sorted(self.soup.find_all("form"), key=lambda one: one.get("method") != "post"):
            assert isinstance(form, Tag)
            if str(form.get("action", "")).split("?")[0].endswith(action):
                return _values(form)
        raise AssertionError(f"no form {action} on this page")


def _values(form: Tag) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for control in form.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if not name or control.get("type") in ("submit", "file"):
            continue
        if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True)
            values[name] = chosen.get("value", "") if chosen else ""
        elif control.name == "textarea":
            values[name] = control.get_text().removeprefix("\n")
        elif control.get("type") == "hidden" and name in values:
            values[name] = [*_listed(values[name]), control.get("value", "")]
        else:
            values[name] = control.get("value", "")
    return values


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Client:
    def __init__(self, http: httpx.AsyncClient, settings: Settings, app: FastAPI) -> None:
        self.http = http
        self.settings = settings
        self.app = app
        app_state = self.app_state
        self.statements = 0
        self.written: list[str] = []  # statements of the last request on a connection for writers
        for engine in (app_state.engine, app_state.readers):
            event.listen(engine.sync_engine, "before_cursor_execute", self._count)
        event.listen(app_state.engine.sync_engine, "before_cursor_execute", self._note_written)

    @property
    def app_state(self) -> AppState:
        app_state: AppState = self.app.state.app_state
        return app_state

    def _count(self, *_: object) -> None:
        self.statements += 1

    def _note_written(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self.written.append(statement)

    async def log_in(self, account: Account) -> None:
        """Sign in as this account by a session of its own, as after the log-in form."""
        async with writing_session(self.app_state.engine) as db:
            token = await start_login(db, account, clock.now())
        self.http.cookies.set(cookie_name(self.settings.secure), token, domain="hien-ke.test")

    async def log_out(self) -> None:
        self.http.cookies.clear()

    async def cost_of(self, path: str) -> int:
        """The statements of the page when the program makes it: the front passes a request for a range on."""
        await self.get(path, headers={"range": "bytes=0-"})
        return self.statements

    async def get(
        self,
        path: str,
        *,
        status: int = 200,
        htmx: bool = False,
        headers: dict[str, str] | None = None,
        **params: Any,
    ) -> Page:
        headers = {"hx-request": "true"} if htmx else headers
        self.statements, self.written = 0, []
        response = await self.http.get(path, params=params or None, headers=headers)
        page = Page(response)
        written = [one for one in self.written if not one.startswith(NOTE_OF_USE)]
        waits = written and path.partition("?")[0] not in OFFERING
        assert not waits, f"GET {path} takes a connection from those who write: {written}"
        assert page.status == status, f"GET {path}: {page.status}, not {status}\n{page.main[:800]}"
        if not htmx:
            look_over(page, path)
        return page

    async def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        status: int = 303,
        htmx: bool = False,
        headers: dict[str, str] | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Page:
        """A form sent from our own page. A 303 is not followed; `await client.follow(page)` does."""
        sent = (
            {"sec-fetch-site": "same-origin", "hx-request": "true"}
            if htmx
            else {"sec-fetch-site": "same-origin"}
        )
        self.statements = 0
        parts = [("files", (name, content)) for name, content in files]
        response = await self.http.post(path, data=data or {}, files=parts, headers=sent | (headers or {}))
        page = Page(response)
        assert page.status == status, f"POST {path}: {page.status}, not {status}\n{page.main[:800]}"
        if page.status not in (303, 204) and not htmx:
            look_over(page, path)
        return page

    async def send(
        self, path: str, data: dict[str, Any], *, status: int = 303, files: Sequence[tuple[str, bytes]] = ()
    ) -> Page:
        """The form at that address, filled in and sent."""
        form = (await self.get(path)).form(path.partition("?")[0])
        return await self.post(path, form | data, status=status, files=files)

    async def follow(self, page: Page, *, status: int = 200) -> Page:
        return await self.get(page.location, status=status)


def look_over(page: Page, path: str) -> None:
    """What every page of the house keeps."""
    if not page.response.headers.get("content-type", "").startswith("text/html"):
        return
    soup = page.soup
    assert len(soup.find_all("h1")) == 1, f"{path}: {len(soup.find_all('h1'))} h1"
    assert soup.title is not None and soup.title.get_text().strip(), f"{path}: no title"
    html = soup.find("html")
    assert isinstance(html, Tag) and html.get("lang"), f"{path}: no lang"
    ids = [str(t["id"]) for t in soup.find_all(id=True)]
    assert len(ids) == len(set(ids)), f"{path}: ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    assert not soup.find_all(style=True), f"{path}: inline style"
    assert "Words(" not in page.response.text, f"{path}: words that were never made text"
    for tag in soup.find_all(True):
        assert not any(a.startswith("on") for a in tag.attrs), f"{path}: inline script in <{tag.name}>"
    for script in soup.find_all("script"):
        assert script.get("src"), f"{path}: inline script"
    _look_at_fields(soup, path)
    _look_at_hosts(soup, path)


def _look_at_fields(soup: BeautifulSoup, path: str) -> None:
    labelled = {str(label["for"]) for label in soup.find_all("label", attrs={"for": True})}
    for control in soup.find_all(["input", "textarea", "select"]):
        if control.get("type") in ("hidden", "submit", "button"):
            continue
        has_label = str(control.get("id", "")) in labelled or control.find_parent("label") is not None
        assert has_label or control.get("aria-label") or control.get("aria-labelledby"), (
            f"{path}: no label for {control.get('name')}"
        )


def _look_at_hosts(soup: BeautifulSoup, path: str) -> None:
    for tag, attribute in (("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")):
        for found in soup.find_all(tag, attrs={attribute: True}):
            host = urlsplit(str(found[attribute])).netloc
            assert host in ("", "hien-ke.test"), f"{path}: calls {host}"


# Programs that no test uses now, by their settings: a new one reads all its routes at its first request, which takes
# longer than the page.
_IDLE: defaultdict[str, list[FastAPI]] = defaultdict(list)


@asynccontextmanager
async def running_program(settings: Settings) -> AsyncIterator[FastAPI]:
    """The program with these settings on its own engine; what it holds is new, its routes may have been read before."""
    idle = _IDLE[settings.model_dump_json(exclude={"database_url", "var"})]
    if idle:
        app = idle.pop()
        app.state.app_state = make_app_state(settings, app.state.app_state.jinja)
    else:
        app = create_app(settings)
    own = app.state.app_state
    try:
        yield app
    finally:
        if app.state.app_state is not own:  # a test put another one in its place
            await own.aclose()
        await app.state.app_state.aclose()
        app.state.app_state = own
    idle.append(app)


def _holding_no_connection(app: FastAPI) -> ASGIApp:
    """The program, which must hold no connection of its database while it waits for a body or sends."""

    running = 0

    def look(path: str, doing: str) -> None:
        """Of several requests at once, the others may hold one."""
        held = connections_held(app.state.app_state)
        assert held == 0 or running > 1, f"{path}: {held} connections held while {doing}"

    async def looked_at(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal running

        async def receiving() -> Message:
            look(scope["path"], "reading")
            return await receive()

        async def sending(message: Message) -> None:
            look(scope["path"], "sending")
            await send(message)

        running += 1
        try:
            await app(scope, receiving, sending)
        finally:
            running -= 1

    return looked_at


HELD_BY_TESTS: dict[AsyncEngine, int] = {}  # connections that a test has taken itself


def connections_held(app_state: AppState) -> int:
    held = 0
    for engine in (app_state.engine, app_state.readers):
        pool = engine.sync_engine.pool
        assert isinstance(pool, QueuePool)
        held += pool.checkedout() - HELD_BY_TESTS.get(engine, 0)
    return held


@asynccontextmanager
async def open_client(settings: Settings, peer: str = "127.0.0.1") -> AsyncIterator[Client]:
    """A browser of its own, whose network address is `peer`."""
    async with running_program(settings) as app:
        transport = httpx.ASGITransport(app=_holding_no_connection(app), client=(peer, 123))
        async with httpx.AsyncClient(transport=transport, base_url="http://hien-ke.test") as http:
            yield Client(http, settings, app)
