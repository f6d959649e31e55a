"""A question that is hidden, masked or withdrawn is on no live page, and given to nobody who comes later."""

import asyncio
import contextlib

import pytest

from forum import kinds, live
from forum.clock import now
from forum.contributions import actions as texts
from forum.contributions.actions import Withdrawal, withdraw
from forum.contributions.models import Contribution
from forum.contributions.policy import WithdrawalReason
from forum.database import load
from forum.settings import Settings
from forum.web.live import NOTHING_NEW
from tests.builders import Builders
from tests.client import connections_held
from tests.live.test_hall import Watcher, call, following, running, watch

TITLE = "Bao giờ có danh mục"
STREAMS = ("luong", "truc-tiep/luong", "dien-bien/luong")


async def hide_unannounced(build: Builders, question_id: int) -> None:
    async with build.acting(await build.person()) as (db, actor):
        await texts.hide(db, actor, await load(db, Contribution, question_id, lock=True), "Q4")


async def first_event(watcher: Watcher) -> str:
    return (await watcher.next()).split("<aside")[0]


@pytest.mark.parametrize("stream", STREAMS)
async def test_a_newcomer_gets_what_the_database_shows_by_then(
    build: Builders, settings: Settings, stream: str
) -> None:
    """Whether anybody announced the change or not; who looked before is told, too."""
    scene, (first, _second) = await running(build)
    async with following(settings) as program:
        await call(build, scene, first)
        early = await watch(program, scene, stream)
        assert TITLE in await early.next()
        await hide_unannounced(build, first)
        late = await watch(program, scene, stream)
        assert TITLE not in await late.next()
        assert TITLE not in await early.next()
        assert connections_held(program.app.state.app_state) == 0


async def test_nothing_is_shown_for_longer_than_a_beat(
    build: Builders, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, (first, _second) = await running(build)
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.3)
    async with following(settings) as program:
        await call(build, scene, first)
        watcher = await watch(program, scene)
        assert TITLE in await first_event(watcher)
        for _ in range(3):  # what did not change is not sent again
            sent = await asyncio.wait_for(watcher.reader.readuntil(b"\n\n"), 10)
            assert sent.endswith(NOTHING_NEW)
        await hide_unannounced(build, first)
        async with asyncio.timeout(10):
            while not (shown := await first_event(watcher)):
                pass
        assert TITLE not in shown


async def test_one_making_serves_all_who_come_at_once(build: Builders, settings: Settings) -> None:
    scene, (first, _second) = await running(build)
    await call(build, scene, first)
    async with following(settings) as program:
        topics = program.app.state.app_state.topics
        makings: list[int] = []

        async def make() -> bytes:
            makings.append(1)
            await asyncio.sleep(0.1)
            return b"state"

        with contextlib.ExitStack() as stack:
            pages = [
                stack.enter_context(topics.watched("one", "page", make, "192.0.2.1")).topic
                for _ in range(200)
            ]
            states = await asyncio.gather(*(page.present(anew=not topics.hears) for page in pages))
        assert {state for _number, state in states} == {b"state"}
        assert len(makings) <= 2


@pytest.mark.parametrize("way", ["hidden", "withdrawn"])
async def test_who_looks_sees_at_once_that_a_question_is_closed(
    build: Builders, settings: Settings, way: str
) -> None:
    scene, (first, _second) = await running(build)
    async with following(settings) as program:
        await call(build, scene, first)
        watchers = [await watch(program, scene, stream) for stream in STREAMS]
        for watcher in watchers:
            assert TITLE in await watcher.next()
        if way == "hidden":
            async with build.acting(await build.person()) as (db, actor):
                it = await load(db, Contribution, first, lock=True)
                await texts.hide(db, actor, it, "Q4")
                await kinds.after_change(db, actor, it)
        else:
            async with build.acting(scene.asker, now()) as (db, actor):
                it = await withdraw(db, actor, first, Withdrawal(reason=WithdrawalReason.mistaken))
                await kinds.after_change(db, actor, it)
        for watcher in watchers:
            assert TITLE not in await watcher.next()
