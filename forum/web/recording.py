"""Holds back an answer of the program that may become a kept page."""

from collections.abc import Callable, Sequence

from starlette.types import Message, Scope, Send

from forum.web.forms import FRESH_KEYS
from forum.web.guard import route_of
from forum.web.page_cache import CachedPage, Moment

MOST_OF_A_PAGE = 1_000_000
# Of an answer; they are of one request.
DROPPED = frozenset({b"x-request-id", b"cache-control", b"content-length", b"etag", b"vary"})


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

    def page(self, scope: Scope, moment: Moment, fragments: Sequence[bytes] = ()) -> CachedPage | None:
        if self.start is None or not self.is_whole:
            return None
        headers = [(k.lower(), v) for k, v in self.start["headers"] if k.lower() not in DROPPED]
        headers.append((b"vary", b"HX-Request, Cookie, Accept-Encoding"))
        keys: list[str] = scope["state"].get(FRESH_KEYS, [])
        return CachedPage.of(bytes(self.body), keys, headers, route_of(scope), moment, fragments)


def _is_for_everybody(start: Message) -> bool:
    headers = {name.lower(): value for name, value in start["headers"]}
    is_page = headers.get(b"content-type", b"").startswith(b"text/html")
    return start["status"] == 200 and is_page and b"set-cookie" not in headers
