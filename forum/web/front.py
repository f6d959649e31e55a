"""What stands before the program: a page that anybody may read is made once and sent to all who ask for it until
something changes.

Outermost of the ASGI layers, so what it sends costs neither the guard nor a route. A page is sent again only while
the database shows the same (`forum.database.snapshots`, asked after the request came) and the clock the same second.
So nothing declares what its page depends on, and nothing is to be forgotten: any commit ends every kept page.
Kept is only what somebody without a cookie got, and nothing that was made for one browser alone.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.database.snapshots import SnapshotUnknown
from forum.settings import Settings
from forum.web.forms import FRESH_KEYS
from forum.web.guard import route_of
from forum.web.page_cache import CachedPage, Moment, PageCache

MOST_OF_A_PAGE = 1_000_000
MOST_OF_AN_ADDRESS = 500
TRIES = 3
# Requests with these headers go by the program: they ask for another answer, or come from a known browser.
NOT_PLAIN = frozenset({b"cookie", b"authorization", b"range", b"hx-request", b"hx-history-restore-request"})
# Of an answer; they are of one request.
DROPPED = frozenset({b"x-request-id", b"cache-control", b"content-length", b"etag", b"vary"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plain request asks for. `key` is all that its page may depend on."""

    key: bytes
    gzipped: bool
    etags: bytes


class Front:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        # Whoever asks by another name may name what they like: their page is nobody else's.
        self.host = _host_of(settings.site)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = asked_of(scope, self.host) if scope["type"] == "http" and scope["method"] == "GET" else None
        if asked is None:
            await self.app(scope, receive, send)
            return
        began, cache = time.perf_counter(), scope["app"].state.app_state.page_cache
        came = cache.count()
        for _attempt in range(TRIES):
            try:
                moment = await cache.now()
            except SnapshotUnknown:
                break
            page, making = cache.pages.get(asked.key), cache.in_making.get(asked.key)
            if page is None and making is None:
                await self._make(cache, moment, asked.key, scope, receive, send)
                return
            if page is None and making is not None:
                made = await asyncio.shield(making.made)
                page = made if making.begun > came else None
            if page is not None:
                await _send(page, asked, send)
                _note(scope, page.route, time.perf_counter() - began)
                return
        await self.app(scope, receive, send)

    async def _make(
        self, cache: PageCache, moment: Moment, key: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the program answer, and keep its page if nothing changed while it was made. Who asks for it meanwhile
        waits: for this page if its making began after they came, else for the next."""
        making = cache.begin(key)
        recording = Recording(send, lambda: cache.end(key, making, None))
        page = None
        try:
            await self.app(scope, receive, recording.send)
            page = recording.page(scope, moment)
            if page is not None and await cache.now() == moment:
                cache.store(key, page)
        except SnapshotUnknown:
            pass
        finally:
            cache.end(key, making, page)
        await recording.pass_on()


class Recording:
    """Holds an answer back while it may be a page for everybody: whoever reads slowly must keep nobody waiting who
    waits for the same page. Other answers pass through."""

    def __init__(self, send: Send, give_up: Callable[[], None]) -> None:
        self.plain, self.give_up = send, give_up
        self.start: Message | None = None
        self.body = bytearray()
        self.is_whole = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_for_everybody(message):
            self.start = message
        elif self.start is None:
            self.give_up()
            await self.plain(message)
        else:
            self.body += message.get("body", b"")
            self.is_whole = not message.get("more_body", False)
            if len(self.body) > MOST_OF_A_PAGE:
                self.give_up()
                await self.pass_on()

    async def pass_on(self) -> None:
        """Send what was held back."""
        start, self.start = self.start, None
        if start is not None:
            await self.plain(start)
            await self.plain(
                {"type": "http.response.body", "body": bytes(self.body), "more_body": not self.is_whole}
            )

    def page(self, scope: Scope, moment: Moment) -> CachedPage | None:
        if self.start is None or not self.is_whole:
            return None
        headers = [(k.lower(), v) for k, v in self.start["headers"] if k.lower() not in DROPPED]
        headers.append((b"vary", b"HX-Request, Cookie, Accept-Encoding"))
        keys: list[str] = scope["state"].get(FRESH_KEYS, [])
        return CachedPage.of(bytes(self.body), keys, headers, route_of(scope), moment)


def _is_for_everybody(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    is_page = headers.get(b"content-type", b"").startswith(b"text/html")
    return start["status"] == 200 and is_page and b"set-cookie" not in headers


def asked_of(scope: Scope, host: bytes) -> Asked | None:
    """None for what is no plain request of a page by somebody without a cookie. `host`: the only one that counts."""
    path, query, gzipped, etags = scope["raw_path"], scope["query_string"], False, b""
    if len(path) + len(query) > MOST_OF_AN_ADDRESS or path.startswith(b"/static/"):
        return None
    for name, value in scope["headers"]:
        if name in NOT_PLAIN:
            return None
        if name == b"accept-encoding":
            gzipped = b"gzip" in value and b"gzip;q=0" not in value.replace(b" ", b"")
        elif name == b"if-none-match":
            etags = value
        elif name == b"host" and value.lower() != host:
            return None
    return Asked(path + b"?" + query, gzipped, etags)


def _host_of(site: str) -> bytes:
    """As browsers name it."""
    parts = urlsplit(site)
    return parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, "")).encode()


async def _send(page: CachedPage, asked: Asked, send: Send) -> None:
    status, headers, body = page.answer(gzipped=asked.gzipped, etags=asked.etags)
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _note(scope: Scope, route: str, seconds: float) -> None:
    scope["app"].state.app_state.metrics.note_request(route, 200, seconds)
