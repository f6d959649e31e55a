"""Templates of answers, which belong to an office."""

from typing import Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.consultations import events
from forum.consultations.desk import policy
from forum.consultations.models import AnswerTemplate
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import LongText, Title
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewTemplate(BaseModel):
    title: Title
    text: LongText


class TemplateWords(NewTemplate, Versioned):
    @classmethod
    def of(cls, it: AnswerTemplate) -> Self:
        return cls.current(title=it.title, text=it.text)


async def add_template(db: Db, actor: Actor, body_id: int, new: NewTemplate) -> AnswerTemplate:
    body = await load(db, Body, body_id, lock=True)
    require(policy.may_add_template(actor, body.id))
    assert actor.persona_id is not None
    await _require_own_title(db, body.id, new.title)
    it = AnswerTemplate(
        body_id=body.id,
        title=new.title,
        text=clean("text", new.text),
        written_by=actor.persona_id,
        written_at=actor.at,
    )
    db.add(it)
    await db.flush()
    await record(db, actor, events.TemplateAdded(Thing("body", body.id), it.id))
    return it


async def change_template(db: Db, actor: Actor, template_id: int, changed: TemplateWords) -> AnswerTemplate:
    """Responses that were written after it keep the words that it had."""
    it = await _locked(db, template_id)
    require(policy.may_change_template(actor, it.body_id, is_retired=it.retired_at is not None))
    changed.require_seen(TemplateWords.of(it))
    assert actor.persona_id is not None
    await _require_own_title(db, it.body_id, changed.title, but=it.id)
    it.title, it.text = changed.title, clean("text", changed.text)
    it.written_by, it.written_at = actor.persona_id, actor.at
    await record(db, actor, events.TemplateChanged(Thing("body", it.body_id), it.id))
    return it


async def retire_template(db: Db, actor: Actor, template_id: int) -> AnswerTemplate:
    it = await _locked(db, template_id)
    require(policy.may_retire_template(actor, it.body_id, is_retired=it.retired_at is not None))
    it.retired_at = actor.at
    await record(db, actor, events.TemplateRetired(Thing("body", it.body_id), it.id))
    return it


async def _locked(db: Db, template_id: int) -> AnswerTemplate:
    seen = await load(db, AnswerTemplate, template_id)
    await load(db, Body, seen.body_id, lock=True)
    return await load(db, AnswerTemplate, template_id, lock=True)


async def _require_own_title(db: Db, body_id: int, title: str, but: int | None = None) -> None:
    same = select(AnswerTemplate.id).where(
        AnswerTemplate.body_id == body_id, AnswerTemplate.title == title, AnswerTemplate.retired_at.is_(None)
    )
    if await db.scalar(same if but is None else same.where(AnswerTemplate.id != but)) is not None:
        raise Invalid("title", _("Cơ quan đã có mẫu mang tên này."))
