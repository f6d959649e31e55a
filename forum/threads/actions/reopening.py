"""'Không phải ý tôi' of an answer to a proposal: a published one answers nothing any more, and another is owed."""

from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions import official
from forum.contributions.policy import OfficialState
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.journal import Event, record
from forum.threads import events, policy
from forum.threads.actions.answers import LockedAnswer, lock_answer
from forum.threads.actions.proposals import start_answering
from forum.threads.models import ProposalAnswer


async def repudiate_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    """The words of a published one stay to be read with the sentence that they are not the head's. Its proposal is
    answered no longer; its author is told, and by when the answer is owed. What was promised in it stands."""
    it = await lock_answer(db, actor, answer_id)
    answered = it.official.row.state == OfficialState.published and not it.answer.is_supplement
    happened: list[Event] = [await official.repudiate(db, actor, it.official)]
    if answered and _may_reopen(actor, it):
        happened.append(await _reopen(db, actor, it))
    await record(db, actor, *happened, also=(it.official.thing,))
    return it.answer


def _may_reopen(actor: Actor, it: LockedAnswer) -> bool:
    is_shown = it.proposal_text.shown_at(actor.at) == Visibility.published
    return is_shown and policy.PROPOSAL.allows("answer_again", it.proposal.state)


async def _reopen(db: Db, actor: Actor, it: LockedAnswer) -> events.ProposalReopened:
    """The author rates the next answer, unless they rated this one."""
    body_id = it.proposal.body_id
    assert body_id is not None  # it was answered by a body
    it.proposal.state, it.proposal.answered_at = policy.PROPOSAL.after("answer_again"), None
    it.proposal_text.version += 1
    await duties.void(db, actor, it.thing, DutyKind.rate_answer)
    due_at = await start_answering(db, actor, it.proposal, body_id)
    return events.ProposalReopened(it.thing, it.answer.id, due_at)
