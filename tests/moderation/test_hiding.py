from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from moderation import queries
from moderation.actions import claim, confirm, decide, lapse
from moderation.values import CaseReason, Ruling, SecondOpinion, TextStatus, Verdict
from tests.moderation.builders import (
    AN,
    BINH,
    CHI,
    HIDE,
    NOON,
    THREE_DAYS_ON,
    claimed,
    hide_proposed,
    judge,
    opened,
    text,
)
from tests.moderation.test_cases import refused

NO = SecondOpinion(False, "Đoạn này nói về việc công, không phải việc riêng.")
THREE_DAYS = timedelta(hours=72)


async def test_one_person_alone_only_proposes_to_hide_what_is_published(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    assert (proposal.outcome, proposal.verdict, proposal.interim_until) == ("awaiting_second", None, None)
    assert (await queries.case_page(db, proposal.case_id, NOON)).case.state == "second"


async def test_a_second_person_puts_the_hide_in_force(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, by=AN)
    assert await refused(confirm(db, judge(AN), proposal.case_id, SecondOpinion(True))) == "took_part"
    done = await confirm(db, judge(BINH), proposal.case_id, SecondOpinion(True))
    assert (done.outcome, done.verdict, done.rule_code) == ("in_force", "hide", "Q4")
    assert done.act.kind == "moderation.confirmed"
    assert await refused(confirm(db, judge(CHI), proposal.case_id, NO)) == "already_decided"


async def test_a_second_person_who_refuses_leaves_the_text_where_it_is(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    done = await confirm(db, judge(BINH), proposal.case_id, NO)
    assert (done.outcome, done.verdict) == ("refused", None)
    assert done.act.payload["second_explanation"] == NO.explanation


async def test_a_phone_number_is_hidden_at_once_for_three_days(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    assert (proposal.outcome, proposal.verdict) == ("awaiting_second", "hide")
    assert proposal.interim_until == NOON + THREE_DAYS


async def test_refusing_a_hide_for_now_brings_the_text_back(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    done = await confirm(db, judge(BINH), proposal.case_id, NO)
    assert (done.verdict, done.undoes) == ("restore", "hide")


async def test_a_hide_for_now_ends_by_the_clock_even_when_no_job_runs(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    last_second = NOON + THREE_DAYS - timedelta(seconds=1)
    assert await queries.lapsed_interims(db, last_second) == []
    over = NOON + THREE_DAYS
    assert [one.decision_id for one in await queries.lapsed_interims(db, over)] == [proposal.decision_id]
    assert await refused(confirm(db, judge(BINH, over), proposal.case_id, SecondOpinion(True))) == (
        "interim_lapsed"
    )


async def test_writing_a_lapse_down_twice_does_it_once(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    over = NOON + THREE_DAYS
    assert await lapse(db, proposal.decision_id, NOON) is None
    done = await lapse(db, proposal.decision_id, over)
    assert done is not None
    assert (done.outcome, done.verdict, done.undoes) == ("lapsed", "restore", "hide")
    assert await lapse(db, proposal.decision_id, over) is None
    assert (await queries.case_page(db, proposal.case_id, over)).case.state == "queued"


async def test_after_a_lapse_hiding_the_same_text_takes_two(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, at_once=True)
    over = NOON + THREE_DAYS
    await lapse(db, proposal.decision_id, over)
    await claim(db, judge(AN, over), proposal.case_id)
    again = replace(HIDE, interim_until=THREE_DAYS_ON)
    assert await refused(
        decide(db, judge(AN, over), proposal.case_id, again, text(TextStatus.published))
    ) == ("interim_used_up")
    slow = await decide(db, judge(AN, over), proposal.case_id, HIDE, text(TextStatus.published))
    assert slow.verdict is None


async def test_what_was_hidden_can_be_restored_and_the_hide_counts_no_more(db: AsyncSession) -> None:
    proposal = await hide_proposed(db)
    await confirm(db, judge(BINH), proposal.case_id, SecondOpinion(True))
    case_id = await opened(db, reason=CaseReason.review)
    await claim(db, judge(CHI), case_id)
    done = await decide(
        db, judge(CHI), case_id, replace(HIDE, verdict=Verdict.restore), text(TextStatus.hidden)
    )
    assert (done.verdict, done.undoes) == ("restore", "hide")
    assert (await queries.judged(db, proposal.decision_id)).decision.standing == "reversed"


async def test_nothing_hidden_nothing_to_restore(db: AsyncSession) -> None:
    case_id = await claimed(db, reason=CaseReason.review)
    ruling = replace(HIDE, verdict=Verdict.restore)
    assert (
        await refused(decide(db, judge(), case_id, ruling, text(TextStatus.hidden))) == "nothing_to_restore"
    )


async def test_a_flag_without_ground_ends_in_an_approval(db: AsyncSession) -> None:
    case_id = await claimed(db, reason=CaseReason.flag)
    done = await decide(db, judge(), case_id, Ruling(Verdict.approve), text(TextStatus.published))
    assert done.verdict == "approve"
