"""Flags, requests and orders that bring a text before the moderators."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
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
