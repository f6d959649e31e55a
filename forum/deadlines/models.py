"""Time limits as dated data, days that differ from the calendar, and duties with their due dates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.deadlines.working_days import TimeUnit
from forum.fields import Certainty


class TimeLimit(Model):
    """How long something may take from `from_on` on. Set by an administrator; code holds no lengths.

    `at_least` and `at_most` are the bounds of the law, in the same unit; a limit with a bound keeps its unit.
    """

    __tablename__ = "time_limits"
    __table_args__ = (UniqueConstraint("name", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # 'review-post', 'proposal-answer', 'draft-provincial-resolution' …
    label: Mapped[str]
    count: Mapped[int]
    unit: Mapped[TimeUnit] = mapped_column(EnumText(TimeUnit))
    source: Mapped[str] = mapped_column(default="")
    certainty: Mapped[Certainty] = mapped_column(EnumText(Certainty), default=Certainty.assumed)
    rolls_over: Mapped[bool] = mapped_column(default=True)  # off a rest day; not at the citizen's cost
    at_least: Mapped[int | None]
    at_most: Mapped[int | None]
    from_on: Mapped[date]


class WorkdayOverride(Model):
    """A day that an administrator declared worked or free, overriding the library's calendar."""

    __tablename__ = "workday_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_worked: Mapped[bool]
    reason: Mapped[str]
    moved_count: Mapped[int] = mapped_column(default=0)  # how many running duties changed their due date


_RUNNING = text("done_at IS NULL AND void_at IS NULL")


class Duty(Model):
    """A duty on a thing, or a window in which its owner may act. Written by forum.deadlines.duties only.

    It keeps the limit in force when it started; a duty with a given date has none. `due_at` and the dates
    derived from it are recomputed by forum.deadlines.counting whenever a pause, a move or the calendar
    changes.
    """

    __tablename__ = "duties"
    __table_args__ = (
        # only one running at a time; a thing's duties of today
        Index(
            "ux_duties_running", "thing_kind", "thing_id", "kind", "owner_kind", "owner_id",
            unique=True, postgresql_where=_RUNNING,
        ),
        Index(None, "thing_kind", "thing_id", "kind"),  # a thing's duties, completed ones too
        Index("ix_duties_owner", "owner_kind", "owner_id", "due_at", postgresql_where=_RUNNING),  # an owner's list
        Index("ix_duties_due", "due_at", postgresql_where=_RUNNING),  # reminders, and what is late
        CheckConstraint("due_at IS NOT NULL OR nature = 'window'", "dated"),
        CheckConstraint("(given_due_at IS NULL) OR (given_at IS NOT NULL)", "given"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    kind: Mapped[str]  # a DutyKind
    nature: Mapped[str]  # duty | window
    owner_kind: Mapped[str]  # an OwnerKind
    owner_id: Mapped[int]  # 0 where there is only one of that kind
    is_lead: Mapped[bool] = mapped_column(default=True)  # of several owners who work together
    started_at: Mapped[datetime]
    counts_from: Mapped[datetime]
    limit_name: Mapped[str | None]
    limit_count: Mapped[int | None]  # negative where counted back from a meeting
    limit_unit: Mapped[TimeUnit | None] = mapped_column(EnumText(TimeUnit))
    rolls_over: Mapped[bool] = mapped_column(default=True)
    given_due_at: Mapped[datetime | None]  # a date set instead, at `given_at`
    given_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]  # a calendar change never makes a duty late that was not
    first_due_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    soon_at: Mapped[datetime | None]
    escalates_at: Mapped[datetime | None]
    very_late_at: Mapped[datetime | None]
    moved_count: Mapped[int] = mapped_column(default=0)
    moved_reason: Mapped[str] = mapped_column(default="")
    moved_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    reminded_soon_at: Mapped[datetime | None]
    reminded_due_at: Mapped[datetime | None]
    reminded_late_at: Mapped[datetime | None]  # the superior of the owner too
    done_at: Mapped[datetime | None]
    void_at: Mapped[datetime | None]


RUNNING = and_(Duty.done_at.is_(None), Duty.void_at.is_(None))


class DutyPause(Model):
    """A period that does not count. `until` is in the future where the end is known in advance."""

    __tablename__ = "duty_pauses"
    __table_args__ = (Index(None, "duty_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"))
    cause: Mapped[str]  # hidden | clarification
    since: Mapped[datetime]
    until: Mapped[datetime | None]
