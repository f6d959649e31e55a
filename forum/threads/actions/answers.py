"""Answers to proposals: drafted by an officer, approved by the head, rated once by the author."""

from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.commitments.actions import publish_lines
from forum.commitments.lines import lines_of_text
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.official import Approval, NewOfficial, OfficialWords, RevisedWords, SentBack
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Invalid
from forum.journal import Event, record
from forum.thing import Thing
from forum.threads import events, policy
from forum.threads.actions.proposals import lock_answered, lock_proposal, owe_another
from forum.threads.answering import beside_of
from forum.threads.models import Proposal, ProposalAnswer
from forum.threads.policy import AuthorVerdict
from forum.words import _


class DraftAnswer(OfficialWords):
    outcome: policy.Outcome


class RevisedAnswer(DraftAnswer, RevisedWords):
    @classmethod
    def of(cls, text_version: int, text: str, outcome: str) -> Self:
        return cls.current(text_version, text=text, outcome=outcome)


class Supplement(OfficialWords):
    """Why and how more is promised; what exactly are its lines."""


class Verdict(BaseModel):
    answered: bool


async def draft_answer(db: Db, actor: Actor, proposal_id: int, draft: DraftAnswer) -> ProposalAnswer:
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_draft_answer(actor, proposal, it.shown_at(actor.at)))
    thing = Thing("proposal", it.id)
    new = NewOfficial(
        "proposal_answer", draft.text, thing, it.forum_id, body_id=proposal.body_id, files=draft.files
    )
    row, drafted = await official.draft(db, actor, new)
    answer = ProposalAnswer(id=row.id, proposal_id=it.id, outcome=draft.outcome)
    db.add(answer)
    await record(db, actor, drafted)
    return answer


async def draft_supplement(db: Db, actor: Actor, proposal_id: int, draft: Supplement) -> ProposalAnswer:
    """What the body promises after its answer stands: a text of its own, with the same outcome."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_draft_supplement(actor, proposal, it.shown_at(actor.at)))
    thing = Thing("proposal", it.id)
    new = NewOfficial(
        "proposal_answer", draft.text, thing, it.forum_id, body_id=proposal.body_id, files=draft.files
    )
    row, drafted = await official.draft(db, actor, new)
    answer = ProposalAnswer(id=row.id, proposal_id=it.id, outcome=proposal.state, is_supplement=True)
    db.add(answer)
    await record(db, actor, drafted)
    return answer


@dataclass(frozen=True, slots=True)
class LockedAnswer:
    """An answer with its proposal, locked parent first."""

    proposal_text: Contribution
    proposal: Proposal
    official: official.Locked
    answer: ProposalAnswer

    @property
    def thing(self) -> Thing:
        return Thing("proposal", self.proposal.id)


async def lock_answer(db: Db, actor: Actor, answer_id: int) -> LockedAnswer:
    """Raises NotFound for those who may not read the answer."""
    proposal_id = (await load(db, ProposalAnswer, answer_id)).proposal_id
    it, proposal = await lock_answered(db, actor, proposal_id)
    text = await official.lock(db, actor, answer_id)
    return LockedAnswer(it, proposal, text, await load(db, ProposalAnswer, answer_id, lock=True))


async def _has_lines(db: Db, it: LockedAnswer) -> bool:
    return bool(await lines_of_text(db, it.answer.id))


async def revise_answer(db: Db, actor: Actor, answer_id: int, draft: RevisedAnswer) -> ProposalAnswer:
    it = await lock_answer(db, actor, answer_id)
    visibility = it.proposal_text.shown_at(actor.at)
    require(policy.may_revise_answer(actor, it.official.row, it.answer, it.proposal, visibility))
    words = it.official.text
    draft.require_seen(RevisedAnswer.of(words.text_version, words.text, it.answer.outcome))
    outcome = it.answer.outcome if it.answer.is_supplement else draft.outcome
    if outcome not in policy.ACCEPTED and await lines_of_text(db, answer_id):
        raise Invalid(
            "outcome", _("Dự thảo còn cam kết. Đề nghị bỏ các cam kết trước khi chọn không tiếp thu.")
        )
    drafted = await official.revise(db, actor, it.official, draft)
    it.answer.outcome = outcome
    await record(db, actor, drafted)
    return it.answer


async def submit_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    it = await lock_answer(db, actor, answer_id)
    has_lines, visibility = await _has_lines(db, it), it.proposal_text.shown_at(actor.at)
    require(policy.may_submit_answer(actor, it.official.row, it.answer, visibility, has_lines=has_lines))
    await record(db, actor, await official.submit(db, actor, it.official))
    return it.answer


async def send_back_answer(db: Db, actor: Actor, answer_id: int, sent: SentBack) -> ProposalAnswer:
    it = await lock_answer(db, actor, answer_id)
    visibility = it.proposal_text.shown_at(actor.at)
    require(policy.may_send_back_answer(actor, it.official.row, visibility))
    await record(db, actor, await official.send_back(db, actor, it.official, sent))
    return it.answer


async def approve_answer(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ProposalAnswer:
    """Approve what was read, with what it promises, and publish it. Other drafts for the proposal are closed."""
    it = await lock_answer(db, actor, answer_id)
    visibility, has_lines = it.proposal_text.shown_at(actor.at), await _has_lines(db, it)
    judged = (it.official.row, it.answer, it.proposal, visibility)
    require(policy.may_approve_answer(actor, *judged, has_lines=has_lines))
    beside = await beside_of(db, it.answer)
    approved = await official.approve(db, actor, it.official, beside, approval)
    await record(db, actor, approved, *await _answer(db, actor, it, beside))
    return it.answer


async def lock_for_paper(db: Db, actor: Actor, answer_id: int) -> tuple[official.Locked, official.Beside]:
    it = await lock_answer(db, actor, answer_id)
    visibility, has_lines = it.proposal_text.shown_at(actor.at), await _has_lines(db, it)
    require(policy.is_answerable(it.answer, it.proposal, visibility, has_lines=has_lines))
    return it.official, await beside_of(db, it.answer)


async def publish_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    """Publish what the head approved on paper."""
    it = await lock_answer(db, actor, answer_id)
    visibility, has_lines = it.proposal_text.shown_at(actor.at), await _has_lines(db, it)
    judged = (it.official.row, it.answer, it.proposal, visibility)
    require(policy.may_publish_answer(actor, *judged, has_lines=has_lines))
    await record(db, actor, *await _answer(db, actor, it, await beside_of(db, it.answer)))
    return it.answer


async def _answer(db: Db, actor: Actor, it: LockedAnswer, beside: official.Beside) -> list[Event]:
    published = await official.publish(db, actor, it.official, beside, frozenset(it.proposal_text.audience))
    replaced = await official.replace(db, actor, it.thing)
    body_id = it.official.row.body_id
    assert body_id is not None
    if not it.answer.is_supplement:
        await _settle(db, actor, it)
    it.proposal_text.version += 1
    answered = events.Answered(it.thing, it.answer.id, body_id, it.answer.outcome)
    askers = {it.thing: (it.proposal_text.persona_id,)}
    made = await publish_lines(db, actor, it.official, askers)
    return [published, *replaced, answered, *made]


async def _settle(db: Db, actor: Actor, it: LockedAnswer) -> None:
    """The proposal is answered; its author may rate the answer, once."""
    it.proposal.state, it.proposal.answered_at = it.answer.outcome, actor.at
    await duties.complete(db, actor, it.thing, DutyKind.answer)
    if it.proposal.verdict is None:
        author = Owner(OwnerKind.persona, it.proposal_text.persona_id)
        await duties.start(db, actor, it.thing, DutyKind.rate_answer, author)


async def rate_answer(db: Db, actor: Actor, proposal_id: int, verdict: Verdict) -> Proposal:
    """The author's rating, once. 'Not answered' opens a second round: the body must answer again."""
    it, proposal = await lock_proposal(db, actor, proposal_id)
    require(policy.may_rate_answer(actor, proposal, it.persona_id, it.shown_at(actor.at)))
    assert proposal.body_id is not None
    proposal.verdict = AuthorVerdict.answered if verdict.answered else AuthorVerdict.not_answered
    proposal.verdict_at = actor.at
    thing, due_at = Thing("proposal", it.id), None
    await duties.complete(db, actor, thing, DutyKind.rate_answer)
    if not verdict.answered:
        proposal.round, due_at = 2, await owe_another(db, actor, proposal)
    it.version += 1
    message = events.AnswerRated(thing, proposal.body_id, verdict.answered, due_at)
    await record(db, actor, message)
    return proposal
