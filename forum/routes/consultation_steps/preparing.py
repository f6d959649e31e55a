"""Before it opens: the draft, its questions, its dates."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.accounts.queries import body_names
from forum.actor import Actor, Role, require
from forum.consultations import policy
from forum.consultations.actions import preparing
from forum.consultations.actions.preparing import Announcement, NewConsultation, Questions, holiday_warning
from forum.consultations.models import Consultation
from forum.consultations.queries import (
    ReadingPage,
    reading_page,
    url_of,
)
from forum.database import Db
from forum.deadlines.queries import Limit, limit_in_force
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.routes.consultation_steps.step import StepPage, preparing_url
from forum.urls import path
from forum.web.answers import Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember
from forum.web.steps import Step, add_steps

router = APIRouter()


@dataclass(frozen=True, slots=True)
class NewPage:
    form: Form[NewConsultation]
    bodies: tuple[tuple[int, str], ...]
    kinds: tuple[tuple[str, str], ...]
    tasks: tuple[TaskLabel, ...]


@router.api_route(path("consultations.create"), methods=["GET", "POST"])
async def create(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewConsultation], Depends(form_of(NewConsultation))],
    answer: Answers,
) -> Response:
    """Paste a draft: it is read into paragraphs that the next page lets one correct."""
    mine = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    if not mine:
        raise Forbidden
    if form.value:
        async with form.attempt(db) as attempt:
            it = await preparing.create(db, actor, form.value)
            url = preparing_url(it.id)
            return attempt.go(url, f"Đã đọc dự thảo, mã số {it.code}. Mời kiểm tra từng đoạn.")
    kinds = []
    for name in preparing.DOCUMENT_KINDS:
        minimum = await limit_in_force(db, name, actor.today)
        unit = "ngày làm việc" if minimum.unit == "working_day" else "ngày"
        kinds.append((name, f"{minimum.label} (ít nhất {minimum.count} {unit})"))
    page = NewPage(form, tuple(mine.items()), tuple(kinds), await task_choices(db))
    return answer.form("consultations/new.html", page, form)


@dataclass(frozen=True, slots=True)
class PreparePage:
    reading: ReadingPage
    minimum: Limit
    warning: str | None


@router.get(path("consultations.prepare"))
async def prepare(db: Writing, actor: WritingMember, answer: Answers, consultation_id: int) -> Response:
    """The officer's page: paragraphs to correct, questions, dates."""
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_rework(actor, reading.line))
    minimum = await limit_in_force(db, reading.line.document_kind, actor.today)
    opens_on, closes_on = reading.line.opens_on, reading.line.closes_on
    warning = holiday_warning(opens_on, closes_on, minimum.count) if opens_on and closes_on else None
    return answer.page("consultations/prepare.html", PreparePage(reading, minimum, warning))


async def _questions_page(
    db: Db, actor: Actor, consultation_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_prepare(actor, reading.line))
    form.set_defaults(questions="\n".join(text for _, text in reading.questions))
    return StepPage(step.title, step.verb, form, reading, back=preparing_url(consultation_id))


async def _to_preparing(db: Db, consultation_id: int, done: Consultation) -> str:
    return preparing_url(consultation_id)


STEPS = (
    Step(path("consultations.set_questions"), preparing.set_questions, Questions, "Câu hỏi gợi ý",
         "Đã lưu câu hỏi gợi ý.", _to_preparing),
)  # fmt: skip
add_steps(router, "consultations/step.html", _questions_page, STEPS)


@router.api_route(path("consultations.announce"), methods=["GET", "POST"])
async def announce(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Announcement], Depends(form_of(Announcement))],
    answer: Answers,
    consultation_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            it = await preparing.announce(db, actor, consultation_id, form.value)
            minimum = await limit_in_force(db, it.document_kind, actor.today)
            warned = holiday_warning(form.value.opens_on, form.value.closes_on, minimum.count)
            said = "Đã thông báo lấy ý kiến." + (f" {warned}" if warned else "")
            return attempt.go(await url_of(db, consultation_id), said)
    reading = await reading_page(db, actor, consultation_id)
    require(policy.may_announce(actor, reading.line))
    minimum = await limit_in_force(db, reading.line.document_kind, actor.today)
    back = preparing_url(consultation_id)
    page = StepPage("Thông báo lấy ý kiến", "announce", form, reading, minimum=minimum, back=back)
    return answer.form("consultations/step.html", page, form)
