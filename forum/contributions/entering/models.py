"""Who wrote on paper or called, and what is known of each letter and call. For staff alone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.contributions.entering.policy import ConsentHow
from forum.database import Model
from forum.database.columns import EnumText


class EnteredPerson(Model):
    """Where a person is reached for whom staff enter something. `telephone` is spelled as policy.telephone does."""

    __tablename__ = "entered_people"
    __table_args__ = (Index(None, "telephone"),)  # who called before

    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), primary_key=True)
    address: Mapped[str] = mapped_column(default="")
    telephone: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    entered_at: Mapped[datetime]


class EnteredText(Model):
    """How a text came that staff entered: of a letter its day and its number in the register of what came in; of a call
    when and from which number, and that what was noted was read back."""

    __tablename__ = "entered_texts"

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    letter_on: Mapped[date | None]
    letter_number: Mapped[str] = mapped_column(default="")
    call_at: Mapped[datetime | None]
    called_from: Mapped[str] = mapped_column(default="")
    was_read_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    consent: Mapped[ConsentHow] = mapped_column(EnumText(ConsentHow))
