"""Public statistics of a period: how much was judged, by which rule, how fast, and the outcome of reviews."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.models import Appeal, Case, Decision
from moderation.policy import CAME_INTO_FORCE, ON_WHAT_STANDS
from moderation.values import AppealState, CaseReason, CaseState, Seat, Standing, Verdict


@dataclass(frozen=True)
class Count:
    key: str
    count: int


@dataclass(frozen=True)
class Counts:
    """Cases by opening time, decisions and reviews by their own; proposals that never took effect are counted
    separately. The current numbers, not the period's: `waiting_count` of cases, `overdue_count` of those past their
    day, `unheard_count` of reviews past theirs. An approval of what stood already is counted as 'kept'."""

    opened_by_reason: tuple[Count, ...]
    decided_by_verdict: tuple[Count, ...]
    decided_by_rule: tuple[Count, ...]
    in_time_count: int
    late_count: int
    refused_count: int
    lapsed_count: int
    outside_seat_count: int
    appeals_filed_count: int
    appeals_upheld_count: int
    appeals_reversed_count: int
    waiting_count: int
    overdue_count: int
    unheard_count: int


async def counts(db: AsyncSession, from_at: datetime, until_at: datetime, now: datetime) -> Counts:
    made = (Decision.decided_at >= from_at, Decision.decided_at < until_at)
    in_force = (*made, Decision.standing.in_(CAME_INTO_FORCE))
    in_time, late = (
        await db.execute(
            select(
                func.count().filter(Case.decided_at <= Case.deadline_at),
                func.count().filter(Case.decided_at > Case.deadline_at),
            ).where(Case.decided_at >= from_at, Case.decided_at < until_at)
        )
    ).one()
    refused, lapsed, outside = (
        await db.execute(
            select(
                func.count().filter(Decision.standing == Standing.refused),
                func.count().filter(Decision.standing == Standing.lapsed),
                func.count().filter(Decision.seat == Seat.outside),
            ).where(*made)
        )
    ).one()
    filed, upheld, reversed_ = await _appeals(db, from_at, until_at)
    late_now = Case.deadline_at < now
    waiting = (
        await db.execute(
            select(
                func.count().label("all"),
                func.count().filter(late_now).label("overdue"),
                func.count().filter(late_now, Case.reason == CaseReason.appeal).label("unheard"),
            ).where(Case.state != CaseState.decided)
        )
    ).one()
    opened = select(Case.reason, func.count()).where(Case.opened_at >= from_at, Case.opened_at < until_at)
    is_unchanged = and_(Decision.verdict == Verdict.approve, Case.reason.in_(ON_WHAT_STANDS))
    verdict = case((is_unchanged, literal_column("'kept'")), else_=Decision.verdict)
    verdicts = select(verdict, func.count()).join(Case, Case.id == Decision.case_id).where(*in_force)
    rules = select(Decision.rule_code, func.count()).where(*in_force, Decision.rule_code != "")
    return Counts(
        opened_by_reason=_counts(await db.execute(opened.group_by(Case.reason))),
        decided_by_verdict=_counts(await db.execute(verdicts.group_by(verdict))),
        decided_by_rule=_counts(await db.execute(rules.group_by(Decision.rule_code))),
        in_time_count=in_time,
        late_count=late,
        refused_count=refused,
        lapsed_count=lapsed,
        outside_seat_count=outside,
        appeals_filed_count=filed,
        appeals_upheld_count=upheld,
        appeals_reversed_count=reversed_,
        waiting_count=waiting.all,
        overdue_count=waiting.overdue,
        unheard_count=waiting.unheard,
    )


async def _appeals(db: AsyncSession, from_at: datetime, until_at: datetime) -> tuple[int, int, int]:
    heard = (Appeal.heard_at >= from_at) & (Appeal.heard_at < until_at)
    filed, upheld, reversed_ = (
        await db.execute(
            select(
                func.count().filter((Appeal.filed_at >= from_at) & (Appeal.filed_at < until_at)),
                func.count().filter(heard & (Appeal.state == AppealState.decision_kept)),
                func.count().filter(heard & (Appeal.state == AppealState.decision_reversed)),
            )
        )
    ).one()
    return filed, upheld, reversed_


def _counts(rows: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    """The most frequent first."""
    found = [Count(key, count) for key, count in rows]
    return tuple(sorted(found, key=lambda one: (-one.count, one.key)))
