import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from moderation import queries
from moderation.actions import claim, close, confirm, decide, open_case, release
from moderation.errors import ModerationRefused
from moderation.values import CaseReason, Ruling, SecondOpinion, Subject, Verdict
from tests.moderation.builders import (
    AN,
    AUTHOR,
    BINH,
    NOON,
    PHONE,
    claimed,
    hide_proposed,
    judge,
    new_case,
    opened,
    text,
)


async def refused(doing: object) -> str:
    with pytest.raises(ModerationRefused) as refusal:
        await doing  # type: ignore[misc]  # any awaitable
    return refusal.value.code


async def test_an_approval_needs_no_rule_and_tells_the_caller_to_publish(db: AsyncSession) -> None:
    case_id = await claimed(db)
    done = await decide(db, judge(), case_id, Ruling(Verdict.approve), text())
    assert (done.outcome, done.verdict) == ("in_force", "approve")
    assert done.subject == Subject("contribution", 1, 1)
    assert done.act.kind == "moderation.decided"
    assert (await queries.case_page(db, case_id, NOON)).case.state == "decided"


async def test_a_return_carries_rule_passage_and_explanation_to_the_author(db: AsyncSession) -> None:
    case_id = await claimed(db)
    done = await decide(db, judge(), case_id, PHONE, text())
    assert (done.verdict, done.rule_code, done.quote, done.author_id) == (
        "return",
        "Q4",
        "gọi số 0900 000 000",
        AUTHOR,
    )
    assert done.act.payload["explanation"] == done.explanation
    assert done.act.payload["by"] == AN


async def test_a_refused_decision_changes_nothing(db: AsyncSession) -> None:
    case_id = await claimed(db)
    wrong = replace(PHONE, quote="câu không có trong bài")
    assert await refused(decide(db, judge(), case_id, wrong, text())) == "quote_not_in_text"
    page = await queries.case_page(db, case_id, NOON)
    assert page.case.state == "claimed"
    assert page.history == ()


async def test_a_rule_that_is_not_in_the_book_is_refused(db: AsyncSession) -> None:
    case_id = await claimed(db)
    ruling = replace(PHONE, rule_code="Q99")
    assert await refused(decide(db, judge(), case_id, ruling, text())) == "unknown_rule"


async def test_a_text_that_changed_under_the_judge_is_not_decided(db: AsyncSession) -> None:
    case_id = await claimed(db)
    await open_case(db, new_case(version=2, reason=CaseReason.edit), NOON)
    assert await refused(decide(db, judge(), case_id, Ruling(Verdict.approve), text())) == "not_claimed"
    await claim(db, judge(), case_id)
    assert (
        await refused(decide(db, judge(), case_id, Ruling(Verdict.approve), text(version=1)))
        == "text_changed"
    )
    done = await decide(db, judge(), case_id, Ruling(Verdict.approve), text(version=2))
    assert done.subject.version == 2


async def test_a_second_flag_joins_the_waiting_case_and_an_order_makes_it_urgent(db: AsyncSession) -> None:
    case_id = await opened(db, reason=CaseReason.flag)
    again = await open_case(db, new_case(reason=CaseReason.flag), NOON)
    assert (again.case_id, again.is_new) == (case_id, False)
    soon = NOON + timedelta(hours=2)
    await open_case(db, new_case(reason=CaseReason.order, deadline_at=soon), NOON)
    case = (await queries.case_page(db, case_id, NOON)).case
    assert (case.reason, case.asked_count, case.deadline_at) == ("order", 3, soon)


async def test_a_decided_thing_can_come_before_the_moderators_again(db: AsyncSession) -> None:
    case_id = await claimed(db)
    await decide(db, judge(), case_id, Ruling(Verdict.approve), text())
    again = await open_case(db, new_case(reason=CaseReason.flag), NOON)
    assert again.is_new
    assert again.case_id != case_id


async def test_a_new_wording_ends_a_proposal_to_hide_the_old_one(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    await open_case(db, new_case(version=2, reason=CaseReason.edit), NOON)
    page = await queries.case_page(db, proposal.case_id, NOON)
    assert (page.case.state, page.history[0].standing) == ("queued", "overtaken")
    assert await refused(confirm(db, judge(BINH), proposal.case_id, SecondOpinion(True))) == (
        "nothing_to_second"
    )


async def test_a_lease_that_ran_out_frees_the_case_without_anyone_doing_anything(db: AsyncSession) -> None:
    case_id = await claimed(db, by=AN)
    assert await refused(claim(db, judge(BINH), case_id)) == "claimed_by_other"
    later = NOON + timedelta(minutes=30)
    assert (await queries.case_page(db, case_id, later)).case.state == "queued"
    await claim(db, judge(BINH, later), case_id)
    assert (
        await refused(decide(db, judge(AN, later), case_id, Ruling(Verdict.approve), text())) == "not_claimed"
    )


async def test_claiming_again_renews_ones_own_lease(db: AsyncSession) -> None:
    case_id = await claimed(db)
    until = await claim(db, judge(at=NOON + timedelta(minutes=20)), case_id)
    assert until == NOON + timedelta(minutes=50)


async def test_only_the_holder_gives_a_case_back(db: AsyncSession) -> None:
    case_id = await claimed(db, by=AN)
    assert await refused(release(db, judge(BINH), case_id)) == "not_claimed"
    await release(db, judge(AN), case_id)
    await claim(db, judge(BINH), case_id)


async def test_a_case_that_is_not_there_is_refused_by_code(db: AsyncSession) -> None:
    assert await refused(claim(db, judge(), 404)) == "no_such_case"
    assert await refused(queries.case_page(db, 404, NOON)) == "no_such_case"
    assert await refused(queries.judged(db, 404)) == "no_such_decision"


async def test_of_two_people_who_claim_at_once_one_gets_the_case(engine: AsyncEngine) -> None:
    async with AsyncSession(engine) as session, session.begin():
        case_id = await opened(session)

    async def try_claim(persona_id: int) -> str:
        async with AsyncSession(engine) as session:
            try:
                async with session.begin():
                    await claim(session, judge(persona_id), case_id)
            except ModerationRefused as refusal:
                return refusal.code
        return "claimed"

    outcomes = await asyncio.gather(*(try_claim(one) for one in range(30, 36)))
    assert sorted(outcomes) == ["claimed"] + ["claimed_by_other"] * 5


async def test_flags_that_arrive_at_once_make_one_case(engine: AsyncEngine) -> None:
    async def flag() -> int:
        async with AsyncSession(engine) as session, session.begin():
            return (await open_case(session, new_case(reason=CaseReason.flag), NOON)).case_id

    assert len(set(await asyncio.gather(*(flag() for _ in range(6))))) == 1


async def test_a_text_that_its_author_took_back_leaves_the_queue_without_a_decision(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    await close(db, proposal.case_id, NOON)
    page = await queries.case_page(db, proposal.case_id, NOON)
    assert (page.case.state, page.history[0].standing) == ("decided", "overtaken")
    assert await refused(close(db, proposal.case_id, NOON)) == "already_decided"


async def test_a_hide_for_now_is_not_closed_without_a_word(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    assert await refused(close(db, proposal.case_id, NOON)) == "must_be_answered"
