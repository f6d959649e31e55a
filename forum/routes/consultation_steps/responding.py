"""After it closed: responses drafted, approved, published."""

from typing import Any

from fastapi import APIRouter
from sqlalchemy import ColumnElement
from starlette.responses import Response

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.consultations import policy
from forum.consultations.actions import responding
from forum.consultations.actions.responding import (
    Approvals,
    ResponseText,
)
from forum.consultations.models import Opinion, OpinionResponse
from forum.consultations.queries import (
    opinions,
    reading_page,
    responses_of,
    url_of,
)
from forum.contributions.models import Contribution
from forum.contributions.official import SentBack
from forum.contributions.official.policy import STATES, UNPUBLISHED
from forum.database import Db, load
from forum.errors import Forbidden
from forum.routes.consultation_steps.step import StepPage, approving_url, responding_url
from forum.urls import path
from forum.web.answers import Answers
from forum.web.forms import Form
from forum.web.login import Writing, WritingMember
from forum.web.steps import Step, add_steps

router = APIRouter()


async def _drafting_page(
    db: Db, actor: Actor, consultation_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """The officer's list: opinions without a response to tick, one text for the group; then what is drafted."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_respond(actor, reading.line))
    waiting = await opinions(db, actor, *_unanswered(consultation_id), limit=200, by_paragraph=True)
    drafted = await responses_of(db, actor, consultation_id, *STATES)
    return StepPage(
        step.title,
        step.verb,
        form,
        reading,
        tuple(waiting),
        tuple(drafted),
        back=reading.line.url,
    )


async def _approving_page(
    db: Db, actor: Actor, consultation_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """The head reads what was submitted and approves many at once, each in the version read."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_approve_responses(actor, reading.line))
    waiting = await responses_of(db, actor, consultation_id, "awaiting_approval", "approved")
    return StepPage(step.title, step.verb, form, reading, responses=tuple(waiting), back=reading.line.url)


async def _response_page(
    db: Db, actor: Actor, response_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """One response: its officer changes it, the head sends it back."""
    consultation_id = (await load(db, OpinionResponse, response_id)).consultation_id
    reading = await reading_page(db, actor, consultation_id)
    if step.verb == "send_back_response":
        require(policy.may_approve_responses(actor, reading.line))
        return StepPage(step.title, step.verb, form, reading, back=approving_url(consultation_id))
    written = await responses_of(db, actor, consultation_id, *UNPUBLISHED)
    seen = next((one for one in written if one.id == response_id), None)
    if seen is None:
        raise Forbidden
    form.set_defaults(opinion_ids=seen.opinion_ids, result=seen.result, place=seen.place, text=seen.text.text)
    group = await opinions(
        db, actor, *_unanswered(consultation_id, response_id), limit=500, by_paragraph=True
    )
    back = responding_url(consultation_id)
    return StepPage(step.title, step.verb, form, reading, tuple(group), back=back)


def _unanswered(consultation_id: int, response_id: int | None = None) -> tuple[ColumnElement[bool], ...]:
    """Shown opinions without a response, and those of this one."""
    which = Opinion.response_id.is_(None) & (Contribution.visibility == Visibility.published)
    if response_id is not None:
        which = which | (Opinion.response_id == response_id)
    return Opinion.consultation_id == consultation_id, which


async def _to_drafting(db: Db, thing_id: int, response: OpinionResponse) -> str:
    return responding_url(response.consultation_id)


async def _to_approving(db: Db, consultation_id: int, count: int) -> str:
    return approving_url(consultation_id)


async def _back_to_approving(db: Db, response_id: int, response: OpinionResponse) -> str:
    return approving_url(response.consultation_id)


DRAFTING = (
    Step(path("consultations.draft_response"), responding.draft_response, ResponseText, "Tiếp thu, giải trình",
         "Đã lưu dự thảo tiếp thu, giải trình.", _to_drafting),
)  # fmt: skip
APPROVING = (
    Step(path("consultations.approve_responses"), responding.approve_responses, Approvals, "Duyệt tiếp thu, giải trình",
         lambda count: f"Đã duyệt {count} nội dung.", _to_approving),
)  # fmt: skip
ON_ONE_RESPONSE = (
    Step(path("consultations.revise_response"), responding.revise_response, ResponseText,
         "Sửa nội dung tiếp thu, giải trình", "Đã lưu; nội dung cần được trình lại.", _to_drafting),
    Step(path("consultations.send_back_response"), responding.send_back_response, SentBack,
         "Trả lại để chỉnh sửa", "Đã trả lại để chỉnh sửa.", _back_to_approving),
)  # fmt: skip
add_steps(router, "consultations/respond.html", _drafting_page, DRAFTING)
add_steps(router, "consultations/approve.html", _approving_page, APPROVING)
add_steps(router, "consultations/step.html", _response_page, ON_ONE_RESPONSE)


@router.post(path("consultations.submit_responses"))
async def submit_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.submit_responses(db, actor, consultation_id)
    return answer.go(responding_url(consultation_id), f"Đã trình duyệt {count} nội dung.")


@router.post(path("consultations.publish_responses"))
async def publish_responses(
    db: Writing, actor: WritingMember, answer: Answers, consultation_id: int
) -> Response:
    count = await responding.publish_responses(db, actor, consultation_id)
    return answer.go(f"{await url_of(db, consultation_id)}/tong-hop", f"Đã công khai {count} nội dung.")
