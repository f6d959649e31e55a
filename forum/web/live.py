"""Server-sent events, by hand: a page that is looked at gets its present state at once, and each later one.

A raw ASGI endpoint, since FastAPI would hold the request's database session as long as somebody looks.
"""

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Protocol

from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from forum import clock
from forum.accounts.limits import origin_at
from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.database import ReadDb, reading_session
from forum.errors import NotFound
from forum.live import Watch
from forum.urls import path
from forum.web.app_state import AppState
from forum.web.protocol import HOLD, Hold, LimitedProtocol, chunked

NOTHING_NEW = b": \n\n"  # so that no proxy closes what is silent
MOST_WATCHERS = 20_000  # of one process; who comes later reloads the page now and then
MOST_FROM_A_NETWORK = 2_000  # a hall, or the customers of a provider, may be behind one address
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Show(Protocol):
    """Make the state that everybody may see, as HTML. Raises NotFound for what a visitor may not know of."""

    def __call__(self, app_state: AppState, thing_id: int, /) -> Awaitable[str]: ...


def for_visitors(template: str, state: Callable[[ReadDb, Actor, int], Awaitable[object]]) -> Show:
    """Show what `state` gives a visitor, by the template that the page includes."""

    async def show(app_state: AppState, thing_id: int) -> str:
        async with reading_session(app_state.readers) as db:
            x = await state(db, visitor(clock.now()), thing_id)
        return app_state.jinja.get_template(template).render(x=x)

    return show


class EventStream:
    """The events of one topic, named by the path's only parameter: each the whole state as one page shows it."""

    def __init__(self, topic: Callable[[int], str], show: Show) -> None:
        self.topic, self.show = topic, show

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app_state: AppState = scope["app"].state.app_state
        topics, network = app_state.topics, _network_of(scope, app_state)
        (thing_id,) = scope["path_params"].values()

        async def make() -> bytes | None:
            try:
                return _event(await self.show(app_state, thing_id))
            except NotFound:
                return None

        if topics.watchers_from[network] >= MOST_FROM_A_NETWORK or topics.watcher_count >= MOST_WATCHERS:
            await _refuse(send, 503)
            return
        with topics.watched(self.topic(thing_id), self.show, make, network) as watch:
            topic = watch.topic
            number, state = await topic.present(anew=not topics.hears)
            if state is None:
                await _refuse(send, 404)
                return
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _send_part(send, state)
            if not _Listening.begun(watch, number, scope):
                await send({"type": "http.response.body"})  # a browser comes again for what is new


class _Listening:
    """One who looks by a connection that the server holds: no task waits for them. A slow reader is sent the latest
    state alone: those in between are left out."""

    __slots__ = ("_held", "_number", "_watch")
    _held: LimitedProtocol

    def __init__(self, watch: Watch, number: int) -> None:
        self._watch, self._number = watch, number

    @classmethod
    def begun(cls, watch: Watch, number: int, scope: Scope) -> bool:
        """False where the server holds no connections."""
        hold: Hold | None = scope["state"].get(HOLD)
        one = cls(watch, number)
        held = hold(one) if hold is not None else None
        if held is None:
            return False
        one._held = held
        watch.stay_open()
        watch.topic.listeners.add(one)
        if watch.topic.made[0] != number:
            one.look()
        return True

    def look(self) -> None:
        number, state = self._watch.topic.made
        if not self._held.takes_more:
            return
        if state is None:
            self._held.end()
            return
        self._held.write(_framed(state if number != self._number else NOTHING_NEW))
        self._number = number

    def ready(self) -> None:
        if self._watch.topic.made[0] != self._number:
            self.look()

    def gone(self) -> None:
        self._watch.topic.listeners.discard(self)
        self._watch.leave()


@lru_cache(maxsize=32)
def _framed(state: bytes) -> bytes:
    """Made once for all who look."""
    return chunked(state)


def _network_of(scope: Scope, app_state: AppState) -> str:
    host, _port = scope["client"] or ("?", 0)
    return origin_at(host, app_state.settings).network


def add_stream(router: APIRouter, address: str, topic: Callable[[int], str], show: Show) -> None:
    """A page's stream of changes, at the address of that name."""
    name = address.rpartition(".")[2]
    router.routes.append(Route(path(address), EventStream(topic, show), methods=["GET"], name=name))


def _event(html: str) -> bytes:
    return "".join(f"data: {line}\n" for line in html.splitlines()).encode() + b"\n"


async def _send_part(send: Send, state: bytes) -> None:
    await send({"type": "http.response.body", "body": state, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})
