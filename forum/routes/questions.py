"""Questions of a contact session: asked or entered, listed, and one with what became of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from forum.actor import Actor
from forum.contact import actions, policy
from forum.contact.actions.questions import (
    EnteredQuestion,
    NewQuestion,
)
from forum.contact.policy import QuestionState
from forum.contact.queries.preparing import neighbours
from forum.contact.queries.questions import (
    PAGE,
    QuestionLine,
    QuestionPage,
    question_page,
    session_questions,
    url_of_question,
)
from forum.contact.queries.sessions import (
    LeaderTie,
    SessionFrame,
    leaders_of,
    question_counts,
    session_frame,
)
from forum.contributions.models import Contribution
from forum.contributions.queries import receipt
from forum.database import Db
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.programme.task_links import tasks_of_thing
from forum.state import word_of
from forum.urls import path
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Reading, Visitor, Writing, WritingMember
from forum.web.paging import After, Paged, paged

router = APIRouter()


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
class AskPage:
    frame: SessionFrame
    form: Form[Any]
    leaders: tuple[LeaderTie, ...]
    tasks: tuple[TaskLabel, ...]
    for_other: bool


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    frame: SessionFrame
    q: QuestionPage
    tasks: tuple[TaskLabel, ...]
    before: str | None
    after: str | None
    can_prepare: bool


@router.get(path("contact.questions"))
async def questions(
    request: Request,
    db: Reading,
    actor: Visitor,
    answer: Answers,
    session_id: int,
    after: After = None,
    state: Annotated[str | None, Query(alias="trang-thai", max_length=30)] = None,
) -> Response:
    frame = await session_frame(db, actor, session_id)
    chosen = next((one for one in QuestionState if one == state), None)
    lines = await session_questions(db, actor, session_id, chosen, after)
    key = lines[PAGE - 1].text.id if len(lines) > PAGE else None
    page = ListPage(frame, await question_counts(db, session_id), paged(request, lines, PAGE, key), chosen)
    return answer.page("contact/questions.html", page)


@router.api_route(path("contact.ask"), methods=["GET", "POST"])
async def ask(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewQuestion], Depends(form_of(NewQuestion))],
    answer: Answers,
    session_id: int,
) -> Response:
    return await _ask(db, actor, form, answer, session_id, actions.ask, "ask")


@router.api_route(path("contact.enter_question"), methods=["GET", "POST"])
async def enter_question(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[EnteredQuestion], Depends(form_of(EnteredQuestion))],
    answer: Answers,
    session_id: int,
) -> Response:
    """A letter or a call: the same code and place, under the writer's own name."""
    return await _ask(db, actor, form, answer, session_id, actions.enter_question, "enter")


async def _ask(
    db: Db,
    actor: Actor,
    form: Form[Any],
    answer: Answer,
    session_id: int,
    act: Callable[[Db, Actor, int, Any], Awaitable[Contribution]],
    verb: str,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            it = await act(db, actor, session_id, form.value)
            url = await url_of_question(db, it.id)
            return attempt.go(url, await receipt(db, actor.at, it, "câu hỏi", "Câu hỏi"))
    frame = await session_frame(db, actor, session_id)
    if form.status == 200 and verb not in frame.can:
        raise Forbidden("Kỳ tiếp xúc này hiện không nhận câu hỏi.", code="too_late")
    leaders = await leaders_of(db, session_id)
    page = AskPage(frame, form, leaders, await task_choices(db), verb == "enter")
    return answer.form("contact/ask.html", page, form)


@router.get(path("contact.question"))
async def question(
    db: Reading, actor: Visitor, answer: Answers, session_id: int, question_id: int
) -> Response:
    """The question's own id decides: one that was carried is shown where it stands now."""
    q = await question_page(db, actor, question_id)
    if q.line.session_id != session_id:
        return answer.go(q.line.url)
    frame = await session_frame(db, actor, session_id)
    tasks = await tasks_of_thing(db, q.line.text.thing)
    prepares = bool(policy.may_prepare_session(actor, frame.line))
    beside = await neighbours(db, session_id, question_id) if prepares else (None, None)
    before, after = (f"{frame.line.url}/cau-hoi/{one}" if one is not None else None for one in beside)
    return answer.page("contact/question.html", ShownQuestion(frame, q, tasks, before, after, prepares))
