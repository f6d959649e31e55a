"""What notes of an office said before their writers corrected them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from forum.database import Model


class FormerNote(Model):
    """The words of a note until they were corrected, and who was mentioned then."""

    __tablename__ = "former_notes"
    __table_args__ = (Index(None, "note_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("opinion_notes.id"))
    text: Mapped[str]
    mentioned: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    written_at: Mapped[datetime]
