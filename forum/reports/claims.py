"""Members' claims to what was entered, on the work lists of those who may decide them."""

from sqlalchemy import select

from forum.accounts.models import Persona
from forum.accounts.policy import may_enter_for_others
from forum.actor import Actor
from forum.contributions.entering.claims import enterers_of
from forum.contributions.entering.models import EnteredClaim
from forum.contributions.entering.policy import ClaimState, may_decide_claim
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.urls import url_for
from forum.words import _


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    if not may_enter_for_others(actor):
        return []
    rows = await db.execute(
        select(EnteredClaim, Persona.name)
        .join(Persona, Persona.id == EnteredClaim.persona_id)
        .where(EnteredClaim.state == ClaimState.waiting)
        .order_by(EnteredClaim.id)
    )
    return [
        WorkItem(
            title=name,
            url=url_for("entering.claim", claim.id),
            due_at=None,
            noun=_("Xác nhận tài khoản của người gửi thư, gọi điện thoại"),
        )
        for claim, name in rows.all()
        if may_decide_claim(actor, claim, await enterers_of(db, claim.persona_id))
    ]
