"""The one ASGI middleware: size limits, origin checks, security headers, request ids, the access log. Not a
BaseHTTPMiddleware, which alone costs more than all of this."""

import logging
import re
import time
from urllib.parse import urlsplit
from uuid import uuid4

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.settings import Settings
from forum.web.login import cookie_name
from forum.words import _

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

        try:
            refused = self._refusal(scope, headers)
            if refused is not None:
                await refused(scope, receive, sending)
            else:
                await self.app(_as_get(scope), self._counted(receive), sending)
        except _TooLarge:
            if not begun:
                await _too_large()(scope, receive, sending)
        finally:
            spent = (time.perf_counter() - started) * 1000
            log.info("%s %s %s %.0fms", scope["method"], _shape(scope["path"]), status, spent)

    def _added(self, scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
        added = [*self.headers, (b"x-request-id", uuid4().hex[:12].encode())]
        given = {k.lower() for k, _ in message["headers"]}
        if b"cache-control" not in given and not scope["path"].startswith("/static/"):
            added.append((b"cache-control", b"no-store"))
        return added

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> PlainTextResponse | None:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.settings.max_body_bytes:
            return _too_large()
        if scope["method"] in UNSAFE and not self._same_origin(headers):
            return PlainTextResponse(str(_("Yêu cầu đến từ trang khác nên không được thực hiện.")), 403)
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

    def _counted(self, receive: Receive) -> Receive:
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.settings.max_body_bytes:
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


def _too_large() -> PlainTextResponse:
    return PlainTextResponse(str(_("Nội dung gửi lên quá lớn.")), 413, headers={"connection": "close"})


def _shape(path: object) -> str:
    """The path without user-chosen words, so that logs do not become a reading history."""
    return re.sub(r"\d+-[^/]+", "*", re.sub(r"\d{2,}", "*", str(path)))[:80]
