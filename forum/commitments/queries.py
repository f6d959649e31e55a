"""Queries for commitments: the ledger, one commitment with its history, those of a thing or a task."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.models import Body, Persona
from forum.actor import Actor
from forum.clock import end_of_day, local_date
from forum.commitments import policy
from forum.commitments.models import Commitment
from forum.commitments.policy import CommitmentState
from forum.commitments.story import StepView, steps_of
from forum.commitments.texts import (
    DraftedText,
    RequestView,
    drafted_texts,
    name_of_leader,
    requests_of,
    steps_open_to,
)
from forum.contributions.handovers.queries import HandoverView, handovers_of
from forum.database import PLANNED_ANEW, ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for, duties_of, owed_for
from forum.errors import NotFound
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.state import word_of
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words

PAGE = 20


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in a list. `state` is derived from dates, `words` its wording."""

    id: int
    code: str
    title: str
    url: str
    body: str
    body_id: int
    state: CommitmentState
    words: Words
    found_state: str
    first_due_on: date
    due_on: date
    due_change_count: int
    overdue_days: int
    confirm_by: datetime | None
    source: Thing
    is_disputed: bool
    is_due_objected: bool
    has_text: bool

    @property
    def thing(self) -> Thing:
        return Thing("commitment", self.id)

    @property
    def is_done(self) -> bool:
        """Confirmed as done; one that was confirmed as not possible is not."""
        return self.found_state == found_state(CommitmentState.confirmed, None)

    @property
    def is_lapsed(self) -> bool:
        return self.state == CommitmentState.lapsed


def found_state(state: CommitmentState, reported_as: CommitmentState | None) -> str:
    """The key under which search finds it: a closed commitment is found by the result that it closed with."""
    return f"commitment.{policy.found(state, reported_as)}"


def state_words(state: CommitmentState, reported_as: CommitmentState | None) -> Words:
    """A closed commitment names the reported result: 'confirmed' is not always 'done'."""
    return word_of(found_state(state, reported_as))


CONFIRM_BY = due_for("commitment", Commitment.id, DutyKind.confirm)
REPORT = owed_for(Duty, "commitment", Commitment.id, DutyKind.report)


# The SQL equivalent of policy.may_see; executed with `audience.params(actor)`.
READABLE = or_(audience.overlaps(Commitment.audience), Commitment.body_id == any_(audience.BODIES))

# Readable commitments with the names of body and confirmer, the report owed, and the end of the confirmation window.
_COMMITMENTS = (
    select(Commitment, Body.name, func.trim(Persona.title + " " + Persona.name), Duty, CONFIRM_BY)
    .join(Duty, REPORT)
    .join(Body, Body.id == Commitment.body_id)
    .join(Persona, Persona.id == Commitment.confirmer_id)
    .where(READABLE)
)
_NEWEST_FIRST = _COMMITMENTS.order_by(Commitment.id.desc())
_OF_IDS = _COMMITMENTS.where(Commitment.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))


def _line(actor: Actor, it: Commitment, body: str, owed: Duty, confirm_by: datetime | None) -> CommitmentLine:
    state = policy.shown_state(it.state, confirm_by, actor.at)
    assert owed.due_at is not None and owed.first_due_at is not None  # every commitment has a date
    due_on = local_date(owed.due_at)
    return CommitmentLine(
        id=it.id,
        code=it.code,
        title=it.title,
        url=url_for("commitments.commitment", it.id),
        body=body,
        body_id=it.body_id,
        state=state,
        words=state_words(state, it.reported_as),
        found_state=found_state(state, it.reported_as),
        first_due_on=local_date(owed.first_due_at),
        due_on=due_on,
        due_change_count=owed.moved_count,
        overdue_days=policy.overdue_days(it.state, due_on, actor.at),
        confirm_by=confirm_by,
        source=Thing(it.source_kind, it.source_id),
        is_disputed=it.disputed_at is not None and state != CommitmentState.disputed,
        is_due_objected=it.due_objected_at is not None,
        has_text=it.text_id is not None,
    )


async def _lines(
    db: ReadDb, actor: Actor, query: Select[Commitment, str, str, Duty, datetime | None], **more: object
) -> list[CommitmentLine]:
    rows = await db.execute(query, audience.params(actor) | more)
    return [_line(actor, it, body, owed, confirm_by) for it, body, _, owed, confirm_by in rows]


async def for_things(db: ReadDb, actor: Actor, sources: Sequence[Thing]) -> list[CommitmentLine]:
    """Commitments made on these questions, sessions or proposals. One statement."""
    by_kind: dict[str, list[int]] = {}
    for source in sources:
        by_kind.setdefault(source.kind, []).append(source.id)
    return await from_sources(db, actor, by_kind) if by_kind else []


_made = aliased(Commitment)


async def from_sources(
    db: ReadDb,
    actor: Actor,
    by_kind: Mapping[str, Sequence[int] | Select[int]],
    limit: int | None = None,
) -> list[CommitmentLine]:
    """Commitments made on the things with these ids, or those of a query, by kind; the oldest, where there is a
    limit. One statement."""
    came = union_all(
        *(
            select(_made.id).where(_made.source_kind == kind, _made.source_id.in_(ids))
            for kind, ids in by_kind.items()
        )
    )  # with OR, all those of a kind would be read
    those = _COMMITMENTS.where(Commitment.id.in_(came)).order_by(Commitment.id).limit(limit)
    return await _lines(db, actor, those.execution_options(**PLANNED_ANEW))


async def for_thing(db: ReadDb, actor: Actor, source: Thing) -> list[CommitmentLine]:
    return await for_things(db, actor, [source])


async def lines_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, CommitmentLine]:
    rows = await _lines(db, actor, _OF_IDS, ids=list(ids))
    return {line.id: line for line in rows}


# The ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """`state` is a name of policy.FOUND."""

    body_id: int | None = None
    state: str | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    lines: list[CommitmentLine]
    counts: dict[str, int]  # by names of policy.FOUND
    overdue_count: int
    bodies: tuple[tuple[int, str], ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _shown(at: datetime) -> ColumnElement[CommitmentState]:
    """The SQL equivalent of policy.shown_state."""
    lapsed = and_(Commitment.state.in_(policy.REPORTED), at > CONFIRM_BY)
    return case((lapsed, literal(CommitmentState.lapsed, Commitment.state.type)), else_=Commitment.state)


def _is_found(name: str, at: datetime) -> ColumnElement[bool]:
    """The SQL equivalent of policy.found."""
    state, result = policy.FOUND[name]
    if result is not None:
        return and_(_shown(at) == state, Commitment.reported_as == result)
    if state in policy.CLOSED:
        return and_(_shown(at) == state, Commitment.reported_as.in_(policy.REPORTED_SHORT).is_not(True))
    return _shown(at) == state


def is_counted_as(name: str) -> ColumnElement[bool]:
    """For counters: commitments whose recorded end is that of policy.FOUND."""
    state, result = policy.FOUND[name]
    short = Commitment.reported_as.in_(policy.REPORTED_SHORT)
    closed_with = Commitment.reported_as == result if result is not None else short.is_not(True)
    return and_(Commitment.state == state, closed_with)


def _overdue(at: datetime) -> ColumnElement[bool]:
    """For commitments joined with their duty to report."""
    return and_(Commitment.state.in_(policy.RUNNING), Duty.due_at < at)


async def ledger(db: ReadDb, actor: Actor, asked: LedgerFilter, before: int | None = None) -> Ledger:
    """Newest first, PAGE + 1 when there is a next page; counts are within the body filter."""
    query = _NEWEST_FIRST.limit(PAGE + 1)
    if asked.body_id is not None:
        query = query.where(Commitment.body_id == asked.body_id)
    if asked.state is not None:
        query = query.where(_is_found(asked.state, actor.at))
    if asked.overdue:
        query = query.where(_overdue(actor.at))
    if before is not None:
        query = query.where(Commitment.id < before)
    counts, overdue = await _counts(db, actor, asked.body_id)
    return Ledger(await _lines(db, actor, query), counts, overdue, await _bodies(db, actor))


async def _counts(db: ReadDb, actor: Actor, body_id: int | None) -> tuple[dict[str, int], int]:
    shown = _shown(actor.at).label("shown")
    query = (
        select(shown, Commitment.reported_as, func.count(), func.count().filter(_overdue(actor.at)))
        .join(Duty, REPORT)
        .where(READABLE)
    )
    if body_id is not None:
        query = query.where(Commitment.body_id == body_id)
    counts: Counter[str] = Counter()
    overdue = 0
    by_state = query.group_by(shown, Commitment.reported_as).execution_options(**PLANNED_ANEW)
    for state, reported_as, count, late in await db.execute(by_state, audience.params(actor)):
        counts[policy.found(state, reported_as)] += count
        overdue += late
    return dict(counts), overdue


async def _bodies(db: ReadDb, actor: Actor) -> tuple[tuple[int, str], ...]:
    linked = select(Commitment.body_id).where(READABLE)
    named = select(Body.id, Body.name).where(Body.id.in_(linked)).order_by(Body.name)
    rows = await db.execute(named, audience.params(actor))
    return tuple((r.id, r.name) for r in rows)


# One commitment ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    line: CommitmentLine
    detail: str
    confirmer: str
    assigner: str | None
    made_at: datetime
    reported_as: str | None
    version: int
    steps: tuple[StepView, ...]
    tasks: tuple[TaskLabel, ...]
    drafts: tuple[DraftedText, ...]
    requested: RequestView | None
    can: frozenset[str]
    waits_for: str | None
    waits_until: datetime | None
    handovers: tuple[HandoverView, ...]

    @property
    def url(self) -> str:
        return self.line.url

    @property
    def outcomes(self) -> list[tuple[str, Words]]:
        """(outcome, label) of what may be reported now."""
        return [(one, word_of(one)) for one in policy.Outcome if one.verb in self.can]

    @property
    def last_result(self) -> StepView | None:
        """What the confirmer judges."""
        results = {outcome.verb for outcome in policy.Outcome} - {policy.Outcome.progress.verb}
        return next((step for step in reversed(self.steps) if step.verb in results and step.stands), None)

    @property
    def asks(self) -> list[tuple[str, Words]]:
        """(ask, label) of what the body may ask for now."""
        return [(one, word_of(one)) for one in policy.AskedFor if f"request_{one}" in self.can]


async def commitment_page(db: ReadDb, actor: Actor, commitment_id: int) -> CommitmentPage:
    """Raises NotFound for commitments the actor may not see."""
    one = _COMMITMENTS.where(Commitment.id == commitment_id)
    row = (await db.execute(one, audience.params(actor))).one_or_none()
    if row is None:
        raise NotFound
    it, body, name, owed, confirm_by = row
    line = _line(actor, it, body, owed, confirm_by)
    past = await requests_of(db, it.id)
    who, until = _turn(line, name)
    owed_now = await duties_of(db, actor.at, [line.thing])
    return CommitmentPage(
        line=line,
        detail=it.detail,
        confirmer=name,
        assigner=await name_of_leader(db, it.assigner_leader_id),
        made_at=it.made_at,
        reported_as=it.reported_as,
        version=it.version,
        steps=await steps_of(db, actor, commitment_id),
        tasks=await tasks_of_thing(db, line.thing),
        drafts=await drafted_texts(db, actor, it, past),
        requested=RequestView.among(past),
        can=steps_open_to(actor, it, confirm_by, past, owed_now),
        waits_for=who,
        waits_until=until,
        handovers=await handovers_of(db, actor, line.thing),
    )


def _turn(line: CommitmentLine, confirmer: str) -> tuple[str | None, datetime | None]:
    """(whose turn it is, until when)."""
    if line.state in policy.RUNNING:
        return line.body, end_of_day(line.due_on)
    if line.state in policy.REPORTED:
        return confirmer, line.confirm_by
    return None, None
