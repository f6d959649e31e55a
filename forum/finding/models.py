"""Searches that somebody saved at the staff's desk."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.database import Model


class SavedSearch(Model):
    """`address` is the query part of the desk's address; `seen_at` is when its owner last looked."""

    __tablename__ = "saved_searches"
    __table_args__ = (Index(None, "persona_id", "id"),)  # one person's list

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    name: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
