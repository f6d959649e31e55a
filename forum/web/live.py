"""Server-sent events, by hand: a page that is looked at gets its present state at once, and each later one.

A raw ASGI endpoint, since FastAPI would hold the request's database session as long as somebody looks.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Protocol

from starlette.types import Receive, Scope, Send

from forum.errors import NotFound
from forum.live import Topic, Topics
from forum.web.app_state import AppState

BEAT_SECONDS = 20  # a line without meaning, so that no proxy closes what is silent
MOST_WATCHERS = 20_000  # of one process; who comes later reloads the page now and then
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Show(Protocol):
    """Make the state that everybody may see, as HTML. Raises NotFound for what a visitor may not know of."""

    def __call__(self, app_state: AppState, thing_id: int, /) -> Awaitable[str]: ...


class EventStream:
    """The events of one topic, named by the path's only parameter: each the whole state as HTML."""

    def __init__(self, topic: Callable[[int], str], show: Show) -> None:
        self.topic, self.show = topic, show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app_state: AppState = scope["app"].state.app_state
        topics = app_state.topics
        (thing_id,) = scope["path_params"].values()

        async def make() -> bytes:
            return _event(await self.show(app_state, thing_id))

        if topics.watcher_count >= MOST_WATCHERS:
            await _refuse(send, 503)
            return
        with topics.watched(self.topic(thing_id)) as topic:
            try:
                number, state = await topic.state(make, anew=not topics.hears)
            except NotFound:
                await _refuse(send, 404)
                return
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _send_part(send, state)
            await _first_of(_gone(receive), _go_on(topics, topic, make, send, number))
        await send({"type": "http.response.body"})


async def _first_of(*doing: Coroutine[None, None, None]) -> None:
    """Until one of them ends; the others are cancelled."""
    tasks = [asyncio.create_task(one) for one in doing]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _go_on(
    topics: Topics, topic: Topic, make: Callable[[], Awaitable[bytes]], send: Send, number: int
) -> None:
    """A slow reader is sent the latest state alone: those in between are left out."""
    while True:
        try:
            await asyncio.wait_for(topic.after(number), BEAT_SECONDS)
        except TimeoutError:
            await _send_part(send, b": \n\n")
            continue
        number, state = await topic.state(make, anew=not topics.hears)
        await _send_part(send, state)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(html: str) -> bytes:
    return "".join(f"data: {line}\n" for line in html.splitlines()).encode() + b"\n"


async def _send_part(send: Send, state: bytes) -> None:
    await send({"type": "http.response.body", "body": state, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})
