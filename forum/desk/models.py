"""What brings a text before the moderators, what its author is asked there, and masks in the words of offices."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.desk.policy import ReasonMaskState
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


class ReasonMask(Model):
    """A passage masked in what an office typed beside its acts on a thing. `passage` and `originals`, as the columns
    held them, are kept until a second person confirms it or it is lifted, and then no longer."""

    __tablename__ = "reason_masks"
    __table_args__ = (
        Index(None, "thing_kind", "thing_id"),
        Index(None, "state", "id"),
    )  # of a thing; those that wait

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    passage: Mapped[str]
    rule_code: Mapped[str]
    originals: Mapped[list[list[str]]] = mapped_column(JSONB)  # place, key of the row, words before
    state: Mapped[ReasonMaskState] = mapped_column(EnumText(ReasonMaskState))
    masked_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    masked_at: Mapped[datetime]
    until: Mapped[datetime]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    settled_at: Mapped[datetime | None]
