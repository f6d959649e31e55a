"""Do: make a commitment, report on it, move its date, judge the result; and what the clock records."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.accounts.bodies import living_body
from forum.accounts.models import Account, Leader
from forum.accounts.queries import visitor
from forum.actor import Actor, require
from forum.commitments import events, policy
from forum.commitments.models import PREFIX, Commitment, CommitmentStep
from forum.commitments.policy import Outcome
from forum.contributions.actions import next_code, start_following
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.errors import Conflict, Invalid
from forum.fields import Day, OptionalLongText, Reason, ShortText, Title
from forum.jobs import Work, job
from forum.journal import record
from forum.programme.task_links import link_tasks
from forum.thing import Thing


class Promise(BaseModel):
    """What a form says of a new commitment; the room adds where it came from."""

    title: Title
    detail: OptionalLongText = ""
    body_id: int
    due_on: Day
    task_ids: Annotated[list[int], Field(max_length=5)] = []


@dataclass(frozen=True, slots=True)
class New:
    """`asker_ids` are personas: the first who has an account confirms the result, else the chair does."""

    promise: Promise
    source: Thing
    audience: frozenset[str]
    asker_ids: tuple[int, ...] = ()
    chair_leader_id: int | None = None


class Report(BaseModel):
    outcome: Outcome
    note: Reason
    evidence: ShortText = ""


class NewDue(BaseModel):
    due_on: Day
    reason: Reason


class Judged(BaseModel):
    """`seen_version` is the commitment's version on the page: one judges the report that one read."""

    seen_version: int
    note: ShortText = ""


class Dispute(BaseModel):
    seen_version: int
    reason: Reason


async def create_commitment(db: Db, actor: Actor, new: New) -> Commitment:
    """A commitment with its code. The calling room has asked its own policy; this records, so: last."""
    promise = new.promise
    today = actor.today
    if promise.due_on < today:
        raise Invalid("due_on", "Thời hạn phải từ hôm nay trở đi.")
    await living_body(db, promise.body_id, today)
    confirmer_id, leader_id = await _confirmer(db, new)
    assert actor.persona_id is not None
    it = Commitment(
        code=await next_code(db, PREFIX, actor.at),
        title=promise.title,
        detail=promise.detail,
        body_id=promise.body_id,
        source_kind=new.source.kind,
        source_id=new.source.id,
        confirmer_id=confirmer_id,
        confirmer_leader_id=leader_id,
        made_by=actor.persona_id,
        made_at=actor.at,
        first_due_on=promise.due_on,
        due_on=promise.due_on,
        audience=sorted(new.audience),
    )
    db.add(it)
    await db.flush()
    thing = Thing("commitment", it.id)
    await link_tasks(db, thing, promise.task_ids, also_withdrawn=True)
    _tell_story(db, actor, it, "made", due_after=promise.due_on)
    for persona_id in new.asker_ids:
        await start_following(db, persona_id, thing, actor)
    made = events.Committed(thing, new.source, it.body_id, it.due_on)
    await record(db, actor, made, also=(new.source,))
    return it


async def _confirmer(db: Db, new: New) -> tuple[int, int | None]:
    """(persona, leader's seat): an asker who can log in, else the chair, else the asker by name alone."""
    with_account = set(
        (await db.scalars(select(Account.persona_id).where(Account.persona_id.in_(new.asker_ids)))).all()
    )
    for persona_id in new.asker_ids:
        if persona_id in with_account:
            return persona_id, None
    if new.chair_leader_id is not None:
        chair = await load(db, Leader, new.chair_leader_id)
        return chair.persona_id, chair.id
    return new.asker_ids[0], None


def _tell_story(
    db: Db,
    actor: Actor,
    it: Commitment,
    verb: str,
    note: str = "",
    evidence: str = "",
    due_before: date | None = None,
    due_after: date | None = None,
) -> None:
    db.add(
        CommitmentStep(
            commitment_id=it.id,
            at=actor.at,
            verb=verb,
            persona_id=actor.persona_id,
            note=note,
            evidence=evidence,
            due_before=due_before,
            due_after=due_after,
        )
    )


async def report(db: Db, actor: Actor, commitment_id: int, said: Report) -> Commitment:
    """The body says how it stands. A result starts the confirmer's clock; progress starts none."""
    it = await load(db, Commitment, commitment_id, lock=True)
    require(policy.may_report(actor, it, said.outcome))
    it.state = policy.COMMITMENT.after(said.outcome.verb)
    is_result = said.outcome != Outcome.progress
    it.reported_as = it.state if is_result else it.reported_as
    it.reported_at = actor.at if is_result else it.reported_at
    it.confirm_due_at = await due_at(db, "commitment-confirm", actor.at) if is_result else None
    it.version += 1
    _tell_story(db, actor, it, said.outcome.verb, said.note, said.evidence)
    done = events.Reported(Thing("commitment", it.id), it.body_id, said.outcome, it.confirm_due_at)
    await record(db, actor, done, also=(_source(it),))
    return it


async def change_due(db: Db, actor: Actor, commitment_id: int, new: NewDue) -> Commitment:
    """A new date with its reason; the first one stays on the page. Opens a disputed commitment again."""
    it = await load(db, Commitment, commitment_id, lock=True)
    require(policy.may_change_due(actor, it))
    if new.due_on < actor.today:
        raise Invalid("due_on", "Thời hạn mới phải từ hôm nay trở đi.")
    if new.due_on == it.due_on:
        raise Invalid("due_on", "Đây là thời hạn hiện nay; đề nghị chọn ngày khác.")
    before, it.due_on = it.due_on, new.due_on
    it.due_change_count += 1
    it.state = policy.after_due_change(it.state)
    it.version += 1
    _tell_story(db, actor, it, "change_due", new.reason, due_before=before, due_after=new.due_on)
    changed = events.DueChanged(
        Thing("commitment", it.id), it.body_id, before, new.due_on, it.due_change_count
    )
    await record(db, actor, changed)
    return it


def _as_seen(it: Commitment, seen_version: int) -> None:
    if it.version != seen_version:
        raise Conflict("Cam kết vừa có cập nhật; mời xem lại trước khi cho ý kiến.")


async def confirm(db: Db, actor: Actor, commitment_id: int, judged: Judged) -> Commitment:
    """The confirmer agrees with what the body reported. Raises Conflict when it was reported anew since."""
    it = await load(db, Commitment, commitment_id, lock=True)
    require(policy.may_confirm(actor, it))
    _as_seen(it, judged.seen_version)
    assert actor.persona_id is not None
    it.state, it.closed_at = policy.COMMITMENT.after("confirm"), actor.at
    it.version += 1
    _tell_story(db, actor, it, "confirm", judged.note)
    confirmed = events.Confirmed(Thing("commitment", it.id), it.body_id, actor.persona_id)
    await record(db, actor, confirmed, also=(_source(it),))
    return it


async def dispute(db: Db, actor: Actor, commitment_id: int, said: Dispute) -> Commitment:
    """The confirmer does not agree: the body owes a result again."""
    it = await load(db, Commitment, commitment_id, lock=True)
    require(policy.may_dispute(actor, it))
    _as_seen(it, said.seen_version)
    assert actor.persona_id is not None
    it.state, it.confirm_due_at = policy.COMMITMENT.after("dispute"), None
    it.version += 1
    _tell_story(db, actor, it, "dispute", said.reason)
    await record(db, actor, events.Disputed(Thing("commitment", it.id), it.body_id, actor.persona_id))
    return it


def _source(it: Commitment) -> Thing:
    return Thing(it.source_kind, it.source_id)


@job("commitment_clocks", cron="20 * * * *")
async def commitment_clocks(work: Work, **_: object) -> None:
    """Records what the clock has already decided (results that lapsed) and tells whose date has passed.

    Rights never wait for it: policy asks the dates. A second run finds nothing left to do.
    """
    actor = visitor(work.at)
    happened: list[events.Lapsed | events.FellDue] = [
        *await _lapse(work.db, actor),
        *await _fallen_due(work.db, actor),
    ]
    if happened:
        await record(work.db, actor, *happened)


async def _lapse(db: Db, actor: Actor) -> list[events.Lapsed]:
    rows = await db.scalars(
        select(Commitment)
        .where(Commitment.state.in_(policy.REPORTED), Commitment.confirm_due_at < actor.at)
        .order_by(Commitment.id)
        .with_for_update()
    )
    happened = []
    for it in rows:
        it.state, it.closed_at = policy.COMMITMENT.after("lapse"), actor.at
        it.version += 1
        _tell_story(db, actor, it, "lapse")
        happened.append(events.Lapsed(Thing("commitment", it.id), it.body_id))
    return happened


async def _fallen_due(db: Db, actor: Actor) -> list[events.FellDue]:
    rows = await db.scalars(
        select(Commitment)
        .where(
            Commitment.state.in_(policy.RUNNING),
            Commitment.due_on < actor.today,
            Commitment.overdue_told_on.is_distinct_from(Commitment.due_on),
        )
        .order_by(Commitment.id)
        .with_for_update()
    )
    happened = []
    for it in rows:
        it.overdue_told_on = it.due_on
        happened.append(events.FellDue(Thing("commitment", it.id), it.body_id, it.due_on))
    return happened
