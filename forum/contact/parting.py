"""Sessions that hang on the leader who chairs them."""

from datetime import datetime

from sqlalchemy import func, select

from forum.accounts.parting import Burden, Post, is_last
from forum.actor import Role
from forum.contact.models import ContactSession
from forum.contact.policy import SESSION_OVER
from forum.database import ReadDb
from forum.words import _


async def count_sessions(db: ReadDb, post: Post, at: datetime) -> int:
    """They stay with the seat until the secretariat gives them another chair. Where nobody else holds it, nobody would
    approve what is said of them."""
    if not await is_last(db, post, at, Role.leader):
        return 0
    chaired = select(func.count(ContactSession.id)).where(
        ContactSession.chair_leader_id == post.leader_id, ContactSession.state.not_in(SESSION_OVER)
    )
    return await db.scalar(chaired) or 0


BURDENS = (Burden("sessions", _("kỳ tiếp xúc chủ trì, chưa xong"), frozenset({Role.leader}), count_sessions),)
