"""Who is expected at a session, waits for a place, was invited, or came: a row each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from forum.contact.attending.policy import ATTENDANCE, AttendanceState, AttendingWay
from forum.database import Model
from forum.database.columns import EnumText


class Attendance(Model):
    """Of a member, of a body, or, without either, of somebody who came unannounced. `name` is that of a deputy, or of
    who came unannounced, as somebody of the office or of who was invited typed it. `queued_at` is the place in the
    list of those who wait; who comes from home may wait for the hall meanwhile."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("session_id", "persona_id"),
        UniqueConstraint("session_id", "body_id"),
        UniqueConstraint("session_id", "code"),
        CheckConstraint("persona_id IS NULL OR body_id IS NULL", name="one_guest"),
        CheckConstraint("persona_id IS NOT NULL OR body_id IS NOT NULL OR name <> ''", name="named"),
        Index(None, "session_id", "state", "queued_at"),  # who waits, in order
        Index(None, "persona_id"),  # a person's, for the copy of one's data and for erasing it
        Index(None, "body_id"),  # invitations of a body
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    name: Mapped[str] = mapped_column(default="")
    named_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    state: Mapped[AttendanceState] = mapped_column(EnumText(AttendanceState), default=ATTENDANCE.start)
    way: Mapped[AttendingWay] = mapped_column(EnumText(AttendingWay), default=AttendingWay.hall)
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)  # of policy.Service
    waits_for_hall: Mapped[bool] = mapped_column(default=False, server_default=false())
    code: Mapped[str]
    queued_at: Mapped[datetime]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    invited_at: Mapped[datetime | None]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    replied_at: Mapped[datetime | None]
    # Who called the secretariat, and when, where it wrote the answer down
    telephoned_by: Mapped[str] = mapped_column(default="", server_default="")
    telephoned_at: Mapped[datetime | None]
    taken_back_reason: Mapped[str] = mapped_column(default="", server_default="")  # of the invitation
    checked_in_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    checked_in_at: Mapped[datetime | None]
