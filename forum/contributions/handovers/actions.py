"""A body ends and still answers for things: each passes to its only successor that receives work; without one somebody
says to which body. Until then whoever still holds a role at it may go on.

The job looks each night and whenever bodies change. A second run finds nothing to hand over.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel
from sqlalchemy import Select, select

from forum import jobs
from forum.accounts.bodies import body_to_give_to, ended, has_ended, receives_for
from forum.accounts.models import Body
from forum.accounts.queries import personas_bound, visitor
from forum.actor import Actor, Role, require
from forum.clock import local_date
from forum.contributions.handovers import events, policy
from forum.contributions.handovers.models import BodyHandover
from forum.contributions.official.passing import about, pass_to
from forum.database import Db, ReadDb, load
from forum.deadlines import duties
from forum.deadlines.policy import SECRETARIAT, DutyKind, Owner, OwnerKind
from forum.fields import Reason
from forum.jobs import JobContext, job
from forum.journal import record
from forum.thing import Thing


class NamedBody(BaseModel):
    body_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Held:
    """A locked thing that a body answers for. `assigner_id` is the leader who gave it to that body. One that is not
    `is_owed` passes to a successor, and waits for nobody to name one. `duty_things` have duties of the body."""

    thing: Thing
    body_id: int
    assigner_id: int | None
    is_owed: bool
    duty_things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Estate:
    """What a room says of its things that bodies answer for.

    held: (id, body) of those that are open, whoever answers for them.
    lock: its rows; None where it is no longer open.
    pass_to: to another body, with what is kept beside it; returns what else is found anew.
    concerned: whom it concerns besides the two bodies.
    """

    held: Select[int, int] | Select[int, int | None]
    lock: Callable[[Db, int], Awaitable[Held | None]]
    pass_to: Callable[[Db, Actor, int, int], Awaitable[tuple[Thing, ...]]]
    concerned: Callable[[ReadDb, int, datetime], Awaitable[list[int]]]


# By kind of thing; forum.kinds fills it.
ESTATES: dict[str, Estate] = {}


@job("find_handovers", cron="35 17 * * *")
async def find_handovers(context: JobContext, **_: object) -> None:
    """Just after midnight, Hải Phòng time. One job per thing, so that a failure delays no other."""
    has_ended_by_now = ended(local_date(context.at))
    for kind, estate in ESTATES.items():
        held = estate.held.subquery()
        of_ended = (
            select(held.c[0]).join(Body, Body.id == held.c[1]).where(has_ended_by_now).order_by(held.c[0])
        )
        ids = (await context.db.scalars(of_ended)).all()
        await jobs.defer_each(context.db, "hand_over", [{"kind": kind, "thing_id": one} for one in ids])


@job("hand_over")
async def hand_over(context: JobContext, kind: str, thing_id: int) -> None:
    db, actor = context.db, visitor(context.at)
    held = await ESTATES[kind].lock(db, thing_id)
    if held is None or not has_ended((await load(db, Body, held.body_id)).ended_on, actor.today):
        return
    heir_id = await receives_for(db, held.body_id, actor.at)
    if heir_id is None:
        await _await_body(db, actor, held)
        return
    row = await _waiting(db, held.thing) or _found(db, actor, held)
    passed = await _pass(db, actor, held, row, heir_id)
    happened = events.HandedOver(held.thing, row.from_body_id, heir_id, passed.text_ids)
    await record(db, actor, happened, also=passed.also)


def _found(db: Db, actor: Actor, held: Held) -> BodyHandover:
    kind, thing_id = held.thing
    row = BodyHandover(thing_kind=kind, thing_id=thing_id, from_body_id=held.body_id, found_at=actor.at)
    db.add(row)
    return row


async def _waiting(db: Db, thing: Thing) -> BodyHandover | None:
    found: BodyHandover | None = await db.scalar(
        select(BodyHandover)
        .where(
            BodyHandover.thing_kind == thing.kind,
            BodyHandover.thing_id == thing.id,
            BodyHandover.to_body_id.is_(None),
        )
        .with_for_update()
    )
    return found


async def _await_body(db: Db, actor: Actor, held: Held) -> None:
    """A leader whom nobody is decides nothing: then the secretariat or any leader names the body."""
    row = await _waiting(db, held.thing)
    leader_id = held.assigner_id
    if leader_id is not None and not await personas_bound(db, actor.at, Role.leader, leader_id=leader_id):
        leader_id = None
    if not held.is_owed or (row is not None and row.leader_id == leader_id):
        return
    owner = Owner(OwnerKind.leader, leader_id) if leader_id is not None else SECRETARIAT
    if row is None:
        row = _found(db, actor, held)
        await duties.start(db, actor, held.thing, DutyKind.name_body, owner)
    else:
        await duties.hand_on(db, actor, held.thing, DutyKind.name_body, owner)
    row.leader_id = leader_id
    await record(db, actor, events.BodyAwaited(held.thing, held.body_id, leader_id))


class _Passed(NamedTuple):
    text_ids: tuple[int, ...]
    also: tuple[Thing, ...]


async def _pass(db: Db, actor: Actor, held: Held, row: BodyHandover, to_body_id: int) -> _Passed:
    text_ids = await pass_to(db, held.body_id, to_body_id, about(*held.thing))
    before, after = Owner(OwnerKind.body, held.body_id), Owner(OwnerKind.body, to_body_id)
    await duties.pass_to(db, held.duty_things, before, after)
    await duties.complete(db, actor, held.thing, DutyKind.name_body)
    row.to_body_id, row.passed_at = to_body_id, actor.at
    also = await ESTATES[held.thing.kind].pass_to(db, actor, held.thing.id, to_body_id)
    await db.flush()
    return _Passed(text_ids, also)


async def name_body(db: Db, actor: Actor, handover_id: int, named: NamedBody) -> BodyHandover:
    """Say which body takes over what waits for one. Raises Conflict where it no longer waits, Invalid for a body
    that receives no work."""
    seen = await load(db, BodyHandover, handover_id)
    held = await ESTATES[seen.thing_kind].lock(db, seen.thing_id)
    row = await load(db, BodyHandover, handover_id, lock=True)
    require(policy.may_name_body(actor, row))
    require(policy.still_waits(held is not None and held.body_id == row.from_body_id))
    assert held is not None
    body = await body_to_give_to(db, named.body_id, actor.at)
    row.named_by, row.reason = actor.persona_id, named.reason
    passed = await _pass(db, actor, held, row, body.id)
    happened = events.BodyNamed(held.thing, row.from_body_id, body.id, passed.text_ids, row.leader_id)
    await record(db, actor, happened, also=passed.also)
    return row
