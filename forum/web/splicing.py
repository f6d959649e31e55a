"""Sends members the pages that they share (`forum.web.shared_pages`), with what is each person's own put in.

Nothing of a person is kept longer than the moment of the page cache: until the next commit, for a second at most. What
is held for that long is whose log-in it is, their name and the number of their notices. A page is shared from the
second time on that members ask for it within two seconds: making it, and asking whether a person's page is another,
costs more than one page.
"""

import asyncio
import time
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.actor import Actor
from forum.contributions.drafts import KEEP_PARAM
from forum.database import reading_session
from forum.database.snapshots import SnapshotUnknown
from forum.web.app_state import AppState
from forum.web.page_cache import CachedPage, Headers, Moment, PageCache, Spliced, Whose
from forum.web.recording import Recording
from forum.web.shared_pages import (
    STAND_IN,
    StandIn,
    fragments_of,
    group_of,
    is_another_for,
    member_of,
    shared_page_at,
)

TRIES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that somebody with a log-in asks for."""

    key: bytes
    token: bytes
    scope: Scope
    receive: Receive

    @property
    def app_state(self) -> AppState:
        state: AppState = self.scope["app"].state.app_state
        return state

    @property
    def whose(self) -> Whose:
        return self.key, self.token


class Splicing:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def answer(self, key: bytes, token: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        """With the page that members share, else by the program."""
        began, spliced = time.perf_counter(), None
        try:
            spliced = await self._spliced(Wanted(key, token, scope, receive))
        except (SnapshotUnknown, SQLAlchemyError, OSError):
            pass  # the program says what is wrong, if it still is
        if spliced is None:
            await self.app(scope, receive, send)
            return
        await send_whole(send, 200, *spliced.page.filled(spliced.fragments))
        note(scope, spliced.page.route, began)

    async def _spliced(self, wanted: Wanted) -> Spliced | None:
        """None where the person's page is to be made by the program."""
        cache, whose = wanted.app_state.page_cache, wanted.whose
        for _attempt in range(TRIES):
            moment = await cache.now()
            if whose in cache.spliced:
                return cache.spliced[whose]
            if (under_way := cache.splicing.get(whose)) is not None:
                await asyncio.wait([under_way])
                continue
            if cache.is_left_alone(whose) or not cache.is_asked_again(wanted.key):
                return None
            finding = cache.splicing[whose] = asyncio.ensure_future(self._find(wanted, moment))
            finding.add_done_callback(partial(_found, cache, whose))
            found = await asyncio.shield(finding)
            if await cache.now() != moment:
                return None
            cache.hold(whose, found)
            return found
        return None

    async def _find(self, wanted: Wanted, moment: Moment) -> Spliced | None:
        """What the person gets at that moment; to be used only if the moment lasts."""
        scope, state = wanted.scope, wanted.app_state
        shared = shared_page_at(scope["path"])
        if shared is None or KEEP_PARAM in parse_qs(scope["query_string"].decode("latin-1")):
            return None
        async with reading_session(state.readers) as db:
            actor = await member_of(db, wanted.token.decode("latin-1"), state.settings)
            if actor is None:
                state.page_cache.leave_alone((b"", wanted.token))
                return None
            if await is_another_for(db, actor, *shared):
                state.page_cache.leave_alone(wanted.whose)
                return None
        page = await self._page(wanted, moment, actor)
        return None if page is None else Spliced(page, fragments_of(state.jinja, actor.name, actor.unread))

    async def _page(self, wanted: Wanted, moment: Moment, actor: Actor) -> CachedPage | None:
        """The page that members of the actor's group share, kept or made now."""
        cache, name = wanted.app_state.page_cache, b"\0" + group_of(actor) + wanted.key
        while True:
            if await cache.now() != moment or name in cache.pages:
                return cache.pages.get(name)
            if (under_way := cache.in_making.get(name)) is None:
                break
            await asyncio.wait([under_way.made])
        making, page = cache.begin(name), None
        try:
            page = await self._made(wanted, moment, StandIn.of(actor))
            if page is not None and await cache.now() == moment:
                cache.store(name, page)
        finally:
            cache.end(name, making, page)
        return page

    async def _made(self, wanted: Wanted, moment: Moment, stand_in: StandIn) -> CachedPage | None:
        """The program's page for whoever stands in for its readers; None where it cannot be shared."""
        scope, recording = _asked_by(stand_in, wanted.scope), Recording(_nowhere, _go_on)
        await self.app(scope, wanted.receive, recording.send)
        fragments = fragments_of(wanted.app_state.jinja, stand_in.actor.name, stand_in.unread)
        page = recording.page(scope, moment, fragments)
        return None if page is None or stand_in.is_shown(page) else page


def _found(cache: PageCache, whose: Whose, finding: asyncio.Future[Spliced | None]) -> None:
    cache.splicing.pop(whose, None)
    if not finding.cancelled():
        finding.exception()  # whoever asked for it may have gone away


def _asked_by(stand_in: StandIn, scope: Scope) -> Scope:
    """The same request by who stands in for its readers."""
    headers = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    return {**scope, "headers": headers, "state": {**scope.get("state", {}), STAND_IN: stand_in}}


async def _nowhere(message: Message) -> None:
    pass


def _go_on() -> None:
    pass


async def send_whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def note(scope: Scope, route: str, began: float) -> None:
    """Count what was sent. `began` by time.perf_counter."""
    scope["app"].state.app_state.metrics.note_request(route, 200, time.perf_counter() - began)
