"""Reading one's notices."""

from sqlalchemy import update

from forum.actor import Actor
from forum.database import Db
from forum.notifications.models import Notice
from forum.notifications.queries import own_notice


async def read_notice(db: Db, actor: Actor, notice_id: int) -> str:
    """Mark one's own notice as read; returns the path it links to."""
    notice = await own_notice(db, actor, notice_id)
    notice.read_at = notice.read_at or actor.at
    return notice.path


async def read_all(db: Db, actor: Actor) -> None:
    await db.execute(
        update(Notice)
        .where(Notice.persona_id == actor.persona_id, Notice.read_at.is_(None))
        .values(read_at=actor.at)
    )
