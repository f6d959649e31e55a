"""Time limits as dated data, and the days that differ from the calendar."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.fields import Certainty


class TimeLimit(Model):
    """How long something may take from `from_on` on. An administrator changes it; code never holds a length.

    `at_least` and `at_most` are what the law allows, in the same unit; a limit with a bound keeps its unit.
    """

    __tablename__ = "time_limits"
    __table_args__ = (UniqueConstraint("name", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # 'review-post', 'proposal-answer', 'draft-provincial-resolution' …
    label: Mapped[str]
    count: Mapped[int]
    unit: Mapped[str]  # day | working_day | hour | working_hour
    source: Mapped[str] = mapped_column(default="")
    certainty: Mapped[Certainty] = mapped_column(EnumText(Certainty), default=Certainty.assumed)
    rolls_over: Mapped[bool] = mapped_column(default=True)  # off a rest day; not where the citizen would lose
    at_least: Mapped[int | None]
    at_most: Mapped[int | None]
    from_on: Mapped[date]


class WorkdayOverride(Model):
    """A day that an administrator declared worked or free, over the library's calendar."""

    __tablename__ = "workday_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_worked: Mapped[bool]
    reason: Mapped[str]
