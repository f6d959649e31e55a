"""The paragraphs of a draft, and the opinions that need a place in it."""

from typing import Annotated

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
from forum.routes.consultation_steps.step import StepPage, step_again
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter(prefix="/gop-y-du-thao")


@router.api_route("/doan/{paragraph_id:int}/sua", methods=["GET", "POST"])
async def edit_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ParagraphText], Depends(form_of(ParagraphText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.edit_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã lưu đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    form.set_defaults(label=paragraph.label, path=paragraph.path, text=paragraph.text)
    return await step_again(
        db, actor, answer, form, paragraph.consultation_id, "paragraph", "Sửa đoạn", paragraph_id=paragraph_id
    )


async def _paragraph(db: Db, actor: Actor, paragraph_id: int) -> Paragraph:
    paragraph = await load(db, Paragraph, paragraph_id)
    it = await load(db, Consultation, paragraph.consultation_id)
    require(policy.may_see(actor, it, it.audience))
    require(policy.may_rework(actor, it))
    return paragraph


@router.api_route("/doan/{paragraph_id:int}/them", methods=["GET", "POST"])
async def insert_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ParagraphText], Depends(form_of(ParagraphText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.insert_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã thêm đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    return await step_again(
        db, actor, answer, form, paragraph.consultation_id, "insert", "Thêm đoạn", paragraph_id=paragraph_id
    )


@router.api_route("/doan/{paragraph_id:int}/tach", methods=["GET", "POST"])
async def split_paragraph(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SplitText], Depends(form_of(SplitText))],
    answer: Answers,
    paragraph_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            it = await reworking.split_paragraph(db, actor, paragraph_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã tách đoạn.")
    paragraph = await _paragraph(db, actor, paragraph_id)
    form.set_defaults(first=paragraph.text)
    return await step_again(
        db, actor, answer, form, paragraph.consultation_id, "split", "Tách đoạn", paragraph_id=paragraph_id
    )


@router.post("/doan/{paragraph_id:int}/gop")
async def join_with_next(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.join_with_next(db, actor, paragraph_id)
    return answer.go(f"/gop-y-du-thao/{it.id}/soan#doan-{paragraph_id}", "Đã gộp với đoạn dưới.")


@router.post("/doan/{paragraph_id:int}/bo")
async def remove_paragraph(db: Writing, actor: WritingMember, answer: Answers, paragraph_id: int) -> Response:
    it = await reworking.remove_paragraph(db, actor, paragraph_id)
    return answer.go(f"/gop-y-du-thao/{it.id}/soan", "Đã bỏ đoạn; góp ý ở đoạn đó đang chờ xếp chỗ.")


@router.api_route("/{consultation_id:int}/xep-cho", methods=["GET"])
async def unplaced(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    """Opinions whose paragraph was split or removed: a person says where they belong now."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_rework(actor, reading.line.row))
    waiting = await opinions(
        db, actor, Opinion.consultation_id == consultation_id, Opinion.needs_place, limit=200
    )
    form: Form[Place] = Form(Place, f"/gop-y-du-thao/{consultation_id}/xep-cho", "")
    page = StepPage(
        "Góp ý cần xếp chỗ", "unplaced", form, reading, opinions=tuple(waiting), back=reading.line.url
    )
    return answer.page("consultations/unplaced.html", page)


@router.post("/y-kien/{opinion_id:int}/xep-cho")
async def place_opinion(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Place], Depends(form_of(Place))],
    answer: Answers,
    opinion_id: int,
) -> Response:
    seen = await load(db, Opinion, opinion_id)
    if form.value:
        with form.refusals():
            it = await reworking.place_opinion(db, actor, opinion_id, form.value)
            return answer.go(f"/gop-y-du-thao/{it.id}/xep-cho", "Đã xếp chỗ.")
    return await step_again(db, actor, answer, form, seen.consultation_id, "place", "Xếp chỗ góp ý")
