"""The administrator keeps the standing forums and the lengths of the clocks."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum import audience
from forum.accounts.policy import may_keep_people
from forum.actor import Actor, require
from forum.contributions import events
from forum.contributions.models import Forum, LegalTerm
from forum.database import Db
from forum.errors import Invalid
from forum.fields import Day, ShortText, Title
from forum.journal import record
from forum.thing import Thing
from vietnamese import slug


class NewForum(BaseModel):
    title: Title
    summary: ShortText = ""
    section_code: ShortText = ""


class NewTerm(BaseModel):
    """The length of a known clock from a day on; the act that it rests on and how sure that is."""

    name: str
    count: Annotated[int, Field(ge=1, le=1000)]
    unit: Literal["day", "working_day", "hour", "working_hour"]
    act: Title
    certainty: Literal["yes", "part", "k", "ours"]
    from_on: Day


async def add_forum(db: Db, actor: Actor, new: NewForum) -> Forum:
    require(may_keep_people(actor))
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


async def add_term(db: Db, actor: Actor, new: NewTerm) -> LegalTerm:
    """A row from a later day on; rows that were in force stay, so that a past deadline can be explained."""
    require(may_keep_people(actor))
    before = await db.scalar(
        select(LegalTerm).where(LegalTerm.name == new.name).order_by(LegalTerm.from_on.desc()).limit(1)
    )
    if before is None:
        raise Invalid("name", "Đề nghị chọn thời hạn trong danh sách.")
    if new.from_on <= before.from_on:
        raise Invalid("from_on", f"Ngày áp dụng phải sau {before.from_on:%d/%m/%Y}.")
    term = LegalTerm(
        name=new.name,
        label=before.label,
        count=new.count,
        unit=new.unit,
        act=new.act,
        certainty=new.certainty,
        from_on=new.from_on,
    )
    db.add(term)
    await db.flush()
    await record(
        db, actor, events.TermSet(Thing("term", term.id), new.name, new.count, new.unit, new.from_on)
    )
    return term
