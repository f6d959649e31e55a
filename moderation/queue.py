"""The queue of open cases, paged by key. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    DateTime,
    SQLColumnExpression,
    bindparam,
    false,
    func,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from moderation.models import Case, Decision
from moderation.queries import CaseRow, case_rows
from moderation.values import CaseReason, CaseState

SOON = timedelta(hours=24)
Urgent = frozenset[tuple[str, int]]  # (kind, id) of what is to be judged before all others


@dataclass(frozen=True)
class QueueAfter:
    """The end of the previous page."""

    deadline_at: datetime
    case_id: int
    was_urgent: bool = False


@dataclass(frozen=True)
class QueueFilter:
    """Only cases of this kind of thing, for this reason, or in this state; None for any."""

    kind: str | None = None
    reason: CaseReason | None = None
    state: CaseState | None = None


@dataclass(frozen=True)
class WaitingCount:
    """How many open cases share kind, reason and state."""

    kind: str
    reason: CaseReason
    state: CaseState
    count: int
    overdue_count: int
    due_soon_count: int
    oldest_opened_at: datetime


@dataclass(frozen=True)
class Queue:
    """`counts` are of all open cases in these forums, whatever the filter."""

    rows: tuple[CaseRow, ...]
    after: QueueAfter | None
    counts: tuple[WaitingCount, ...]

    @property
    def waiting_count(self) -> int:
        return sum(one.count for one in self.counts)

    @property
    def overdue_count(self) -> int:
        return sum(one.overdue_count for one in self.counts)

    @property
    def due_soon_count(self) -> int:
        return sum(one.due_soon_count for one in self.counts)

    @property
    def oldest_opened_at(self) -> datetime | None:
        return min((one.oldest_opened_at for one in self.counts), default=None)


_at, _soon = (bindparam(name, type_=DateTime(timezone=True)) for name in ("at", "soon"))
_COUNTED = (
    select(
        Case.subject_kind,
        Case.reason,
        Case.state,
        func.count(),
        func.count().filter(Case.deadline_at < _at),
        func.count().filter(Case.deadline_at >= _at, Case.deadline_at < _soon),
        func.min(Case.opened_at),
    )
    .where(Case.state != CaseState.decided)
    .group_by(Case.subject_kind, Case.reason, Case.state)
)
_COUNTED_IN = _COUNTED.where(Case.forum_id.in_(bindparam("forum_ids", expanding=True)))


async def queue(
    db: AsyncSession,
    forum_ids: frozenset[int] | None,
    at: datetime,
    after: QueueAfter | None = None,
    row_count: int = 50,
    only: QueueFilter = QueueFilter(),
    urgent: Urgent = frozenset(),
) -> Queue:
    """Open cases in these forums (None: everywhere, and things of no forum): urgent ones, then by deadline."""
    waiting = (Case.state != CaseState.decided, _within(forum_ids))
    wanted = select(Case).where(*waiting, *_matching(only)).order_by(*_in_turn(urgent))
    if after is not None:
        later = tuple_(Case.deadline_at, Case.id) > (after.deadline_at, after.case_id)
        is_ordinary = ~_is_urgent(urgent)
        wanted = wanted.where(later | is_ordinary if after.was_urgent else later & is_ordinary)
    found = (await db.scalars(wanted.limit(row_count + 1))).all()
    rows = await case_rows(db, found[:row_count], at)
    counted = await db.execute(
        _COUNTED if forum_ids is None else _COUNTED_IN, {"at": at, "soon": at + SOON, "forum_ids": forum_ids}
    )
    last = rows[-1] if len(found) > row_count else None
    return Queue(
        rows=rows,
        after=QueueAfter(last.deadline_at, last.id, _key(last) in urgent) if last else None,
        counts=tuple(
            WaitingCount(kind, CaseReason(reason), CaseState(state), count, overdue, soon, oldest)
            for kind, reason, state, count, overdue, soon, oldest in counted
        ),
    )


def _key(row: CaseRow) -> tuple[str, int]:
    return row.subject.kind, row.subject.id


def _is_urgent(urgent: Urgent) -> ColumnElement[bool]:
    return tuple_(Case.subject_kind, Case.subject_id).in_(sorted(urgent)) if urgent else false()


def _in_turn(urgent: Urgent) -> tuple[SQLColumnExpression[object], ...]:
    """Few are urgent, so most queues are read along their index."""
    by_deadline = (Case.deadline_at, Case.id)
    return (~_is_urgent(urgent), *by_deadline) if urgent else by_deadline


def _matching(only: QueueFilter) -> tuple[ColumnElement[bool], ...]:
    wanted = ((Case.subject_kind, only.kind), (Case.reason, only.reason), (Case.state, only.state))
    return tuple(column == value for column, value in wanted if value is not None)


async def free_cases(
    db: AsyncSession,
    forum_ids: frozenset[int] | None,
    at: datetime,
    urgent: Urgent = frozenset(),
    row_count: int = 50,
) -> list[int]:
    """Cases that nobody holds and that await no answer of their author, in the order of the queue."""
    found = await db.scalars(
        select(Case.id)
        .where(
            (Case.state == CaseState.queued)
            | ((Case.state == CaseState.claimed) & (Case.leased_until <= at)),
            Case.rests_until.is_(None) | (Case.rests_until <= at),
            _within(forum_ids),
        )
        .order_by(*_in_turn(urgent))
        .limit(row_count)
    )
    return list(found)


_DECIDED_SINCE = (
    select(func.count())
    .select_from(Decision)
    .where(Decision.decided_by == bindparam("persona_id"), Decision.decided_at >= bindparam("since"))
)


async def decided_since(db: AsyncSession, persona_id: int, since: datetime) -> int:
    """How many decisions this person made since then."""
    return await db.scalar(_DECIDED_SINCE, {"persona_id": persona_id, "since": since}) or 0


def _within(forum_ids: frozenset[int] | None) -> ColumnElement[bool]:
    return true() if forum_ids is None else Case.forum_id.in_(forum_ids)
