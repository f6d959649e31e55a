"""Queries for cases and decisions. Read-only; lists use keyset paging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.errors import ModerationRefused
from moderation.facts import facts_by_case, facts_of
from moderation.models import Appeal, Case, Decision
from moderation.policy import HEARD, ON_WHAT_STANDS, REVERSALS, CaseFacts, case_state
from moderation.values import AppealState, CaseReason, CaseState, Seat, Standing, Subject, Verdict


@dataclass(frozen=True)
class CaseRow:
    """`state` and `rests_until` are derived from the clock: a case whose lease ended is queued again."""

    id: int
    subject: Subject
    forum_id: int | None
    author_id: int
    written_at: datetime
    reason: CaseReason
    asked_count: int
    state: CaseState
    claimed_by: int | None
    leased_until: datetime | None
    opened_at: datetime
    deadline_at: datetime
    decided_at: datetime | None
    rests_until: datetime | None
    facts: CaseFacts


@dataclass(frozen=True)
class DecisionRow:
    """`appeal_until_on` is None for a verdict that burdens nobody and for one not in force."""

    id: int
    case_id: int
    verdict: Verdict
    standing: Standing
    judged_version: int
    rules_version: int
    rule_code: str
    quote: str
    explanation: str
    suspended_until_on: date | None
    destination: str
    place: int
    seat: Seat
    decided_by: int
    decided_at: datetime
    interim_until: datetime | None
    seconded_by: int | None
    seconded_at: datetime | None
    second_explanation: str
    ended_at: datetime | None
    appeal_until_on: date | None
    reason: CaseReason

    @property
    def is_unchanged(self) -> bool:
        """An approval of what stood already, shown or hidden, which stays so."""
        return self.verdict == Verdict.approve and self.reason in ON_WHAT_STANDS

    @property
    def hides_interim(self) -> bool:
        return self.interim_until is not None and self.standing == Standing.proposed

    @property
    def is_mask(self) -> bool:
        return self.verdict == Verdict.mask

    @property
    def passages(self) -> tuple[str, ...]:
        """What it rests on, word for word; none for an approval."""
        return tuple(self.quote.split("\n")) if self.quote else ()

    @property
    def is_of_outside_seat(self) -> bool:
        return self.seat == Seat.outside


@dataclass(frozen=True)
class AppealRow:
    id: int
    decision_id: int
    case_id: int
    state: AppealState
    grounds: str
    filed_at: datetime
    deadline_on: date
    seat: str | None
    heard_by: int | None
    heard_at: datetime | None
    explanation: str

    @property
    def is_open(self) -> bool:
        return self.state not in HEARD


@dataclass(frozen=True)
class CasePage:
    """`history` has all decisions on the thing, newest first; `appeal` and `appealed` are set on an appeal."""

    case: CaseRow
    history: tuple[DecisionRow, ...]
    appeal: AppealRow | None
    appealed: DecisionRow | None


@dataclass(frozen=True)
class Judged:
    """A decision with its case's subject, people and appeal, as far as the author may see it."""

    decision: DecisionRow
    reason: CaseReason
    subject: Subject
    forum_id: int | None
    author_id: int
    appeal: AppealRow | None


async def case_page(db: AsyncSession, case_id: int, at: datetime) -> CasePage:
    """Raises ModerationRefused('no_such_case')."""
    case = await db.get(Case, case_id)
    if case is None:
        raise ModerationRefused("no_such_case", case_id=case_id)
    appeal = await db.scalar(select(Appeal).where(Appeal.case_id == case_id))
    history = await decisions_on(db, case.subject_kind, case.subject_id)
    appealed = next((one for one in history if appeal and one.id == appeal.decision_id), None)
    return CasePage(
        case=_case_row(case, await facts_of(db, case), at),
        history=history,
        appeal=_appeal_row(appeal) if appeal else None,
        appealed=appealed,
    )


async def subject_of(db: AsyncSession, case_id: int) -> Subject:
    """The thing to lock before the case. Raises ModerationRefused('no_such_case')."""
    case = await db.get(Case, case_id)
    if case is None:
        raise ModerationRefused("no_such_case", case_id=case_id)
    return Subject(case.subject_kind, case.subject_id, case.subject_version)


async def has_appealed(db: AsyncSession, author_id: int) -> bool:
    """Whether this author ever asked for a decision to be reviewed."""
    filed = select(Appeal.id).join(Case, Case.id == Appeal.case_id).where(Case.author_id == author_id)
    return bool(await db.scalar(select(filed.exists())))


async def waiting_case(db: AsyncSession, subject_kind: str, subject_id: int) -> int | None:
    """The undecided case of that thing, appeals aside."""
    found: int | None = await db.scalar(
        select(Case.id).where(
            Case.subject_kind == subject_kind,
            Case.subject_id == subject_id,
            Case.state != CaseState.decided,
            Case.reason != CaseReason.appeal,
        )
    )
    return found


async def waiting_cases(
    db: AsyncSession, subjects: Sequence[tuple[str, int]]
) -> dict[tuple[str, int, bool], int]:
    """The undecided cases of those things, by kind, id and whether it is an appeal."""
    rows = await db.execute(
        select(Case.subject_kind, Case.subject_id, Case.reason == CaseReason.appeal, Case.id).where(
            tuple_(Case.subject_kind, Case.subject_id).in_(subjects), Case.state != CaseState.decided
        )
    )
    return {(kind, subject_id, is_appeal): case_id for kind, subject_id, is_appeal, case_id in rows}


async def appeal_waits(db: AsyncSession, subject_kind: str, subject_id: int) -> bool:
    """Whether an appeal against a decision on that thing is still to be heard."""
    found = await db.scalar(
        select(Case.id).where(
            Case.subject_kind == subject_kind,
            Case.subject_id == subject_id,
            Case.state != CaseState.decided,
            Case.reason == CaseReason.appeal,
        )
    )
    return found is not None


async def decisions_on(db: AsyncSession, subject_kind: str, subject_id: int) -> tuple[DecisionRow, ...]:
    """All decisions on one thing, newest first."""
    found = await db.execute(
        select(Decision, Case.reason)
        .join(Case, Case.id == Decision.case_id)
        .where(Case.subject_kind == subject_kind, Case.subject_id == subject_id)
        .order_by(Decision.id.desc())
    )
    return tuple(_decision_row(one, reason) for one, reason in found)


async def standing_on(
    db: AsyncSession, subject_kind: str, subject_id: int, verdict: Verdict
) -> tuple[int, ...]:
    """The decisions of that verdict on one thing that are in force, newest first."""
    found = await db.scalars(
        select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .where(Case.subject_kind == subject_kind, Case.subject_id == subject_id)
        .where(Decision.verdict == verdict, Decision.standing == Standing.in_force)
        .order_by(Decision.id.desc())
    )
    return tuple(found)


async def suspended_until_on(db: AsyncSession, author_id: int) -> date | None:
    """The last day of the suspensions of an author that are in force, on whichever of their texts."""
    found: date | None = await db.scalar(
        select(func.max(Decision.suspended_until_on))
        .join(Case, Case.id == Decision.case_id)
        .where(Case.author_id == author_id)
        .where(Decision.verdict == Verdict.suspend, Decision.standing == Standing.in_force)
    )
    return found


async def rules_in_force(db: AsyncSession, subject_kind: str, subject_ids: Sequence[int]) -> dict[int, str]:
    """The rule of the last decision in force on each of these things, where there is one. One statement."""
    rows = await db.execute(
        select(Case.subject_id, Decision.rule_code)
        .join(Decision, Decision.case_id == Case.id)
        .where(
            Case.subject_kind == subject_kind,
            Case.subject_id.in_(subject_ids),
            Decision.standing == Standing.in_force,
        )
        .order_by(Decision.decided_at)
    )
    rules: dict[int, str] = {}
    for subject_id, rule in rows:
        rules[subject_id] = rule
    return rules


async def judged(db: AsyncSession, decision_id: int) -> Judged:
    """Raises ModerationRefused('no_such_decision')."""
    found = (
        await db.execute(
            select(Decision, Case, Appeal)
            .join(Case, Case.id == Decision.case_id)
            .outerjoin(Appeal, Appeal.decision_id == Decision.id)
            .where(Decision.id == decision_id)
        )
    ).one_or_none()
    if found is None:
        raise ModerationRefused("no_such_decision", decision_id=decision_id)
    decision, case, appeal = found
    return Judged(
        decision=_decision_row(decision, case.reason),
        reason=CaseReason(case.reason),
        subject=Subject(case.subject_kind, case.subject_id, decision.judged_version),
        forum_id=case.forum_id,
        author_id=case.author_id,
        appeal=_appeal_row(appeal) if appeal else None,
    )


@dataclass(frozen=True)
class LapsedInterim:
    decision_id: int
    subject: Subject


async def lapsed_interims(db: AsyncSession, at: datetime) -> list[LapsedInterim]:
    """Interim hides and masks whose time is over, not yet recorded as such."""
    found = await db.execute(
        select(Decision.id, Case.subject_kind, Case.subject_id, Decision.judged_version)
        .join(Case, Case.id == Decision.case_id)
        .where(Decision.standing == Standing.proposed, Decision.interim_until <= at)
        .order_by(Decision.interim_until)
    )
    return [
        LapsedInterim(decision_id, Subject(kind, thing_id, version))
        for decision_id, kind, thing_id, version in found
    ]


async def case_rows(db: AsyncSession, cases: Sequence[Case], at: datetime) -> tuple[CaseRow, ...]:
    facts = await facts_by_case(db, cases)
    return tuple(_case_row(case, facts[case.id], at) for case in cases)


def _case_row(case: Case, facts: CaseFacts, at: datetime) -> CaseRow:
    state = case_state(facts, at)
    held = state == CaseState.claimed
    return CaseRow(
        id=case.id,
        subject=Subject(case.subject_kind, case.subject_id, case.subject_version),
        forum_id=case.forum_id,
        author_id=case.author_id,
        written_at=case.written_at,
        reason=CaseReason(case.reason),
        asked_count=case.asked_count,
        state=state,
        claimed_by=case.claimed_by if held else None,
        leased_until=case.leased_until if held else None,
        opened_at=case.opened_at,
        deadline_at=case.deadline_at,
        decided_at=case.decided_at,
        rests_until=case.rests_until if case.rests_until is not None and case.rests_until > at else None,
        facts=facts,
    )


def _decision_row(row: Decision, reason: str) -> DecisionRow:
    verdict, standing = Verdict(row.verdict), Standing(row.standing)
    can_be_appealed = standing == Standing.in_force and verdict in REVERSALS
    return DecisionRow(
        id=row.id,
        case_id=row.case_id,
        verdict=verdict,
        standing=standing,
        judged_version=row.judged_version,
        rules_version=row.rules_version,
        rule_code=row.rule_code,
        quote=row.quote,
        explanation=row.explanation,
        suspended_until_on=row.suspended_until_on,
        destination=row.destination,
        place=row.place,
        seat=Seat(row.seat),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        interim_until=row.interim_until,
        seconded_by=row.seconded_by,
        seconded_at=row.seconded_at,
        second_explanation=row.second_explanation,
        ended_at=row.ended_at,
        appeal_until_on=row.appeal_until_on if can_be_appealed else None,
        reason=CaseReason(reason),
    )


def _appeal_row(row: Appeal) -> AppealRow:
    return AppealRow(
        id=row.id,
        decision_id=row.decision_id,
        case_id=row.case_id,
        state=AppealState(row.state),
        grounds=row.grounds,
        filed_at=row.filed_at,
        deadline_on=row.deadline_on,
        seat=row.seat,
        heard_by=row.heard_by,
        heard_at=row.heard_at,
        explanation=row.explanation,
    )
