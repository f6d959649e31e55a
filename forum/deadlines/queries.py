"""Queries for time limits in force, days that differ from the calendar, and duties by thing or owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.accounts.policy import may_enter_for_others
from forum.actor import Actor, Role
from forum.audience import AT, moment
from forum.clock import local_date
from forum.database import ReadDb
from forum.deadlines.models import RUNNING, Duty, DutyPause, TimeLimit, WorkdayOverride
from forum.deadlines.policy import OVERDUE, DutyKind, DutyState, Owner, OwnerKind, state_of
from forum.deadlines.working_days import (
    WEEKEND,
    TimeUnit,
    add_working_days,
    end_of_period,
    holiday_of,
    is_working_day,
)
from forum.fields import Certainty
from forum.thing import Thing
from forum.words import Words, _

MAX_SHOWN = 200  # lines of a work list
UNITS = {
    TimeUnit.day: _("ngày"),
    TimeUnit.working_day: _("ngày làm việc"),
    TimeUnit.hour: _("giờ"),
    TimeUnit.working_hour: _("giờ làm việc"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as in force since `from_on`, with its source."""

    name: str
    label: str
    count: int
    unit: TimeUnit
    source: str
    certainty: Certainty
    rolls_over: bool
    from_on: date

    @property
    def words(self) -> Words:
        return _("{count} {unit}", count=self.count, unit=UNITS[self.unit])


def _limit(row: TimeLimit) -> Limit:
    return Limit(
        row.name, row.label, row.count, row.unit, row.source, row.certainty, row.rolls_over, row.from_on
    )


async def limits_in_force(db: ReadDb, day: date, *names: str) -> list[Limit]:
    """The limits of these names in force on that day, in this order. Raises LookupError for a name never set."""
    rows = await db.scalars(
        select(TimeLimit)
        .where(TimeLimit.name.in_(names), TimeLimit.from_on <= day)
        .order_by(TimeLimit.from_on)
    )
    found = {row.name: _limit(row) for row in rows}  # the latest of each
    if set(names) - set(found):
        raise LookupError(f"no time limit {set(names) - set(found)} is in force on {day}")
    return [found[name] for name in names]


async def limit_in_force(db: ReadDb, name: str, day: date) -> Limit:
    return (await limits_in_force(db, day, name))[0]


async def due_at(db: ReadDb, limit: str | Limit, at: datetime) -> datetime:
    """The end of a period that starts at `at`; a limit given by name is the one in force on that day."""
    if isinstance(limit, str):
        limit = await limit_in_force(db, limit, local_date(at))
    overrides = await workday_overrides(db)
    return end_of_period(at, limit.count, limit.unit, overrides, rolls_over=limit.rolls_over)


async def time_limits(db: ReadDb) -> list[Limit]:
    """All values ever set, grouped by limit."""
    rows = await db.scalars(select(TimeLimit).order_by(TimeLimit.label, TimeLimit.from_on))
    return [_limit(row) for row in rows]


async def working_day_from(db: ReadDb, day: date) -> date:
    """That day, or where it is a day off the working day after it."""
    overrides = await workday_overrides(db)
    return day if is_working_day(day, overrides) else add_working_days(day, 1, overrides)


async def rest_day(db: ReadDb, day: date) -> Words | str | None:
    """What day of rest it is: the holiday, what an administrator says of it, or the day of the week. None for a
    working day."""
    if is_working_day(day, await workday_overrides(db)):
        return None
    given = await db.scalar(select(WorkdayOverride.reason).where(WorkdayOverride.day == day))
    return holiday_of(day) or given or WEEKEND.get(day.weekday(), _("ngày nghỉ"))


async def workday_overrides(db: ReadDb) -> dict[date, bool]:
    rows = await db.execute(select(WorkdayOverride.day, WorkdayOverride.is_worked))
    return {r.day: r.is_worked for r in rows}


@dataclass(frozen=True, slots=True)
class OverrideLine:
    day: date
    is_worked: bool
    reason: str
    moved_count: int


async def override_lines(db: ReadDb) -> list[OverrideLine]:
    """Days that differ from the calendar, latest first."""
    rows = await db.scalars(select(WorkdayOverride).order_by(WorkdayOverride.day.desc()))
    return [OverrideLine(row.day, row.is_worked, row.reason, row.moved_count) for row in rows]


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty on a thing, running or over: owner and due date. `state` is derived from dates."""

    thing: Thing
    kind: DutyKind
    owner: Owner
    state: DutyState
    started_at: datetime
    first_due_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    moved_count: int
    days_late: int
    reminded_late_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether a window may still be used."""
        return self.state == DutyState.open


PAUSE = exists().where(DutyPause.duty_id == Duty.id)


# Executed with `audience.moment(at)`. What was paused after its end, as a window that had closed, is over all the same.
IS_PAUSED = PAUSE.where(
    DutyPause.since <= AT,
    or_(DutyPause.until.is_(None), DutyPause.until > AT),
    or_(Duty.nature == "duty", DutyPause.since <= Duty.due_at),
)


def _view(duty: Duty, is_paused: bool, at: datetime) -> DutyView:
    state = state_of(duty, at, is_paused=is_paused)
    late = 0
    if state in OVERDUE and duty.due_at is not None:
        late = max(1, (local_date(at) - local_date(duty.due_at)).days)
    return DutyView(
        thing=Thing(duty.thing_kind, duty.thing_id),
        kind=DutyKind(duty.kind),
        owner=Owner(OwnerKind(duty.owner_kind), duty.owner_id),
        state=state,
        started_at=duty.started_at,
        first_due_at=duty.first_due_at,
        due_at=duty.due_at,
        done_at=duty.done_at,
        moved_count=duty.moved_count,
        days_late=late,
        reminded_late_at=duty.reminded_late_at,
    )


Duties = Mapping[tuple[Thing, DutyKind], DutyView]


_DUTIES = (
    select(Duty, IS_PAUSED)
    .where(
        tuple_(Duty.thing_kind, Duty.thing_id).in_(bindparam("things", expanding=True)),
        Duty.void_at.is_(None),
    )
    .order_by(Duty.is_lead, Duty.id)
)


async def duties_of(db: ReadDb, at: datetime, things: Iterable[Thing]) -> Duties:
    """For each thing the newest duty of each kind, completed ones too. One statement for a whole page; the
    caller has checked that its reader may see the things."""
    keys = list(set(things))
    if not keys:
        return {}
    rows = await db.execute(_DUTIES, {"things": keys} | moment(at))
    views = [_view(duty, is_paused, at) for duty, is_paused in rows]
    return {(view.thing, view.kind): view for view in views}


async def late_count(db: ReadDb, at: datetime) -> int:
    """How many duties, of whomever, run past their day."""
    late = select(func.count(Duty.id)).where(RUNNING, Duty.nature == "duty", Duty.due_at < AT, ~IS_PAUSED)
    return await db.scalar(late, moment(at)) or 0


_OWED = (
    select(Duty.id)
    .where(
        RUNNING,
        or_(Duty.counts_from <= AT, Duty.counts_from <= Duty.started_at, Duty.limit_count < 0),
        or_(Duty.nature == "duty", Duty.due_at.is_(None), Duty.due_at >= AT),
    )
    .order_by(Duty.due_at, Duty.id)
    .limit(MAX_SHOWN)
)
_SOONEST = select(Duty, IS_PAUSED).order_by(Duty.due_at, Duty.id).limit(MAX_SHOWN)


async def owed_by(db: ReadDb, actor: Actor) -> list[DutyView]:
    """Running duties and open windows of the actor, as a person or in a role, soonest first, without those
    that start on a later day. The caller checks which of the things the actor may read."""
    # Each owner's soonest alone, since one condition over all owners would read the duties of everybody.
    soonest = union_all(*(select(_OWED.where(owned).subquery()) for owned in _owned_by(actor)))
    rows = await db.execute(_SOONEST.where(Duty.id.in_(soonest)), moment(actor.at))
    return [_view(duty, paused, actor.at) for duty, paused in rows]


def _owned_by(actor: Actor) -> list[ColumnElement[bool]]:
    """A condition for each kind of owner that the actor is or works for."""
    owned = [and_(Duty.owner_kind == OwnerKind.persona, Duty.owner_id == actor.persona_id)]
    forums = [b.forum_id for b in actor.bindings if b.role == Role.moderator]
    some = {
        OwnerKind.body: actor.bodies(Role.body_officer, Role.body_head),
        OwnerKind.leader: actor.leaders(Role.leader, Role.assistant),
        OwnerKind.forum: frozenset() if None in forums else frozenset(forums),
    }
    owned += [and_(Duty.owner_kind == kind, Duty.owner_id.in_(ids)) for kind, ids in some.items() if ids]
    if None in forums:
        owned.append(Duty.owner_kind == OwnerKind.forum)
    of_house = {
        OwnerKind.secretariat: actor.has(Role.secretariat),
        OwnerKind.office: bool(may_enter_for_others(actor)),
        OwnerKind.administrator: actor.has(Role.administrator),
        OwnerKind.outside_seat: actor.has(Role.independent_member),
    }
    owned += [
        and_(Duty.owner_kind == kind, Duty.owner_id == 0) for kind, is_owner in of_house.items() if is_owner
    ]
    return owned


def due_by(owed: Duties, thing: Thing, kind: DutyKind) -> datetime | None:
    """When a running duty is due, or an open window closes."""
    duty = owed.get((thing, kind))
    over = duty is None or duty.done_at is not None or duty.state == DutyState.closed
    return None if over or duty is None else duty.due_at


async def duty_of(db: ReadDb, at: datetime, thing: Thing, kind: DutyKind) -> DutyView | None:
    return (await duties_of(db, at, [thing])).get((thing, kind))


async def window_of(db: ReadDb, at: datetime, thing: Thing, kind: DutyKind, owner: Owner) -> DutyView | None:
    """The window that this owner still has on a thing where several have one."""
    rows = await db.execute(
        select(Duty, IS_PAUSED).where(
            Duty.thing_kind == thing.kind,
            Duty.thing_id == thing.id,
            Duty.kind == kind,
            Duty.owner_kind == owner.kind,
            Duty.owner_id == owner.id,
            RUNNING,
            Duty.due_at >= AT,
        ),
        moment(at),
    )
    return next((_view(duty, paused, at) for duty, paused in rows), None)


@cache
def due_for(
    thing_kind: str, thing_id: InstrumentedAttribute[int], *kinds: DutyKind
) -> ColumnElement[datetime | None]:
    """SQL for the due date of the first running duty of these kinds on the thing."""
    duty = aliased(Duty)
    return (
        select(func.min(duty.due_at))
        .where(
            duty.thing_kind == thing_kind,
            duty.thing_id == thing_id,
            duty.kind.in_(kinds),
            duty.done_at.is_(None),
            duty.void_at.is_(None),
        )
        .scalar_subquery()
    )


@cache
def owed_for(
    duty: type[Duty], thing_kind: str, thing_id: InstrumentedAttribute[int], kind: DutyKind
) -> ColumnElement[bool]:
    """SQL to join a thing's duty, running or over, for a kind a thing has only one of."""
    return and_(
        duty.thing_kind == thing_kind, duty.thing_id == thing_id, duty.kind == kind, duty.void_at.is_(None)
    )


@cache
def window_is_closed(
    kind: DutyKind, thing_kind: str, thing_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """SQL for an unused window of the thing that is over by its date, though not yet recorded as such; executed with
    `audience.moment(at)`. One that waits while the thing is hidden is not."""
    of_thing = Duty.thing_kind == thing_kind, Duty.thing_id == thing_id, Duty.kind == kind
    return exists().where(*of_thing, RUNNING, Duty.due_at < AT, not_(IS_PAUSED))
