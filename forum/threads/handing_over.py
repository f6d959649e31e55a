"""Proposals that a body which has ended had yet to take up or to answer. Without a successor the secretariat assigns
them, as its work list says."""

from datetime import datetime

from sqlalchemy import exists, select

from forum.accounts.models import Body
from forum.actor import Actor
from forum.commitments.actions.lines import pass_lines
from forum.contributions.handovers.actions import Estate, Held
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import Db, ReadDb, load
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import OwnerKind
from forum.thing import Thing
from forum.threads.models import Handover, Proposal
from forum.words import _

_OWED = exists().where(
    Duty.thing_kind == "proposal",
    Duty.thing_id == Proposal.id,
    Duty.owner_kind == OwnerKind.body,
    Duty.owner_id == Proposal.body_id,
    RUNNING,
)
WHY = _("Cơ quan được giao đã kết thúc hoạt động; cơ quan kế thừa tiếp nhận.")


async def lock_held(db: Db, proposal_id: int) -> Held | None:
    await load(db, Contribution, proposal_id, lock=True)
    it = await load(db, Proposal, proposal_id, lock=True)
    if await db.scalar(select(Proposal.id).where(Proposal.id == it.id, _OWED)) is None:
        return None
    assert it.body_id is not None  # it owes
    thing = Thing("proposal", it.id)
    return Held(thing, it.body_id, None, is_owed=False, duty_things=(thing,))


async def pass_proposal(db: Db, actor: Actor, proposal_id: int, to_body_id: int) -> tuple[Thing, ...]:
    """At the step where it is; its story says why another body has it."""
    it = await load(db, Proposal, proposal_id, lock=True)
    before = await load(db, Body, it.body_id)
    db.add(
        Handover(
            proposal_id=it.id,
            from_body_id=before.id,
            to_body_id=to_body_id,
            reason=str(WHY),
            persona_id=before.persona_id,
            at=actor.at,
        )
    )
    it.body_id = to_body_id
    await pass_lines(db, Thing("proposal", it.id), before.id, to_body_id)
    (await load(db, Contribution, proposal_id)).version += 1
    return ()


async def concerned(db: ReadDb, proposal_id: int, at: datetime) -> list[int]:
    author_id = (await load(db, Contribution, proposal_id)).persona_id
    return [author_id, *await followers(db, Thing("proposal", proposal_id))]


OF_PROPOSALS = Estate(select(Proposal.id, Proposal.body_id).where(_OWED), lock_held, pass_proposal, concerned)
