"""The live stage of a session: what is being answered, kept by the secretariat and shown to all."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.actor import Actor
from forum.contact import actions
from forum.contact.actions.stage import Move
from forum.contact.queries.stage import session_stage
from forum.database import ReadDb
from forum.errors import Invalid
from forum.urls import path
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


@router.post(path("contact.move_question"))
async def move_question(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Move], Depends(form_of(Move))],
    answer: Answers,
    question_id: int,
) -> Response:
    if form.value is None:
        raise Invalid("way", "Đề nghị chọn lên hoặc xuống.")
    question = await actions.move_question(db, actor, question_id, form.value)
    return await _stage(db, actor, answer, question.session_id, "Đã đổi thứ tự.")
