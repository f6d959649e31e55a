"""What waits for a body: proposals to take up, to answer, to approve."""

from sqlalchemy import select

from forum import audience
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.commitments.queries import WorkItem
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.queries import awaits_approval_of
from forum.contributions.queries import known_texts
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for
from forum.threads import policy
from forum.threads.models import Proposal, ProposalAnswer, Thread
from forum.threads.policy import ProposalState
from forum.threads.queries import clarification_is_closed
from forum.urls import url_for

NOUNS = {ProposalState.published: "Hiến kế chờ tiếp nhận"}


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Proposals that wait for the actor's bodies: given to none yet, to take up, to answer, to approve."""
    mine = actor.bodies(Role.body_officer, Role.body_head)
    if not mine:
        return []
    to_approve = (
        select(ProposalAnswer.proposal_id)
        .join(OfficialText, OfficialText.id == ProposalAnswer.id)
        .where(awaits_approval_of(actor))
    )
    due_at = due_for("proposal", Proposal.id, DutyKind.take_up, DutyKind.answer).label("due_at")
    goes_on = (Proposal.state == ProposalState.clarification_asked) & clarification_is_closed(actor.at)
    rows = await db.execute(
        known_texts(select(Contribution, Thread.slug, Proposal.state, Proposal.id.in_(to_approve), due_at))
        .join(Thread, Thread.id == Contribution.id)
        .join(Proposal, Proposal.id == Contribution.id)
        .where(
            Contribution.visibility == Visibility.published,
            Proposal.body_id.in_(mine) | Proposal.body_id.is_(None),
            Proposal.state.in_(policy.WITH_A_BODY) | goes_on,
        )
        .order_by(due_at, Proposal.id)
        .limit(100),
        audience.params(actor),
    )
    return [
        WorkItem(
            f"{it.code} · {it.title}",
            url_for("threads.thread", it.id, slug=slug),
            due,
            "Trả lời hiến kế chờ duyệt" if waits_for_head else NOUNS.get(state, "Hiến kế cần trả lời"),
        )
        for it, slug, state, waits_for_head, due in rows
    ]
