"""What stands before the program: a page that anybody may read is made once and sent to all who ask for it until
something changes.

Outermost of the ASGI layers, so what it sends costs neither the guard nor a route. A page is sent again only while
the database shows the same (`forum.database.snapshots`, asked after the request came) and the clock the same second.
So nothing declares what its page depends on, and nothing is to be forgotten: any commit ends every kept page.
Kept is only what somebody without a cookie got, or what members share (`forum.web.splicing`), and nothing that was
made for one browser alone.
"""

import asyncio
import time
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from forum.database.snapshots import SnapshotUnknown
from forum.settings import Settings
from forum.web.login import cookie_name
from forum.web.origin import browser_cookie, known_cookie
from forum.web.page_cache import Moment, PageCache
from forum.web.recording import Recording
from forum.web.splicing import Splicing, note, send_whole

MOST_OF_AN_ADDRESS = 500
TRIES = 3
# Requests with these headers go by the program: they ask for another answer.
NOT_PLAIN = frozenset({b"authorization", b"range", b"hx-request", b"hx-history-restore-request"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plain request asks for. `key` is all that its page may depend on, besides who asks: `token` is of a
    log-in, empty for somebody without a cookie."""

    key: bytes
    coding: bytes
    etags: bytes
    token: bytes


class Front:
    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.splicing = Splicing(app)
        # Whoever asks by another name may name what they like: their page is nobody else's.
        self.host = _host_of(settings.site)
        login, *browsers = (
            of(settings.secure).encode() for of in (cookie_name, known_cookie, browser_cookie)
        )
        self.cookies = Cookies(login, frozenset(browsers))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_get = scope["type"] == "http" and scope["method"] == "GET"
        asked = asked_of(scope, self.host, self.cookies) if is_get else None
        if asked is None:
            await self.app(scope, receive, send)
        elif asked.token:
            await self.splicing.answer(asked.key, asked.token, scope, receive, send)
        else:
            await self._answer(asked, scope, receive, send)

    async def _answer(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
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
                await send_whole(send, *page.answer(coding=asked.coding, etags=asked.etags))
                note(scope, page.route, began)
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


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names of what a browser may send with a plain request. Those of `browsers` change no page, but for a draft that
    its address names."""

    login: bytes
    browsers: frozenset[bytes]

    def token_in(self, header: bytes) -> bytes | None:
        """Of the log-in; None where there is another cookie, one twice, or none of a log-in."""
        pairs = [one.strip().partition(b"=")[::2] for one in header.split(b";")]
        given = dict(pairs)
        is_plain = len(given) == len(pairs) and given.keys() <= {self.login, *self.browsers}
        return given.get(self.login) if is_plain else None


def asked_of(scope: Scope, host: bytes, cookies: Cookies) -> Asked | None:
    """None for what is no plain request of a page. `host`: the only one that counts."""
    path, query, coding, etags, token = scope["raw_path"], scope["query_string"], b"", b"", b""
    if len(path) + len(query) > MOST_OF_AN_ADDRESS or path.startswith(b"/static/"):
        return None
    for name, value in scope["headers"]:
        if name in NOT_PLAIN:
            return None
        if name == b"accept-encoding":
            coding = coding_of(value)
        elif name == b"if-none-match":
            etags = value
        elif name == b"cookie":
            found = None if token else cookies.token_in(value)
            if not found:
                return None
            token = found
        elif name == b"host" and value.lower() != host:
            return None
    return Asked(path + b"?" + query, coding, etags, token)


@lru_cache(maxsize=64)
def coding_of(accepted: bytes) -> bytes:
    """The coding by which a page is sent to a browser with this Accept-Encoding: br before gzip, else none."""
    offered = [one.replace(b" ", b"").lower().partition(b";q=") for one in accepted.split(b",")]
    names = {name for name, _, weight in offered if weight.strip(b"0.") or not weight}
    return next((one for one in (b"br", b"gzip") if one in names), b"")


def _host_of(site: str) -> bytes:
    """As browsers name it."""
    parts = urlsplit(site)
    return parts.netloc.lower().removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, "")).encode()
