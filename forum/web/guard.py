"""The one ASGI middleware: reads bodies, checks origins, adds security headers and request ids, answers what failed,
and writes the access log. Not a BaseHTTPMiddleware, which alone costs more than all of this."""

import logging
import time
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum import logs
from forum.settings import Settings
from forum.urls import name_at
from forum.web import bodies
from forum.web.errors import failed, refuse_unread
from forum.web.login import cookie_name
from forum.web.multipart import TooManyWords, Unreadable
from forum.web.uploads import MOST_BODY, Uploads, is_with_files
from forum.words import Words, _

log = logging.getLogger("forum.requests")

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


TOO_LARGE = (413, _("Nội dung gửi lên quá lớn."))
UNREADABLE = (422, _("Yêu cầu chưa hợp lệ."))
TOO_SLOW = (408, _("Nội dung gửi lên chưa đến đủ trong thời gian chờ."))
FOREIGN = (403, _("Yêu cầu đến từ trang khác nên không được thực hiện."))
Refusal = tuple[int, Words]


class Guard:
    """Refuses cross-site unsafe requests, and bodies that are too large or too slow. A body is read whole before the
    program is called, so no connection of the database waits for it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.headers = (*HEADERS, HSTS) if settings.secure else HEADERS
        self.uploads = Uploads()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})["request_id"] = uuid4().hex[:12]
        logs.request_id.set(scope["state"]["request_id"])
        started, answer = time.perf_counter(), _Answer(self, scope, send)
        try:
            await self._http(scope, receive, answer.send)
        except bodies.Gone:
            answer.status = 499
        except Exception as error:
            response = await failed(Request(scope), error)
            if not answer.status:
                await response(scope, receive, answer.send)
        finally:
            _note(scope, answer.status, time.perf_counter() - started)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        body, most = bytearray(), self.settings.max_body_bytes
        refused = self._refusal(scope, headers)
        if refused is None and scope["method"] in UNSAFE:
            refused = await self._read(scope, receive, headers, body)
        if refused is None:
            inner = _as_get(scope)
            try:
                await self.app(inner, bodies.again(bytes(body), receive), send)
            finally:
                scope["route"] = inner.get("route")
        else:
            if refused[0] != TOO_SLOW[0]:
                was_read = headers != _headers(scope)  # into fields and files
                await bodies.drain(receive, bytearray() if was_read else body, most, bodies.FORM)
            await _refuse(scope, *refused, body)(scope, receive, send)

    async def _read(
        self, scope: Scope, receive: Receive, headers: dict[str, str], body: bytearray
    ) -> Refusal | None:
        """Read the body whole, and remember it for the page of a failure. Returns why it is refused."""
        most = self.settings.max_body_bytes
        try:
            if is_with_files(headers):
                await self.uploads.read(Request(scope), headers, receive, body, most)
            else:
                await bodies.read_whole(receive, body, most, bodies.FORM)
        except (bodies.TooLarge, TooManyWords):
            return TOO_LARGE
        except bodies.TooSlow:
            return TOO_SLOW
        except Unreadable:
            return UNREADABLE
        scope["state"]["body"] = bytes(body)
        return None

    def added(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        added = [*self.headers, (b"x-request-id", scope["state"]["request_id"].encode())]
        given = {k.lower() for k, _ in message["headers"]}
        if b"cache-control" not in given and not scope["path"].startswith("/static/"):
            added.append((b"cache-control", b"no-store"))
        return added

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Refusal | None:
        length = headers.get("content-length", "0")
        most = max(self.settings.max_body_bytes, MOST_BODY if is_with_files(headers) else 0)
        if not length.isdecimal() or len(length) > 18 or int(length) > most:
            return TOO_LARGE
        if scope["method"] in UNSAFE and not self._same_origin(headers):
            return FOREIGN
        return None

    def _same_origin(self, headers: dict[str, str]) -> bool:
        """Check Sec-Fetch-Site, else Origin against the public URL. A request with our cookie and neither
        header is refused too, since every browser sends one of them."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("same-origin", "none")
        if origin is not None:
            return _origin(origin) == _origin(self.settings.site)
        return f"{cookie_name(self.settings.secure)}=" not in headers.get("cookie", "")


class _Answer:
    """Sends the response, with what every response carries, and remembers its status; 0 while none has begun."""

    def __init__(self, guard: Guard, scope: Scope, send: Send) -> None:
        self.guard, self.scope, self.plain = guard, scope, send
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.body" and self.scope["method"] == "HEAD":
            message = {**message, "body": b""}
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], *self.guard.added(self.scope, message)]
        await self.plain(message)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """The access line and the numbers. They name no person."""
    seen = {
        "method": scope["method"],
        "route": route_of(scope),
        "status": status,
        "ms": round(seconds * 1000),
    }
    scope["app"].state.app_state.metrics.note_request(seen["route"], status, seconds)
    log.info("%s %s %s %sms", *seen.values(), extra={"plain": seen})


def _headers(scope: Scope) -> dict[str, str]:
    return {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}


def _as_get(scope: Scope) -> Scope:
    """Turn HEAD into GET (the body is dropped), for monitors and link checkers."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname, port or {"http": 80, "https": 443}.get(parts.scheme)


def _refuse(scope: Scope, status: int, message: Words, body: bytearray) -> Response:
    """A page with the words of the form that was refused."""
    response = refuse_unread(Request(scope), status, message, bytes(body))
    response.headers["connection"] = "close"
    return response


def route_of(scope: Scope) -> str:
    """The name of the route that was matched: what somebody asked for by hand stays out of logs and numbers."""
    route = scope.get("route")
    if route is not None:
        return name_at(str(route.path))
    return "static" if scope["path"].startswith("/static/") else "-"
