"""What an author says of the wording that was taken up from their opinion."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from forum.actor import Actor
from forum.consultations.actions import wordings
from forum.consultations.actions.wordings import Naming, WordingAnswer
from forum.consultations.desk import policy
from forum.consultations.models import Opinion
from forum.consultations.queries import ConsultationLine, OpinionView, consultation_line, opinions
from forum.database import Db, ReadDb
from forum.errors import NotFound
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutWording:
    line: ConsultationLine
    opinion: OpinionView
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("consultations.opinion", self.opinion.text.id)


def steps_of_author(actor: Actor, it: OpinionView) -> frozenset[str]:
    """What the author may say of the wording now."""
    is_asked, author_id = it.taken is not None and it.taken.is_asked, it.text.persona_id
    asked = {
        "answer_wording": policy.may_answer_wording(actor, author_id, is_asked=is_asked),
        "allow_naming": policy.may_allow_naming(actor, author_id, has_wording=bool(it.wording_text)),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def about_wording(db: ReadDb, actor: Actor, opinion_id: int, form: Form[BaseModel]) -> AboutWording:
    found = next(iter(await opinions(db, actor, Opinion.id == opinion_id, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    line = await consultation_line(db, actor, found.text.subject.id)
    return AboutWording(line, found, steps_of_author(actor, found))


async def about_naming(db: ReadDb, actor: Actor, opinion_id: int, form: Form[Naming]) -> AboutWording:
    about = await about_wording(db, actor, opinion_id, form)
    form.fill(Naming.of(about.opinion.may_be_named))
    return about


@step(
    router,
    "consultations.answer_wording",
    title=_("Trả lời về câu chữ đã chỉnh sửa"),
    done=_("Đã ghi câu trả lời; cơ quan nhận được thông báo."),
    page=about_wording,
    is_inline=True,
)
async def answer_wording(db: Db, actor: Actor, opinion_id: int, form: WordingAnswer) -> str:
    await wordings.answer_wording(db, actor, opinion_id, form)
    return url_for("consultations.opinion", opinion_id)


@step(
    router,
    "consultations.allow_naming",
    title=_("Nêu tên bên câu chữ được tiếp thu"),
    done=_("Đã ghi lựa chọn của Ông/Bà."),
    page=about_naming,
    is_inline=True,
)
async def allow_naming(db: Db, actor: Actor, opinion_id: int, form: Naming) -> str:
    await wordings.allow_naming(db, actor, opinion_id, form)
    return url_for("consultations.opinion", opinion_id)
