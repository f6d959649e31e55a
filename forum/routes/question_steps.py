"""Steps of the secretariat, askers, assistants and leaders on a question and its answers."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from fastapi import APIRouter

from forum.accounts.bodies import bodies_to_give_to
from forum.actor import Actor
from forum.clock import local_date
from forum.contact import actions
from forum.contact.actions.answers import AnswerText, Publication, RevisedAnswer
from forum.contact.actions.dates import AnswerDate
from forum.contact.actions.deferring import DeferralObjection
from forum.contact.actions.merging import Merge, Objection
from forum.contact.actions.questions import (
    Deferral,
    OnAgenda,
    QuestionTasks,
    Referral,
    Refusal,
    ScheduleWrittenAnswer,
)
from forum.contact.actions.rating import AnswerVerdict
from forum.contact.models import Question
from forum.contact.policy import AskerVerdict
from forum.contact.queries.answers import AnswerView, answer_question
from forum.contact.queries.preparing import next_undrafted, session_of_question
from forum.contact.queries.questions import QuestionPage, question_page, url_of_question
from forum.contact.queries.sessions import (
    LeaderPlace,
    SessionFrame,
    SessionLine,
    leaders_of,
    session_frame,
    sessions_to_defer_to,
)
from forum.contributions.official import Approval, Countersignature, RecordedApproval, SentBack
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.programme.task_links import tasks_of
from forum.state import word_of
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()
AnyForm: TypeAlias = Form[Any]  # of whichever step


@dataclass(frozen=True, slots=True)
class AboutQuestion:
    """Options of a question's forms: who may answer it, where it may go, which tasks it may be about."""

    q: QuestionPage
    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...] = ()
    bodies: tuple[tuple[int, str], ...] = ()
    tasks: tuple[TaskLabel, ...] = ()
    later: tuple[SessionLine, ...] = ()
    answer: AnswerView | None = None

    @property
    def url(self) -> str:
        return self.q.line.url

    @property
    def verdicts(self) -> list[tuple[str, Words]]:
        return [(one, word_of(one)) for one in AskerVerdict]

    @property
    def can(self) -> frozenset[str]:
        return self.q.can if self.answer is None else self.answer.can


async def about_question(db: ReadDb, actor: Actor, question_id: int, form: AnyForm) -> AboutQuestion:
    q = await question_page(db, actor, question_id)
    frame = await session_frame(db, actor, q.line.session_id)
    return AboutQuestion(
        q,
        frame,
        leaders=await leaders_of(db, frame.line.id),
        bodies=await bodies_to_give_to(db, actor.at),
    )


async def about_tasks(db: ReadDb, actor: Actor, question_id: int, form: AnyForm) -> AboutQuestion:
    """All tasks of the programme, with the question's own ticked."""
    q = await question_page(db, actor, question_id)
    frame = await session_frame(db, actor, q.line.session_id)
    form.fill(QuestionTasks.of((await tasks_of(db, [q.line.text.thing]))[q.line.text.thing]))
    return AboutQuestion(q, frame, tasks=await task_choices(db))


async def about_later_sessions(db: ReadDb, actor: Actor, question_id: int, form: AnyForm) -> AboutQuestion:
    q = await question_page(db, actor, question_id)
    frame = await session_frame(db, actor, q.line.session_id)
    later = await sessions_to_defer_to(db, actor, frame.line.starts_at)
    return AboutQuestion(q, frame, later=tuple(later))


async def about_answer(db: ReadDb, actor: Actor, answer_id: int, form: AnyForm) -> AboutQuestion:
    q = await question_page(db, actor, await answer_question(db, answer_id))
    answer = next((one for one in q.answers if one.text.id == answer_id), None)
    if answer is None:
        raise Forbidden
    return AboutQuestion(q, await session_frame(db, actor, q.line.session_id), answer=answer)


async def about_draft(db: ReadDb, actor: Actor, answer_id: int, form: Form[RevisedAnswer]) -> AboutQuestion:
    about = await about_answer(db, actor, answer_id, form)
    if about.answer is not None:
        form.fill(RevisedAnswer.of(about.answer.text.text_version, about.answer.text.text))
    return about


async def about_agenda(db: ReadDb, actor: Actor, question_id: int, form: Form[OnAgenda]) -> AboutQuestion:
    about = await about_question(db, actor, question_id, form)
    form.fill(OnAgenda.of(await load(db, Question, question_id)))
    return about


@step(
    router,
    "contact.put_on_agenda",
    title=_("Đưa vào chương trình"),
    done=_("Đã đưa vào chương trình."),
    page=about_agenda,
    tone="primary",
)
async def put_on_agenda(db: Db, actor: Actor, question_id: int, form: OnAgenda) -> str:
    await actions.put_on_agenda(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.schedule_written_answer",
    title=_("Trả lời bằng văn bản"),
    done=_("Câu hỏi sẽ được trả lời bằng văn bản."),
    page=about_question,
)
async def schedule_written_answer(db: Db, actor: Actor, question_id: int, form: ScheduleWrittenAnswer) -> str:
    await actions.schedule_written_answer(db, actor, question_id, form)
    return await url_of_question(db, question_id)


async def about_date(db: ReadDb, actor: Actor, question_id: int, form: Form[AnswerDate]) -> AboutQuestion:
    q = await question_page(db, actor, question_id)
    stands = local_date(q.line.answer_by) if q.line.answer_by else None
    form.fill(AnswerDate.of(stands))
    return AboutQuestion(q, await session_frame(db, actor, q.line.session_id))


@step(router, "contact.move_answer_date", title=_("Dời thời hạn trả lời"), done=_("Đã ghi thời hạn mới và lý do."),
      page=about_date, tone="quiet")  # fmt: skip
async def move_answer_date(db: Db, actor: Actor, question_id: int, form: AnswerDate) -> str:
    await actions.move_answer_date(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(router, "contact.merge", title=_("Gộp câu hỏi"), done=_("Đã gộp câu hỏi."), page=about_question)
async def merge(db: Db, actor: Actor, question_id: int, form: Merge) -> str:
    await actions.merge(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.refer",
    title=_("Chuyển cơ quan có thẩm quyền"),
    done=_("Đã chuyển cơ quan."),
    page=about_question,
)
async def refer(db: Db, actor: Actor, question_id: int, form: Referral) -> str:
    await actions.refer(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.defer",
    title=_("Chuyển kỳ sau"),
    done=_("Đã chuyển sang kỳ sau."),
    page=about_later_sessions,
)
async def defer(db: Db, actor: Actor, question_id: int, form: Deferral) -> str:
    await actions.defer(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.decline",
    title=_("Không tiếp nhận"),
    done=_("Đã ghi lý do và nơi tiếp nhận."),
    page=about_question,
)
async def decline(db: Db, actor: Actor, question_id: int, form: Refusal) -> str:
    await actions.decline(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(router, "contact.set_tasks", title=_("Gắn nhiệm vụ"), done=_("Đã gắn nhiệm vụ."), page=about_tasks)
async def set_tasks(db: Db, actor: Actor, question_id: int, form: QuestionTasks) -> str:
    await actions.set_tasks(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.object_to_merge",
    title=_("Đề nghị tách câu hỏi"),
    done=_("Câu hỏi đã được tách; tổ thư ký sẽ xếp lại."),
    page=about_question,
    is_inline=True,
)
async def object_to_merge(db: Db, actor: Actor, question_id: int, form: Objection) -> str:
    await actions.object_to_merge(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.object_to_deferral",
    title=_("Không đồng ý chuyển"),
    done=_("Đã ghi ý kiến của Ông/Bà; tổ thư ký sẽ xếp lại câu hỏi và báo nơi xếp."),
    page=about_question,
    is_inline=True,
)
async def object_to_deferral(db: Db, actor: Actor, question_id: int, form: DeferralObjection) -> str:
    await actions.object_to_deferral(db, actor, question_id, form)
    return await url_of_question(db, question_id)


@step(
    router,
    "contact.draft_answer",
    title=_("Dự thảo trả lời"),
    done=_("Đã lưu dự thảo trả lời."),
    page=about_question,
    is_inline=True,
)
async def draft_answer(db: Db, actor: Actor, question_id: int, form: AnswerText) -> str:
    """Save a draft; once it is submitted, go on to the next unanswered question, or finally to the list."""
    answer = await actions.draft_answer(db, actor, question_id, form)
    if form.then == "stay":
        return await _url_of_answer(db, question_id, answer.id)
    await actions.submit_answer(db, actor, answer.id)
    following = await next_undrafted(db, actor, question_id)
    if following is not None:
        return url_for("contact.draft_answer", following)
    return url_for("contact.prepare", await session_of_question(db, question_id))


@step(
    router,
    "contact.send_back_answer",
    title=_("Trả lại để chỉnh sửa"),
    done=_("Đã trả lại dự thảo."),
    page=about_answer,
)
async def send_back_answer(db: Db, actor: Actor, answer_id: int, form: SentBack) -> str:
    answer = await actions.send_back_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(router, "contact.submit_answer", title=_("Trình duyệt"), done=_("Đã trình duyệt."), tone="primary")
async def submit_answer(db: Db, actor: Actor, answer_id: int) -> str:
    answer = await actions.submit_answer(db, actor, answer_id)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(
    router,
    "contact.approve_answer",
    title=_("Duyệt trả lời"),
    done=_("Đã duyệt."),
    page=about_answer,
    is_inline=True,
)
async def approve_answer(db: Db, actor: Actor, answer_id: int, form: Approval) -> str:
    answer = await actions.approve_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(
    router,
    "contact.countersign_approval",
    title=_("Xác nhận ý kiến duyệt trên giấy"),
    done=_("Đã xác nhận; trả lời được duyệt."),
    page=about_answer,
    is_inline=True,
)
async def countersign_approval(db: Db, actor: Actor, answer_id: int, form: Countersignature) -> str:
    answer = await actions.countersign_approval(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(router, "contact.rate_answer", title=_("Cho ý kiến về câu trả lời"), done=_("Đã ghi ý kiến của Ông/Bà."),
      page=about_answer, tone="primary")  # fmt: skip
async def rate_answer(db: Db, actor: Actor, answer_id: int, form: AnswerVerdict) -> str:
    answer = await actions.rate_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(
    router,
    "contact.publish_answer",
    title=_("Công bố trả lời"),
    done=_("Đã công bố trả lời."),
    page=about_answer,
    is_inline=True,
)
async def publish_answer(db: Db, actor: Actor, answer_id: int, form: Publication) -> str:
    answer = await actions.publish_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(
    router,
    "contact.revise_answer",
    title=_("Sửa dự thảo"),
    done=_("Đã lưu bản mới; dự thảo cần được trình lại."),
    page=about_draft,
    tone="quiet",
)
async def revise_answer(db: Db, actor: Actor, answer_id: int, form: RevisedAnswer) -> str:
    answer = await actions.revise_answer(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


@step(
    router,
    "contact.record_approval",
    title=_("Ghi nhận ý kiến duyệt trên giấy, ý kiến trực tiếp"),
    done=_("Đã ghi nhận; chờ người thứ hai xác nhận."),
    page=about_answer,
    tone="quiet",
)
async def record_approval(db: Db, actor: Actor, answer_id: int, form: RecordedApproval) -> str:
    answer = await actions.record_approval(db, actor, answer_id, form)
    return await _url_of_answer(db, answer.question_id, answer_id)


async def _url_of_answer(db: ReadDb, question_id: int, answer_id: int) -> str:
    return f"{await url_of_question(db, question_id)}#tra-loi-{answer_id}"
