"""Who wrote on paper or called, and what is known of each letter and call. For staff alone."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.contributions.entering.policy import CLAIM, CheckedHow, ClaimState, ConsentHow
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


class ClaimCode(Model):
    """The code on a person's last receipt, as a digest: by it an account claims what was entered for that person. It
    goes when it is used, and another takes its place when a new receipt is printed."""

    __tablename__ = "claim_codes"

    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    issued_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class EnteredClaim(Model):
    """A member typed the code of `persona_id`, for whom texts were entered; somebody else of the office decides."""

    __tablename__ = "entered_claims"
    __table_args__ = (
        CheckConstraint(
            "decided_by IS NULL OR decided_by NOT IN (claimed_by, code_issued_by)", name="two_people"
        ),
        Index("ux_entered_claims_one", "persona_id", unique=True, postgresql_where="state <> 'refused'"),
        Index(None, "claimed_by"),  # a member's own
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    claimed_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    claimed_at: Mapped[datetime]
    code_hash: Mapped[str] = mapped_column(unique=True)  # a code is used once; its second click leads here
    code_issued_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    state: Mapped[ClaimState] = mapped_column(EnumText(ClaimState), default=CLAIM.start)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    decided_at: Mapped[datetime | None]
    checked_how: Mapped[CheckedHow | None] = mapped_column(EnumText(CheckedHow))
    refused_because: Mapped[str] = mapped_column(default="", server_default="")
