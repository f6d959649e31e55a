"""How the body of a request comes in: whole and in time, before anything else is done for the request.

While a body is awaited no connection of the database is held, so a slow sender costs memory and nothing else.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.types import Message, Receive

DRAINED = 8  # times the limit: what a refused request may still send before its connection is closed


class TooLarge(Exception):
    """The body is larger than the limit."""


class TooSlow(Exception):
    """The body does not come in time."""


class Gone(Exception):
    """The sender went away before the body was whole."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a body may take: `whole` seconds in all, `pause` without a byte, and after the first minute at least
    `rate` bytes a second on average over each minute."""

    whole: float
    pause: float
    rate: int = 0
    minute: float = 60


FORM = Pace(whole=15, pause=15)
FILE = Pace(whole=20 * 60, pause=15, rate=8_000)


async def arriving(receive: Receive, most: int, pace: Pace) -> AsyncIterator[bytes]:
    """The body in the pieces in which it comes. Raises TooLarge past `most` bytes, TooSlow, Gone."""
    clock = asyncio.get_running_loop().time
    began = since = clock()
    size = in_minute = 0
    more = True
    while more:
        left = min(pace.pause, began + pace.whole - clock())
        message = await _next(receive, left)
        chunk = message.get("body", b"")
        size += len(chunk)
        in_minute += len(chunk)
        yield chunk
        if size > most:
            raise TooLarge
        if clock() - since >= pace.minute:
            if in_minute < pace.rate * (clock() - since):
                raise TooSlow
            since, in_minute = clock(), 0
        more = message.get("more_body", False)


async def read_whole(receive: Receive, body: bytearray, most: int, pace: Pace) -> None:
    """Read the body into `body`, which holds what came also when this raises, as `arriving` does."""
    async for chunk in arriving(receive, most, pace):
        body += chunk


async def drain(receive: Receive, body: bytearray, most: int, pace: Pace) -> None:
    """Read what a refused request still sends, since a browser shows no answer before; keep what fits."""
    read, until = len(body), asyncio.get_running_loop().time() + pace.whole
    while read < DRAINED * most:
        try:
            message = await _next(receive, min(pace.pause, until - asyncio.get_running_loop().time()))
        except (TooSlow, Gone):
            return
        chunk = message.get("body", b"")
        read += len(chunk)
        body += chunk[: max(most - len(body), 0)]
        if not message.get("more_body", False):
            return


async def _next(receive: Receive, seconds: float) -> Message:
    try:
        async with asyncio.timeout(seconds):
            message = await receive()
    except TimeoutError:
        raise TooSlow from None
    if message["type"] != "http.request":
        raise Gone
    return message


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands the whole body on at once, then what else the server has to say."""
    unread = [body]

    async def receiving() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await receive()

    return receiving
