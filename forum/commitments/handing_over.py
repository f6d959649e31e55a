"""Commitments of a body that has ended."""

from datetime import datetime

from sqlalchemy import exists, select

from forum.accounts.models import Body
from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role
from forum.commitments import policy
from forum.commitments.actions.making import add_history, source_of, thing_of
from forum.commitments.models import Commitment
from forum.contributions.handovers.actions import Estate, Held
from forum.contributions.queries import followers
from forum.database import Db, ReadDb, load
from forum.deadlines import duties
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.thing import Thing

_OWES = exists().where(
    Duty.thing_kind == "commitment",
    Duty.thing_id == Commitment.id,
    Duty.owner_kind == OwnerKind.body,
    Duty.owner_id == Commitment.body_id,
    RUNNING,
)
_IS_OPEN = Commitment.state.not_in(policy.CLOSED) | _OWES


async def lock_held(db: Db, commitment_id: int) -> Held | None:
    it = await load(db, Commitment, commitment_id, lock=True)
    is_open = await db.scalar(select(Commitment.id).where(Commitment.id == it.id, _IS_OPEN))
    if is_open is None:
        return None
    return Held(thing_of(it), it.body_id, it.assigner_leader_id, is_owed=True, duty_things=(thing_of(it),))


async def pass_commitment(db: Db, actor: Actor, commitment_id: int, to_body_id: int) -> tuple[Thing, ...]:
    """The date stays. What somebody else assigned, the new body may say once that it is not theirs."""
    it = await load(db, Commitment, commitment_id, lock=True)
    before, after = await load(db, Body, it.body_id), await load(db, Body, to_body_id)
    it.body_id = after.id
    it.version += 1
    await duties.void(db, actor, thing_of(it), DutyKind.not_ours)
    if it.assigner_leader_id is not None and policy.COMMITMENT.allows("request_not_ours", it.state):
        owner = Owner(OwnerKind.body, after.id)
        await duties.start(db, actor, thing_of(it), DutyKind.not_ours, owner)
    add_history(db, actor, it, "hand_over", f"{before.name} → {after.name}")
    return (source_of(it),)


async def concerned(db: ReadDb, commitment_id: int, at: datetime) -> list[int]:
    """Who it was promised to and who follows it: askers follow what became of their question."""
    it = await load(db, Commitment, commitment_id)
    seat = it.confirmer_leader_id
    judging = [it.confirmer_id]
    if seat is not None:
        judging = await personas_bound(db, at, Role.leader, Role.assistant, leader_id=seat)
    return [*judging, *await followers(db, thing_of(it))]


OF_COMMITMENTS = Estate(
    select(Commitment.id, Commitment.body_id).where(_IS_OPEN), lock_held, pass_commitment, concerned
)
