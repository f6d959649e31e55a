"""What passed between the parties of a proposal: requests for clarification with the answers, and handovers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Nullable, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Body
from forum.actor import Actor
from forum.contributions.queries import TextView, texts_by_id
from forum.database import ReadDb
from forum.threads.models import ClarificationRequest, Handover, Proposal


@dataclass(frozen=True, slots=True)
class HandoverView:
    at: datetime
    from_body: str | None
    to_body: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClarificationView:
    """What a body asked of the author. `given` is the author's text as the reader may see it, None where none was
    sent or the reader may not know of it yet."""

    at: datetime
    body: str
    asked: str
    was_sent: bool
    given: TextView | None


async def clarifications_of(
    db: ReadDb, actor: Actor, proposal: Proposal, *, with_words: bool
) -> tuple[ClarificationView, ...]:
    """Without the author's words where those of the proposal cannot be read."""
    if not proposal.clarification_count:
        return ()
    found = await db.execute(
        select(ClarificationRequest, Body.name)
        .join(Body, Body.id == ClarificationRequest.body_id)
        .where(ClarificationRequest.proposal_id == proposal.id)
        .order_by(ClarificationRequest.id)
    )
    rows = found.all()
    ids = [it.clarification_id for it, _ in rows if it.clarification_id and with_words]
    given = await texts_by_id(db, actor, ids)
    return tuple(
        ClarificationView(
            it.at, body, it.text, it.clarification_id is not None, given.get(it.clarification_id or 0)
        )
        for it, body in rows
    )


_giver, _taker = aliased(Body), aliased(Body)


async def handovers_of(db: ReadDb, proposal_id: int) -> tuple[HandoverView, ...]:
    rows = await db.execute(
        select(Handover.at, Nullable(_giver.name), _taker.name, Handover.reason)
        .outerjoin(_giver, _giver.id == Handover.from_body_id)
        .join(_taker, _taker.id == Handover.to_body_id)
        .where(Handover.proposal_id == proposal_id)
        .order_by(Handover.id)
    )
    return tuple(HandoverView(*row) for row in rows)
