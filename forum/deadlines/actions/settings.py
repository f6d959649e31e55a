"""Settings of the administrator: lengths of time limits, and days that differ from the calendar."""

from collections.abc import Iterable
from dataclasses import astuple
from datetime import date
from typing import Annotated, Self

from pydantic import Field
from sqlalchemy import select

from forum.accounts.policy import may_administer
from forum.actor import Actor, require
from forum.database import Db
from forum.deadlines import duties, events
from forum.deadlines.models import TimeLimit, WorkdayOverride
from forum.deadlines.queries import UNITS, Limit, OverrideLine, override_lines, time_limits
from forum.deadlines.working_days import TimeUnit
from forum.errors import Invalid, NotFound
from forum.fields import Certainty, Day, Reason, Title
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _


class NewTimeLimit(Versioned):
    """A new length for a known limit from a day on, with its source and certainty."""

    name: str
    count: Annotated[int, Field(ge=1, le=1000)]
    unit: TimeUnit
    source: Title
    certainty: Certainty
    from_on: Day

    @classmethod
    def of(cls, limits: Iterable[Limit], name: str = "") -> Self:
        """All values ever set, with the form filled in from the latest of the named limit."""
        every = list(limits)
        latest = next((one for one in reversed(every) if one.name == name), None)
        fields = ("count", "unit", "source", "certainty", "from_on") if latest is not None else ()
        stands = {field: getattr(latest, field) for field in fields}
        return cls.current(version_of([astuple(one) for one in every]), **stands)


class Workday(Versioned):
    day: Day
    is_worked: bool
    reason: Reason

    @classmethod
    def of(cls, overrides: Iterable[OverrideLine], day: date | None = None) -> Self:
        """All days that differ from the calendar, with the form filled in for the given one."""
        message = {str(one.day): {"is_worked": one.is_worked, "reason": one.reason} for one in overrides}
        return cls.current(version_of(message), **message.get(str(day), {}))


async def set_time_limit(db: Db, actor: Actor, new: NewTimeLimit) -> TimeLimit:
    """Add a row from a later day on; earlier ones stay, so that a past deadline can be explained. Raises
    Invalid outside the bounds of the law."""
    require(may_administer(actor))
    before = await db.scalar(
        select(TimeLimit)
        .where(TimeLimit.name == new.name)
        .order_by(TimeLimit.from_on.desc())
        .limit(1)
        .with_for_update()
    )
    if before is None:
        raise Invalid("name", _("Đề nghị chọn thời hạn trong danh sách."))
    new.require_seen(NewTimeLimit.of(await time_limits(db), new.name))
    if new.from_on <= before.from_on:
        raise Invalid("from_on", _("Ngày áp dụng phải sau {from_on:%d/%m/%Y}.", from_on=before.from_on))
    _check_bounds(before, new)
    limit = TimeLimit(
        name=new.name,
        label=before.label,
        count=new.count,
        unit=new.unit,
        source=new.source,
        certainty=new.certainty,
        rolls_over=before.rolls_over,
        at_least=before.at_least,
        at_most=before.at_most,
        from_on=new.from_on,
    )
    db.add(limit)
    await db.flush()
    is_set = events.TimeLimitSet(Thing("time_limit", limit.id), new.name, new.count, new.unit, new.from_on)
    await record(db, actor, is_set)
    return limit


def _check_bounds(before: TimeLimit, new: NewTimeLimit) -> None:
    if before.at_least is None and before.at_most is None:
        return
    unit = UNITS[before.unit]
    if new.unit != before.unit:
        raise Invalid("unit", _("Pháp luật tính thời hạn này bằng {unit}.", unit=unit))
    if before.at_least is not None and new.count < before.at_least:
        raise Invalid(
            "count", _("Pháp luật quy định ít nhất {at_least} {unit}.", at_least=before.at_least, unit=unit)
        )
    if before.at_most is not None and new.count > before.at_most:
        raise Invalid(
            "count", _("Pháp luật quy định không quá {at_most} {unit}.", at_most=before.at_most, unit=unit)
        )


async def set_workday(db: Db, actor: Actor, new: Workday) -> None:
    """Override the calendar for one day, replacing an earlier override. Duties due then are recounted."""
    require(may_administer(actor))
    row = await db.get(WorkdayOverride, new.day, with_for_update=True)
    new.require_seen(Workday.of(await override_lines(db), new.day))
    if row is None:
        row = WorkdayOverride(day=new.day)
        db.add(row)
    row.is_worked, row.reason = new.is_worked, new.reason
    await db.flush()
    row.moved_count = await duties.recount(db, actor.at)
    await record(db, actor, _workday(new.day, new.is_worked))


async def unset_workday(db: Db, actor: Actor, day: date) -> int:
    """Return a day to the calendar. Returns how many running duties changed their due date."""
    require(may_administer(actor))
    row = await db.get(WorkdayOverride, day, with_for_update=True)
    if row is None:
        raise NotFound
    await db.delete(row)
    await db.flush()
    moved = await duties.recount(db, actor.at)
    await record(db, actor, _workday(day, None))
    return moved


def _workday(day: date, is_worked: bool | None) -> events.WorkdaySet:
    return events.WorkdaySet(Thing("workday", day.toordinal()), day, is_worked)
