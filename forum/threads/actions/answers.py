"""Answers to proposals: drafted by an officer, approved by the head, rated once by the author."""

from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.commitments.actions import NewCommitment, Promise, create_commitment
from forum.commitments.models import Commitment
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.official import Approval, NewOfficial, OfficialWords, RevisedWords, SentBack
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Invalid
from forum.journal import record
from forum.programme.task_links import tasks_of_thing
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.actions.proposals import lock_proposal, start_answering
from forum.threads.models import Proposal, ProposalAnswer
from forum.threads.policy import AuthorVerdict
from forum.words import _


class DraftAnswer(OfficialWords):
    outcome: policy.Outcome


class RevisedAnswer(DraftAnswer, RevisedWords):
    @classmethod
    def of(cls, text_version: int, text: str, outcome: str) -> Self:
        return cls.current(text_version, text=text, outcome=outcome)


class Verdict(BaseModel):
    answered: bool


async def draft_answer(db: Db, actor: Actor, proposal_id: int, draft: DraftAnswer) -> ProposalAnswer:
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_draft_answer(actor, proposal, it.visibility))
    thing = Thing("proposal", it.id)
    new = NewOfficial(
        "proposal_answer", draft.text, thing, it.forum_id, body_id=proposal.body_id, files=draft.files
    )
    row, drafted = await official.draft(db, actor, new)
    answer = ProposalAnswer(id=row.id, proposal_id=it.id, outcome=draft.outcome)
    db.add(answer)
    await record(db, actor, drafted)
    return answer


@dataclass(frozen=True, slots=True)
class _Locked:
    """An answer with its proposal, locked parent first."""

    proposal_text: Contribution
    proposal: Proposal
    official: official.Locked
    answer: ProposalAnswer


async def _locked(db: Db, actor: Actor, answer_id: int) -> _Locked:
    proposal_id = (await load(db, ProposalAnswer, answer_id)).proposal_id
    it, proposal = await lock_proposal(db, actor, proposal_id)
    text = await official.lock(db, actor, answer_id)
    return _Locked(it, proposal, text, await load(db, ProposalAnswer, answer_id, lock=True))


async def revise_answer(db: Db, actor: Actor, answer_id: int, draft: RevisedAnswer) -> ProposalAnswer:
    it = await _locked(db, actor, answer_id)
    require(policy.may_revise_answer(actor, it.official.row, it.proposal, it.proposal_text.visibility))
    words = it.official.text
    draft.require_seen(RevisedAnswer.of(words.text_version, words.text, it.answer.outcome))
    drafted = await official.revise(db, actor, it.official, draft)
    it.answer.outcome = draft.outcome
    await record(db, actor, drafted)
    return it.answer


async def submit_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    it = await _locked(db, actor, answer_id)
    await record(db, actor, await official.submit(db, actor, it.official))
    return it.answer


async def send_back_answer(db: Db, actor: Actor, answer_id: int, sent: SentBack) -> ProposalAnswer:
    it = await _locked(db, actor, answer_id)
    require(policy.may_send_back_answer(actor, it.official.row, it.proposal, it.proposal_text.visibility))
    await record(db, actor, await official.send_back(db, actor, it.official, sent))
    return it.answer


async def approve_answer(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ProposalAnswer:
    """Approve what was read and publish it. Other drafts for the proposal are closed."""
    it = await _locked(db, actor, answer_id)
    require(policy.may_approve_answer(actor, it.official.row, it.proposal, it.proposal_text.visibility))
    approved = await official.approve(db, actor, it.official, it.answer.beside, approval)
    readers = frozenset(it.proposal_text.audience)
    published = await official.publish(db, actor, it.official, it.answer.beside, readers)
    replaced = await official.replace(db, actor, approved.thing)
    proposal, body_id = it.proposal, it.official.row.body_id
    assert body_id is not None
    proposal.state, proposal.answered_at = it.answer.outcome, actor.at
    it.proposal_text.version += 1
    await duties.complete(db, actor, approved.thing, DutyKind.answer)
    if proposal.verdict is None:
        author = Owner(OwnerKind.persona, it.proposal_text.persona_id)
        await duties.start(db, actor, approved.thing, DutyKind.rate_answer, author)
    answered = events.Answered(approved.thing, answer_id, body_id, it.answer.outcome)
    await record(db, actor, approved, published, *replaced, answered)
    return it.answer


async def record_commitment(db: Db, actor: Actor, proposal_id: int, promise: Promise) -> Commitment:
    """Record the body's commitment on an accepted proposal: due date and tasks. The author confirms its
    result."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_record_commitment(actor, proposal, it.visibility))
    if promise.body_id != proposal.body_id:
        raise Invalid("body_id", _("Đề nghị chọn cơ quan đã trả lời hiến kế."))
    if not promise.task_ids:
        tasks = await tasks_of_thing(db, Thing("proposal", it.id))
        promise = promise.model_copy(update={"task_ids": [task.id for task in tasks]})
    it.version += 1
    new = NewCommitment(promise, Thing("proposal", it.id), frozenset(it.audience), (it.persona_id,))
    return await create_commitment(db, actor, new)


async def rate_answer(db: Db, actor: Actor, proposal_id: int, verdict: Verdict) -> Proposal:
    """The author's rating, once. 'Not answered' opens a second round: the body must answer again."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_rate_answer(actor, proposal, it.persona_id))
    assert proposal.body_id is not None
    proposal.verdict = AuthorVerdict.answered if verdict.answered else AuthorVerdict.not_answered
    proposal.verdict_at = actor.at
    thing, due_at = Thing("proposal", it.id), None
    await duties.complete(db, actor, thing, DutyKind.rate_answer)
    if not verdict.answered:
        proposal.state, proposal.round = policy.PROPOSAL.after("answer_again"), 2
        due_at = await start_answering(db, actor, proposal, proposal.body_id)
    it.version += 1
    message = events.AnswerRated(thing, proposal.body_id, verdict.answered, due_at)
    await record(db, actor, message)
    return proposal
