"""The live stage of a session: the question being answered, set by the secretariat and shown to all."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor
from forum.contact import actions
from forum.contact.actions.stage import Move
from forum.contact.models import Question
from forum.contact.queries.questions import question_page
from forum.contact.queries.session_pages import agenda_lines
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.queries.stage import Stage, session_stage, stage_of, waiting_of
from forum.contact.stage_topic import topic_of
from forum.database import Db, ReadDb
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.live import add_stream, for_visitors
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from forum.web.steps import step
from forum.words import Words, _

router = APIRouter()


@router.get(path("contact.stage"))
async def stage(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    """The stage fragment, as this reader sees it, for a page that follows the session; else the whole page."""
    x = await session_stage(db, actor, session_id)
    return render.fragment("contact/_stage.html", x) if render.wants_fragment else render.redirect(x.url)


add_stream(router, "contact.stage_stream", topic_of, for_visitors("contact/_stage.html", session_stage))


@dataclass(frozen=True, slots=True)
class AboutMove:
    """The current order, for a form that was refused because it had changed."""

    title: Words | str
    frame: SessionFrame
    stage: Stage

    @property
    def url(self) -> str:
        return self.stage.url

    @property
    def can(self) -> frozenset[str]:
        return self.stage.can


async def about_move(db: ReadDb, actor: Actor, question_id: int, form: Form[Move]) -> AboutMove:
    line = (await question_page(db, actor, question_id)).line
    frame = await session_frame(db, actor, line.session_id)
    stands = await stage_of(db, actor, frame, await agenda_lines(db, actor, line.session_id))
    form.set_version(Move.of(await waiting_of(db, line.session_id)))
    return AboutMove(line.title, frame, stands)


def _url_of(question: Question) -> str:
    """The URL of the stage for htmx, of the session for everybody else."""
    return url_for("contact.stage", question.session_id)


@step(
    router, "contact.call_question", title=_("Bắt đầu"), done=_("Câu hỏi đang được trả lời."), is_inline=True
)
async def call_question(db: Db, actor: Actor, question_id: int) -> str:
    return _url_of(await actions.call_question(db, actor, question_id))


@step(router, "contact.record_oral_answer", title=_("Đã trả lời"), done=_("Đã ghi: trả lời tại kỳ tiếp xúc."),
      is_inline=True)  # fmt: skip
async def record_oral_answer(db: Db, actor: Actor, question_id: int) -> str:
    return _url_of(await actions.record_oral_answer(db, actor, question_id))


@step(router, "contact.move_question", title=_("Đổi thứ tự câu hỏi"), done=_("Đã đổi thứ tự."), page=about_move,
      is_inline=True)  # fmt: skip
async def move_question(db: Db, actor: Actor, question_id: int, form: Move) -> str:
    return _url_of(await actions.move_question(db, actor, question_id, form))
