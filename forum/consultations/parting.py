"""Opinions that hang on the officer to whom they were assigned."""

from datetime import datetime

from sqlalchemy import Select, func, select, update

from forum.accounts.parting import Burden, Post
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.consultations.models import Consultation, Opinion
from forum.consultations.queries.desk_filters import STAGES
from forum.contributions.models import Contribution, OfficialText
from forum.database import Db, ReadDb
from forum.words import _


def _assigned(post: Post) -> Select[int]:
    return (
        select(Opinion.id)
        .join(Contribution, Contribution.id == Opinion.id)
        .join(Consultation, Consultation.id == Opinion.consultation_id)
        .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
        .where(
            Opinion.officer_id == post.persona_id,
            Consultation.body_id == post.body_id,
            Contribution.visibility != Visibility.withdrawn,
            STAGES["chua-soan"][1],
        )
    )


async def count_opinions(db: ReadDb, post: Post, at: datetime) -> int:
    return await db.scalar(select(func.count()).select_from(_assigned(post).subquery())) or 0


async def hand_opinions_on(db: Db, actor: Actor, post: Post, successor_id: int | None) -> None:
    """Without a successor they are nobody's, and the desk shows them so."""
    ids = await db.scalars(_assigned(post).order_by(Opinion.id).with_for_update(of=Opinion))
    await db.execute(update(Opinion).where(Opinion.id.in_(ids.all())).values(officer_id=successor_id))


BURDENS = (
    Burden(
        "opinions",
        _("góp ý được giao, chưa có giải trình"),
        frozenset({Role.body_officer, Role.body_head}),
        count_opinions,
        hand_opinions_on,
    ),
)
