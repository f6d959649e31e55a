"""What is hidden or withdrawn is in no total, no facet and no saved search's number from that moment on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from forum import clock
from forum.contributions import actions as texts
from forum.contributions.actions import Withdrawal, withdraw
from forum.contributions.masks import Mask
from forum.contributions.models import Contribution
from forum.contributions.policy import WithdrawalReason
from forum.database import load, writing_session
from forum.finding.indexing import drain
from forum.threads.actions.threads import NewReply, reply
from search import changes
from search.engine import SearchRequest, find
from search.entry import Ref
from search.grammar import parse
from search.models import VocabularyWord
from search.postgresql import PostgresqlEngine
from tests.finding.conftest import Library


async def counted(library: Library, words: str) -> tuple[int, dict[str, int]]:
    """The total for everybody, and the facet of kinds."""
    async with writing_session(library.engine) as db:
        request = SearchRequest(parse(words), frozenset({"everyone"}))
        found = await find(db, request, [PostgresqlEngine()])
        return found.total, dict(found.facets["kind"])


async def hide(library: Library, thread_id: int) -> None:
    async with library.build.acting(await library.build.person()) as (db, actor):
        it = await load(db, Contribution, thread_id, lock=True)
        await texts.hide(db, actor, it, "Q4")
        await changes.mark_all(db, [Ref(it.kind, it.id)])


async def hide_interim(library: Library, thread_id: int) -> None:
    async with library.build.acting(await library.build.person()) as (db, actor):
        it = await load(db, Contribution, thread_id, lock=True)
        await texts.hide_interim(db, actor, it, clock.now(), "Q4")
        await changes.mark_all(db, [Ref(it.kind, it.id)])


async def restore(library: Library, thread_id: int) -> None:
    async with library.build.acting(await library.build.person()) as (db, actor):
        it = await load(db, Contribution, thread_id, lock=True)
        await texts.restore(db, actor, it)
        await changes.mark_all(db, [Ref(it.kind, it.id)])


async def withdrawn(library: Library, thread_id: int) -> None:
    async with library.build.acting(library.author) as (db, actor):
        await withdraw(db, actor, thread_id, Withdrawal(reason=WithdrawalReason.mistaken))


@pytest.mark.parametrize("close", [hide, hide_interim, withdrawn])
async def test_what_is_closed_is_counted_no_more_before_the_worker_comes(
    library: Library, close: Callable[[Library, int], Awaitable[None]]
) -> None:
    closed = await library.propose("Bồ nông kín")
    await library.propose("Bồ nông mở")
    async with library.build.acting(library.author) as (db, actor):
        await reply(db, actor, closed.id, NewReply(text="Bồ nông trong trả lời."))
    await library.drain()
    assert await counted(library, "bồ nông") == (3, {"proposal": 2, "post": 1})
    await close(library, closed.id)
    assert await counted(library, "bồ nông") == (1, {"proposal": 1})
    await library.drain()
    assert (await counted(library, "bồ nông kín"))[0] == 0


async def test_what_is_hidden_and_restored_before_the_worker_comes_is_found_again(library: Library) -> None:
    it = await library.propose("Bồ nông kín")
    async with library.build.acting(library.author) as (db, actor):
        await reply(db, actor, it.id, NewReply(text="Trả lời mẫu."))
    await library.drain()
    await hide(library, it.id)
    await restore(library, it.id)
    await library.drain()
    assert await counted(library, "bồ nông") == (2, {"proposal": 1, "post": 1})


async def masked(library: Library, thread_id: int) -> None:
    async with library.build.acting(await library.build.person()) as (db, actor):
        it = await load(db, Contribution, thread_id, lock=True)
        await texts.mask(db, actor, it, (Mask("chimdotde", "Q4", actor.at, 1, None, 0, 0),))
        await changes.mark_all(db, [Ref(it.kind, it.id)])


@pytest.mark.parametrize("close", [masked, hide, withdrawn])
async def test_a_drain_that_read_a_text_before_it_was_closed_does_not_put_its_words_back(
    library: Library, engine: AsyncEngine, close: Callable[[Library, int], Awaitable[None]]
) -> None:
    """The drain waits for a word of another writer, after it has read and written the text."""
    it = await library.propose("Bồ nông mẫu", "Nơi có chimdotde sống.")
    async with library.build.acting(library.author) as (db, actor):
        await reply(db, actor, it.id, NewReply(text="Trả lời mẫu."))

    async def drained() -> None:
        async with writing_session(engine) as db:
            await drain(db, clock.now())

    async with writing_session(engine) as other:
        other.add(VocabularyWord(word="chimdotde"))
        await other.flush()
        draining = asyncio.create_task(drained())
        while not await waits_for_a_word(engine):
            await asyncio.sleep(0.02)
        await close(library, it.id)
        await other.rollback()
    await draining
    assert await counted(library, "chimdotde") == (0, {})
    assert await counted(library, "bồ nông") == (0, {})
    await library.drain()
    assert (await counted(library, "chimdotde"))[0] == 0
    assert (await counted(library, "bồ nông"))[0] == (2 if close is masked else 0)


async def waits_for_a_word(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'vocabulary'"
        )
        return bool(await connection.scalar(text(waiting)))
