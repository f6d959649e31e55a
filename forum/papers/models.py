"""Requested papers: one row for each person, thing, kind and format."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model
from forum.database.columns import EnumText
from forum.papers.policy import PaperState


class Paper(Model):
    """A paper with only what its requester may read. `persona_id` is None for the copy that visitors share.

    `mark` is the digest of the paper's content, `digest` that of the file, which is named after it.
    """

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint(
            "thing_kind", "thing_id", "kind", "format", "persona_id", postgresql_nulls_not_distinct=True
        ),
        Index(None, "asked_at"),  # finds papers old enough to be removed
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    thing_kind: Mapped[str]
    thing_id: Mapped[int]
    kind: Mapped[str]  # as its offer names it: opinion_table, minutes …
    format: Mapped[str]  # docx | pdf | xlsx
    state: Mapped[PaperState] = mapped_column(EnumText(PaperState))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    mark: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)  # bytes
    message: Mapped[str] = mapped_column(default="")  # why it could not be made


class OwnCopy(Model):
    """A copy of all that is held about a person, as a ZIP; only that person fetches it, and it is deleted soon."""

    __tablename__ = "own_copies"
    __table_args__ = (Index(None, "persona_id"),)  # a person's copies

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    content: Mapped[bytes | None]
