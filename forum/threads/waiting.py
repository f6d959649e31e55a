"""Work lists besides duties: a body's unassigned proposals and answers to approve; the secretariat's proposals whose
body has nobody any more."""

from sqlalchemy import not_, select

from forum import audience
from forum.accounts.bodies import has_staff, living
from forum.accounts.models import Body
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.queries import AWAITS_APPROVAL
from forum.contributions.queries import known_texts
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import due_for
from forum.deadlines.worklist import WorkItem
from forum.thing import Thing
from forum.threads import policy
from forum.threads.models import Proposal, ProposalAnswer, Thread
from forum.urls import url_for
from forum.words import _

_due_at = due_for("proposal", Proposal.id, DutyKind.take_up, DutyKind.answer)


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    return [*await _of_bodies(db, actor), *await _to_assign_anew(db, actor)]


async def _to_assign_anew(db: ReadDb, actor: Actor) -> list[WorkItem]:
    """Proposals whose body ended or lost its last people: nobody there can answer them or hand them over."""
    if not actor.has(Role.secretariat):
        return []
    rows = await db.execute(
        known_texts(select(Contribution, Thread.slug, _due_at))
        .join(Thread, Thread.id == Contribution.id)
        .join(Proposal, Proposal.id == Contribution.id)
        .join(Body, Body.id == Proposal.body_id)
        .where(
            Contribution.visibility == Visibility.published,
            Proposal.state.in_(policy.WITH_A_BODY),
            not_(living(actor.today) & has_staff(actor.at)),
        )
        .order_by(_due_at, Proposal.id)
        .limit(100),
        audience.params(actor),
    )
    noun = _("Hiến kế cần giao cơ quan khác")
    return [
        WorkItem(
            f"{it.code} · {it.title}",
            url_for("threads.thread", it.id, slug=slug),
            due,
            noun,
            Thing("proposal", it.id),
        )
        for it, slug, due in rows
    ]


_to_approve = Proposal.id.in_(
    select(ProposalAnswer.proposal_id)
    .join(OfficialText, OfficialText.id == ProposalAnswer.id)
    .where(AWAITS_APPROVAL)
)
_OF_BODIES = (
    known_texts(select(Contribution, Thread.slug, _to_approve, _due_at))
    .join(Thread, Thread.id == Contribution.id)
    .join(Proposal, Proposal.id == Contribution.id)
    .where(
        Contribution.visibility == Visibility.published,
        Proposal.body_id.is_(None) | _to_approve,
        Proposal.state.in_(policy.WITH_A_BODY),
    )
    .order_by(_due_at, Proposal.id)
    .limit(100)
)


async def _of_bodies(db: ReadDb, actor: Actor) -> list[WorkItem]:
    if not actor.bodies(Role.body_officer, Role.body_head):
        return []
    rows = await db.execute(_OF_BODIES, audience.params(actor))
    return [
        WorkItem(
            f"{it.code} · {it.title}",
            url_for("threads.thread", it.id, slug=slug),
            due,
            _("Trả lời hiến kế chờ duyệt") if waits_for_head else _("Hiến kế chờ tiếp nhận"),
            Thing("proposal", it.id),
        )
        for it, slug, waits_for_head, due in rows
    ]
