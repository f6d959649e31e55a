"""After it closed: responses drafted, approved, published."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import Role, require
from forum.consultations import policy
from forum.consultations.actions import responding
from forum.consultations.actions.responding import (
    Approvals,
    ChangedResponse,
    DraftResponse,
    SentBack,
)
from forum.consultations.models import Opinion, OpinionResponse
from forum.consultations.queries import (
    opinions,
    reading_page,
    responses_of,
    url_of,
)
from forum.database import load
from forum.errors import Forbidden
from forum.routes.consultation_steps.step import StepPage, step_again
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter(prefix="/gop-y-du-thao")


@router.api_route("/{consultation_id:int}/tiep-thu", methods=["GET", "POST"])
async def draft_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[DraftResponse], Depends(form_of(DraftResponse))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    """The officer's list: opinions without a response to tick, one text for the group; then what is drafted."""
    if form.value:
        with form.refusals():
            await responding.draft_response(db, actor, consultation_id, form.value)
            return answer.go(
                f"/gop-y-du-thao/{consultation_id}/tiep-thu", "Đã lưu dự thảo tiếp thu, giải trình."
            )
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_respond(actor, reading.line.row))
    open_ones = await opinions(
        db,
        actor,
        Opinion.consultation_id == consultation_id,
        Opinion.response_id.is_(None),
        limit=200,
        by_paragraph=True,
    )
    responses = await responses_of(
        db, actor, consultation_id, "drafted", "awaiting_approval", "approved", "published"
    )
    page = StepPage(
        "Tiếp thu, giải trình",
        "respond",
        form,
        reading,
        tuple(o for o in open_ones if o.text.state == "published"),
        tuple(responses),
        back=reading.line.url,
    )
    return answer.form("consultations/respond.html", page, form)


@router.api_route("/tiep-thu/{response_id:int}/sua", methods=["GET", "POST"])
async def change_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ChangedResponse], Depends(form_of(ChangedResponse))],
    answer: Answers,
    response_id: int,
) -> Response:
    seen = await load(db, OpinionResponse, response_id)
    back = f"/gop-y-du-thao/{seen.consultation_id}/tiep-thu"
    if form.value:
        with form.refusals():
            await responding.change_response(db, actor, response_id, form.value)
            return answer.go(back, "Đã lưu; nội dung cần được trình lại.")
    found = [
        r
        for r in await responses_of(
            db, actor, seen.consultation_id, "drafted", "awaiting_approval", "approved"
        )
        if r.id == response_id
    ]
    if not found:
        raise Forbidden
    form.set_defaults(result=found[0].result, place=found[0].place, text=found[0].text.text)
    return await step_again(
        db,
        actor,
        answer,
        form,
        seen.consultation_id,
        "change_response",
        "Sửa nội dung tiếp thu, giải trình",
        back=back,
    )


@router.post("/{consultation_id:int}/trinh")
async def submit_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.submit_responses(db, actor, consultation_id)
    return answer.go(f"/gop-y-du-thao/{consultation_id}/tiep-thu", f"Đã trình duyệt {count} nội dung.")


@router.api_route("/{consultation_id:int}/duyet", methods=["GET", "POST"])
async def approve_responses(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Approvals], Depends(form_of(Approvals))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    """The head reads what was submitted and approves many at once, each in the version read."""
    if form.value:
        with form.refusals():
            count = await responding.approve_responses(db, actor, consultation_id, form.value)
            return answer.go(f"/gop-y-du-thao/{consultation_id}/duyet", f"Đã duyệt {count} nội dung.")
    reading = await reading_page(db, actor, consultation_id)
    if not actor.at_body(reading.line.body_id, Role.body_head):
        raise Forbidden
    waiting = await responses_of(db, actor, consultation_id, "awaiting_approval", "approved")
    page = StepPage(
        "Duyệt tiếp thu, giải trình",
        "approve",
        form,
        reading,
        responses=tuple(waiting),
        back=reading.line.url,
    )
    return answer.form("consultations/approve.html", page, form)


@router.api_route("/tiep-thu/{response_id:int}/tra-lai", methods=["GET", "POST"])
async def send_back_response(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SentBack], Depends(form_of(SentBack))],
    answer: Answers,
    response_id: int,
) -> Response:
    seen = await load(db, OpinionResponse, response_id)
    back = f"/gop-y-du-thao/{seen.consultation_id}/duyet"
    if form.value:
        with form.refusals():
            await responding.send_back_response(db, actor, response_id, form.value)
            return answer.go(back, "Đã trả lại để chỉnh sửa.")
    reading = await reading_page(db, actor, seen.consultation_id)
    if not actor.at_body(reading.line.body_id, Role.body_head):
        raise Forbidden
    return await step_again(
        db, actor, answer, form, seen.consultation_id, "send_back", "Trả lại để chỉnh sửa", back=back
    )


@router.post("/{consultation_id:int}/cong-bo")
async def publish_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.publish_responses(db, actor, consultation_id)
    return answer.go(f"{await url_of(db, consultation_id)}/tong-hop", f"Đã công khai {count} nội dung.")
