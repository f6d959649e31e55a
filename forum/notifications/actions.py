"""Reading one's notices; those of people without mail are printed and posted."""

from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor, require
from forum.contributions.entering.policy import may_mark_posted
from forum.contributions.queries import masks_about
from forum.database import Db
from forum.notifications.dispatch import masked_notice
from forum.notifications.models import Notice, PostedNotice
from forum.notifications.posting import to_post
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


class Posted(BaseModel):
    notice_ids: Annotated[list[int], Field(min_length=1, max_length=200)]


async def mark_posted(db: Db, actor: Actor, persona_id: int, posted: Posted) -> int:
    """Tick letters of one person as posted; what was ticked already stays as it is. Returns how many are new."""
    require(may_mark_posted(actor))
    ticked = (Notice.persona_id == persona_id, Notice.id.in_(posted.notice_ids), to_post())
    waiting = (await db.scalars(select(Notice.id).where(*ticked))).all()
    if waiting:
        rows = [{"notice_id": one, "posted_by": actor.persona_id, "posted_at": actor.at} for one in waiting]
        await db.execute(insert(PostedNotice).values(rows).on_conflict_do_nothing())
    return len(waiting)
