"""Contact sessions: the calendar, one session, its minutes, and the steps of the secretariat."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.queries import living_leaders
from forum.actor import Actor, require
from forum.commitments.queries import CommitmentLine
from forum.contact import actions, policy
from forum.contact.actions.sessions import (
    Cancellation,
    ChangedPlan,
    MinutesText,
    NewSeries,
    Postponement,
    SessionPlan,
    standing_plan,
)
from forum.contact.models import ContactSession
from forum.contact.queries.questions import CarriedAway, Outcome, carried_away, outcomes
from forum.contact.queries.sessions import (
    FORMATS,
    PAGE,
    RHYTHMS,
    LeaderTie,
    SeriesLine,
    SessionFrame,
    SessionLine,
    SessionPage,
    leaders_of,
    promises_of,
    series_lines,
    session_frame,
    session_lines,
    session_page,
)
from forum.contact.queries.stage import Stage, stage_of
from forum.contributions.queries import is_following
from forum.database import ReadDb, load
from forum.errors import Forbidden, NotFound
from forum.paperwork.writing.ics import calendar_event
from forum.programme.queries import TaskLabel, task_choices
from forum.thing import Thing
from forum.urls import path, url_for
from forum.web.answers import Answer, Answers
from forum.web.forms import Form, form_of
from forum.web.house import house_of
from forum.web.login import Reading, Visitor, Writing, WritingMember
from forum.web.paging import After, Paged, paged

router = APIRouter()


@dataclass(frozen=True, slots=True)
class CalendarPage:
    series: tuple[SeriesLine, ...]
    lines: Paged[SessionLine]
    can_plan: bool


@dataclass(frozen=True, slots=True)
class ShownSession:
    s: SessionPage
    stage: Stage
    is_following: bool
    can_prepare: bool


@dataclass(frozen=True, slots=True)
class SeriesPage:
    form: Form[NewSeries]

    @property
    def rhythms(self) -> list[tuple[str, str]]:
        return list(RHYTHMS.items())


@dataclass(frozen=True, slots=True)
class PlanPage:
    form: Form[SessionPlan] | Form[ChangedPlan]
    title: str
    back: str
    series: tuple[SeriesLine, ...]
    leaders: tuple[tuple[int, str], ...]
    tasks: tuple[TaskLabel, ...]

    @property
    def formats(self) -> list[tuple[str, str]]:
        return list(FORMATS.items())


@dataclass(frozen=True, slots=True)
class MinutesPage:
    frame: SessionFrame
    leaders: tuple[LeaderTie, ...]
    outcomes: tuple[Outcome, ...]
    carried: tuple[CarriedAway, ...]
    promises: tuple[CommitmentLine, ...]

    @property
    def is_published(self) -> bool:
        return self.frame.minutes.published_at is not None

    @property
    def undisposed_count(self) -> int:
        return sum(o.line.state in policy.UNDISPOSED for o in self.outcomes)

    @property
    def answered(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.line.state in policy.ANSWERED]

    @property
    def left_open(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.line.state not in policy.ANSWERED]


@dataclass(frozen=True, slots=True)
class StepPage:
    title: str
    step: str
    form: Form[BaseModel]
    frame: SessionFrame


@router.get(path("contact.sessions"))
async def sessions(
    request: Request, db: Reading, actor: Visitor, answer: Answers, after: After = None
) -> Response:
    lines = await session_lines(db, actor, before=after)
    key = lines[PAGE - 1].id if len(lines) > PAGE else None
    page = CalendarPage(
        await series_lines(db), paged(request, lines, PAGE, key), bool(policy.may_plan_session(actor))
    )
    return answer.page("contact/sessions.html", page)


@router.api_route(path("contact.create_series"), methods=["GET", "POST"])
async def create_series(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[NewSeries], Depends(form_of(NewSeries))],
    answer: Answers,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.create_series(db, actor, form.value)
            return attempt.go(url_for("contact.sessions"), "Đã lập lịch tiếp xúc.")
    require(policy.may_plan_session(actor))
    return answer.form("contact/series.html", SeriesPage(form), form)


async def _plan_page(
    db: ReadDb, actor: Actor, form: Form[SessionPlan] | Form[ChangedPlan], title: str, back: str
) -> PlanPage:
    leaders = await living_leaders(db, actor.today)
    return PlanPage(
        form=form,
        title=title,
        back=back,
        series=await series_lines(db),
        leaders=tuple((leader.id, f"{name}, {leader.position}") for leader, name in leaders),
        tasks=await task_choices(db),
    )


@router.api_route(path("contact.plan_session"), methods=["GET", "POST"])
async def plan_session(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[SessionPlan], Depends(form_of(SessionPlan))],
    answer: Answers,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            session = await actions.plan_session(db, actor, form.value)
            said = f"Đã lập kỳ tiếp xúc {session.code}; chỉ tổ thư ký thấy cho đến khi thông báo."
            return attempt.go(url_for("contact.session", session.id, slug=session.slug), said)
    require(policy.may_plan_session(actor))
    page = await _plan_page(db, actor, form, "Lập kỳ tiếp xúc", url_for("contact.sessions"))
    return answer.form("contact/plan.html", page, form)


@router.api_route(path("contact.change_session"), methods=["GET", "POST"])
async def change_session(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[ChangedPlan], Depends(form_of(ChangedPlan))],
    answer: Answers,
    session_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            session = await actions.change_session(db, actor, session_id, form.value)
            return attempt.go(url_for("contact.session", session.id, slug=session.slug), "Đã lưu.")
    frame = await session_frame(db, actor, session_id)
    require(policy.may_change_session(actor, frame.line))
    form.fill(await standing_plan(db, await load(db, ContactSession, session_id)))
    page = await _plan_page(db, actor, form, "Sửa kỳ tiếp xúc", frame.line.url)
    return answer.form("contact/plan.html", page, form)


@router.get(path("contact.session"))
async def session(db: Reading, actor: Visitor, answer: Answers, session_id: int) -> Response:
    page = await session_page(db, actor, session_id)
    following = await is_following(db, actor, Thing("session", session_id))
    stage = await stage_of(db, actor, page.frame, page.agenda)
    prepares = bool(policy.may_prepare_session(actor, page.frame.line))
    return answer.page("contact/session.html", ShownSession(page, stage, following, prepares))


async def _gone_to(db: ReadDb, actor: Actor, answer: Answer, session_id: int, said: str) -> Response:
    return answer.go((await session_frame(db, actor, session_id)).line.url, said)


@router.post(path("contact.announce"))
async def announce(db: Writing, actor: WritingMember, answer: Answers, session_id: int) -> Response:
    await actions.announce(db, actor, session_id)
    return await _gone_to(db, actor, answer, session_id, "Đã thông báo kỳ tiếp xúc.")


@router.post(path("contact.publish_agenda"))
async def publish_agenda(db: Writing, actor: WritingMember, answer: Answers, session_id: int) -> Response:
    await actions.publish_agenda(db, actor, session_id)
    return await _gone_to(db, actor, answer, session_id, "Đã công bố chương trình.")


@router.post(path("contact.open_session"))
async def open_session(db: Writing, actor: WritingMember, answer: Answers, session_id: int) -> Response:
    await actions.open_session(db, actor, session_id)
    return await _gone_to(db, actor, answer, session_id, "Kỳ tiếp xúc đang diễn ra.")


@router.post(path("contact.adjourn"))
async def adjourn(db: Writing, actor: WritingMember, answer: Answers, session_id: int) -> Response:
    await actions.adjourn(db, actor, session_id)
    return await _gone_to(db, actor, answer, session_id, "Kỳ tiếp xúc đã kết thúc; cần hoàn thiện biên bản.")


async def _step(
    db: ReadDb, actor: Actor, answer: Answer, form: Form[BaseModel], session_id: int, step: str, title: str
) -> Response:
    """The form of one step: 403 at once for who may not take it."""
    frame = await session_frame(db, actor, session_id)
    if form.status == 200 and step not in frame.can:
        raise Forbidden
    return answer.form("contact/session_step.html", StepPage(title, step, form, frame), form)


@router.api_route(path("contact.postpone"), methods=["GET", "POST"])
async def postpone(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Postponement], Depends(form_of(Postponement))],
    answer: Answers,
    session_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.postpone(db, actor, session_id, form.value)
            url = (await session_frame(db, actor, session_id)).line.url
            return attempt.go(url, "Đã ghi ngày mới và lý do.")
    form.carry(Postponement.of(await load(db, ContactSession, session_id)))
    return await _step(db, actor, answer, form, session_id, "postpone", "Tạm hoãn kỳ tiếp xúc")


@router.api_route(path("contact.cancel"), methods=["GET", "POST"])
async def cancel(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Cancellation], Depends(form_of(Cancellation))],
    answer: Answers,
    session_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            await actions.cancel(db, actor, session_id, form.value)
            return attempt.go((await session_frame(db, actor, session_id)).line.url, "Đã hủy kỳ tiếp xúc.")
    return await _step(db, actor, answer, form, session_id, "cancel", "Hủy kỳ tiếp xúc")


async def _minutes(db: ReadDb, actor: Actor, session_id: int) -> MinutesPage:
    """Before they are published only the secretariat reads minutes. Raises NotFound."""
    frame = await session_frame(db, actor, session_id)
    if frame.minutes.published_at is None and not policy.may_plan_session(actor):
        raise NotFound("Biên bản chưa được công bố.")
    promises = await promises_of(db, actor, [session_id])
    return MinutesPage(
        frame=frame,
        leaders=await leaders_of(db, session_id),
        outcomes=tuple(await outcomes(db, actor, session_id)),
        carried=tuple(await carried_away(db, actor, session_id)),
        promises=tuple(promises.get(session_id, ())),
    )


@router.get(path("contact.minutes"))
async def minutes(db: Reading, actor: Visitor, answer: Answers, session_id: int) -> Response:
    return answer.page("contact/minutes.html", await _minutes(db, actor, session_id))


@router.api_route(path("contact.draft_minutes"), methods=["GET", "POST"])
async def draft_minutes(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[MinutesText], Depends(form_of(MinutesText))],
    answer: Answers,
    session_id: int,
) -> Response:
    if form.value:
        async with form.attempt(db) as attempt:
            session = await actions.draft_minutes(db, actor, session_id, form.value)
            return attempt.go(
                f"{url_for('contact.session', session.id, slug=session.slug)}/bien-ban", "Đã lưu biên bản."
            )
    form.fill(MinutesText.of(await load(db, ContactSession, session_id)))
    return await _step(db, actor, answer, form, session_id, "draft_minutes", "Soạn biên bản")


@router.post(path("contact.publish_minutes"))
async def publish_minutes(db: Writing, actor: WritingMember, answer: Answers, session_id: int) -> Response:
    session = await actions.publish_minutes(db, actor, session_id)
    return answer.go(
        f"{url_for('contact.session', session.id, slug=session.slug)}/bien-ban", "Đã công bố biên bản."
    )


@router.get(path("contact.calendar"))
async def calendar(request: Request, db: Reading, actor: Visitor, session_id: int) -> Response:
    frame = await session_frame(db, actor, session_id)
    line = frame.line
    content = calendar_event(
        f"{line.code}@hien-ke",
        line.title,
        starts_at=line.starts_at,
        ends_at=frame.ends_at,
        stamped_at=frame.created_at,
        place=line.place,
        description=frame.summary,
        url=f"{house_of(request).settings.site}{line.url}",
        sequence=frame.version,
        status="CANCELLED" if line.is_called_off else "CONFIRMED",
    )
    headers = {"content-disposition": f'attachment; filename="{line.code}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
