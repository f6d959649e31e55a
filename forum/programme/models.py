"""The action programme: sections, tasks, their bodies, indicators, and progress reports."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.programme.policy import Part, ReportedState, Schedule


class Programme(Model):
    """A programme of action. A legal document is identified by number, date and issuer together."""

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
    """`summary` is our own; `text` is the source's, once imported. Codes and links survive an import."""

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
    """Links a thing to a task: `kind` and `thing_id` are a Thing. Ordered by `id`, as they were made."""

    __tablename__ = "task_links"
    __table_args__ = (
        UniqueConstraint("kind", "thing_id", "task_id"),  # a thing's tasks
        # things of a kind linked to a task, a page at a time
        Index(None, "task_id", "kind", "id", postgresql_include=["thing_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    thing_id: Mapped[int]
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))


class TaskBody(Model):
    """A body that leads or coordinates a task, by its name in the source, with its row if known."""

    __tablename__ = "task_bodies"
    __table_args__ = (Index(None, "task_id"), Index(None, "body_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    part: Mapped[Part] = mapped_column(EnumText(Part))
    position: Mapped[int]
    as_named: Mapped[str]
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    # An administrator's override of the computed successor: which body, why, when, by whom.
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
    """A body's own report on a task. `text_id` is its official text, which holds its words; reports from before these
    had to be approved have words of their own, and whom they were published by."""

    __tablename__ = "progress_reports"
    __table_args__ = (Index(None, "task_id", "id"), Index(None, "text_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    state: Mapped[ReportedState] = mapped_column(EnumText(ReportedState))
    percent: Mapped[int | None]
    text_id: Mapped[int | None] = mapped_column(ForeignKey("official_texts.id"))
    text: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    repudiated_at: Mapped[
        datetime | None
    ]  # when the body's head said that it is not theirs: it tells nothing since
