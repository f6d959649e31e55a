"""A proposal's way to a body, and the clocks on it."""

from pydantic import BaseModel

from forum.accounts.bodies import living_body
from forum.actor import Actor, Role, require
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.errors import Invalid
from forum.fields import Reason
from forum.journal import record
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.models import Handover, Proposal


class ToBody(BaseModel):
    body_id: int
    reason: Reason


class TakeUp(BaseModel):
    body_id: int


class Clarification(BaseModel):
    text: Reason


async def _locked(db: Db, actor: Actor, proposal_id: int) -> tuple[Contribution, Proposal]:
    """The text, then the proposal: always in that order."""
    it = await load(db, Contribution, proposal_id, lock=True)
    require(may_see(actor, it))
    return it, await load(db, Proposal, proposal_id, lock=True)


async def start_clock(db: Db, actor: Actor, proposal_id: int) -> None:
    """A proposal came to be shown: by when a body must take it up."""
    proposal = await load(db, Proposal, proposal_id, lock=True)
    proposal.take_up_due_at = await due_at(db, "proposal-take-up", actor.at)


async def assign(db: Db, actor: Actor, proposal_id: int, to: ToBody) -> Proposal:
    """Give a proposal to a body; it has still to take it up."""
    it, proposal = await _locked(db, actor, proposal_id)
    require(policy.may_assign(actor, proposal, it.visibility))
    await _pass_to(db, actor, proposal, to)
    it.version += 1
    await record(db, actor, events.Assigned(Thing("proposal", it.id), to.body_id))
    return proposal


async def hand_over(db: Db, actor: Actor, proposal_id: int, to: ToBody) -> Proposal:
    """'Not ours': on to another body, with the reason shown. The new body's clock begins."""
    it, proposal = await _locked(db, actor, proposal_id)
    require(policy.may_hand_over(actor, proposal, it.visibility))
    if to.body_id == proposal.body_id:
        raise Invalid("body_id", "Đề nghị chọn một cơ quan khác.")
    giver = proposal.body_id
    await _pass_to(db, actor, proposal, to)
    proposal.state, proposal.taken_up_at = policy.PROPOSAL.after("hand_over"), None
    proposal.answer_due_at = None
    proposal.take_up_due_at = await due_at(db, "proposal-take-up", actor.at)
    it.version += 1
    thing = Thing("proposal", it.id)
    replaced = await official.replace(db, actor, thing)  # what the giver had drafted
    await record(db, actor, *replaced, events.HandedOver(thing, giver, to.body_id, to.reason))
    return proposal


async def _pass_to(db: Db, actor: Actor, proposal: Proposal, to: ToBody) -> None:
    body = await living_body(db, to.body_id, actor.today)
    assert actor.persona_id is not None  # policy saw to it
    db.add(
        Handover(
            proposal_id=proposal.id,
            from_body_id=proposal.body_id,
            to_body_id=body.id,
            reason=to.reason,
            persona_id=actor.persona_id,
            at=actor.at,
        )
    )
    proposal.body_id = body.id


async def take_up(db: Db, actor: Actor, proposal_id: int, chosen: TakeUp) -> Proposal:
    """A body takes a proposal up and says by when it answers."""
    it, proposal = await _locked(db, actor, proposal_id)
    require(policy.may_take_up(actor, proposal, it.visibility))
    if not actor.at_body(chosen.body_id, Role.body_officer, Role.body_head) or (
        proposal.body_id not in (None, chosen.body_id)
    ):
        raise Invalid("body_id", "Đề nghị chọn cơ quan của Ông/Bà.")
    proposal.body_id, proposal.state = chosen.body_id, policy.PROPOSAL.after("take_up")
    proposal.taken_up_at = actor.at
    proposal.answer_due_at = await due_at(db, "proposal-answer", actor.at)
    it.version += 1
    await record(db, actor, events.TakenUp(Thing("proposal", it.id), chosen.body_id, proposal.answer_due_at))
    return proposal


async def ask_clarification(db: Db, actor: Actor, proposal_id: int, asked: Clarification) -> Proposal:
    """The author is asked to make something clear; the clock stops until then."""
    it, proposal = await _locked(db, actor, proposal_id)
    require(policy.may_ask_clarification(actor, proposal, it.visibility))
    assert proposal.body_id is not None
    proposal.state, proposal.clarification = policy.PROPOSAL.after("ask_clarification"), asked.text
    proposal.clarification_asked_at = actor.at
    it.version += 1
    await record(db, actor, events.ClarificationAsked(Thing("proposal", it.id), proposal.body_id, asked.text))
    return proposal


async def clarify(db: Db, actor: Actor, proposal_id: int, given: Clarification) -> Proposal:
    """The author's words are added to the question; the clock goes on with the time that was left."""
    it, proposal = await _locked(db, actor, proposal_id)
    require(policy.may_clarify(actor, proposal, it.persona_id))
    assert proposal.body_id is not None
    assert proposal.answer_due_at is not None
    assert proposal.clarification_asked_at is not None
    proposal.answer_due_at += actor.at - proposal.clarification_asked_at
    proposal.clarification = f"{proposal.clarification}\n\nTác giả làm rõ: {given.text}"
    proposal.state, proposal.clarification_asked_at = policy.PROPOSAL.after("clarify"), None
    it.version += 1
    await record(
        db, actor, events.Clarified(Thing("proposal", it.id), proposal.body_id, proposal.answer_due_at)
    )
    return proposal
