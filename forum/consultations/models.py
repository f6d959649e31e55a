"""Consultations, the paragraphs of their drafts, opinions and responses."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum.consultations.policy import CONSULTATION, ConsultationState, Result, Stance, Target
from forum.database import Model
from forum.database.columns import EnumText
from moderation.values import Json

CONSULTATION_PREFIX, OPINION_PREFIX = "LYK", "GY"  # of codes


class Consultation(Model):
    """`state` records what people did; whether it is open follows from the dates (policy.shown_state)."""

    __tablename__ = "consultations"
    __table_args__ = (Index(None, "body_id"), Index(None, "closes_on"))  # a body's own; what closes next

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    title: Mapped[str]
    slug: Mapped[str]
    summary: Mapped[str]
    document_kind: Mapped[str]  # the name of its time limit: draft-chairman-decision …
    state: Mapped[ConsultationState] = mapped_column(EnumText(ConsultationState), default=CONSULTATION.start)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    closes_first_on: Mapped[date | None]  # as announced, where it was extended since
    extension_reason: Mapped[str] = mapped_column(default="", server_default="")
    audience: Mapped[list[str]]
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    created_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    responses_published_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    stop_reason: Mapped[str] = mapped_column(default="")
    stop_proposed_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    stopped_at: Mapped[datetime | None]
    issued_number: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]


class GuidingQuestion(Model):
    __tablename__ = "guiding_questions"
    __table_args__ = (Index(None, "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    text: Mapped[str]


class Paragraph(Model):
    """A paragraph of the draft. Its id is stable: moving, renumbering or rewording keeps it.

    `position` only orders, and leaves gaps for insertions. A removed paragraph stays in the table for its
    opinions.
    """

    __tablename__ = "paragraphs"
    __table_args__ = (Index(None, "consultation_id", "position"),)  # the draft in order

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[float]
    kind: Mapped[str]  # as paperwork's tree names it
    label: Mapped[str]  # 'Điều 7', '2.', 'đ)': as shown before the text
    path: Mapped[str]  # 'Điều 7 khoản 2 điểm đ'
    text: Mapped[str]
    removed_at: Mapped[datetime | None]
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"))  # the one it was split from


class Opinion(Model):
    """An opinion on the whole, on a guiding question, or on a paragraph. The reasons are in its contribution."""

    __tablename__ = "opinions"
    __table_args__ = (
        Index(None, "consultation_id", "id"),
        Index(None, "paragraph_id"),  # a paragraph's opinions
        Index(None, "response_id"),  # opinions answered by a response
    )

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    target: Mapped[Target] = mapped_column(EnumText(Target))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("guiding_questions.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"))
    stance: Mapped[Stance] = mapped_column(EnumText(Stance))
    typed_wording: Mapped[str] = mapped_column("wording", default="")  # masked with its text
    quoted: Mapped[str] = mapped_column(default="")  # the paragraph's text at the time of writing
    needs_place: Mapped[bool] = mapped_column(default=False)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))


class OpinionResponse(Model):
    """The body's response to an opinion or a group of them: an official text with a result."""

    __tablename__ = "responses"
    __table_args__ = (Index(None, "consultation_id"),)  # a consultation's responses

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    result: Mapped[Result] = mapped_column(EnumText(Result))
    place: Mapped[str] = mapped_column(default="")  # 'Điều 7 khoản 2 của bản tiếp thu'

    def beside(self, opinion_ids: Sequence[int]) -> dict[str, Json]:
        """What is published along with its text: the result, the place in the revised draft, and the opinions
        it answers."""
        return {"result": self.result, "place": self.place, "opinions": [*sorted(opinion_ids)]}
