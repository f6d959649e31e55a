from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.actions.cases import advance_case, lock_case
from moderation.actions.decisions import act_on, decided, lock_decision, rule_cited
from moderation.days import VIETNAM
from moderation.errors import ModerationRefused
from moderation.facts import facts_of
from moderation.models import Appeal, Case, Decision
from moderation.policy import (
    APPEAL_MOVES,
    DECISION_MOVES,
    EXPLANATION_LENGTH_MIN,
    HEARD,
    REVERSALS,
    TEXT_LENGTH_MAX,
    is_urgent,
    may_appeal,
    may_hear,
    moved,
    require,
)
from moderation.values import (
    AppealState,
    CaseReason,
    CaseState,
    Decided,
    FiledAppeal,
    Hearing,
    Json,
    Judge,
    Outcome,
    Standing,
    Verdict,
)


@dataclass(frozen=True)
class Appellant:
    """The author, by the persona that wrote the judged text."""

    persona_id: int
    at: datetime


async def appeal(
    db: AsyncSession, author: Appellant, decision_id: int, grounds: str, deadline_on: date
) -> FiledAppeal:
    """Appeal a decision, once. `deadline_on` is the last working day for the answer, counted by the caller.

    Raises ModerationRefused, 'appealed_already' the second time.
    """
    case = await _case_of(db, decision_id)
    decision = await lock_decision(db, decision_id)
    last_on = decision.appeal_until_on
    is_author = author.persona_id == case.author_id
    require(may_appeal(is_author, Verdict(decision.verdict), Standing(decision.standing), last_on, author.at))
    _require_length(grounds)
    if await db.scalar(select(Appeal.id).where(Appeal.decision_id == decision_id)):
        raise ModerationRefused("appealed_already")
    hearing = _hearing_case(case, decision, author.at, deadline_on)
    db.add(hearing)
    await db.flush()
    filed = Appeal(
        decision_id=decision_id,
        case_id=hearing.id,
        state=AppealState.filed,
        grounds=grounds.strip(),
        filed_at=author.at,
        deadline_on=deadline_on,
        explanation="",
    )
    db.add(filed)
    await db.flush()
    act = act_on(
        "appealed", case, decision, author.persona_id, author.at, appeal=filed.id, grounds=filed.grounds
    )
    return FiledAppeal(filed.id, hearing.id, decision_id, deadline_on, act)


async def hear(db: AsyncSession, judge: Judge, case_id: int, hearing: Hearing) -> Decided:
    """Keep or reverse the decision; a reversal names the verdict that undoes it.

    Nothing is left to apply when the author already sent a newer text or the decision ended meanwhile.
    """
    case = await lock_case(db, case_id)
    require(may_hear(judge, await facts_of(db, case)))
    _require_length(hearing.explanation)
    heard = (await db.scalars(select(Appeal).where(Appeal.case_id == case_id).with_for_update())).one()
    decision = await lock_decision(db, heard.decision_id)
    heard.state = moved(APPEAL_MOVES, "reverse" if hearing.reverses else "keep", heard.state)
    heard.heard_by = judge.persona_id
    heard.heard_at = judge.at
    heard.seat = judge.seat
    heard.explanation = hearing.explanation.strip()
    remedy = _remedy(decision, hearing) if hearing.reverses else None
    if hearing.reverses and decision.standing == Standing.in_force:
        decision.standing = moved(DECISION_MOVES, "reverse", decision.standing)
        decision.ended_at = judge.at
    advance_case(case, "decide")
    case.decided_at = judge.at
    await db.flush()
    what = "reversed" if hearing.reverses else "upheld"
    act = act_on(f"appeal_{what}", case, decision, judge.persona_id, judge.at, **_heard_values(heard))
    return decided(
        case,
        decision,
        outcome=Outcome.reversed if hearing.reverses else Outcome.upheld,
        verdict=remedy,
        act=act,
        undoes=Verdict(decision.verdict) if remedy else None,
    )


async def lapse_review(db: AsyncSession, case_id: int, hearing: Hearing, at: datetime) -> Decided | None:
    """Reverse a decision whose review is overdue and could not be heard, unless it is for personal data, danger or a
    written order: that stays. None where there is nothing to do."""
    case = await lock_case(db, case_id)
    heard = (await db.scalars(select(Appeal).where(Appeal.case_id == case_id).with_for_update())).one()
    decision = await lock_decision(db, heard.decision_id)
    reason = await db.scalar(select(Case.reason).where(Case.id == decision.case_id))
    rule = rule_cited(decision.rules_version, decision.rule_code)
    is_due = case.deadline_at <= at and heard.state not in HEARD
    if not is_due or is_urgent(CaseReason(reason or case.reason), rule):
        return None
    heard.state = moved(APPEAL_MOVES, "lapse", heard.state)
    heard.heard_at, heard.explanation = at, hearing.explanation
    remedy = _remedy(decision, hearing)
    if decision.standing == Standing.in_force:
        decision.standing = moved(DECISION_MOVES, "reverse", decision.standing)
        decision.ended_at = at
    case.state, case.claimed_by, case.leased_until = CaseState.decided, None, None
    case.decided_at = at
    await db.flush()
    act = act_on("appeal_reversed", case, decision, None, at, **_heard_values(heard))
    undoes = Verdict(decision.verdict) if remedy else None
    return decided(case, decision, outcome=Outcome.reversed, verdict=remedy, act=act, undoes=undoes)


async def overdue_reviews(db: AsyncSession, at: datetime) -> list[int]:
    """Cases of reviews whose day is over."""
    late = (Case.reason == CaseReason.appeal, Case.state != CaseState.decided, Case.deadline_at <= at)
    return list(await db.scalars(select(Case.id).where(*late).order_by(Case.deadline_at, Case.id)))


def _heard_values(heard: Appeal) -> dict[str, Json]:
    return {"appeal": heard.id, "hearing": heard.explanation, "hearing_seat": heard.seat}


def _remedy(decision: Decision, hearing: Hearing) -> Verdict | None:
    remedy = REVERSALS[Verdict(decision.verdict)]
    rewritten = hearing.current_version != decision.judged_version
    if decision.standing != Standing.in_force or (remedy == Verdict.approve and rewritten):
        return None
    return remedy


async def _case_of(db: AsyncSession, decision_id: int) -> Case:
    case_id = await db.scalar(select(Decision.case_id).where(Decision.id == decision_id))
    if case_id is None:
        raise ModerationRefused("no_such_decision", decision_id=decision_id)
    return await lock_case(db, case_id)


def _hearing_case(case: Case, decision: Decision, at: datetime, deadline_on: date) -> Case:
    return Case(
        subject_kind=case.subject_kind,
        subject_id=case.subject_id,
        subject_version=decision.judged_version,
        forum_id=case.forum_id,
        author_id=case.author_id,
        written_at=case.written_at,
        reason=CaseReason.appeal,
        state=CaseState.queued,
        opened_at=at,
        deadline_at=datetime.combine(deadline_on + timedelta(days=1), time.min, VIETNAM),
    )


def _require_length(text: str) -> None:
    if len(text.strip()) < EXPLANATION_LENGTH_MIN:
        raise ModerationRefused("explanation_missing")
    if len(text) > TEXT_LENGTH_MAX:
        raise ModerationRefused("too_long")
