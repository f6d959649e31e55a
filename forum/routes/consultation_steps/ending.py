"""How a consultation ends: concluded or stopped; and the text that an office issued."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import require
from forum.consultations import policy
from forum.consultations.actions import responding
from forum.consultations.actions.responding import (
    Issue,
    StopReason,
)
from forum.consultations.queries import (
    reading_page,
    url_of,
)
from forum.routes.consultation_steps.step import step_again
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter(prefix="/gop-y-du-thao")


@router.post("/{consultation_id:int}/ket-thuc")
async def conclude(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.conclude(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã kết thúc lấy ý kiến.")


@router.api_route("/{consultation_id:int}/dung", methods=["GET", "POST"])
async def propose_stop(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[StopReason], Depends(form_of(StopReason))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await responding.propose_stop(db, actor, consultation_id, form.value)
            return answer.go(await url_of(db, consultation_id), "Đã đề nghị dừng; chờ thủ trưởng xác nhận.")
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_propose_stop(actor, reading.line.row))
    return await step_again(
        db, actor, answer, form, consultation_id, "stop", "Đề nghị dừng lấy ý kiến", back=reading.line.url
    )


@router.post("/{consultation_id:int}/xac-nhan-dung")
async def confirm_stop(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.confirm_stop(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã dừng lấy ý kiến.")


@router.api_route("/{consultation_id:int}/ban-hanh", methods=["GET", "POST"])
async def record_issue(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Issue], Depends(form_of(Issue))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await responding.record_issue(db, actor, consultation_id, form.value)
            return answer.go(await url_of(db, consultation_id), "Đã ghi số, ngày ban hành.")
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_record_issue(actor, reading.line.row))
    return await step_again(
        db, actor, answer, form, consultation_id, "issue", "Số, ngày ban hành", back=reading.line.url
    )
