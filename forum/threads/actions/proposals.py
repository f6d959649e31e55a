"""A proposal's assignment to a body, and its deadlines."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, select

from forum import jobs
from forum.accounts.bodies import body_to_give_to, receives_work
from forum.accounts.queries import visitor
from forum.actor import Actor, Role, require
from forum.audience import Visibility, moment
from forum.contributions import official
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.contributions.official.events import OfficialReplaced
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import SECRETARIAT, DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of, window_is_closed
from forum.errors import Invalid
from forum.fields import Reason
from forum.jobs import JobContext, job
from forum.journal import JournalRow, name_of, record
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.models import ClarificationRequest, Handover, Proposal
from forum.threads.policy import ProposalState
from forum.words import _


class ToBody(BaseModel):
    body_id: int
    reason: Reason


class TakeUp(BaseModel):
    body_id: int


class ClarificationQuery(BaseModel):
    text: Reason


class Clarification(BaseModel):
    text: Reason


def _thing(proposal: Proposal) -> Thing:
    return Thing("proposal", proposal.id)


async def lock_proposal(db: Db, actor: Actor, proposal_id: int) -> tuple[Contribution, Proposal]:
    """Raises NotFound for those who may not read it."""
    it, proposal = await lock_answered(db, actor, proposal_id)
    require(may_see(actor, it))
    return it, proposal


async def lock_answered(db: Db, actor: Actor, proposal_id: int) -> tuple[Contribution, Proposal]:
    """Lock the text, then the proposal, always in that order, for an act on an answer to it: who may take that reads
    the answer, also where its author withdrew the proposal. Records a clarification request as closed if its time is
    over."""
    it = await load(db, Contribution, proposal_id, lock=True)
    proposal = await load(db, Proposal, proposal_id, lock=True)
    if await _is_closed(db, actor, proposal):
        proposal.state = policy.shown_state(proposal.state, is_closed=True)
        await duties.complete(db, actor, _thing(proposal), DutyKind.clarify)
    return it, proposal


async def _is_closed(db: Db, actor: Actor, proposal: Proposal) -> bool:
    """Whether the author was asked for clarification and the window has passed."""
    if proposal.state != ProposalState.clarification_asked:
        return False
    asked = await duty_of(db, actor.at, _thing(proposal), DutyKind.clarify)
    return asked is not None and not asked.is_open


async def start_clock(db: Db, actor: Actor, proposal_id: int) -> None:
    """Start the deadline to take up a newly published proposal, owed by the secretariat until it assigns a
    body."""
    await duties.start(db, actor, Thing("proposal", proposal_id), DutyKind.take_up, SECRETARIAT)


async def assign(db: Db, actor: Actor, proposal_id: int, to: ToBody) -> Proposal:
    """Assign a proposal to a body, which has yet to take it up. The clock goes on, and starts anew where another body
    had taken it up."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_assign(actor, proposal, it.shown_at(actor.at)))
    was_taken_up, giver = proposal.state == ProposalState.taken_up, proposal.body_id
    await _pass_to(db, actor, proposal, to)
    thing, replaced = _thing(proposal), []
    if was_taken_up:
        replaced = await _await_taking_up(db, actor, proposal)
    else:
        await duties.hand_on(db, actor, thing, DutyKind.take_up, Owner(OwnerKind.body, to.body_id))
    it.version += 1
    await record(db, actor, *replaced, events.Assigned(thing, to.body_id, giver))
    return proposal


async def hand_over(db: Db, actor: Actor, proposal_id: int, to: ToBody) -> Proposal:
    """Pass the proposal on to another body, with a public reason. The new body's deadline starts."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_hand_over(actor, proposal, it.shown_at(actor.at)))
    require(policy.within_handovers(await _handover_count(db, proposal.id)))
    giver = proposal.body_id
    await _pass_to(db, actor, proposal, to)
    replaced = await _await_taking_up(db, actor, proposal)
    it.version += 1
    await record(db, actor, *replaced, events.HandedOver(_thing(proposal), giver, to.body_id, to.reason))
    return proposal


async def _await_taking_up(db: Db, actor: Actor, proposal: Proposal) -> list[OfficialReplaced]:
    """The body that has it now must take it up; what the former one owed and drafted is over."""
    assert proposal.body_id is not None
    proposal.state, proposal.taken_up_at = ProposalState.published, None
    thing = _thing(proposal)
    await duties.void(db, actor, thing, DutyKind.take_up, DutyKind.answer)
    await duties.start(db, actor, thing, DutyKind.take_up, Owner(OwnerKind.body, proposal.body_id))
    return await official.replace(db, actor, thing)


async def after_change(db: Db, actor: Actor, proposal_id: int) -> None:
    """After a decision about a proposal, or its withdrawal: then nobody approves or publishes the drafted answers any
    more."""
    it = await load(db, Contribution, proposal_id, lock=True)
    if it.visibility != Visibility.withdrawn:
        await _wait_for_the_author(db, actor, proposal_id)
    elif replaced := await official.replace(db, actor, Thing(it.kind, it.id)):
        await record(db, actor, *replaced)


async def _wait_for_the_author(db: Db, actor: Actor, proposal_id: int) -> None:
    """The window for a clarification moves with a hide: the body's clock stands as long as it lasts."""
    proposal = await load(db, Proposal, proposal_id, lock=True)
    if proposal.state != ProposalState.clarification_asked:
        return
    thing = _thing(proposal)
    asked = await duty_of(db, actor.at, thing, DutyKind.clarify)
    if asked is not None and asked.is_open:
        await duties.pause(db, actor, thing, "clarification", DutyKind.answer, until=asked.due_at)


async def _handover_count(db: Db, proposal_id: int) -> int:
    """How often bodies handed it on; what the secretariat assigned does not count."""
    of_proposal = (JournalRow.thing_kind == "proposal", JournalRow.thing_id == proposal_id)
    by_bodies = JournalRow.event == name_of(events.HandedOver)
    return await db.scalar(select(func.count()).where(*of_proposal, by_bodies)) or 0


async def _pass_to(db: Db, actor: Actor, proposal: Proposal, to: ToBody) -> None:
    if to.body_id == proposal.body_id:
        raise Invalid("body_id", _("Đề nghị chọn một cơ quan khác."))
    body = await body_to_give_to(db, to.body_id, actor.at)
    assert actor.persona_id is not None  # policy ensures it
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
    """Take up a proposal for a body. Starts the deadline for its answer."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_take_up(actor, proposal, it.shown_at(actor.at)))
    if not actor.at_body(chosen.body_id, Role.body_officer, Role.body_head) or (
        proposal.body_id not in (None, chosen.body_id)
    ):
        raise Invalid("body_id", _("Đề nghị chọn cơ quan của Ông/Bà."))
    proposal.body_id, proposal.state = chosen.body_id, policy.PROPOSAL.after("take_up")
    proposal.taken_up_at = actor.at
    await duties.complete(db, actor, _thing(proposal), DutyKind.take_up)
    due_at = await start_answering(db, actor, proposal, chosen.body_id)
    it.version += 1
    await record(db, actor, events.TakenUp(_thing(proposal), chosen.body_id, due_at))
    return proposal


async def start_answering(db: Db, actor: Actor, proposal: Proposal, body_id: int) -> datetime:
    """Start the body's duty to answer. Returns the due date."""
    duty = await duties.start(db, actor, _thing(proposal), DutyKind.answer, Owner(OwnerKind.body, body_id))
    assert duty.due_at is not None  # an answer has a limit
    return duty.due_at


async def owe_another(db: Db, actor: Actor, proposal: Proposal) -> datetime | None:
    """What was answered must be answered again. Returns the due date, or None where the body has ended or lost its last
    people: then the secretariat assigns the proposal first."""
    body_id = proposal.body_id
    assert body_id is not None  # it was answered by a body
    if await receives_work(db, body_id, actor.at):
        proposal.state = ProposalState.taken_up
        return await start_answering(db, actor, proposal, body_id)
    proposal.state, proposal.taken_up_at = ProposalState.published, None
    await duties.start(db, actor, _thing(proposal), DutyKind.take_up, SECRETARIAT)
    return None


async def ask_clarification(db: Db, actor: Actor, proposal_id: int, asked: ClarificationQuery) -> Proposal:
    """Ask the author for clarification. Pauses the body's duty until the author replies or their window ends;
    then it resumes by itself."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_ask_clarification(actor, proposal, it.shown_at(actor.at)))
    assert proposal.body_id is not None
    proposal.state = policy.PROPOSAL.after("ask_clarification")
    proposal.clarification_count += 1
    db.add(
        ClarificationRequest(
            proposal_id=proposal.id,
            body_id=proposal.body_id,
            text=asked.text,
            persona_id=actor.persona_id,
            at=actor.at,
        )
    )
    it.version += 1
    thing, author = _thing(proposal), Owner(OwnerKind.persona, it.persona_id)
    until = (await duties.start(db, actor, thing, DutyKind.clarify, author)).due_at
    assert until is not None  # the window has a limit
    await duties.pause(db, actor, thing, "clarification", DutyKind.answer, until=until)
    await record(db, actor, events.ClarificationAsked(thing, proposal.body_id, asked.text, until))
    return proposal


async def clarify(db: Db, actor: Actor, proposal_id: int, given: Clarification) -> Contribution:
    """Submit the author's clarification: the author's turn ends now. The body's duty resumes when the words can be
    read, or when the window for them ends, whichever comes first: a slow review costs neither side its time."""
    head, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_clarify(actor, proposal, head.persona_id, head.shown_at(actor.at)))
    asked = await db.scalar(
        select(ClarificationRequest)
        .where(ClarificationRequest.proposal_id == head.id)
        .order_by(ClarificationRequest.id.desc())
        .limit(1)
    )
    assert asked is not None  # the state says that the author was asked
    about, readers = Thing(head.kind, head.id), frozenset(head.audience)
    new = NewText("clarification", given.text, readers, forum_id=head.forum_id, subject=about, of_right=True)
    it = await submit(db, actor, new)
    asked.clarification_id = it.id
    proposal.state = policy.PROPOSAL.after("clarify")
    head.version += 1
    await duties.complete(db, actor, about, DutyKind.clarify)
    if it.visibility == Visibility.published:
        await resume_answering(db, actor, it.id)
    answer = await duty_of(db, actor.at, about, DutyKind.answer)
    assert (
        answer is not None and answer.due_at is not None and proposal.body_id is not None
    )  # it was taken up
    await announce(db, actor, it, events.Clarified(about, proposal.body_id, answer.due_at))
    return it


async def resume_answering(db: Db, actor: Actor, clarification_id: int) -> None:
    """Restart the body's clock: the clarification can be read. Also called when a decision publishes it."""
    it = await load(db, Contribution, clarification_id)
    assert it.subject_id is not None  # the proposal
    (await load(db, Contribution, it.subject_id, lock=True)).version += 1
    if (await load(db, Proposal, it.subject_id, lock=True)).state == ProposalState.clarification_asked:
        return  # the body has asked once more since
    await duties.resume(db, actor, Thing("proposal", it.subject_id), "clarification")


async def _go_on(db: Db, actor: Actor, it: Contribution, proposal: Proposal) -> tuple[int, datetime]:
    """Close a request that its author left open. Returns the body that must answer now, and the due date."""
    proposal.state = policy.PROPOSAL.after("clarify")
    it.version += 1
    await duties.complete(db, actor, _thing(proposal), DutyKind.clarify)
    await duties.resume(db, actor, _thing(proposal), "clarification")
    answer = await duty_of(db, actor.at, _thing(proposal), DutyKind.answer)
    assert (
        answer is not None and answer.due_at is not None and proposal.body_id is not None
    )  # set when it was taken up
    return proposal.body_id, answer.due_at


@job("close_clarifications", cron="10 * * * *")
async def close_clarifications(context: JobContext, **_: object) -> None:
    """Record clarification requests whose window has passed, and notify the bodies. Rights never wait for it."""
    closed = window_is_closed(DutyKind.clarify, "proposal", Proposal.id)
    for proposal_id in await context.db.scalars(
        select(Proposal.id)
        .where(Proposal.state == ProposalState.clarification_asked, closed)
        .order_by(Proposal.id),
        moment(context.at),
    ):
        await jobs.defer(context.db, "close_clarification", proposal_id=proposal_id)


@job("close_clarification")
async def close_clarification(context: JobContext, proposal_id: int) -> None:
    """A second run finds nothing to do."""
    actor = visitor(context.at)
    it = await load(context.db, Contribution, proposal_id, lock=True)
    proposal = await load(context.db, Proposal, proposal_id, lock=True)
    if await _is_closed(context.db, actor, proposal):
        body_id, due_at = await _go_on(context.db, actor, it, proposal)
        await record(context.db, actor, events.ClarificationClosed(_thing(proposal), body_id, due_at))
