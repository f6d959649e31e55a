"""The templates of answers that an office keeps."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from forum.accounts.models import Body
from forum.actor import Actor, require
from forum.consultations.desk import policy
from forum.consultations.models import AnswerTemplate
from forum.database import ReadDb, load
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class TemplateView:
    id: int
    title: str
    text: str

    @property
    def option(self) -> tuple[int, str]:
        return self.id, self.title


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    body_id: int
    body: str
    templates: tuple[TemplateView, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("consultations.answer_templates", self.body_id)


_OFFERED = (
    select(AnswerTemplate.id, AnswerTemplate.title, AnswerTemplate.text)
    .where(AnswerTemplate.body_id == bindparam("body_id"), AnswerTemplate.retired_at.is_(None))
    .order_by(AnswerTemplate.title, AnswerTemplate.id)
)


async def templates_of(db: ReadDb, body_id: int) -> tuple[TemplateView, ...]:
    """Those that are offered."""
    rows = await db.execute(_OFFERED, {"body_id": body_id})
    return tuple(TemplateView(it.id, it.title, it.text) for it in rows)


async def templates_page(db: ReadDb, actor: Actor, body_id: int) -> TemplatesPage:
    """Raises Forbidden for all but who works at the body."""
    body = await load(db, Body, body_id)
    require(policy.may_add_template(actor, body.id))
    can = frozenset({"add_template", "change_template", "retire_template"})
    return TemplatesPage(body.id, body.name, await templates_of(db, body.id), can)
