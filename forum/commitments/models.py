"""Commitments and their history."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from forum.commitments.policy import COMMITMENT, AskedFor, CommitmentState, Outcome, Part
from forum.contributions.official.content import Beside
from forum.database import Model
from forum.database.columns import EnumText
from moderation.values import Json

PREFIX = "CK"  # of codes


class Commitment(Model):
    """The body's due date is a duty of kind `report`. The confirmer is the asker's persona, or the chair's
    with its seat: where no asker has an open account, or the last one's ended."""

    __tablename__ = "commitments"
    __table_args__ = (
        Index(None, "source_kind", "source_id"),  # commitments from one question, session or proposal
        Index(None, "body_id", "state"),  # a body's work list
        Index(None, "confirmer_id", "state"),  # awaiting a person's confirmation
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    text_id: Mapped[int | None] = mapped_column(
        ForeignKey("official_texts.id"), index=True
    )  # the official text that it is a line of; none before texts had lines
    source_kind: Mapped[str]  # question | session | proposal
    source_id: Mapped[int]
    confirmer_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    confirmer_leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    assigner_leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("leaders.id")
    )  # the chair who assigned it and decides on its date; none where the body promised by itself
    made_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    made_at: Mapped[datetime]
    state: Mapped[CommitmentState] = mapped_column(EnumText(CommitmentState), default=COMMITMENT.start)
    reported_as: Mapped[CommitmentState | None] = mapped_column(
        EnumText(CommitmentState)
    )  # the last result that the body reported
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    disputed_at: Mapped[datetime | None]  # a dispute that nobody has judged yet
    due_objected_at: Mapped[datetime | None]  # who it was promised to objected to the date in force
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int] = mapped_column(default=1)


class PromisedLine(Model):
    """A commitment as a line of the official text that makes it. Until that is published, `commitment_id` is empty."""

    __tablename__ = "promised_lines"
    __table_args__ = (Index(None, "text_id", "position"),)  # a text's lines in order

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"))
    position: Mapped[int]
    title: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    due_on: Mapped[date]
    on_rest_day: Mapped[bool] = mapped_column(default=False)  # the day was asked about and is meant
    task_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    source_kind: Mapped[str]  # question | session | proposal
    source_id: Mapped[int]
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"), unique=True)


class CommitmentText(Model):
    """An official text on a commitment. A body's report has an outcome; its request asks something; a ruling is the
    assigner's decision on a request. It takes effect when it is published."""

    __tablename__ = "commitment_texts"
    __table_args__ = (Index(None, "commitment_id", "id"),)  # a commitment's texts in order

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"))
    part: Mapped[Part] = mapped_column(EnumText(Part))
    outcome: Mapped[Outcome | None] = mapped_column(EnumText(Outcome))
    evidence: Mapped[str] = mapped_column(default="")
    asks_for: Mapped[AskedFor | None] = mapped_column(EnumText(AskedFor))
    waits_for_ruling: Mapped[bool] = mapped_column(default=False)  # somebody else decides on what is asked
    request_id: Mapped[int | None] = mapped_column(ForeignKey("commitment_texts.id"))  # what a ruling is on
    granted: Mapped[bool | None]
    due_on: Mapped[date | None]  # asked for, or granted
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))  # to whom it is given on
    taken_effect_at: Mapped[datetime | None]

    @property
    def beside(self) -> Beside:
        """What is published along with its text."""
        known: dict[str, Json] = {
            "outcome": self.outcome,
            "evidence": self.evidence or None,
            "asks_for": self.asks_for,
            "request": self.request_id,
            "granted": self.granted,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "body": self.body_id,
        }
        return {"commitment": self.commitment_id} | {k: v for k, v in known.items() if v is not None}


class CommitmentStep(Model):
    """An entry in a commitment's history. `verb` is a key of policy.COMMITMENT or 'made'."""

    __tablename__ = "commitment_steps"
    __table_args__ = (Index(None, "commitment_id", "id"),)  # a history in order

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"))
    at: Mapped[datetime]
    verb: Mapped[str]
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    note: Mapped[str] = mapped_column(default="")  # the body's own words
    remark_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))  # the confirmer's
    text_id: Mapped[int | None] = mapped_column(
        ForeignKey("official_texts.id")
    )  # the approved words of this step
    evidence: Mapped[str] = mapped_column(default="")
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    version: Mapped[int | None]  # the commitment's, which its files name
