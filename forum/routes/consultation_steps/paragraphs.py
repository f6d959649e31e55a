"""The paragraphs of a draft, and the opinions that need a place in it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.actions import reworking
from forum.consultations.actions.reworking import ParagraphText, Place, SplitText
from forum.consultations.models import Consultation, Opinion, Paragraph
from forum.consultations.queries import (
    opinions,
    reading_page,
)
from forum.database import Db, load
from forum.routes.consultation_steps.step import StepPage, preparing_url
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember
from forum.web.steps import Step, add_steps

router = APIRouter()


async def _page(db: Db, actor: Actor, paragraph_id: int, step: Step[Any, Any], form: Form[Any]) -> StepPage:
    paragraph = await load(db, Paragraph, paragraph_id)
    it = await load(db, Consultation, paragraph.consultation_id)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_rework(actor, it))
    if step.verb == "edit_paragraph":
        form.set_defaults(label=paragraph.label, path=paragraph.path, text=paragraph.text)
    if step.verb == "split_paragraph":
        form.set_defaults(first=paragraph.text)
    reading = await reading_page(db, actor, it.id, paragraph_id)
    return StepPage(step.title, step.verb, form, reading, back=preparing_url(it.id))


async def _to_paragraph(db: Db, paragraph_id: int, it: Consultation) -> str:
    return f"{preparing_url(it.id)}#doan-{paragraph_id}"


STEPS = (
    Step(path("consultations.edit_paragraph"), reworking.edit_paragraph, ParagraphText, "Sửa đoạn",
         "Đã lưu đoạn.", _to_paragraph),
    Step(path("consultations.insert_paragraph"), reworking.insert_paragraph, ParagraphText, "Thêm đoạn",
         "Đã thêm đoạn.", _to_paragraph),
    Step(path("consultations.split_paragraph"), reworking.split_paragraph, SplitText, "Tách đoạn",
         "Đã tách đoạn.", _to_paragraph),
)  # fmt: skip
add_steps(router, "consultations/step.html", _page, STEPS)


@router.post(path("consultations.join_with_next"))
async def join_with_next(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.join_with_next(db, actor, paragraph_id)
    return answer.go(f"{preparing_url(it.id)}#doan-{paragraph_id}", "Đã gộp với đoạn dưới.")


@router.post(path("consultations.remove_paragraph"))
async def remove_paragraph(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.remove_paragraph(db, actor, paragraph_id)
    return answer.go(preparing_url(it.id), "Đã bỏ đoạn; góp ý ở đoạn đó đang chờ xếp chỗ.")


@router.get(path("consultations.unplaced"))
async def unplaced(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    """Opinions whose paragraph was split or removed: a person says where they belong now."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_rework(actor, reading.line))
    waiting = await opinions(
        db, actor, Opinion.consultation_id == consultation_id, Opinion.needs_place, limit=200
    )
    form: Form[Place] = Form(Place, url_for("consultations.unplaced", consultation_id), "")
    page = StepPage(
        "Góp ý cần xếp chỗ", "unplaced", form, reading, opinions=tuple(waiting), back=reading.line.url
    )
    return answer.page("consultations/unplaced.html", page)


@router.post(path("consultations.place_opinion"))
async def place_opinion(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Place], Depends(form_of(Place))],
    answer: Answers,
    opinion_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            it = await reworking.place_opinion(db, actor, opinion_id, form.value)
            return attempt.go(url_for("consultations.unplaced", it.id), "Đã xếp chỗ.")
    consultation_id = (await load(db, Opinion, opinion_id)).consultation_id
    reading = await reading_page(db, actor, consultation_id)
    page = StepPage("Xếp chỗ góp ý", "place_opinion", form, reading, back=preparing_url(consultation_id))
    return answer.form("consultations/step.html", page, form)
