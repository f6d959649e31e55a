"""The live stage of a session: what is being answered, kept by the secretariat and shown to all."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import Actor
from forum.contact import actions
from forum.contact.actions.stage import Move
from forum.contact.queries.questions import question_page
from forum.contact.queries.stage import Stage, session_stage, waiting_of
from forum.database import ReadDb
from forum.errors import Forbidden
from forum.urls import path, url_for
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor, Writing, WritingMember

router = APIRouter()


@router.get(path("contact.stage"))
async def stage(db: Reading, actor: Visitor, answer: Answers, session_id: int) -> Response:
    """The stage alone for a page that asks again while the session is live; else the whole page."""
    return await _stage(db, actor, answer, session_id, None)


async def _stage(db: ReadDb, actor: Actor, answer: Answer, session_id: int, said: str | None) -> Response:
    x = await session_stage(db, actor, session_id)
    if answer.wants_fragment:
        return answer.fragment("contact/_stage.html", x)
    return answer.go(x.url, said) if said else answer.go(x.url)


@router.post(path("contact.call_question"))
async def call_question(db: Writing, actor: WritingMember, answer: Answers, question_id: int) -> Response:
    question = await actions.call_question(db, actor, question_id)
    return await _stage(db, actor, answer, question.session_id, "Câu hỏi đang được trả lời.")


@router.post(path("contact.note_spoken"))
async def note_spoken(db: Writing, actor: WritingMember, answer: Answers, question_id: int) -> Response:
    question = await actions.note_spoken(db, actor, question_id)
    return await _stage(db, actor, answer, question.session_id, "Đã ghi: trả lời tại kỳ tiếp xúc.")


@dataclass(frozen=True, slots=True)
class MovePage:
    form: Form[Move]
    title: str
    stage: Stage


@router.api_route(path("contact.move_question"), methods=["GET", "POST"])
async def move_question(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Move], Depends(form_of(Move))],
    answer: Answers,
    question_id: int,
) -> Response:
    """A button on the stage; the page of its own shows the order that stands where it was changed meanwhile."""
    if form.value:
        async with form.attempt(db) as attempt:
            moved = await actions.move_question(db, actor, question_id, form.value)
            return attempt.go(url_for("contact.stage", moved.session_id), "Đã đổi thứ tự.")
    page = await question_page(db, actor, question_id)
    stage = await session_stage(db, actor, page.line.session_id)
    if "move" not in stage.can:
        raise Forbidden
    form.carry(Move.of(await waiting_of(db, page.line.session_id)))
    return answer.form("contact/move.html", MovePage(form, page.line.title, stage), form)
