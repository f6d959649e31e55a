"""The action programme: its sections, tasks, who leads them, indicators, and the bodies' progress reports."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.programme.policy import Part, ReportedState, Schedule


class Programme(Model):
    """A programme of action. A legal document is known by number, date and issuer together."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    issuing_body: Mapped[str]
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    implements: Mapped[str] = mapped_column(default="")  # '45-NQ/TW, 24/11/2023, …'
    horizon: Mapped[int | None]
    vision: Mapped[int | None]
    source_text: Mapped[str | None]
    source_digest: Mapped[str | None]
    imported_at: Mapped[datetime | None]


class Section(Model):
    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    code: Mapped[str]
    position: Mapped[int]
    heading: Mapped[str | None]  # as in the source, once it is imported
    title: Mapped[str]  # short, our own words


class Task(Model):
    """`summary` is our own; `text` is the source's, once it is imported. Codes and links outlive an import."""

    __tablename__ = "tasks"
    __table_args__ = (UniqueConstraint("programme_id", "code"), Index(None, "section_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    code: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str]
    text: Mapped[str | None]
    source_line: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    schedule: Mapped[Schedule] = mapped_column(EnumText(Schedule))
    deadline_on: Mapped[date | None]
    from_on: Mapped[date | None]
    deadline_text: Mapped[str] = mapped_column(default="")
    is_truncated: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]  # no longer in the text; its links stay


class TaskLink(Model):
    """A thing is about a task: `kind` and `thing_id` are a Thing. `id` is the order in which links were made."""

    __tablename__ = "task_links"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id", "task_id"),  # a thing's tasks
        Index(None, "task_id", "id"),  # what is about a task, a page at a time
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    thing_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))


class TaskBody(Model):
    """Who leads or works with a task, as the source names it, tied to a body where one is known."""

    __tablename__ = "task_bodies"
    __table_args__ = (Index(None, "task_id"), Index(None, "body_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    part: Mapped[Part] = mapped_column(EnumText(Part))
    position: Mapped[int]
    as_named: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    # A person's word over the computed successor: whom, why, when, by whom.
    now_body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    now_reason: Mapped[str] = mapped_column(default="")
    now_set_at: Mapped[datetime | None]
    now_set_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))


class Indicator(Model):
    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    code: Mapped[str]
    title: Mapped[str]
    target_words: Mapped[str]
    unit: Mapped[str]
    by_year: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


class ProgressReport(Model):
    """What a body reports of a task: its own words, never our guess."""

    __tablename__ = "progress_reports"
    __table_args__ = (Index(None, "task_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    state: Mapped[ReportedState] = mapped_column(EnumText(ReportedState))
    percent: Mapped[int | None]
    text: Mapped[str]
    html: Mapped[str]
    at: Mapped[datetime]
