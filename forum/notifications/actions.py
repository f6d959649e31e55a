"""Reading one's notices."""

from sqlalchemy import update

from forum.actor import Actor
from forum.contributions.queries import masks_about
from forum.database import Db
from forum.notifications.dispatch import masked_notice
from forum.notifications.models import Notice
from forum.notifications.queries import own_notice
from forum.thing import Thing


async def read_notice(db: Db, actor: Actor, notice_id: int) -> str:
    """Mark one's own notice as read; returns the path it links to."""
    notice = await own_notice(db, actor, notice_id)
    notice.read_at = notice.read_at or actor.at
    thing = Thing(notice.thing_kind, notice.thing_id)
    masks = await masks_about(db, actor, [thing])
    _subject, _letter, path = masked_notice(notice, masks.get(thing, ()))
    return path


async def read_all(db: Db, actor: Actor) -> None:
    await db.execute(
        update(Notice)
        .where(Notice.persona_id == actor.persona_id, Notice.read_at.is_(None))
        .values(read_at=actor.at)
    )
