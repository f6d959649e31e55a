"""The list of speakers of a session: asking for the floor, and giving it while the session runs."""

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.bodies import living_bodies
from forum.accounts.queries import body_names
from forum.actor import Actor, Role
from forum.contact.floor import actions
from forum.contact.floor.actions import FloorRequest, NewSpeaker
from forum.contact.floor.queries import FloorPage, floor_page, floor_steps
from forum.contact.models import Speaker
from forum.contact.queries.session_pages import agenda_lines
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.contact.queries.stage import stage_of
from forum.contact.stage_topic import topic_of
from forum.database import Db, ReadDb
from forum.errors import Forbidden
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.live import add_stream, for_visitors
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from forum.web.steps import step
from forum.words import _

router = APIRouter()


@router.get(path("contact.floor"))
async def floor(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    """Who speaks, who waits, who spoke and for how long; for the secretariat with what steers it."""
    x: FloorPage = await floor_page(db, actor, session_id)
    if render.wants_fragment:
        return render.fragment("contact/_floor.html", x)
    return render.page("contact/floor.html", x)


add_stream(router, "contact.floor_stream", topic_of, for_visitors("contact/_floor.html", floor_page))


@dataclass(frozen=True, slots=True)
class AboutFloor:
    """The choices of who is put on the list: the questions that can be spoken about, and the bodies."""

    frame: SessionFrame
    can: frozenset[str]
    questions: tuple[tuple[int, str], ...]
    bodies: tuple[tuple[int, str], ...]

    @property
    def url(self) -> str:
        return url_for("contact.floor", self.frame.line.id, slug=self.frame.line.slug)


async def about_floor(db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel]) -> AboutFloor:
    """The question that is being answered comes first."""
    frame = await session_frame(db, actor, session_id)
    can = floor_steps(actor, frame)
    if form.status == 200 and not frame.line.is_live:
        raise Forbidden(_("Kỳ tiếp xúc không đang diễn ra."), code="wrong_state")
    stage = await stage_of(db, actor, frame, await agenda_lines(db, actor, session_id))
    now = (stage.now,) if stage.now else ()
    questions = tuple((q.text.id, f"{q.text.code} · {q.title}") for q in (*now, *stage.waiting))
    if form.model is NewSpeaker:
        return AboutFloor(frame, can, questions, await living_bodies(db, actor.today))
    own = await body_names(db, set(actor.bodies(Role.body_officer, Role.body_head)))
    return AboutFloor(frame, can, questions, tuple(own.items()))


def _url_of(speaker: Speaker) -> str:
    return url_for("contact.floor", speaker.session_id)


@step(router, "contact.ask_for_floor", title=_("Xin phát biểu"), done=_("Đã ghi tên vào danh sách phát biểu."),
      page=about_floor, tone="primary", is_inline=True)  # fmt: skip
async def ask_for_floor(db: Db, actor: Actor, session_id: int, form: FloorRequest) -> str:
    return _url_of(await actions.ask_for_floor(db, actor, session_id, form))


@step(router, "contact.add_speaker", title=_("Ghi tên người phát biểu"), label=_("Ghi tên người trong hội trường"),
      done=_("Đã ghi tên vào danh sách phát biểu."), page=about_floor, is_inline=True)  # fmt: skip
async def add_speaker(db: Db, actor: Actor, session_id: int, form: NewSpeaker) -> str:
    return _url_of(await actions.add_speaker(db, actor, session_id, form))


@step(router, "contact.give_floor", title=_("Mời phát biểu"), done=_("Đã mời phát biểu."), is_inline=True)
async def give_floor(db: Db, actor: Actor, speaker_id: int) -> str:
    return _url_of(await actions.give_floor(db, actor, speaker_id))


@step(router, "contact.pause_speaker", title=_("Tạm dừng"), done=_("Đã tạm dừng."), is_inline=True)
async def pause_speaker(db: Db, actor: Actor, speaker_id: int) -> str:
    return _url_of(await actions.pause_speaker(db, actor, speaker_id))


@step(router, "contact.stop_speaker", title=_("Kết thúc phát biểu"), done=_("Đã ghi thời gian phát biểu."),
      is_inline=True)  # fmt: skip
async def stop_speaker(db: Db, actor: Actor, speaker_id: int) -> str:
    return _url_of(await actions.stop_speaker(db, actor, speaker_id))


@step(router, "contact.give_up_place", title=_("Rút đăng ký phát biểu"), done=_("Đã rút đăng ký phát biểu."),
      is_inline=True)  # fmt: skip
async def give_up_place(db: Db, actor: Actor, speaker_id: int) -> str:
    return _url_of(await actions.give_up_place(db, actor, speaker_id))
