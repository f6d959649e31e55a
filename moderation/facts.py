"""What the rules read of cases, loaded for any number in the same few statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.models import Appeal, Case, Decision
from moderation.policy import CaseFacts
from moderation.values import CaseReason, CaseState, Standing, Verdict


async def facts_of(db: AsyncSession, case: Case) -> CaseFacts:
    return (await facts_by_case(db, [case]))[case.id]


async def facts_by_case(db: AsyncSession, cases: Sequence[Case]) -> dict[int, CaseFacts]:
    proposals = await _proposals(db, [case.id for case in cases if case.state == CaseState.second])
    appealed = await _appealed(db, [case.id for case in cases if case.reason == CaseReason.appeal])
    earlier = await _earlier(db, cases)
    return {
        case.id: CaseFacts(
            state=CaseState(case.state),
            reason=CaseReason(case.reason),
            claimed_by=case.claimed_by,
            leased_until=case.leased_until,
            participants=_people(proposals.get(case.id)) | _people(appealed.get(case.id)),
            interim_until=proposals[case.id].interim_until if case.id in proposals else None,
            had_interim=case.subject_version in earlier.spent.get((case.subject_kind, case.subject_id), ()),
            renewal_count=case.renewal_count or 0,
            returned_by=tuple(earlier.returns.get((case.subject_kind, case.subject_id), ())),
        )
        for case in cases
    }


def _people(decision: Decision | None) -> frozenset[int]:
    if decision is None:
        return frozenset()
    return frozenset(one for one in (decision.decided_by, decision.seconded_by) if one is not None)


async def _proposals(db: AsyncSession, case_ids: Sequence[int]) -> dict[int, Decision]:
    if not case_ids:
        return {}
    found = await db.scalars(
        select(Decision).where(Decision.case_id.in_(case_ids), Decision.standing == Standing.proposed)
    )
    return {decision.case_id: decision for decision in found}


async def _appealed(db: AsyncSession, case_ids: Sequence[int]) -> dict[int, Decision]:
    if not case_ids:
        return {}
    found = await db.execute(
        select(Appeal.case_id, Decision)
        .join(Decision, Decision.id == Appeal.decision_id)
        .where(Appeal.case_id.in_(case_ids))
    )
    return {row.case_id: row.Decision for row in found}


@dataclass
class _Earlier:
    """By subject: versions that already had an interim hide which nobody confirmed, and who returned the text."""

    spent: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    returns: dict[tuple[str, int], list[int]] = field(default_factory=dict)


_unconfirmed = Decision.interim_until.is_not(None) & Decision.standing.in_(
    (Standing.lapsed, Standing.refused)
)
_returned = (Decision.verdict == Verdict.return_) & (Decision.standing == Standing.in_force)
_EARLIER = (
    select(Case.subject_kind, Case.subject_id, Decision.judged_version, Decision.verdict, Decision.decided_by)
    .join(Decision, Decision.case_id == Case.id)
    .where(
        tuple_(Case.subject_kind, Case.subject_id).in_(bindparam("subjects", expanding=True)),
        _unconfirmed | _returned,
    )
    .order_by(Decision.id)
)


async def _earlier(db: AsyncSession, cases: Sequence[Case]) -> _Earlier:
    subjects = [(case.subject_kind, case.subject_id) for case in cases]
    found = _Earlier()
    if not subjects:
        return found
    for row in await db.execute(_EARLIER, {"subjects": subjects}):
        subject = (row.subject_kind, row.subject_id)
        if row.verdict == Verdict.return_:
            found.returns.setdefault(subject, []).append(row.decided_by)
        else:
            found.spent.setdefault(subject, set()).add(row.judged_version)
    return found
