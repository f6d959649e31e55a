"""Notices, and in sample mode the mail that was sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.actor import Purpose
from forum.database import Model
from forum.database.columns import EnumText


class Notice(Model):
    """One person's notice of one event. Its letter is shown and mailed only while the thing is readable, or
    says nothing of it."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event_id", "persona_id"),  # the job may run twice
        Index(None, "persona_id", "id"),  # a person's notices, newest first
        Index("ix_notices_unread", "persona_id", postgresql_where="read_at IS NULL"),  # counted on each page
        Index(
            "ix_notices_waiting", "persona_id", postgresql_where="waits AND mailed_at IS NULL"
        ),  # the weekly letter
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    subject: Mapped[str]
    letter: Mapped[str]
    path: Mapped[str]
    regardless: Mapped[bool] = mapped_column(
        default=False, server_default="false"
    )  # says nothing of the thing
    at: Mapped[datetime]
    purpose: Mapped[Purpose | None] = mapped_column(
        EnumText(Purpose), default=Purpose.mail
    )  # the consent to mail it; none where the law asks for the letter
    waits: Mapped[bool] = mapped_column(default=False)  # for the weekly letter
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class PostedNotice(Model):
    """A notice printed and posted to somebody without an account: who ticked it, and when."""

    __tablename__ = "posted_notices"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    posted_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    posted_at: Mapped[datetime]


class SampleMail(Model):
    """A mail of sample mode, stored for /hop-thu instead of being sent."""

    __tablename__ = "sample_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
