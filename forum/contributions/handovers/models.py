"""Things that passed from a body that has ended to another, and those that wait for somebody to say to which."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class BodyHandover(Model):
    """`to_body_id` is empty while nobody has said which body takes it over."""

    __tablename__ = "body_handovers"
    __table_args__ = (
        Index(None, "thing_kind", "thing_id", "id"),  # a thing's, in order
        # one at a time waits to be named
        Index(
            "ux_body_handovers_waiting", "thing_kind", "thing_id", unique=True,
            postgresql_where=text("to_body_id IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    from_body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    to_body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("leaders.id")
    )  # who assigned it and names the body; none where the secretariat or any leader does
    found_at: Mapped[datetime]  # when the house found that its body had ended
    passed_at: Mapped[datetime | None]
    named_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))  # none where it has one successor
    reason: Mapped[str] = mapped_column(default="")
