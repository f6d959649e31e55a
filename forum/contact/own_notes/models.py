"""Notes of a leader's own side."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class OwnNote(Model):
    """For the side of `leader_id` alone, on a session or one question. Without a leader it is an internal item of the
    session, of whoever chairs it and the secretariat. No text of the record: nobody approves it, and it ends with its
    session."""

    __tablename__ = "own_notes"
    __table_args__ = (
        Index(None, "session_id"),  # a session's notes
        Index(None, "question_id"),  # those beside a question
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    at: Mapped[datetime]
