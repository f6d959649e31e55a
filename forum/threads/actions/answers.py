"""A body answers a proposal: drafted by an officer, approved by the head, judged once by the author."""

from pydantic import BaseModel

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.commitments.actions import New, Promise, create_commitment
from forum.commitments.models import Commitment
from forum.contributions.actions import NewText, draft_official, publish_official, redraft_official
from forum.contributions.models import Contribution
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.deadlines.queries import due_at
from forum.errors import Conflict, Invalid
from forum.fields import LongText, Reason
from forum.journal import record
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.models import Proposal, ProposalAnswer
from forum.threads.policy import AuthorVerdict


class DraftAnswer(BaseModel):
    outcome: policy.Outcome
    text: LongText


class Approval(BaseModel):
    """`seen_version` is the text version that the head read: an approval is of one exact text."""

    seen_version: int


class SentBack(BaseModel):
    note: Reason


class Verdict(BaseModel):
    answered: bool


async def draft_answer(db: Db, actor: Actor, proposal_id: int, draft: DraftAnswer) -> ProposalAnswer:
    it = await load(db, Contribution, proposal_id, lock=True)
    proposal = await load(db, Proposal, proposal_id, lock=True)
    require(policy.may_draft_answer(actor, proposal, it.visibility))
    assert proposal.body_id is not None
    answer = await _new_answer(db, actor, it, proposal.body_id, draft)
    await record(db, actor, events.AnswerDrafted(Thing("proposal", it.id), answer.id))
    return answer


async def change_answer(db: Db, actor: Actor, answer_id: int, draft: DraftAnswer) -> ProposalAnswer:
    """A change lifts what was submitted: an approval is of one exact text."""
    proposal_id = (await load(db, ProposalAnswer, answer_id)).proposal_id
    it = await load(db, Contribution, proposal_id, lock=True)
    proposal = await load(db, Proposal, proposal_id, lock=True)
    require(policy.may_draft_answer(actor, proposal, it.visibility))
    text = await load(db, Contribution, answer_id, lock=True)
    answer = await load(db, ProposalAnswer, answer_id, lock=True)
    require(policy.may_change_answer(actor, answer, proposal_id))
    await redraft_official(db, actor, text, draft.text)
    answer.outcome, answer.state, answer.approved_version = draft.outcome, "drafted", None
    await record(db, actor, events.AnswerDrafted(Thing("proposal", it.id), answer.id))
    return answer


async def _new_answer(
    db: Db, actor: Actor, it: Contribution, body_id: int, draft: DraftAnswer
) -> ProposalAnswer:
    body = await load(db, Body, body_id)
    text = await draft_official(
        db,
        actor,
        NewText(
            kind="proposal_answer",
            text=draft.text,
            audience=frozenset(),
            forum_id=it.forum_id,
            subject=Thing("proposal", it.id),
            persona_id=body.persona_id,
        ),
        side=frozenset({audience.body(body_id)}),
    )
    answer = ProposalAnswer(id=text.id, proposal_id=it.id, body_id=body_id, outcome=draft.outcome)
    db.add(answer)
    await db.flush()
    return answer


async def _locked(
    db: Db, actor: Actor, answer_id: int
) -> tuple[Contribution, Proposal, ProposalAnswer, Contribution]:
    """Proposal's text, proposal, answer's text, answer: parents first."""
    answer = await load(db, ProposalAnswer, answer_id)
    it = await load(db, Contribution, answer.proposal_id, lock=True)
    proposal = await load(db, Proposal, answer.proposal_id, lock=True)
    text = await load(db, Contribution, answer_id, lock=True)
    require(may_see(actor, text))
    return it, proposal, await load(db, ProposalAnswer, answer_id, lock=True), text


async def submit_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    it, _, answer, _ = await _locked(db, actor, answer_id)
    require(policy.may_submit_answer(actor, answer))
    answer.state, answer.sent_back_note = "awaiting_approval", ""
    await record(db, actor, events.AnswerSubmitted(Thing("proposal", it.id), answer.id, answer.body_id))
    return answer


async def send_back_answer(db: Db, actor: Actor, answer_id: int, sent: SentBack) -> ProposalAnswer:
    it, proposal, answer, _ = await _locked(db, actor, answer_id)
    require(policy.may_approve_answer(actor, answer, proposal, it.visibility))
    answer.state, answer.sent_back_note = "drafted", sent.note
    await record(db, actor, events.AnswerSentBack(Thing("proposal", it.id), answer.id))
    return answer


async def approve_answer(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ProposalAnswer:
    """The head approves the text as read, and it is published. Raises Conflict when it was edited since."""
    it, proposal, answer, text = await _locked(db, actor, answer_id)
    require(policy.may_approve_answer(actor, answer, proposal, it.visibility))
    if text.text_version != approval.seen_version:
        raise Conflict("Dự thảo vừa được sửa; mời đọc lại trước khi duyệt.", theirs=text.text)
    assert actor.persona_id is not None
    answer.state, answer.approved_version = "published", text.text_version
    proposal.state, proposal.answered_at, proposal.answer_due_at = answer.outcome, actor.at, None
    it.version += 1
    await publish_official(db, actor, text, frozenset(it.audience), approved_by=actor.persona_id)
    await record(
        db,
        actor,
        events.Answered(
            Thing("proposal", it.id), answer.id, answer.body_id, answer.outcome, text.text_version
        ),
    )
    return answer


async def commit(db: Db, actor: Actor, proposal_id: int, promise: Promise) -> Commitment:
    """The body promises what it accepted: by when, for which tasks. The author confirms the result."""
    it = await load(db, Contribution, proposal_id, lock=True)
    require(may_see(actor, it))
    proposal = await load(db, Proposal, proposal_id, lock=True)
    require(policy.may_commit(actor, proposal, it.visibility))
    if promise.body_id != proposal.body_id:
        raise Invalid("body_id", "Đề nghị chọn cơ quan đã trả lời hiến kế.")
    if not promise.task_ids:
        tasks = await tasks_of_thing(db, Thing("proposal", it.id))
        promise = promise.model_copy(update={"task_ids": [task.id for task in tasks]})
    it.version += 1
    new = New(promise, Thing("proposal", it.id), frozenset(it.audience), (it.persona_id,))
    return await create_commitment(db, actor, new)


async def say_answered(db: Db, actor: Actor, proposal_id: int, verdict: Verdict) -> Proposal:
    """The author's one word. 'Not answered' opens a second round: the body must answer once more."""
    it = await load(db, Contribution, proposal_id, lock=True)
    proposal = await load(db, Proposal, proposal_id, lock=True)
    require(policy.may_say_answered(actor, proposal, it.persona_id))
    assert proposal.body_id is not None
    proposal.verdict = AuthorVerdict.answered if verdict.answered else AuthorVerdict.not_answered
    proposal.verdict_at = actor.at
    if not verdict.answered:
        proposal.state, proposal.round = policy.PROPOSAL.after("answer_again"), 2
        proposal.answer_due_at = await due_at(db, "proposal-answer", actor.at)
    it.version += 1
    said = events.SaidAnswered(
        Thing("proposal", it.id), proposal.body_id, verdict.answered, proposal.answer_due_at
    )
    await record(db, actor, said)
    return proposal
