"""The templates of answers that an office keeps."""

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.actions import templates as actions
from forum.consultations.actions.templates import NewTemplate, TemplateWords
from forum.consultations.models import AnswerTemplate
from forum.consultations.queries.templates import TemplatesPage, templates_page
from forum.database import Db, ReadDb, load
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@router.get(path("consultations.answer_templates"))
async def answer_templates(db: Reading, actor: Member, render: Render, body_id: int) -> Response:
    return render.page("consultations/templates.html", await templates_page(db, actor, body_id))


async def about_adding(db: ReadDb, actor: Actor, body_id: int, form: Form[NewTemplate]) -> TemplatesPage:
    return await templates_page(db, actor, body_id)


@step(
    router,
    "consultations.add_template",
    title=_("Thêm mẫu trả lời"),
    done=_("Đã thêm mẫu trả lời."),
    page=about_adding,
    is_inline=True,
)
async def add_template(db: Db, actor: Actor, body_id: int, form: NewTemplate) -> str:
    await actions.add_template(db, actor, body_id, form)
    return url_for("consultations.answer_templates", body_id)


async def about_changing(
    db: ReadDb, actor: Actor, template_id: int, form: Form[TemplateWords]
) -> TemplatesPage:
    it = await load(db, AnswerTemplate, template_id)
    page = await templates_page(db, actor, it.body_id)
    form.fill(TemplateWords.of(it))
    return page


@step(
    router,
    "consultations.change_template",
    title=_("Sửa mẫu trả lời"),
    done=_("Đã sửa mẫu trả lời."),
    page=about_changing,
    is_inline=True,
)
async def change_template(db: Db, actor: Actor, template_id: int, form: TemplateWords) -> str:
    it = await actions.change_template(db, actor, template_id, form)
    return url_for("consultations.answer_templates", it.body_id)


@step(
    router,
    "consultations.retire_template",
    title=_("Thôi dùng mẫu"),
    done=_("Mẫu này không còn trong danh sách; câu trả lời đã theo mẫu vẫn giữ nguyên."),
    is_inline=True,
)
async def retire_template(db: Db, actor: Actor, template_id: int) -> str:
    it = await actions.retire_template(db, actor, template_id)
    return url_for("consultations.answer_templates", it.body_id)
