"""Steps of the secretariat on a session, from its plan to its minutes; asking and entering questions."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from pydantic import BaseModel

from forum.accounts.bodies import bodies_to_give_to
from forum.accounts.queries import living_leaders
from forum.actor import Actor, require
from forum.contact import actions, policy
from forum.contact.actions.calling_off import Cancellation, Postponement
from forum.contact.actions.questions import EnteredQuestion, NewQuestion
from forum.contact.actions.series import ChangedSeries, NewSeries
from forum.contact.actions.sessions import (
    ChangedPlan,
    SessionPlan,
    standing_plan,
)
from forum.contact.attending.queries import SERVICES
from forum.contact.models import ContactSession, Series
from forum.contact.queries.questions import QuestionLine, url_of_question, waiting_questions
from forum.contact.queries.sessions import (
    RHYTHMS,
    LeaderPlace,
    SeriesLine,
    SessionFrame,
    SessionLine,
    leaders_of,
    planning_steps,
    series_lines,
    session_frame,
    sessions_to_defer_to,
)
from forum.contact.texts import actions as texts
from forum.contact.texts.facts import FORMATS
from forum.contributions.entering.people import PersonFound
from forum.contributions.models import Contribution
from forum.contributions.queries import receipt
from forum.database import Db, ReadDb, load
from forum.errors import Forbidden
from forum.programme.queries import TaskLabel, task_choices
from forum.routes.senders import AskedPerson, sender_of
from forum.urls import url_for
from forum.web.forms import Form
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutSession:
    """`leaders` and `tasks` are the options for a question's addressee and subject."""

    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...] = ()
    tasks: tuple[TaskLabel, ...] = ()
    sender: PersonFound | None = None

    @property
    def url(self) -> str:
        return self.frame.line.url

    @property
    def can(self) -> frozenset[str]:
        return self.frame.can


@dataclass(frozen=True, slots=True)
class AboutPlan:
    """Options of the forms for a session's plan or a series."""

    url: str
    can: frozenset[str]
    series: tuple[SeriesLine, ...] = ()
    leaders: tuple[tuple[int, str], ...] = ()
    tasks: tuple[TaskLabel, ...] = ()

    @property
    def rhythms(self) -> list[tuple[str, Words]]:
        return list(RHYTHMS.items())

    @property
    def formats(self) -> list[tuple[str, Words]]:
        return list(FORMATS.items())

    @property
    def services(self) -> list[tuple[str, Words]]:
        return [*SERVICES.items()]


@dataclass(frozen=True, slots=True)
class AboutCallingOff(AboutSession):
    """With the questions that wait and where they may go. `choices` are the places."""

    questions: tuple[QuestionLine, ...] = ()
    later: tuple[SessionLine, ...] = ()
    bodies: tuple[tuple[int, str], ...] = ()
    may_stay: bool = False

    @property
    def choices(self) -> list[tuple[str, Words]]:
        return [(name, words) for name, words in PLACES.items() if self.may_stay or name != "stay"]


PLACES = {
    "stay": _("Giữ lại cho ngày mới"),
    "defer": _("Chuyển sang một kỳ đã thông báo"),
    "schedule_written_answer": _("Trả lời bằng văn bản"),
    "refer": _("Chuyển cơ quan có thẩm quyền"),
    "decline": _("Không tiếp nhận"),
}


async def _calling_off(db: ReadDb, actor: Actor, session_id: int, *, may_stay: bool) -> AboutCallingOff:
    frame = await session_frame(db, actor, session_id)
    return AboutCallingOff(
        frame,
        questions=await waiting_questions(db, actor, session_id),
        later=tuple(await sessions_to_defer_to(db, actor, frame.line.starts_at)),
        bodies=await bodies_to_give_to(db, actor.at),
        may_stay=may_stay,
    )


async def about_postponing(
    db: ReadDb, actor: Actor, session_id: int, form: Form[Postponement]
) -> AboutCallingOff:
    form.set_version(Postponement.of(await load(db, ContactSession, session_id)))
    return await _calling_off(db, actor, session_id, may_stay=True)


async def about_cancelling(
    db: ReadDb, actor: Actor, session_id: int, form: Form[Cancellation]
) -> AboutCallingOff:
    return await _calling_off(db, actor, session_id, may_stay=False)


async def about_asking(db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel]) -> AboutSession:
    frame = await session_frame(db, actor, session_id)
    verb = "enter_question" if form.model is EnteredQuestion else "ask"
    if form.status == 200 and verb not in frame.can:
        raise Forbidden(_("Kỳ tiếp xúc này hiện không nhận câu hỏi."), code="too_late")
    return AboutSession(frame, await leaders_of(db, session_id), await task_choices(db))


async def about_entering(
    db: ReadDb, actor: Actor, session_id: int, form: Form[EnteredQuestion], person: AskedPerson = None
) -> AboutSession:
    about = await about_asking(db, actor, session_id, form)
    return replace(about, sender=await sender_of(db, actor, form, person))


async def about_series(db: ReadDb, actor: Actor, form: Form[NewSeries]) -> AboutPlan:
    require(policy.may_plan_session(actor))
    return await _plan(db, actor, url_for("contact.sessions"), planning_steps(actor))


async def about_changed_series(
    db: ReadDb, actor: Actor, series_id: int, form: Form[ChangedSeries]
) -> AboutPlan:
    require(policy.may_plan_session(actor))
    form.fill(ChangedSeries.of(await load(db, Series, series_id)))
    return await _plan(db, actor, url_for("contact.sessions"), planning_steps(actor) | {"change_series"})


async def about_plan(db: ReadDb, actor: Actor, form: Form[SessionPlan]) -> AboutPlan:
    require(policy.may_plan_session(actor))
    return await _plan(db, actor, url_for("contact.sessions"), planning_steps(actor))


async def about_change(db: ReadDb, actor: Actor, session_id: int, form: Form[ChangedPlan]) -> AboutPlan:
    frame = await session_frame(db, actor, session_id)
    require(policy.may_plan_session(actor))
    form.fill(await standing_plan(db, await load(db, ContactSession, session_id)))
    return await _plan(db, actor, frame.line.url, frame.can)


async def _plan(db: ReadDb, actor: Actor, url: str, can: frozenset[str]) -> AboutPlan:
    leaders = await living_leaders(db, actor.today)
    options = tuple((leader.id, f"{name}, {leader.position}") for leader, name in leaders)
    return AboutPlan(url, can, await series_lines(db, actor.today), options, await task_choices(db))


def _url_of(session: ContactSession) -> str:
    return url_for("contact.session", session.id, slug=session.slug)


@step(router, "contact.plan_session", title=_("Lập kỳ tiếp xúc"), page=about_plan, tone="primary")
async def plan_session(db: Db, actor: Actor, form: SessionPlan) -> Done:
    session = await actions.plan_session(db, actor, form)
    message = _("Đã lập kỳ tiếp xúc {code}; chỉ tổ thư ký thấy cho đến khi thông báo.", code=session.code)
    return Done(_url_of(session), message)


@step(
    router,
    "contact.create_series",
    title=_("Lập lịch tiếp xúc"),
    done=_("Đã lập lịch tiếp xúc."),
    page=about_series,
)
async def create_series(db: Db, actor: Actor, form: NewSeries) -> str:
    await actions.create_series(db, actor, form)
    return url_for("contact.sessions")


@step(
    router,
    "contact.change_series",
    title=_("Sửa lịch tiếp xúc"),
    done=_("Đã sửa lịch tiếp xúc."),
    page=about_changed_series,
)
async def change_series(db: Db, actor: Actor, series_id: int, form: ChangedSeries) -> str:
    await actions.change_series(db, actor, series_id, form)
    return url_for("contact.sessions")


@step(router, "contact.ask", title=_("Đặt câu hỏi"), page=about_asking, tone="primary", is_inline=True,
      is_open=True)  # fmt: skip
async def ask(db: Db, actor: Actor, session_id: int, form: NewQuestion) -> Done:
    return await _asked(db, actor, await actions.ask(db, actor, session_id, form))


async def _asked(db: ReadDb, actor: Actor, it: Contribution) -> Done:
    return Done(await url_of_question(db, it.id), await receipt(db, actor.at, it, _("câu hỏi"), _("Câu hỏi")))


@step(router, "contact.publish_agenda", title=_("Công bố chương trình"), done=_("Đã công bố chương trình."),
      tone="primary")  # fmt: skip
async def publish_agenda(db: Db, actor: Actor, session_id: int) -> str:
    return _url_of(await actions.publish_agenda(db, actor, session_id))


@step(
    router, "contact.open_session", title=_("Khai mạc"), done=_("Kỳ tiếp xúc đang diễn ra."), tone="primary"
)
async def open_session(db: Db, actor: Actor, session_id: int) -> str:
    return _url_of(await actions.open_session(db, actor, session_id))


@step(router, "contact.take_back_opening", title=_("Rút lại việc khai mạc"), label=_("Bấm nhầm, rút lại khai mạc"),
      done=_("Đã rút lại việc khai mạc."), tone="quiet")  # fmt: skip
async def take_back_opening(db: Db, actor: Actor, session_id: int) -> str:
    return _url_of(await actions.take_back_opening(db, actor, session_id))


@step(
    router,
    "contact.adjourn",
    title=_("Kết thúc"),
    done=_("Kỳ tiếp xúc đã kết thúc; cần hoàn thiện biên bản."),
    tone="primary",
)
async def adjourn(db: Db, actor: Actor, session_id: int) -> str:
    return _url_of(await actions.adjourn(db, actor, session_id))


@step(router, "contact.enter_question", title=_("Nhập hộ câu hỏi"), page=about_entering)
async def enter_question(
    db: Db, actor: Actor, session_id: int, form: EnteredQuestion, person: AskedPerson = None
) -> Done:
    """Enter a question from a letter or a call, under its author's name and with a code like any other."""
    it = await actions.enter_question(db, actor, session_id, form)
    return Done(url_for("entering.person", form.persona_id), await receipt(db, actor.at, it, _("câu hỏi")))


@step(router, "contact.change_session", title=_("Sửa kỳ tiếp xúc"), label=_("Sửa"), done=_("Đã lưu."),
      page=about_change)  # fmt: skip
async def change_session(db: Db, actor: Actor, session_id: int, form: ChangedPlan) -> str:
    return _url_of(await actions.change_session(db, actor, session_id, form))


@step(router, "contact.postpone", title=_("Tạm hoãn kỳ tiếp xúc"), label=_("Tạm hoãn"),
      done=_("Đã ghi ngày mới và lý do."), page=about_postponing, tone="quiet")  # fmt: skip
async def postpone(db: Db, actor: Actor, session_id: int, form: Postponement) -> str:
    return _url_of(await actions.postpone(db, actor, session_id, form))


@step(router, "contact.cancel", title=_("Hủy kỳ tiếp xúc"), label=_("Hủy"), done=_("Đã hủy kỳ tiếp xúc."),
      page=about_cancelling, tone="quiet")  # fmt: skip
async def cancel(db: Db, actor: Actor, session_id: int, form: Cancellation) -> str:
    return _url_of(await actions.cancel(db, actor, session_id, form))


@step(router, "contact.take_back_change", title=_("Rút lại thay đổi này"),
      done=_("Đã lấy lại thời gian, địa điểm trước đó."), is_inline=True)  # fmt: skip
async def take_back_change(db: Db, actor: Actor, change_id: int) -> str:
    return _url_of(await actions.take_back_change(db, actor, change_id))


@step(router, "contact.sign_for_chair", title=_("Nhận duyệt văn bản thay người chủ trì"),
      done=_("Đã nhận; tổ thư ký được báo để trình văn bản."))  # fmt: skip
async def sign_for_chair(db: Db, actor: Actor, session_id: int) -> str:
    return _url_of(await texts.sign_for_chair(db, actor, session_id))
