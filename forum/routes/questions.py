"""Questions of a contact session: asked or entered, placed by the secretariat, answered and promised upon.

Each step on a question or an answer is one form with an address of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.bodies import living_bodies
from forum.actor import Actor
from forum.commitments.actions import Promise
from forum.contact import actions, policy
from forum.contact.actions.answers import AnswerText, Publication
from forum.contact.actions.questions import (
    Carry,
    EnteredQuestion,
    Merge,
    NewQuestion,
    Objection,
    OffAgenda,
    OnAgenda,
    Referral,
    Refusal,
    Ties,
)
from forum.contact.policy import QuestionState
from forum.contact.queries.answers import AnswerView, answer_question
from forum.contact.queries.preparing import neighbours, next_undrafted, session_of_question
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
    SessionLine,
    leaders_of,
    question_counts,
    session_frame,
    sessions_to_carry_to,
)
from forum.contributions.models import Contribution
from forum.contributions.official import Approval, RecordedApproval, SentBack
from forum.database import Db, ReadDb
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.programme.task_links import tasks_of, tasks_of_thing
from forum.rendering import vntime
from forum.state import word_of
from forum.urls import path, url_for
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


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    q: QuestionPage
    answer: AnswerView | None
    frame: SessionFrame
    leaders: tuple[LeaderTie, ...]
    tasks: tuple[TaskLabel, ...]
    bodies: tuple[tuple[int, str], ...]
    later: tuple[SessionLine, ...]


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


def _receipt(it: Contribution) -> str:
    if it.review_due_at is None:
        return f"Đã nhận câu hỏi, mã số {it.code}. Câu hỏi đã được đăng."
    return f"Đã nhận câu hỏi, mã số {it.code}. Sẽ có kết quả duyệt trước {vntime(it.review_due_at)}."


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
            return attempt.go(url, _receipt(it))
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


# Steps ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its verb as policy names it, path, title, input, action, and what is said when it is done."""

    verb: str
    path: str
    title: str
    model: type[BaseModel]
    act: Callable[[Db, Actor, int, Any], Awaitable[Any]]
    said: str


QUESTION_STEPS = (
    Step("put_on_agenda", path("contact.put_on_agenda"), "Đưa vào chương trình", OnAgenda, actions.put_on_agenda,
         "Đã đưa vào chương trình."),
    Step("leave_off_agenda", path("contact.leave_off_agenda"), "Trả lời bằng văn bản", OffAgenda,
         actions.leave_off_agenda, "Câu hỏi sẽ được trả lời bằng văn bản."),
    Step("merge", path("contact.merge"), "Gộp câu hỏi", Merge, actions.merge, "Đã gộp câu hỏi."),
    Step("refer", path("contact.refer"), "Chuyển cơ quan có thẩm quyền", Referral, actions.refer,
         "Đã chuyển cơ quan."),
    Step("decline", path("contact.decline"), "Không tiếp nhận", Refusal, actions.decline,
         "Đã ghi lý do và nơi tiếp nhận."),
    Step("carry", path("contact.carry"), "Chuyển kỳ sau", Carry, actions.carry, "Đã chuyển sang kỳ sau."),
    Step("object_to_merge", path("contact.object_to_merge"), "Đề nghị tách câu hỏi", Objection, actions.object_to_merge,
         "Câu hỏi đã được tách; tổ thư ký sẽ xếp lại."),
    Step("draft_answer", path("contact.draft_answer"), "Dự thảo trả lời", AnswerText, actions.draft_answer,
         "Đã lưu dự thảo trả lời."),
    Step("tie_tasks", path("contact.tie_tasks"), "Gắn nhiệm vụ", Ties, actions.tie_tasks, "Đã gắn nhiệm vụ."),
    Step("commit", path("contact.commit"), "Ghi cam kết", Promise, actions.commit, "Đã ghi cam kết."),
)  # fmt: skip

ANSWER_STEPS = (
    Step("revise", path("contact.revise_answer"), "Sửa dự thảo trả lời", AnswerText, actions.revise_answer,
         "Đã lưu bản mới; dự thảo cần được trình lại."),
    Step("approve", path("contact.approve_answer"), "Duyệt trả lời", Approval, actions.approve_answer, "Đã duyệt."),
    Step("send_back", path("contact.send_back_answer"), "Trả lại để chỉnh sửa", SentBack, actions.send_back_answer,
         "Đã trả lại dự thảo."),
    Step("record_approval", path("contact.record_approval"), "Ghi nhận ý kiến duyệt", RecordedApproval,
         actions.record_approval, "Đã ghi nhận; chờ người thứ hai đối chứng."),
    Step("countersign", path("contact.countersign_approval"), "Đối chứng ý kiến duyệt", Approval,
         actions.countersign_approval, "Đã đối chứng; trả lời được duyệt."),
    Step("answer", path("contact.publish_answer"), "Công bố trả lời", Publication, actions.publish_answer,
         "Đã công bố trả lời."),
)  # fmt: skip


async def _step_page(
    db: ReadDb, actor: Actor, form: Form[Any], step: Step, question_id: int, answer_id: int | None
) -> StepPage:
    """Raises Forbidden when a step is first opened by who may not take it."""
    q = await question_page(db, actor, question_id)
    chosen = next((a for a in q.answers if a.text.id == answer_id), None)
    can = q.can if answer_id is None else (chosen.can if chosen else frozenset[str]())
    if form.status == 200 and not any(verb.startswith(step.verb) for verb in can):
        raise Forbidden
    frame = await session_frame(db, actor, q.line.session_id)
    if step.verb == "revise" and chosen is not None:
        form.set_defaults(text=chosen.text.text)
    bodies = await living_bodies(db, actor.today) if step.verb in ("refer", "commit") else ()
    links = await tasks_of(db, [q.line.text.thing, frame.line.thing])
    tied = links[q.line.text.thing]
    tasks = tied or links[frame.line.thing]
    if step.verb in ("commit", "tie_tasks") and form.status == 200:
        form.set_defaults(task_ids=[task.id for task in (tasks if step.verb == "commit" else tied)])
    if step.verb == "tie_tasks":
        tasks = await task_choices(db)
    return StepPage(
        title=step.title,
        step=step.verb,
        form=form,
        q=q,
        answer=chosen,
        frame=frame,
        leaders=await leaders_of(db, frame.line.id),
        tasks=tasks,
        bodies=bodies,
        later=tuple(await sessions_to_carry_to(db, actor, frame.line.starts_at))
        if step.verb == "carry"
        else (),
    )


async def _after_draft(db: Db, actor: Actor, question_id: int, answer_id: int, draft: AnswerText) -> str:
    """Back to the draft; or it is submitted, and the next question without one is opened, or the list at the end."""
    if draft.then == "stay":
        return f"{await url_of_question(db, question_id)}#tra-loi-{answer_id}"
    await actions.submit_answer(db, actor, answer_id)
    following = await next_undrafted(db, question_id)
    if following is not None:
        return url_for("contact.draft_answer", following)
    return url_for("contact.prepare", await session_of_question(db, question_id))


def _add_question_step(step: Step) -> None:
    async def take(
        db: Writing,
        actor: WritingMember,
        answer: Answers,
        question_id: int,
        form: Form[Any] = Depends(form_of(step.model)),
    ) -> Response:
        if form.value:
            async with form.attempt(db) as attempt:
                done = await step.act(db, actor, question_id, form.value)
                url = await url_of_question(db, question_id)
                if step.verb == "draft_answer":
                    url = await _after_draft(db, actor, question_id, done.id, form.value)
                if step.verb == "commit":
                    url = url_for("commitments.commitment", done.id)
                return attempt.go(url, step.said)
        page = await _step_page(db, actor, form, step, question_id, None)
        return answer.form("contact/step.html", page, form)

    take.__name__ = step.verb
    router.add_api_route(step.path, take, methods=["GET", "POST"])


def _add_answer_step(step: Step) -> None:
    async def take(
        db: Writing,
        actor: WritingMember,
        answer: Answers,
        answer_id: int,
        form: Form[Any] = Depends(form_of(step.model)),
    ) -> Response:
        question_id = await answer_question(db, answer_id)
        if form.value:
            async with form.attempt(db) as attempt:
                await step.act(db, actor, answer_id, form.value)
                url = await url_of_question(db, question_id)
                return attempt.go(f"{url}#tra-loi-{answer_id}", step.said)
        page = await _step_page(db, actor, form, step, question_id, answer_id)
        return answer.form("contact/step.html", page, form)

    take.__name__ = f"{step.verb}_answer" if step.verb != "answer" else "publish_answer"
    router.add_api_route(step.path, take, methods=["GET", "POST"])


for _one in QUESTION_STEPS:
    _add_question_step(_one)
for _one in ANSWER_STEPS:
    _add_answer_step(_one)


@router.post(path("contact.submit_answer"))
async def submit_answer(db: Writing, actor: WritingMember, answer: Answers, answer_id: int) -> Response:
    submitted = await actions.submit_answer(db, actor, answer_id)
    url = await url_of_question(db, submitted.question_id)
    return answer.go(f"{url}#tra-loi-{answer_id}", "Đã trình duyệt.")
