"""Series and what their regulations say. The next session of a series is drafted by the clock."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select

from forum import audience
from forum.accounts.queries import in_office, visitor
from forum.actor import Actor, require
from forum.clock import local_date
from forum.contact import policy
from forum.contact.actions.sessions import SessionPlan, draft_session, owe_announcement
from forum.contact.models import ENDS, INTAKE_DAYS, STARTS, ContactSession, Series
from forum.contact.series.policy import (
    ANNOUNCED_AT_MOST_DAYS,
    announce_by,
    is_drafted_on,
    next_after,
    require_fitting,
)
from forum.contributions.models import Forum
from forum.database import Db, load
from forum.days import vndate
from forum.deadlines.queries import working_day_from
from forum.errors import Invalid
from forum.fields import Hour, OptionalDay, ShortText, Title
from forum.jobs import JobContext, job
from forum.versions import Versioned
from forum.words import _
from vietnamese import slug

AnnounceDays = Annotated[int | None, Field(ge=1, le=ANNOUNCED_AT_MOST_DAYS)]
IntakeDays = Annotated[int, Field(ge=1, le=ANNOUNCED_AT_MOST_DAYS)]


class NewSeries(BaseModel):
    title: Title
    rhythm: policy.Rhythm
    next_on: OptionalDay = None
    regulation: ShortText = ""
    announce_days: AnnounceDays = None
    intake_days: IntakeDays = INTAKE_DAYS
    chair_leader_id: int | None = None
    starts: Hour = STARTS
    ends: Hour = ENDS
    place: ShortText = ""
    first_time_first: bool = False


SET = tuple(name for name in NewSeries.model_fields if name != "title")


class ChangedSeries(NewSeries, Versioned):
    @classmethod
    def of(cls, series: Series) -> Self:
        return cls.current(title=series.title, **{name: getattr(series, name) for name in SET})


async def create_series(db: Db, actor: Actor, new: NewSeries) -> Series:
    """A series with the forum whose moderators judge its questions."""
    require(policy.may_plan_session(actor))
    forum = Forum(
        kind="series",
        title=new.title,
        slug=slug(new.title),
        audience=[audience.EVERYONE],
        created_at=actor.at,
    )
    db.add(forum)
    await db.flush()
    series = Series(forum_id=forum.id, created_at=actor.at)
    await _set(db, series, new, actor.today)
    db.add(series)
    await db.flush()
    return series


async def change_series(db: Db, actor: Actor, series_id: int, new: ChangedSeries) -> Series:
    """Sessions that are planned already stay as they are; those that nobody was told of are owed by its lead time."""
    require(policy.may_plan_session(actor))
    waiting = (
        await db.scalars(_waiting(series_id, actor.at).order_by(ContactSession.id).with_for_update())
    ).all()
    series = await load(db, Series, series_id, lock=True)
    new.require_seen(ChangedSeries.of(series))
    is_other_lead = new.announce_days != series.announce_days
    await _set(db, series, new, actor.today)
    for session in waiting if is_other_lead else ():
        await owe_announcement(db, actor, session, series)
    return series


def _waiting(series_id: int, at: datetime) -> Select[ContactSession]:
    """Sessions that wait to be announced."""
    return select(ContactSession).where(
        ContactSession.series_id == series_id,
        ContactSession.state.in_(policy.MAY_ANNOUNCE),
        ContactSession.starts_at > at,
    )


async def _set(db: Db, series: Series, new: NewSeries, today: date) -> None:
    if new.ends <= new.starts:
        raise Invalid("ends", _("Giờ kết thúc phải sau giờ bắt đầu."))
    require_fitting(new.announce_days, new.intake_days)
    chair = new.chair_leader_id
    if chair is not None and not await in_office(db, [chair], today):
        raise Invalid("chair_leader_id", _("Đề nghị chọn lãnh đạo trong danh sách."))
    series.title = new.title
    for name in SET:
        setattr(series, name, getattr(new, name))


@job("draft_next_sessions", cron="10 23 * * *")
async def draft_next_sessions(context: JobContext, **_args: object) -> None:
    """Each morning in Hải Phòng. A second run finds the session that the first one drafted."""
    regulated = select(Series).where(Series.announce_days.is_not(None), Series.chair_leader_id.is_not(None))
    actor = visitor(context.at)
    for series in (await context.db.scalars(regulated.order_by(Series.id).with_for_update())).all():
        if (held_on := await _due_session(context.db, actor, series)) is not None:
            await draft_session(context.db, actor, series, _plan(series, held_on, actor.today))


async def _due_session(db: Db, actor: Actor, series: Series) -> date | None:
    """The day of a session that must be drafted now: the next one in the rhythm, where none waits to be announced."""
    if await db.scalar(_waiting(series.id, actor.at).limit(1)) is not None:
        return None
    last = await db.scalar(
        select(func.max(ContactSession.starts_at)).where(ContactSession.series_id == series.id)
    )
    last_on = None if last is None else local_date(last)
    if series.next_on is not None and series.next_on > max(last_on or actor.today, actor.today):
        day = series.next_on  # named anew since
    elif last_on is not None:
        day = next_after(series.rhythm, last_on, actor.today)
    else:
        return None
    held_on = await working_day_from(db, day)
    assert series.announce_days is not None
    return held_on if is_drafted_on(actor.today, held_on, series.announce_days) else None


def _plan(series: Series, held_on: date, today: date) -> SessionPlan:
    assert series.announce_days is not None and series.chair_leader_id is not None
    until = held_on - timedelta(days=series.intake_days)
    return SessionPlan(
        series_id=series.id,
        title=str(_("{series}, ngày {day}", series=series.title[:150], day=vndate(held_on))),
        format=policy.SessionFormat.both,
        place=series.place,
        held_on=held_on,
        starts=series.starts,
        ends=series.ends,
        intake_from_on=min(max(announce_by(held_on, series.announce_days), today), until),
        intake_until_on=until,
        chair_leader_id=series.chair_leader_id,
    )
