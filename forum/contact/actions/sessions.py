"""Series, and sessions from plan to minutes.

Questions are locked before sessions in this room: never lock a question while holding a session.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import delete, select

from forum import audience
from forum.accounts.models import Leader
from forum.accounts.queries import in_office
from forum.actor import Actor, require
from forum.clock import HANOI, end_of_day, local_date
from forum.contact import events, policy
from forum.contact.attending.policy import Service
from forum.contact.floor.actions import end_speaking
from forum.contact.floor.policy import LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES
from forum.contact.holding.policy import may_open_session, may_take_back_opening
from forum.contact.models import SESSION_PREFIX, ContactSession, Question, Series, SessionLeader
from forum.contact.queries.counts import begun, undisposed_count
from forum.contact.series.policy import announce_by, next_after
from forum.contact.stage_topic import announce_stage
from forum.contributions.actions import next_code
from forum.database import Db, ReadDb, load
from forum.days import vndate
from forum.deadlines import duties
from forum.deadlines.policy import SECRETARIAT, DutyKind
from forum.deadlines.queries import duty_of, rest_day
from forum.errors import Invalid
from forum.fields import (
    Day,
    Hour,
    Link,
    OptionalLongText,
    ShortText,
    Title,
)
from forum.journal import record
from forum.programme.task_links import link_tasks, tasks_of_thing
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _
from vietnamese import slug


class SessionPlan(BaseModel):
    """What is fixed beforehand. Intake runs from the first day to the end of the last."""

    series_id: int
    title: Title
    summary: OptionalLongText = ""
    format: policy.SessionFormat
    place: ShortText = ""
    held_on: Day
    starts: Hour
    ends: Hour
    speaking_minutes: Annotated[int, Field(ge=LEAST_MINUTES, le=MOST_MINUTES)] = USUAL_MINUTES
    intake_from_on: Day
    intake_until_on: Day
    chair_leader_id: int
    join_url: Link = ""
    directions: ShortText = ""
    capacity: Annotated[int | None, Field(ge=1, le=100_000)] = None
    services: list[Service] = []
    rest_day_reason: ShortText = ""
    leader_ids: Annotated[list[int], Field(max_length=30)] = []
    task_ids: Annotated[list[int], Field(max_length=10)] = []
    late_reason: ShortText = ""


class ChangedPlan(SessionPlan, Versioned):
    @classmethod
    def of(cls, session: ContactSession, leader_ids: Sequence[int], task_ids: Sequence[int]) -> Self:
        return cls.current(
            series_id=session.series_id,
            title=session.title,
            summary=session.summary,
            format=session.format,
            place=session.place,
            speaking_minutes=session.speaking_minutes,
            intake_from_on=session.intake_from_on,
            rest_day_reason=session.rest_day_reason,
            chair_leader_id=session.chair_leader_id,
            join_url=session.join_url,
            directions=session.directions,
            capacity=session.capacity,
            services=sorted(session.services),
            leader_ids=sorted(leader_ids),
            task_ids=sorted(task_ids),
            late_reason=session.late_reason,
            **times_of(session),
        )


def times_of(session: ContactSession) -> dict[str, object]:
    starts, ends = session.starts_at.astimezone(HANOI), session.ends_at.astimezone(HANOI)
    return {
        "held_on": local_date(starts),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "intake_until_on": session.intake_until_on,
    }


def moment_of(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=HANOI)


def set_times(session: ContactSession, held_on: date, starts: str, ends: str, intake_until_on: date) -> None:
    session.starts_at, session.ends_at = moment_of(held_on, starts), moment_of(held_on, ends)
    session.intake_until_on = intake_until_on
    if session.ends_at <= session.starts_at:
        raise Invalid("ends", _("Giờ kết thúc phải sau giờ bắt đầu."))
    if intake_until_on >= held_on:
        raise Invalid("intake_until_on", _("Ngày cuối nhận câu hỏi phải sớm hơn ngày tiếp xúc."))


def set_join_url(session: ContactSession, url: str) -> None:
    """Counted, since all may know that it changed and few what it is."""
    if session.join_url != url:
        session.join_url, session.join_version = url, (session.join_version or 0) + 1


async def set_rest_day(db: Db, session: ContactSession, reason: str) -> None:
    """Raises Invalid for a day of rest, which is named, until somebody says in public why it is held on it."""
    day = local_date(session.starts_at)
    rest = await rest_day(db, day)
    if rest is not None and not reason:
        raise Invalid(
            "rest_day_reason",
            _(
                "Ngày {day} là ngày nghỉ ({rest}). Đề nghị chọn ngày làm việc, hoặc ghi lý do nếu vẫn tổ chức vào "
                "ngày này; lý do được nêu công khai.",
                day=vndate(day),
                rest=rest,
            ),
        )
    session.rest_day_reason = reason if rest is not None else ""


async def set_plan(db: Db, session: ContactSession, plan: SessionPlan) -> None:
    session.title, session.slug, session.summary = plan.title, slug(plan.title), plan.summary
    session.format, session.place, session.late_reason = plan.format, plan.place, plan.late_reason
    session.speaking_minutes = plan.speaking_minutes
    session.chair_leader_id = plan.chair_leader_id
    session.intake_from_on = plan.intake_from_on
    set_join_url(session, plan.join_url)
    session.directions, session.capacity = plan.directions, plan.capacity
    session.services = sorted(set(plan.services))
    set_times(session, plan.held_on, plan.starts, plan.ends, plan.intake_until_on)
    await set_rest_day(db, session, plan.rest_day_reason)
    if plan.intake_from_on > plan.intake_until_on:
        raise Invalid("intake_from_on", _("Ngày bắt đầu nhận câu hỏi không được sau ngày cuối."))
    leaders = {plan.chair_leader_id, *plan.leader_ids}
    if len((await db.scalars(select(Leader.id).where(Leader.id.in_(leaders)))).all()) != len(leaders):
        raise Invalid("leader_ids", _("Đề nghị chọn lãnh đạo trong danh sách."))
    if session.id is None:
        db.add(session)
    await db.flush()
    await db.execute(delete(SessionLeader).where(SessionLeader.session_id == session.id))
    db.add_all(SessionLeader(session_id=session.id, leader_id=one) for one in leaders)
    await link_tasks(db, Thing("session", session.id), plan.task_ids)


async def require_in_office(
    db: ReadDb, plan: SessionPlan, asked_before: Collection[int] = frozenset()
) -> None:
    """Raises Invalid where the chair, or a leader who is asked anew, holds no office on the day of the session."""
    leaders = {plan.chair_leader_id, *plan.leader_ids} - set(asked_before) | {plan.chair_leader_id}
    left = leaders - await in_office(db, leaders, plan.held_on)
    if left:
        raise Invalid(
            "chair_leader_id" if plan.chair_leader_id in left else "leader_ids",
            _(
                "Lãnh đạo đã chọn không giữ chức vụ vào ngày {day}; đề nghị chọn người khác hoặc ngày khác.",
                day=vndate(plan.held_on),
            ),
        )


async def plan_session(db: Db, actor: Actor, plan: SessionPlan) -> ContactSession:
    """Create a planned session, visible to the secretariat only until it is announced."""
    require(policy.may_plan_session(actor))
    series = await db.get(Series, plan.series_id)
    if series is None:
        raise Invalid("series_id", _("Đề nghị chọn một lịch tiếp xúc."))
    await require_in_office(db, plan)
    return await draft_session(db, actor, series, plan)


async def draft_session(db: Db, actor: Actor, series: Series, plan: SessionPlan) -> ContactSession:
    """By the secretariat, or by the clock as the series says."""
    session = ContactSession(
        series_id=series.id,
        code=await next_code(db, SESSION_PREFIX, actor.at),
        audience=[audience.EVERYONE],
        created_at=actor.at,
    )
    await set_plan(db, session, plan)
    await owe_announcement(db, actor, session, series)
    await record(db, actor, events.SessionPlanned(Thing("session", session.id)))
    return session


async def owe_announcement(db: Db, actor: Actor, session: ContactSession, series: Series) -> None:
    """The secretariat announces it as long ahead as the series says, anew after each change of its day. What is late
    stays so where it would be late all the same."""
    thing = Thing("session", session.id)
    owed = await duty_of(db, actor.at, thing, DutyKind.announce)
    days = series.announce_days
    by = None if days is None else announce_by(local_date(session.starts_at), days)
    if by is not None and by < actor.today and owed is not None and owed.days_late:
        return
    await duties.void(db, actor, thing, DutyKind.announce)
    if by is not None and session.state in policy.MAY_ANNOUNCE:
        given = end_of_day(max(by, actor.today))
        await duties.start(db, actor, thing, DutyKind.announce, SECRETARIAT, given=given)


async def follow_session(db: Db, session: ContactSession, before: date) -> None:
    """Its series names the day to which the session was moved, where it named the day before; of one that was called
    off the next day of the rhythm."""
    series = await load(db, Series, session.series_id)
    day = local_date(session.starts_at)
    if series.next_on == before:
        is_off = session.state in policy.CALLED_OFF
        series.next_on = next_after(series.rhythm, day, day) if is_off else day


async def standing_plan(db: ReadDb, session: ContactSession) -> ChangedPlan:
    """The current plan, with its leaders and tasks."""
    leaders = await db.scalars(select(SessionLeader.leader_id).where(SessionLeader.session_id == session.id))
    tasks = await tasks_of_thing(db, Thing("session", session.id))
    return ChangedPlan.of(session, leaders.all(), [task.id for task in tasks])


async def take_step(db: Db, actor: Actor, session_id: int, verb: policy.SessionVerb) -> ContactSession:
    """Lock the session, check policy and move the state by `verb`."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_step_session(actor, session, verb))
    session.state = policy.SESSION.after(verb)
    session.version += 1
    return session


async def start_agenda(db: Db, actor: Actor, session: ContactSession) -> None:
    """Start the secretariat's duty to publish the agenda, due some days before the session."""
    thing = Thing("session", session.id)
    await duties.void(db, actor, thing, DutyKind.agenda)
    await duties.start(db, actor, thing, DutyKind.agenda, SECRETARIAT, before=session.starts_at)


async def publish_agenda(db: Db, actor: Actor, session_id: int) -> ContactSession:
    """Refused while a published question is neither on the agenda nor otherwise disposed of."""
    session = await take_step(db, actor, session_id, "publish_agenda")
    if left := await undisposed_count(db, session.id, Question.state.in_(policy.WAITING)):
        raise Invalid("", _("Còn {left} câu hỏi chưa được xử lý.", left=left))
    on_agenda = await db.scalars(
        select(Question.id)
        .where(Question.session_id == session.id, Question.state == policy.QuestionState.on_agenda)
        .order_by(Question.agenda_position, Question.id)
    )
    session.agenda_published_at = actor.at
    await duties.complete(db, actor, Thing("session", session.id), DutyKind.agenda)
    await record(db, actor, events.AgendaPublished(Thing("session", session.id), tuple(on_agenda.all())))
    return session


async def open_session(db: Db, actor: Actor, session_id: int) -> ContactSession:
    """On its day, or an hour before."""
    require(may_open_session(actor, await load(db, ContactSession, session_id, lock=True)))
    session = await take_step(db, actor, session_id, "open_session")
    session.opened_at = actor.at
    await announce_stage(db, session.id)
    await record(db, actor, events.SessionOpened(Thing("session", session.id)))
    return session


async def take_back_opening(db: Db, actor: Actor, session_id: int) -> ContactSession:
    """It was opened by a slip of the hand."""
    has_begun = await db.scalar(select(begun(session_id))) or False
    session = await load(db, ContactSession, session_id, lock=True)
    require(may_take_back_opening(actor, session, has_begun=has_begun))
    session.state, session.opened_at = policy.SESSION.after("take_back_opening"), None
    session.version += 1
    await record(db, actor, events.OpeningTakenBack(Thing("session", session.id)))
    return session


async def adjourn(db: Db, actor: Actor, session_id: int) -> ContactSession:
    session = await take_step(db, actor, session_id, "adjourn")
    session.adjourned_at = actor.at
    await end_speaking(db, actor.at, session.id)
    await announce_stage(db, session.id)
    await duties.start(db, actor, Thing("session", session.id), DutyKind.minutes, SECRETARIAT)
    await record(db, actor, events.SessionAdjourned(Thing("session", session.id)))
    return session
