"""Questions of a contact session: the list, and one question with its outcome."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from forum import kinds
from forum.contact import policy
from forum.contact.own import OWN_IN_SESSION
from forum.contact.own_notes.queries import OwnNoteLine, notes_beside
from forum.contact.policy import QuestionState
from forum.contact.queries.counts import question_counts
from forum.contact.queries.preparing import neighbours
from forum.contact.queries.questions import (
    PAGE,
    QuestionLine,
    QuestionPage,
    question_page,
    session_questions,
)
from forum.contact.queries.sessions import (
    SessionFrame,
    session_frame,
)
from forum.contact.reply_letters import kinds_of
from forum.files.issued import CopyView, issued_copies
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.state import word_of
from forum.urls import path
from forum.web.login import Reading, Visitor
from forum.web.paging import After, Paged, paged
from forum.web.render import Render
from forum.web.shared_pages import shared_page

router = APIRouter()

shared_page("contact.questions", OWN_IN_SESSION)
shared_page("contact.question", OWN_IN_SESSION)


@dataclass(frozen=True, slots=True)
class ListPage:
    frame: SessionFrame
    counts: dict[QuestionState, int]
    lines: Paged[QuestionLine]
    state: QuestionState | None

    @property
    def state_options(self) -> list[tuple[str, str]]:
        return [(s, f"{word_of(s)} ({self.counts.get(s, 0)})") for s in QuestionState]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    frame: SessionFrame
    q: QuestionPage
    tasks: tuple[TaskLabel, ...]
    before: str | None
    after: str | None
    can_prepare: bool
    own_notes: tuple[OwnNoteLine, ...]
    can_note: bool
    copies: tuple[CopyView, ...]
    opens_copies: bool


@router.get(path("contact.questions"))
async def questions(
    request: Request,
    db: Reading,
    actor: Visitor,
    render: Render,
    session_id: int,
    after: After = None,
    state: Annotated[str | None, Query(alias="trang-thai", max_length=30)] = None,
) -> Response:
    frame = await session_frame(db, actor, session_id)
    chosen = next((one for one in QuestionState if one == state), None)
    lines = await session_questions(db, actor, session_id, chosen, after)
    key = lines[PAGE - 1].text.id if len(lines) > PAGE else None
    page = ListPage(frame, await question_counts(db, session_id), paged(request, lines, PAGE, key), chosen)
    return render.page("contact/questions.html", page)


@router.get(path("contact.question"))
async def question(
    db: Reading, actor: Visitor, render: Render, session_id: int, question_id: int
) -> Response:
    """Only the question's id matters: a deferred question redirects to its present session."""
    q = await question_page(db, actor, question_id)
    if q.line.session_id != session_id:
        return render.redirect(q.line.url)
    frame = await session_frame(db, actor, session_id)
    tasks = await tasks_of_thing(db, q.line.text.thing)
    prepares = bool(policy.may_prepare_session(actor, frame.line))
    beside = await neighbours(db, session_id, question_id) if prepares else (None, None)
    before, after = (f"{frame.line.url}/cau-hoi/{one}" if one is not None else None for one in beside)
    own = await notes_beside(db, actor, q, frame)
    is_answered = any(one.way.is_published for one in q.answers)
    disowned = {kind for kind, one in kinds_of(q.answers).items() if not one.way.stands}
    signed = await issued_copies(db, q.line.text.thing) if is_answered else ()
    copies = tuple(one for one in signed if one.paper not in disowned)
    opens = not copies or await kinds.opens_copies(db, actor, q.line.text.thing)
    shown = ShownQuestion(frame, q, tasks, before, after, prepares, *own, copies, opens)
    return render.page("contact/question.html", shown)
