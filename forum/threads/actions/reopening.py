"""'Không phải ý tôi' of an answer to a proposal: a published one answers nothing any more, and another is owed."""

from sqlalchemy import select

from forum.actor import Actor
from forum.audience import Visibility
from forum.contributions import official
from forum.contributions.actions.visibility import wait_while_hidden
from forum.contributions.models import OfficialText
from forum.contributions.official.queries import STANDS
from forum.contributions.policy import OfficialState
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.journal import Event
from forum.threads import events, policy
from forum.threads.actions.answers import LockedAnswer, lock_answer
from forum.threads.actions.proposals import owe_another
from forum.threads.models import ProposalAnswer


async def repudiate_answer(db: Db, actor: Actor, answer_id: int) -> ProposalAnswer:
    """The words of a published one stay to be read with the sentence that they are not the head's. Its proposal is
    answered no longer; its author is told, and by when the answer is owed. What was promised in it stands."""
    it = await lock_answer(db, actor, answer_id)

    async def fall_back() -> list[Event]:
        return [await _reopen(db, actor, it)] if await _answered_by_it(db, actor, it) else []

    await official.repudiate_text(db, actor, it.official, fall_back)
    return it.answer


async def _answered_by_it(db: Db, actor: Actor, it: LockedAnswer) -> bool:
    """A supplement answers nothing by itself, and a later answer still does. Nobody is owed an answer to what they
    withdrew."""
    later = await db.scalar(
        select(ProposalAnswer.id)
        .join(OfficialText, OfficialText.id == ProposalAnswer.id)
        .where(
            ProposalAnswer.proposal_id == it.proposal.id,
            ProposalAnswer.id > it.answer.id,
            ProposalAnswer.is_supplement.is_(False),
            OfficialText.state == OfficialState.published,
            STANDS,
        )
        .limit(1)
    )
    is_last = later is None and not it.answer.is_supplement
    is_withdrawn = it.proposal_text.visibility == Visibility.withdrawn
    return is_last and not is_withdrawn and policy.PROPOSAL.allows("answer_again", it.proposal.state)


async def _reopen(db: Db, actor: Actor, it: LockedAnswer) -> events.ProposalReopened:
    """The author rates the next answer, unless they said of an earlier one that it did not answer."""
    it.proposal.answered_at = None
    if it.proposal.verdict == policy.AuthorVerdict.answered:
        it.proposal.verdict, it.proposal.verdict_at = None, None
    it.proposal_text.version += 1
    await duties.void(db, actor, it.thing, DutyKind.rate_answer)
    due_at = await owe_another(db, actor, it.proposal)
    is_hidden = await wait_while_hidden(db, actor, it.proposal_text)
    return events.ProposalReopened(it.thing, it.answer.id, None if is_hidden else due_at)
