"""What bodies, staff and authors do about a proposal. Each step is one form with an address of its own: shown in
the proposal's page, and alone when something in it must be mended."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from forum.accounts.queries import body_names, living_bodies
from forum.actor import Actor, Role
from forum.commitments.actions import Promise
from forum.commitments.queries import commitment_url
from forum.contributions.actions import claim_draft, mark_sent
from forum.database import ReadDb
from forum.errors import Forbidden
from forum.threads import actions
from forum.threads.actions.answers import Approval, DraftAnswer, SentBack, Verdict
from forum.threads.actions.proposals import Clarification, TakeUp, ToBody
from forum.threads.queries import AnswerView, ThreadPage, answer_place, thread_page, url_of_thread
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingMember

router = APIRouter(prefix="/chu-de")


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[Any]
    thread: ThreadPage
    answer: AnswerView | None
    bodies: tuple[tuple[int, str], ...]
    my_bodies: tuple[tuple[int, str], ...]


async def _again(
    db: ReadDb,
    actor: Actor,
    answer: Answer,
    form: Form[Any],
    proposal_id: int,
    step: str,
    title: str,
    answer_id: int | None = None,
) -> Response:
    thread = await thread_page(db, actor, proposal_id)
    if form.status == 200 and not _may_open(thread, step, answer_id):
        raise Forbidden
    answers = thread.proposal.answers if thread.proposal else ()
    names = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    page = StepPage(
        title=title,
        step=step,
        form=form,
        thread=thread,
        answer=next((a for a in answers if a.text.id == answer_id), None),
        bodies=tuple((b.id, b.name) for b in await living_bodies(db, actor.at.date())),
        my_bodies=tuple(names.items()),
    )
    return answer.form("threads/step.html", page, form)


ANSWER_VERBS = {"change_answer": "change", "approve_answer": "approve", "send_back_answer": "approve"}


def _may_open(thread: ThreadPage, step: str, answer_id: int | None) -> bool:
    """Whether this reader may take the step at all: its page is not shown to who may not."""
    if thread.proposal is None:
        return False
    if answer_id is None:
        return step in thread.proposal.can
    return any(a.text.id == answer_id and ANSWER_VERBS[step] in a.can for a in thread.proposal.answers)


@router.api_route("/{proposal_id:int}/giao", methods=["GET", "POST"])
async def assign(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ToBody], Depends(form_of(ToBody))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.assign(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã giao cơ quan.")
    return await _again(db, actor, answer, form, proposal_id, "assign", "Giao cơ quan")


@router.api_route("/{proposal_id:int}/chuyen", methods=["GET", "POST"])
async def hand_over(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ToBody], Depends(form_of(ToBody))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.hand_over(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã chuyển cơ quan khác.")
    return await _again(db, actor, answer, form, proposal_id, "hand_over", "Chuyển cơ quan khác")


@router.api_route("/{proposal_id:int}/tiep-nhan", methods=["GET", "POST"])
async def take_up(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[TakeUp], Depends(form_of(TakeUp))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.take_up(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã tiếp nhận hiến kế.")
    return await _again(db, actor, answer, form, proposal_id, "take_up", "Tiếp nhận hiến kế")


@router.api_route("/{proposal_id:int}/de-nghi-lam-ro", methods=["GET", "POST"])
async def ask_clarification(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Clarification], Depends(form_of(Clarification))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.ask_clarification(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã đề nghị tác giả làm rõ.")
    return await _again(db, actor, answer, form, proposal_id, "ask_clarification", "Đề nghị làm rõ")


@router.api_route("/{proposal_id:int}/lam-ro", methods=["GET", "POST"])
async def clarify(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Clarification], Depends(form_of(Clarification))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.clarify(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã gửi phần làm rõ.")
    return await _again(db, actor, answer, form, proposal_id, "clarify", "Làm rõ hiến kế")


@router.api_route("/{proposal_id:int}/tra-loi", methods=["GET", "POST"])
async def draft_answer(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[DraftAnswer], Depends(form_of(DraftAnswer))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            drafted = await actions.draft_answer(db, actor, proposal_id, form.value)
            url = await url_of_thread(db, proposal_id)
            return answer.go(f"{url}#tra-loi-{drafted.id}", "Đã lưu dự thảo trả lời.")
    return await _again(db, actor, answer, form, proposal_id, "draft_answer", "Dự thảo trả lời")


@router.api_route("/tra-loi/{answer_id:int}/sua", methods=["GET", "POST"])
async def change_answer(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[DraftAnswer], Depends(form_of(DraftAnswer))],
    answer: Answers,
    answer_id: int,
) -> Response:
    proposal_id = (await answer_place(db, answer_id)).id
    if form.value:
        with form.refusals():
            await actions.draft_answer(db, actor, proposal_id, form.value, answer_id)
            url = await url_of_thread(db, proposal_id)
            return answer.go(f"{url}#tra-loi-{answer_id}", "Đã lưu; dự thảo cần được trình lại.")
    thread = await thread_page(db, actor, proposal_id)
    for drafted in thread.proposal.answers if thread.proposal else ():
        if drafted.text.id == answer_id and form.status == 200:
            form.set_defaults(text=drafted.text.text, outcome=drafted.outcome)
    return await _again(
        db, actor, answer, form, proposal_id, "change_answer", "Sửa dự thảo trả lời", answer_id
    )


@router.post("/tra-loi/{answer_id:int}/trinh")
async def submit_answer(db: Writing, actor: WritingMember, answer: Answers, answer_id: int) -> Response:
    submitted = await actions.submit_answer(db, actor, answer_id)
    url = await url_of_thread(db, submitted.proposal_id)
    return answer.go(f"{url}#tra-loi-{answer_id}", "Đã trình duyệt.")


@router.api_route("/tra-loi/{answer_id:int}/duyet", methods=["GET", "POST"])
async def approve_answer(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Approval], Depends(form_of(Approval))],
    answer: Answers,
    answer_id: int,
) -> Response:
    proposal_id = (await answer_place(db, answer_id)).id
    if form.value:
        with form.refusals():
            await actions.approve_answer(db, actor, answer_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã duyệt và công bố trả lời.")
    return await _again(db, actor, answer, form, proposal_id, "approve_answer", "Duyệt trả lời", answer_id)


@router.api_route("/tra-loi/{answer_id:int}/tra-lai", methods=["GET", "POST"])
async def send_back_answer(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SentBack], Depends(form_of(SentBack))],
    answer: Answers,
    answer_id: int,
) -> Response:
    proposal_id = (await answer_place(db, answer_id)).id
    if form.value:
        with form.refusals():
            await actions.send_back_answer(db, actor, answer_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã trả lại để chỉnh sửa.")
    return await _again(
        db, actor, answer, form, proposal_id, "send_back_answer", "Trả lại dự thảo", answer_id
    )


@router.api_route("/{proposal_id:int}/cam-ket", methods=["GET", "POST"])
async def commit(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Promise], Depends(form_of(Promise))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            sent = await claim_draft(db, actor, form.key, form.action)
            if sent is not None:
                return answer.go(sent)
            made = await actions.commit(db, actor, proposal_id, form.value)
            url = commitment_url(made.id)
            await mark_sent(db, actor, form.key, url)
            return answer.go(url, f"Đã ghi cam kết, mã số {made.code}.")
    return await _again(db, actor, answer, form, proposal_id, "commit", "Ghi cam kết")


@router.api_route("/{proposal_id:int}/danh-gia", methods=["GET", "POST"])
async def say_answered(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Verdict], Depends(form_of(Verdict))],
    answer: Answers,
    proposal_id: int,
) -> Response:
    if form.value:
        with form.refusals():
            await actions.say_answered(db, actor, proposal_id, form.value)
            return answer.go(await url_of_thread(db, proposal_id), "Đã ghi nhận ý kiến của Ông/Bà.")
    return await _again(db, actor, answer, form, proposal_id, "say_answered", "Câu trả lời đã đáp ứng chưa")
