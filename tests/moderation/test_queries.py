from datetime import UTC, date, datetime, timedelta

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from moderation import queries, transparency
from moderation.actions import Appellant, appeal, claim, confirm, decide, hear, lapse, open_case
from moderation.queue import queue
from moderation.values import Ruling, SecondOpinion, Verdict
from tests.moderation.builders import (
    AN,
    APPEAL_UNTIL,
    AUTHOR,
    BINH,
    CHI,
    FORUM,
    NOON,
    claimed,
    hide_proposed,
    judge,
    new_case,
    rejected,
    text,
)
from tests.moderation.test_appeals import BY, GROUNDS, REVERSE

MINE = frozenset({FORUM})


async def test_the_queue_shows_the_oldest_deadline_first_over_all_its_pages(db: AsyncSession) -> None:
    for number in range(1, 8):
        deadline_at = NOON + timedelta(hours=(number * 5) % 7)
        await open_case(db, new_case(number, deadline_at=deadline_at), NOON)
    seen = []
    after = None
    while True:
        page = await queue(db, MINE, NOON, after, row_count=3)
        seen += [(row.deadline_at, row.id) for row in page.rows]
        assert page.waiting_count == 7
        after = page.after
        if after is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == 7


async def test_the_queue_is_of_ones_own_forums(db: AsyncSession) -> None:
    await open_case(db, new_case(1), NOON)
    await open_case(db, new_case(2, forum_id=8), NOON)
    await open_case(db, new_case(3, forum_id=None), NOON)
    mine = await queue(db, MINE, NOON)
    assert [row.subject.id for row in mine.rows] == [1]
    assert (await queue(db, None, NOON)).waiting_count == 3
    assert (await queue(db, frozenset(), NOON)).rows == ()


async def test_the_desk_says_how_much_is_late_and_since_when_it_waits(db: AsyncSession) -> None:
    await open_case(db, new_case(1, deadline_at=NOON + timedelta(hours=1)), NOON)
    await open_case(db, new_case(2), NOON + timedelta(minutes=5))
    page = await queue(db, MINE, NOON + timedelta(hours=2))
    assert (page.overdue_count, page.oldest_opened_at) == (1, NOON)


async def test_a_decided_case_leaves_the_queue(db: AsyncSession) -> None:
    await rejected(db)
    assert (await queue(db, MINE, NOON)).waiting_count == 0


async def test_a_full_queue_costs_the_same_statements_as_a_short_one(engine: AsyncEngine) -> None:
    async def statements() -> int:
        count = 0

        def one_more(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(engine.sync_engine, "before_cursor_execute", one_more)
        async with AsyncSession(engine) as session:
            await queue(session, MINE, NOON)
        event.remove(engine.sync_engine, "before_cursor_execute", one_more)
        return count

    async with AsyncSession(engine) as session, session.begin():
        await hide_proposed(session, subject_id=1)
        filed = await rejected(session, subject_id=2)
        await appeal(session, Appellant(AUTHOR, NOON), filed.decision_id, GROUNDS, BY)
    few = await statements()
    async with AsyncSession(engine) as session, session.begin():
        for number in range(3, 43):
            await open_case(session, new_case(number), NOON)
        for number in range(43, 48):
            await hide_proposed(session, subject_id=number)
    assert await statements() == few


async def test_all_that_was_decided_on_a_thing_stands_on_its_page(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    await confirm(db, judge(BINH), proposal.case_id, SecondOpinion(True, appeal_until_on=APPEAL_UNTIL))
    history = await queries.decisions_on(db, "contribution", 1)
    assert [(row.verdict, row.decided_by, row.seconded_by) for row in history] == [("hide", AN, BINH)]
    assert history[0].appeal_until_on == date(2026, 12, 24)


async def test_the_public_counts_say_what_was_done_and_what_was_undone(db: AsyncSession) -> None:
    reject = await rejected(db, subject_id=1)
    approved = await claimed(db, subject_id=2)
    await decide(db, judge(), approved, Ruling(Verdict.approve), text())
    hidden = await hide_proposed(db, at_once=True, subject_id=3)
    refused = await hide_proposed(db, subject_id=4)
    await confirm(db, judge(BINH), refused.case_id, SecondOpinion(False, "Không thấy vi phạm ở đây."))
    await lapse(db, hidden.decision_id, NOON + timedelta(hours=72))
    filed = await appeal(db, Appellant(AUTHOR, NOON), reject.decision_id, GROUNDS, BY)
    await claim(db, judge(CHI), filed.case_id)
    await hear(db, judge(CHI), filed.case_id, REVERSE)
    counts = await transparency.counts(db, NOON - timedelta(days=1), NOON + timedelta(days=1), NOON)
    assert {(one.key, one.count) for one in counts.decided_by_verdict} == {("reject", 1), ("approve", 1)}
    assert {(one.key, one.count) for one in counts.opened_by_reason} == {
        ("new", 2),
        ("flag", 2),
        ("appeal", 1),
    }
    assert [(one.key, one.count) for one in counts.decided_by_rule] == [("Q4", 1)]
    assert (counts.in_time_count, counts.late_count) == (4, 0)
    assert (counts.refused_count, counts.lapsed_count) == (1, 1)
    assert (counts.appeals_filed_count, counts.appeals_reversed_count, counts.appeals_upheld_count) == (
        1,
        1,
        0,
    )
    assert counts.waiting_count == 1
    long_ago = await transparency.counts(
        db, datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC), NOON
    )
    assert long_ago.decided_by_verdict == ()
