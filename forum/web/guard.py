"""The one ASGI middleware: size limits, origin checks, security headers, request ids, the access log. Not a
BaseHTTPMiddleware, which alone costs more than all of this."""

import logging
import re
import time
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.settings import Settings
from forum.web.errors import refuse_unread
from forum.web.login import cookie_name
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
FOREIGN = (403, _("Yêu cầu đến từ trang khác nên không được thực hiện."))
DRAINED = 8  # times the limit: what a refused request may still send before its connection is closed


class _TooLarge(Exception):
    pass


class Guard:
    """Refuses cross-site unsafe requests and bodies past the limit (before and while they are read), and adds
    the security headers. A log line names no person: method, path shape, status, time."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.headers = (*HEADERS, HSTS) if settings.secure else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        started, status = time.perf_counter(), 0
        begun = False

        async def sending(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.body" and scope["method"] == "HEAD":
                message = {**message, "body": b""}
            if message["type"] == "http.response.start":
                begun, status = True, message["status"]
                message["headers"] = [*message["headers"], *self._added(scope, message)]
            await send(message)

        body = bytearray()
        try:
            refused = self._refusal(scope, headers)
            if refused is None:
                await self.app(_as_get(scope), self._counted(receive, body), sending)
            else:
                await self._read(receive, body)
                await _refuse(scope, *refused, body)(scope, receive, sending)
        except _TooLarge:
            if not begun:
                await self._read(receive, body)
                await _refuse(scope, *TOO_LARGE, body)(scope, receive, sending)
        finally:
            spent = (time.perf_counter() - started) * 1000
            log.info("%s %s %s %.0fms", scope["method"], _shape(scope["path"]), status, spent)

    def _added(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        added = [*self.headers, (b"x-request-id", uuid4().hex[:12].encode())]
        given = {k.lower() for k, _ in message["headers"]}
        if b"cache-control" not in given and not scope["path"].startswith("/static/"):
            added.append((b"cache-control", b"no-store"))
        return added

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, Words] | None:
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.settings.max_body_bytes:
            return TOO_LARGE
        if scope["method"] in UNSAFE and not self._same_origin(headers):
            return FOREIGN
        return None

    async def _read(self, receive: Receive, body: bytearray) -> None:
        """Read what a refused request still sends, since a browser shows no answer before; keep what fits."""
        read, most = len(body), self.settings.max_body_bytes
        while read < DRAINED * most:
            message = await receive()
            chunk = message.get("body", b"")
            read += len(chunk)
            body += chunk[: max(most - len(body), 0)]
            if message["type"] != "http.request" or not message.get("more_body", False):
                return

    def _same_origin(self, headers: dict[str, str]) -> bool:
        """Check Sec-Fetch-Site, else Origin against the public URL. A request with our cookie and neither
        header is refused too, since every browser sends one of them."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("same-origin", "none")
        if origin is not None:
            return _origin(origin) == _origin(self.settings.site)
        return f"{cookie_name(self.settings.secure)}=" not in headers.get("cookie", "")

    def _counted(self, receive: Receive, body: bytearray) -> Receive:
        """Pass on what is received up to the limit, and note it in `body`."""

        async def counting() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            if len(body) > self.settings.max_body_bytes:
                raise _TooLarge
            return message

        return counting


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


def _shape(path: object) -> str:
    """The path without user-chosen words, so that logs do not become a reading history."""
    return re.sub(r"\d+-[^/]+", "*", re.sub(r"\d{2,}", "*", str(path)))[:80]
