"""Two of the secretariat at the same moment: nobody's question ends in one that nobody answers."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select, update

from forum.accounts.models import Account
from forum.actor import Actor, Role
from forum.clock import now
from forum.contact import actions
from forum.contact.actions.batches import Batch
from forum.contact.actions.merging import Merge
from forum.contact.actions.questions import Deferral, OnAgenda, Refusal
from forum.contact.models import ContactSession, Question
from forum.contact.texts.policy import SessionTextKind
from forum.contact.texts.ready import missing_for
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Invalid, Refused
from tests.builders import Builders
from tests.contact.scene import Scene, announced_session, approved, asked, drafted, on_agenda
from tests.official_texts import as_seen, state_of

Act = Callable[[Db, Actor], Awaitable[object]]


async def _questions(build: Builders, scene: Scene, count: int) -> list[int]:
    return [await asked(build, scene, f"Câu hỏi mẫu số {n} về dữ liệu") for n in range(count)]


def _merge(question_id: int, into_id: int) -> Act:
    async def act(db: Db, actor: Actor) -> object:
        code = (await load(db, Contribution, into_id)).code or ""
        return await actions.merge(db, actor, question_id, Merge(code=code))

    return act


def _merge_many(scene: Scene, question_ids: list[int], into_id: int) -> Act:
    async def act(db: Db, actor: Actor) -> object:
        code = (await load(db, Contribution, into_id)).code or ""
        batch = Batch(question_ids=question_ids, do="merge", code=code)
        return await actions.triage_many(db, actor, scene.session_id, batch)

    return act


async def _one_after_the_other(
    build: Builders, scene: Scene, first: Act, second: Act, by: Account | None = None
) -> BaseException | None:
    """The second begins while the first is not committed yet. Returns what the second was refused with."""
    done, other = asyncio.Event(), by or await build.person(Role.secretariat)

    async def begin() -> None:
        async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
            await first(db, actor)
            await db.flush()
            done.set()
            await asyncio.sleep(0.4)

    async def follow() -> None:
        await done.wait()
        async with build.acting(other, scene.closed_at) as (db, actor):
            await second(db, actor)

    ended, refused = await asyncio.gather(begin(), follow(), return_exceptions=True)
    assert ended is None
    return refused


async def _into(build: Builders, ids: list[int]) -> dict[int, int | None]:
    async with build.acting(None) as (db, _):
        rows = await db.execute(select(Question.id, Question.merged_into_id).where(Question.id.in_(ids)))
        return {row.id: row.merged_into_id for row in rows}


async def test_a_question_is_not_merged_into_one_that_is_merged_in_that_moment(build: Builders) -> None:
    scene = await announced_session(build, now())
    a, b, c = await _questions(build, scene, 3)
    refused = await _one_after_the_other(build, scene, _merge(b, c), _merge(a, b))
    assert isinstance(refused, Invalid) and "đang chờ" in str(refused.message)
    assert await _into(build, [a, b, c]) == {a: None, b: c, c: None}


async def test_nor_the_other_way_round(build: Builders) -> None:
    scene = await announced_session(build, now())
    a, b, c = await _questions(build, scene, 3)
    refused = await _one_after_the_other(build, scene, _merge(a, b), _merge(b, c))
    assert isinstance(refused, Invalid) and "chiều ngược lại" in str(refused.message)
    assert await _into(build, [a, b, c]) == {a: b, b: None, c: None}


async def test_nor_into_one_that_is_declined_or_carried_in_that_moment(build: Builders) -> None:
    scene, later = await announced_session(build, now()), await announced_session(build, now())
    a, b, c = await _questions(build, scene, 3)
    async with build.acting(None) as (db, _):
        session = await load(db, ContactSession, later.session_id)
        session.starts_at, session.ends_at = (
            one.replace(year=one.year + 1) for one in (session.starts_at, session.ends_at)
        )

    async def decline(db: Db, actor: Actor) -> object:
        no = Refusal(reason="Không thuộc phạm vi kỳ này.", where_to_go="Mời gửi tới Sở Mẫu.")
        return await actions.decline(db, actor, b, no)

    async def defer(db: Db, actor: Actor) -> object:
        to = Deferral(session_id=later.session_id, reason="Cần thêm số liệu mẫu.")
        return await actions.defer(db, actor, c, to)

    for act, head in ((decline, b), (defer, c)):
        assert isinstance(await _one_after_the_other(build, scene, act, _merge(a, head)), Invalid)
    assert await _into(build, [a]) == {a: None}


async def test_two_that_are_merged_into_each_other_at_once_wait_and_do_not_fail(build: Builders) -> None:
    scene = await announced_session(build, now())
    a, b = await _questions(build, scene, 2)
    other = await build.person(Role.secretariat)

    async def one(by: Account, question_id: int, into_id: int) -> None:
        async with build.acting(by, scene.closed_at) as (db, actor):
            await _merge(question_id, into_id)(db, actor)
            await asyncio.sleep(0.2)

    both = (one(scene.secretariat, a, b), one(other, b, a))
    ended = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(it).__name__ for it in ended) == ["Invalid", "NoneType"]
    assert sorted(str(into) for into in (await _into(build, [a, b])).values()) in (
        sorted(["None", str(a)]),
        sorted(["None", str(b)]),
    )


@pytest.mark.parametrize("is_batch_first", [True, False])
async def test_many_are_merged_while_their_head_is_merged_elsewhere(
    build: Builders, *, is_batch_first: bool
) -> None:
    """The head is older than those that are merged into it, or newer: it is locked in its turn."""
    scene = await announced_session(build, now())
    a, b, c, d = await _questions(build, scene, 4)
    many, single = _merge_many(scene, [b, d], c), _merge(c, a)
    acts = (many, single) if is_batch_first else (single, many)
    assert isinstance(await _one_after_the_other(build, scene, *acts), Invalid)
    none = {a: None, b: None, c: None, d: None}
    assert await _into(build, [a, b, c, d]) == (none | {b: c, d: c} if is_batch_first else none | {c: a})


async def test_what_an_approval_covers_does_not_change_while_it_is_given(build: Builders) -> None:
    """A merged question gets a place of its own while the leader approves the answer that was to cover it."""
    scene = await announced_session(build, now())
    head, other = await _questions(build, scene, 2)
    await on_agenda(build, scene, head)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await _merge(other, head)(db, actor)
    answer_id = await drafted(build, scene, head)

    async def separate(db: Db, actor: Actor) -> object:
        return await actions.put_on_agenda(db, actor, other, OnAgenda.of(await load(db, Question, other)))

    async def approve(db: Db, actor: Actor) -> object:
        return await actions.approve_answer(db, actor, answer_id, await as_seen(db, answer_id))

    leader = scene.leader_person
    assert isinstance(await _one_after_the_other(build, scene, separate, approve, leader), Refused)
    await approved(build, scene, answer_id)
    assert (await state_of(build, answer_id)).state == "approved"


async def test_minutes_wait_for_what_is_merged_into_a_merged_question(build: Builders) -> None:
    """As two at once could leave it before both were locked."""
    scene = await announced_session(build, now())
    a, b, c = await _questions(build, scene, 3)
    async with build.acting(scene.secretariat, scene.closed_at) as (db, actor):
        await _merge(a, b)(db, actor)
    async with build.acting(None) as (db, _):
        await db.execute(update(Question).where(Question.id == b).values(state="merged", merged_into_id=c))
    async with build.acting(None) as (db, actor):
        session = await load(db, ContactSession, scene.session_id)
        missing = await missing_for(db, actor.at, session, SessionTextKind.minutes)
    assert "Còn 2 câu hỏi" in str(missing[0].words)
