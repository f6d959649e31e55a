"""Queries for commitments: the ledger, one commitment with its history, those of a thing or a task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from forum import audience
from forum.accounts.models import Body, Persona
from forum.actor import Actor
from forum.clock import end_of_day, local_date
from forum.commitments import policy
from forum.commitments.models import Commitment, CommitmentStep
from forum.commitments.policy import CommitmentState
from forum.contributions.queries import TextView, texts_by_id
from forum.database import ReadDb
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for, owed_for
from forum.errors import NotFound
from forum.files.queries import FileView, files_of
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.state import key_of, word_of
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

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

    @property
    def thing(self) -> Thing:
        return Thing("commitment", self.id)

    @property
    def is_confirmed(self) -> bool:
        return self.state == CommitmentState.confirmed

    @property
    def is_lapsed(self) -> bool:
        return self.state == CommitmentState.lapsed


def found_state(state: CommitmentState, reported_as: CommitmentState | None) -> str:
    """The key under which search finds it: a closed commitment is found by the result that it closed with."""
    if state in policy.CLOSED and reported_as in policy.REPORTED_SHORT:
        return f"{key_of(state)}_{reported_as}"
    return key_of(state)


def state_words(state: CommitmentState, reported_as: CommitmentState | None) -> Words:
    """A closed commitment names the reported result: 'confirmed' is not always 'done'."""
    return word_of(found_state(state, reported_as))


CONFIRM_BY = due_for("commitment", Commitment.id, DutyKind.confirm)
REPORT = owed_for(Duty, "commitment", Commitment.id, DutyKind.report)


def _select(actor: Actor) -> Select[Commitment, str, str, Duty, datetime | None]:
    """Commitments with the names of body and confirmer, the report owed, and the end of the confirmation
    window."""
    return (
        select(Commitment, Body.name, func.trim(Persona.title + " " + Persona.name), Duty, CONFIRM_BY)
        .join(Duty, REPORT)
        .join(Body, Body.id == Commitment.body_id)
        .join(Persona, Persona.id == Commitment.confirmer_id)
        .where(readable(actor))
        .order_by(Commitment.id.desc())
    )


def readable(actor: Actor) -> ColumnElement[bool]:
    """The SQL equivalent of policy.may_see."""
    own = [int(w.split(":")[1]) for w in actor.audiences if w.startswith("body:")]
    return or_(audience.overlap_clause(actor, Commitment.audience), Commitment.body_id.in_(own))


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
    )


async def _lines(
    db: ReadDb, actor: Actor, query: Select[Commitment, str, str, Duty, datetime | None]
) -> list[CommitmentLine]:
    rows = await db.execute(query)
    return [_line(actor, it, body, owed, confirm_by) for it, body, _, owed, confirm_by in rows]


async def for_things(db: ReadDb, actor: Actor, sources: Sequence[Thing]) -> list[CommitmentLine]:
    """Commitments made on these questions, sessions or proposals. One statement."""
    by_kind: dict[str, list[int]] = {}
    for source in sources:
        by_kind.setdefault(source.kind, []).append(source.id)
    return await from_sources(db, actor, by_kind) if by_kind else []


async def from_sources(
    db: ReadDb,
    actor: Actor,
    by_kind: Mapping[str, Sequence[int] | Select[int]],
    limit: int | None = None,
) -> list[CommitmentLine]:
    """Commitments made on the things with these ids, or those of a query, by kind; the oldest, where there is a
    limit. One statement."""
    came = or_(
        *(
            and_(Commitment.source_kind == kind, Commitment.source_id.in_(ids))
            for kind, ids in by_kind.items()
        )
    )
    found = _select(actor).where(came).order_by(None).order_by(Commitment.id)
    return await _lines(db, actor, found.limit(limit))


async def for_thing(db: ReadDb, actor: Actor, source: Thing) -> list[CommitmentLine]:
    return await for_things(db, actor, [source])


async def lines_by_id(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, CommitmentLine]:
    rows = await _lines(db, actor, _select(actor).where(Commitment.id.in_(ids)))
    return {line.id: line for line in rows}


# The ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """`state` is a shown state."""

    body_id: int | None = None
    state: CommitmentState | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    lines: list[CommitmentLine]
    counts: dict[CommitmentState, int]
    overdue_count: int
    bodies: tuple[tuple[int, str], ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def _shown(at: datetime) -> ColumnElement[CommitmentState]:
    """The SQL equivalent of policy.shown_state."""
    lapsed = and_(Commitment.state.in_(policy.REPORTED), at > CONFIRM_BY)
    return case((lapsed, literal(CommitmentState.lapsed, Commitment.state.type)), else_=Commitment.state)


def _overdue(at: datetime) -> ColumnElement[bool]:
    """For commitments joined with their duty to report."""
    return and_(Commitment.state.in_(policy.RUNNING), Duty.due_at < at)


async def ledger(db: ReadDb, actor: Actor, asked: LedgerFilter, before: int | None = None) -> Ledger:
    """Newest first, PAGE + 1 when there is a next page; counts are within the body filter."""
    query = _select(actor).limit(PAGE + 1)
    if asked.body_id is not None:
        query = query.where(Commitment.body_id == asked.body_id)
    if asked.state is not None:
        query = query.where(_shown(actor.at) == asked.state)
    if asked.overdue:
        query = query.where(_overdue(actor.at))
    if before is not None:
        query = query.where(Commitment.id < before)
    counts, overdue = await _counts(db, actor, asked.body_id)
    return Ledger(await _lines(db, actor, query), counts, overdue, await _bodies(db, actor))


async def _counts(db: ReadDb, actor: Actor, body_id: int | None) -> tuple[dict[CommitmentState, int], int]:
    shown = _shown(actor.at).label("shown")
    query = (
        select(shown, func.count(), func.count().filter(_overdue(actor.at)))
        .join(Duty, REPORT)
        .where(readable(actor))
    )
    if body_id is not None:
        query = query.where(Commitment.body_id == body_id)
    rows = (await db.execute(query.group_by(shown))).all()
    return {state: count for state, count, _ in rows}, sum(late for _, _, late in rows)


async def _bodies(db: ReadDb, actor: Actor) -> tuple[tuple[int, str], ...]:
    linked = select(Commitment.body_id).where(readable(actor))
    rows = await db.execute(select(Body.id, Body.name).where(Body.id.in_(linked)).order_by(Body.name))
    return tuple((r.id, r.name) for r in rows)


# One commitment ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepView:
    """`note` is the body's; `remark` what the confirmer wrote, None while the reader may not know of it."""

    at: datetime
    verb: str
    who: str
    note: str
    has_remark: bool
    remark: TextView | None
    evidence: str
    due_before: date | None
    due_after: date | None
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class CommitmentPage:
    line: CommitmentLine
    detail: str
    confirmer: str
    made_at: datetime
    reported_as: str | None
    version: int
    steps: tuple[StepView, ...]
    tasks: tuple[TaskLabel, ...]
    can: frozenset[str]
    waits_for: str | None
    waits_until: datetime | None

    @property
    def url(self) -> str:
        return self.line.url

    @property
    def outcomes(self) -> list[tuple[str, Words]]:
        """(outcome, label) of what may be reported now."""
        words = {
            policy.Outcome.progress: _("Đang thực hiện, báo cáo tiến độ"),
            policy.Outcome.done: _("Đã hoàn thành"),
            policy.Outcome.partly_done: word_of(CommitmentState.partly_done),
            policy.Outcome.cannot_be_done: word_of(CommitmentState.cannot_be_done),
        }
        return [(one, word) for one, word in words.items() if one.verb in self.can]


async def commitment_page(db: ReadDb, actor: Actor, commitment_id: int) -> CommitmentPage:
    """Raises NotFound for commitments the actor may not see."""
    row = (await db.execute(_select(actor).where(Commitment.id == commitment_id))).one_or_none()
    if row is None:
        raise NotFound
    it, body, name, owed, confirm_by = row
    line = _line(actor, it, body, owed, confirm_by)
    who, until = _turn(line, name)
    return CommitmentPage(
        line=line,
        detail=it.detail,
        confirmer=name,
        made_at=it.made_at,
        reported_as=it.reported_as,
        version=it.version,
        steps=await _steps(db, actor, commitment_id),
        tasks=await tasks_of_thing(db, line.thing),
        can=_may(actor, it, confirm_by),
        waits_for=who,
        waits_until=until,
    )


def _turn(line: CommitmentLine, confirmer: str) -> tuple[str | None, datetime | None]:
    """(whose turn it is, until when)."""
    if line.state in policy.RUNNING:
        return line.body, end_of_day(line.due_on)
    if line.state in policy.REPORTED:
        return confirmer, line.confirm_by
    return None, None


def _may(actor: Actor, it: Commitment, confirm_by: datetime | None) -> frozenset[str]:
    asked = {
        outcome.verb: policy.may_report(actor, it, outcome, confirm_by=confirm_by)
        for outcome in policy.Outcome
    }
    asked |= {
        "change_due": policy.may_change_due(actor, it, confirm_by=confirm_by),
        "confirm": policy.may_confirm(actor, it, confirm_by=confirm_by),
        "dispute": policy.may_dispute(actor, it, confirm_by=confirm_by),
    }
    can = frozenset(verb for verb, decision in asked.items() if decision)
    reports = any(outcome.verb in can for outcome in policy.Outcome)
    return can | {"report"} if reports else can


async def _steps(db: ReadDb, actor: Actor, commitment_id: int) -> tuple[StepView, ...]:
    found = await db.execute(
        select(CommitmentStep, Persona.title, Persona.name)
        .outerjoin(Persona, Persona.id == CommitmentStep.persona_id)
        .where(CommitmentStep.commitment_id == commitment_id)
        .order_by(CommitmentStep.id)
    )
    rows = found.all()
    remarks = await texts_by_id(db, actor, [step.remark_id for step, *_ in rows if step.remark_id])
    thing = Thing("commitment", commitment_id)
    files = (await files_of(db, [thing]))[thing]
    return tuple(
        StepView(
            at=step.at,
            verb=step.verb,
            who=f"{title or ''} {name or ''}".strip(),
            note=step.note,
            has_remark=step.remark_id is not None,
            remark=remarks.get(step.remark_id or 0),
            evidence=step.evidence,
            due_before=step.due_before,
            due_after=step.due_after,
            files=tuple(one for one in files if one.since_version == step.version),
        )
        for step, title, name in rows
    )
