"""How a consultation ends: concluded or stopped; and the text that an office issued."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor, require
from forum.consultations import policy
from forum.consultations.actions import responding
from forum.consultations.actions.responding import Issue, StopReason
from forum.consultations.queries import reading_page, url_of
from forum.database import Db
from forum.routes.consultation_steps.step import Rules, StepPage, to_consultation
from forum.urls import path
from forum.web.answers import Answers
from forum.web.forms import Form
from forum.web.login import Writing, WritingMember
from forum.web.steps import Step, add_steps

router = APIRouter()

RULES: Rules = {"propose_stop": policy.may_propose_stop, "record_issue": policy.may_record_issue}


async def _page(
    db: Db, actor: Actor, consultation_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    reading = await reading_page(db, actor, consultation_id)
    require(RULES[step.verb](actor, reading.line))
    return StepPage(step.title, step.verb, form, reading, back=reading.line.url)


STEPS = (
    Step(path("consultations.propose_stop"), responding.propose_stop, StopReason, "Đề nghị dừng lấy ý kiến",
         "Đã đề nghị dừng; chờ thủ trưởng xác nhận.", to_consultation),
    Step(path("consultations.record_issue"), responding.record_issue, Issue, "Số, ngày ban hành",
         "Đã ghi số, ngày ban hành.", to_consultation),
)  # fmt: skip
add_steps(router, "consultations/step.html", _page, STEPS)


@router.post(path("consultations.conclude"))
async def conclude(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.conclude(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã kết thúc lấy ý kiến.")


@router.post(path("consultations.confirm_stop"))
async def confirm_stop(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    await responding.confirm_stop(db, actor, consultation_id)
    return answer.go(await url_of(db, consultation_id), "Đã dừng lấy ý kiến.")
