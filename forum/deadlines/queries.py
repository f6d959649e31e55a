"""See: the time limits in force, the days that differ from the calendar, and when something is due."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from forum.clock import local_date
from forum.database import ReadDb
from forum.deadlines.models import TimeLimit, WorkdayOverride
from forum.deadlines.working_days import end_of_period
from forum.fields import Certainty


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as it stands from `from_on` on, with what it rests on."""

    name: str
    label: str
    count: int
    unit: str
    source: str
    certainty: Certainty
    rolls_over: bool
    from_on: date


def _limit(row: TimeLimit) -> Limit:
    return Limit(
        row.name, row.label, row.count, row.unit, row.source, row.certainty, row.rolls_over, row.from_on
    )


async def limit_in_force(db: ReadDb, name: str, day: date) -> Limit:
    """The time limit of that name on that day. Raises LookupError for a name that no administrator has set."""
    found: TimeLimit | None = await db.scalar(
        select(TimeLimit)
        .where(TimeLimit.name == name, TimeLimit.from_on <= day)
        .order_by(TimeLimit.from_on.desc())
        .limit(1)
    )
    if found is None:
        raise LookupError(f"no time limit {name!r} is in force on {day}")
    return _limit(found)


async def due_at(db: ReadDb, limit: str | Limit, at: datetime) -> datetime:
    """When a period of that limit ends that starts at `at`; by name, as in force on that day."""
    if isinstance(limit, str):
        limit = await limit_in_force(db, limit, local_date(at))
    overrides = await workday_overrides(db)
    return end_of_period(at, limit.count, limit.unit, overrides, rolls_over=limit.rolls_over)


async def time_limits(db: ReadDb) -> list[Limit]:
    """All that were ever set, the values of one after another."""
    rows = await db.scalars(select(TimeLimit).order_by(TimeLimit.label, TimeLimit.from_on))
    return [_limit(row) for row in rows]


async def workday_overrides(db: ReadDb) -> dict[date, bool]:
    rows = await db.execute(select(WorkdayOverride.day, WorkdayOverride.is_worked))
    return {r.day: r.is_worked for r in rows}


@dataclass(frozen=True, slots=True)
class OverrideLine:
    day: date
    is_worked: bool
    reason: str


async def override_lines(db: ReadDb) -> list[OverrideLine]:
    """The days that differ from the calendar, the latest first."""
    rows = await db.scalars(select(WorkdayOverride).order_by(WorkdayOverride.day.desc()))
    return [OverrideLine(row.day, row.is_worked, row.reason) for row in rows]
