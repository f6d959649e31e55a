"""Administration of the standing forums."""

from pydantic import BaseModel

from forum import audience
from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.contributions import events
from forum.contributions.models import Forum
from forum.database import Db
from forum.fields import ShortText, Title
from forum.journal import record
from forum.thing import Thing
from vietnamese import slug


class NewForum(BaseModel):
    title: Title
    summary: ShortText = ""
    section_code: ShortText = ""


async def add_forum(db: Db, actor: Actor, new: NewForum) -> Forum:
    require(may_administer(actor))
    forum = Forum(
        title=new.title,
        summary=new.summary,
        slug=slug(new.title),
        section_code=new.section_code or None,
        audience=[audience.EVERYONE],
        created_at=actor.at,
    )
    db.add(forum)
    await db.flush()
    await record(db, actor, events.ForumOpened(Thing("forum", forum.id), forum.title))
    return forum
