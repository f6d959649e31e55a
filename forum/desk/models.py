"""What brings a text before the moderators, and what its author is asked there."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from moderation.values import CaseReason


class Concern(Model):
    """A person's flag, a moderator's own request, or a written order. Who flagged is never shown."""

    __tablename__ = "concerns"
    __table_args__ = (UniqueConstraint("contribution_id", "persona_id", "reason"),)  # repeats count once

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    reason: Mapped[CaseReason] = mapped_column(EnumText(CaseReason))  # flag, review or order
    rule_code: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    at: Mapped[datetime]
    case_id: Mapped[int | None]  # the case it opened or joined, of whose outcome its writer hears


class AuthorQuestion(Model):
    """What a moderator asked the author before deciding a case, and the answer. For those two sides alone."""

    __tablename__ = "author_questions"
    __table_args__ = (Index(None, "contribution_id", "id"),)  # what was asked about a text

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"))
    case_id: Mapped[int]
    asked_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    question: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
