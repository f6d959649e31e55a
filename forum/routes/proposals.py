"""What bodies, staff and authors do about a proposal. Each step is one form with an address of its own: shown in
the proposal's page, and alone when something in it must be mended."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from forum.accounts.bodies import living_bodies
from forum.accounts.queries import body_names
from forum.actor import Actor, Role
from forum.commitments.actions import Promise
from forum.commitments.models import Commitment
from forum.contributions.official import Approval, SentBack
from forum.database import Db
from forum.errors import Forbidden
from forum.threads import actions
from forum.threads.actions.answers import DraftAnswer, Verdict
from forum.threads.actions.proposals import Clarification, TakeUp, ToBody
from forum.threads.models import Proposal, ProposalAnswer
from forum.threads.queries import AnswerView, ThreadPage, answer_place, thread_page, url_of_thread
from forum.urls import path, url_for
from forum.web.answers import Answers
from forum.web.forms import Form
from forum.web.login import Writing, WritingMember
from forum.web.steps import Step, add_steps

router = APIRouter()


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    thread: ThreadPage
    answer: AnswerView | None
    bodies: tuple[tuple[int, str], ...]
    my_bodies: tuple[tuple[int, str], ...]


async def _page(
    db: Db, actor: Actor, step: Step[Any, Any], form: Form[Any], thread: ThreadPage, answer: AnswerView | None
) -> StepPage:
    names = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    return StepPage(
        title=step.title,
        step=step.verb,
        form=form,
        thread=thread,
        answer=answer,
        bodies=await living_bodies(db, actor.today),
        my_bodies=tuple(names.items()),
    )


async def _proposal_step(
    db: Db, actor: Actor, proposal_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """Raises Forbidden when a step is first opened by who may not take it."""
    thread = await thread_page(db, actor, proposal_id)
    if form.status == 200 and (thread.proposal is None or step.verb not in thread.proposal.can):
        raise Forbidden
    return await _page(db, actor, step, form, thread, None)


async def _answer_step(
    db: Db, actor: Actor, answer_id: int, step: Step[Any, Any], form: Form[Any]
) -> StepPage:
    """Raises NotFound for an answer that is none, Forbidden when first opened by who may not take the step."""
    thread = await thread_page(db, actor, (await answer_place(db, answer_id)).id)
    answers = thread.proposal.answers if thread.proposal else ()
    answer = next((a for a in answers if a.text.id == answer_id), None)
    if form.status == 200:
        if answer is None or step.verb not in answer.can:
            raise Forbidden
        if step.verb == "revise_answer":
            form.set_defaults(text=answer.text.text, outcome=answer.outcome)
    return await _page(db, actor, step, form, thread, answer)


async def _to_thread(db: Db, proposal_id: int, done: Proposal) -> str:
    return await url_of_thread(db, proposal_id)


async def _to_answered(db: Db, answer_id: int, answer: ProposalAnswer) -> str:
    return await url_of_thread(db, answer.proposal_id)


async def _to_answer(db: Db, thing_id: int, answer: ProposalAnswer) -> str:
    return f"{await url_of_thread(db, answer.proposal_id)}#tra-loi-{answer.id}"


async def _to_commitment(db: Db, proposal_id: int, made: Commitment) -> str:
    return url_for("commitments.commitment", made.id)


PROPOSAL_STEPS = (
    Step(path("threads.assign"), actions.assign, ToBody, "Giao cơ quan", "Đã giao cơ quan.", _to_thread),
    Step(path("threads.hand_over"), actions.hand_over, ToBody, "Chuyển cơ quan khác",
         "Đã chuyển cơ quan khác.", _to_thread),
    Step(path("threads.take_up"), actions.take_up, TakeUp, "Tiếp nhận hiến kế",
         "Đã tiếp nhận hiến kế.", _to_thread),
    Step(path("threads.ask_clarification"), actions.ask_clarification, Clarification, "Đề nghị làm rõ",
         "Đã đề nghị tác giả làm rõ.", _to_thread),
    Step(path("threads.clarify"), actions.clarify, Clarification, "Làm rõ hiến kế",
         "Đã gửi phần làm rõ.", _to_thread),
    Step(path("threads.draft_answer"), actions.draft_answer, DraftAnswer, "Dự thảo trả lời",
         "Đã lưu dự thảo trả lời.", _to_answer),
    Step(path("threads.commit"), actions.commit, Promise, "Ghi cam kết",
         lambda made: f"Đã ghi cam kết, mã số {made.code}.", _to_commitment),
    Step(path("threads.say_answered"), actions.say_answered, Verdict, "Câu trả lời đã đáp ứng chưa",
         "Đã ghi nhận ý kiến của Ông/Bà.", _to_thread),
)  # fmt: skip
ANSWER_STEPS = (
    Step(path("threads.revise_answer"), actions.revise_answer, DraftAnswer, "Sửa dự thảo trả lời",
         "Đã lưu; dự thảo cần được trình lại.", _to_answer),
    Step(path("threads.approve_answer"), actions.approve_answer, Approval, "Duyệt trả lời",
         "Đã duyệt và công bố trả lời.", _to_answered),
    Step(path("threads.send_back_answer"), actions.send_back_answer, SentBack, "Trả lại dự thảo",
         "Đã trả lại để chỉnh sửa.", _to_answered),
)  # fmt: skip
add_steps(router, "threads/step.html", _proposal_step, PROPOSAL_STEPS)
add_steps(router, "threads/step.html", _answer_step, ANSWER_STEPS)


@router.post(path("threads.submit_answer"))
async def submit_answer(db: Writing, actor: WritingMember, answer: Answers, answer_id: int) -> Response:
    submitted = await actions.submit_answer(db, actor, answer_id)
    url = await url_of_thread(db, submitted.proposal_id)
    return answer.go(f"{url}#tra-loi-{answer_id}", "Đã trình duyệt.")
