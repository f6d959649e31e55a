from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from moderation import queries
from moderation.actions import Appellant, appeal, claim, confirm, decide, hear, release
from moderation.values import Hearing, Ruling, SecondOpinion, Verdict
from tests.moderation.builders import (
    AN,
    APPEAL_UNTIL,
    AUTHOR,
    BINH,
    CHI,
    NOON,
    PHONE,
    claimed,
    hide_proposed,
    judge,
    rejected,
    text,
)
from tests.moderation.test_cases import refused

ME = Appellant(AUTHOR, NOON + timedelta(days=1))
GROUNDS = "Số điện thoại ấy là của cơ quan tôi, đã công bố."
BY = date(2026, 12, 9)
KEEP = Hearing(False, "Số này là số riêng, chưa được công bố.", current_version=1)
REVERSE = Hearing(True, "Đã kiểm tra, đây là số công khai của cơ quan.", current_version=1)


async def test_the_author_asks_once_and_someone_else_hears(db: AsyncSession) -> None:
    decision = await rejected(db, by=AN)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    assert filed.act.kind == "moderation.appealed"
    assert await refused(appeal(db, ME, decision.decision_id, GROUNDS, BY)) == "appealed_already"
    assert await refused(claim(db, judge(AN), filed.case_id)) == "took_part"
    await claim(db, judge(BINH), filed.case_id)
    done = await hear(db, judge(BINH), filed.case_id, KEEP)
    assert (done.outcome, done.verdict) == ("upheld", None)
    judged = await queries.judged(db, decision.decision_id)
    assert judged.appeal is not None
    assert (judged.appeal.state, judged.appeal.heard_by) == ("decision_kept", BINH)


async def test_a_reversal_says_what_to_carry_out(db: AsyncSession) -> None:
    decision = await rejected(db)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    await claim(db, judge(BINH), filed.case_id)
    done = await hear(db, judge(BINH), filed.case_id, REVERSE)
    assert (done.outcome, done.verdict, done.undoes) == ("reversed", "approve", "reject")
    assert done.act.payload["hearing"] == REVERSE.explanation
    assert (await queries.judged(db, decision.decision_id)).decision.standing == "reversed"


async def test_neither_who_proposed_nor_who_confirmed_a_hide_hears_the_appeal(db: AsyncSession) -> None:
    proposal = await hide_proposed(db, by=AN)
    assert await refused(appeal(db, ME, proposal.decision_id, GROUNDS, BY)) == "not_in_force"
    await confirm(db, judge(BINH), proposal.case_id, SecondOpinion(True, appeal_until_on=APPEAL_UNTIL))
    filed = await appeal(db, ME, proposal.decision_id, GROUNDS, BY)
    assert await refused(claim(db, judge(AN), filed.case_id)) == "took_part"
    assert await refused(claim(db, judge(BINH), filed.case_id)) == "took_part"
    await claim(db, judge(CHI), filed.case_id)
    done = await hear(db, judge(CHI), filed.case_id, REVERSE)
    assert (done.verdict, done.undoes) == ("restore", "hide")


async def test_the_outside_seat_hears_where_nobody_else_may_and_it_is_written_down(db: AsyncSession) -> None:
    decision = await rejected(db)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    seat = judge(90, is_outside_seat=True)
    assert await refused(claim(db, seat, filed.case_id)) == "seat_not_needed"
    alone = judge(90, is_outside_seat=True, impartial_count=0)
    await claim(db, alone, filed.case_id)
    done = await hear(db, alone, filed.case_id, KEEP)
    assert done.act.payload["hearing_seat"] == "outside"


async def test_only_the_author_and_only_within_thirty_days(db: AsyncSession) -> None:
    decision = await rejected(db)
    stranger = Appellant(99, NOON)
    late = Appellant(AUTHOR, NOON + timedelta(days=31))
    assert await refused(appeal(db, stranger, decision.decision_id, GROUNDS, BY)) == "not_the_author"
    assert await refused(appeal(db, late, decision.decision_id, GROUNDS, BY)) == "appeal_too_late"
    assert await refused(appeal(db, ME, decision.decision_id, "Sai.", BY)) == "explanation_missing"
    assert await refused(appeal(db, ME, 404, GROUNDS, BY)) == "no_such_decision"


async def test_an_approval_burdens_nobody(db: AsyncSession) -> None:
    case_id = await claimed(db)
    done = await decide(db, judge(), case_id, Ruling(Verdict.approve), text())
    assert await refused(appeal(db, ME, done.decision_id, GROUNDS, BY)) == "burdens_nobody"


async def test_an_appeal_shows_that_it_is_being_heard_while_someone_holds_it(db: AsyncSession) -> None:
    decision = await rejected(db)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    states = []
    for step in ("file", "claim", "release"):
        if step == "claim":
            await claim(db, judge(BINH), filed.case_id)
        if step == "release":
            await release(db, judge(BINH), filed.case_id)
        page = await queries.case_page(db, filed.case_id, NOON)
        assert page.appeal is not None
        states.append(page.appeal.state)
    assert states == ["filed", "in_hearing", "filed"]


async def test_a_case_on_appeal_is_heard_and_not_decided_anew(db: AsyncSession) -> None:
    decision = await rejected(db)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    await claim(db, judge(BINH), filed.case_id)
    assert await refused(decide(db, judge(BINH), filed.case_id, PHONE, text())) == "is_appeal"
    other = await claimed(db, subject_id=2)
    assert await refused(hear(db, judge(), other, KEEP)) == "not_an_appeal"


async def test_an_old_version_is_not_published_over_a_new_one(db: AsyncSession) -> None:
    case_id = await claimed(db)
    returned = await decide(db, judge(), case_id, PHONE, text())
    filed = await appeal(db, ME, returned.decision_id, GROUNDS, BY)
    await claim(db, judge(BINH), filed.case_id)
    newer = Hearing(True, REVERSE.explanation, current_version=2)
    done = await hear(db, judge(BINH), filed.case_id, newer)
    assert (done.outcome, done.verdict) == ("reversed", None)


async def test_the_answer_is_due_at_the_end_of_the_given_working_day(db: AsyncSession) -> None:
    decision = await rejected(db)
    filed = await appeal(db, ME, decision.decision_id, GROUNDS, BY)
    page = await queries.case_page(db, filed.case_id, NOON)
    assert page.case.deadline_at.isoformat() == "2026-12-09T17:00:00+00:00"
    assert page.appealed is not None
    assert page.appealed.id == decision.decision_id
