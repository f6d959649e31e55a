"""Making a commitment: with its code, whom it owes, and the first line of its story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.accounts.bodies import living_body
from forum.accounts.models import Account, Leader
from forum.actor import Actor
from forum.clock import end_of_day
from forum.commitments import events
from forum.commitments.models import PREFIX, Commitment, CommitmentStep
from forum.contributions.actions import next_code, start_following
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Invalid
from forum.fields import Day, OptionalLongText, Title
from forum.programme.task_links import link_tasks
from forum.thing import Thing
from forum.words import _


class Promise(BaseModel):
    """Form fields of a new commitment; the calling room adds its source."""

    title: Title
    detail: OptionalLongText = ""
    body_id: int
    due_on: Day
    task_ids: Annotated[list[int], Field(max_length=5)] = []


@dataclass(frozen=True, slots=True)
class NewCommitment:
    """`asker_ids` are personas: the first with an open account confirms the result, else the chair does. The chair,
    where there is one, assigned it and decides on its date; a body that promised by itself decides on its own."""

    promise: Promise
    source: Thing
    audience: frozenset[str]
    asker_ids: tuple[int, ...] = ()
    chair_leader_id: int | None = None
    text_id: int | None = None  # the official text that it is a line of


async def make_commitment(db: Db, actor: Actor, new: NewCommitment) -> tuple[Commitment, events.Committed]:
    """The commitment with its code, and the event for its caller to record."""
    promise = new.promise
    today = actor.today
    if promise.due_on < today:
        raise Invalid("due_on", _("Thời hạn phải từ hôm nay trở đi."))
    await living_body(db, promise.body_id, today)
    confirmer_id, leader_id = await _confirmer(db, new)
    assert actor.persona_id is not None
    it = Commitment(
        code=await next_code(db, PREFIX, actor.at),
        title=promise.title,
        detail=promise.detail,
        body_id=promise.body_id,
        text_id=new.text_id,
        source_kind=new.source.kind,
        source_id=new.source.id,
        confirmer_id=confirmer_id,
        confirmer_leader_id=leader_id,
        assigner_leader_id=new.chair_leader_id,
        made_by=actor.persona_id,
        made_at=actor.at,
        audience=sorted(new.audience),
    )
    db.add(it)
    await db.flush()
    thing = thing_of(it)
    await link_tasks(db, thing, promise.task_ids, also_withdrawn=True)
    owner, due_at = Owner(OwnerKind.body, it.body_id), end_of_day(promise.due_on)
    await duties.start(db, actor, thing, DutyKind.report, owner, given=due_at)
    if it.assigner_leader_id is not None:
        await duties.start(db, actor, thing, DutyKind.not_ours, owner)
    add_history(db, actor, it, "made", due_after=promise.due_on, text_id=new.text_id)
    await _follow(db, actor, thing, new.asker_ids)
    return it, events.Committed(thing, new.source, it.body_id, promise.due_on)


async def _follow(db: Db, actor: Actor, thing: Thing, persona_ids: Iterable[int]) -> None:
    for persona_id in persona_ids:
        await start_following(db, persona_id, thing, actor)


async def _confirmer(db: Db, new: NewCommitment) -> tuple[int, int | None]:
    """(persona, leader's seat): an asker with an open account, else the chair, else the asker's name alone."""
    is_open = (Account.persona_id.in_(new.asker_ids), Account.closed_at.is_(None))
    with_account = set((await db.scalars(select(Account.persona_id).where(*is_open))).all())
    for persona_id in new.asker_ids:
        if persona_id in with_account:
            return persona_id, None
    if new.chair_leader_id is not None:
        chair = await load(db, Leader, new.chair_leader_id)
        return chair.persona_id, chair.id
    return new.asker_ids[0], None


def add_history(
    db: Db,
    actor: Actor,
    it: Commitment,
    verb: str,
    note: str = "",
    evidence: str = "",
    due_before: date | None = None,
    due_after: date | None = None,
    remark: Contribution | None = None,
    text_id: int | None = None,
    persona_id: int | None = None,
) -> None:
    db.add(
        CommitmentStep(
            commitment_id=it.id,
            at=actor.at,
            verb=verb,
            persona_id=persona_id or actor.persona_id,
            note=note,
            evidence=evidence,
            due_before=due_before,
            due_after=due_after,
            remark_id=remark.id if remark else None,
            text_id=text_id,
            version=it.version,
        )
    )


def thing_of(it: Commitment) -> Thing:
    return Thing("commitment", it.id)


def source_of(it: Commitment) -> Thing:
    return Thing(it.source_kind, it.source_id)
