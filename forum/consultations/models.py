"""Consultations, the paragraphs of their drafts, opinions and responses."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from forum.consultations.desk.policy import Uptake
from forum.consultations.fates import Change
from forum.consultations.policy import (
    CONSULTATION,
    Act,
    ConsultationState,
    Result,
    Stance,
    Target,
)
from forum.consultations.quoting import is_unchanged
from forum.database import Model
from forum.database.columns import EnumText
from moderation.values import Json

CONSULTATION_PREFIX, OPINION_PREFIX, SUBMISSION_PREFIX = "LYK", "GY", "PGY"  # of codes


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
    shown_version: Mapped[int] = mapped_column(default=1, server_default="1")  # of the draft
    opens_on: Mapped[date | None]  # of the round on that version
    closes_on: Mapped[date | None]
    addressees: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # of the letter that asks them, one a line
    reply_to: Mapped[str] = mapped_column(default="", server_default="")  # where opinions on paper go
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


class DraftVersion(Model):
    """One version of the draft, and the round in which opinions on it are given. It is in preparation until it is
    announced, shown until the next one is, and its texts are frozen from then on."""

    __tablename__ = "draft_versions"
    __table_args__ = (Index(None, "consultation_id", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]  # 1, 2, … within the consultation
    is_issued: Mapped[bool] = mapped_column(
        default=False, server_default="false"
    )  # the text as it was issued, after the last draft; nobody gives opinions on it
    what_changed: Mapped[str] = mapped_column(default="")  # and why; public; empty for the first
    source_name: Mapped[str] = mapped_column(default="")  # of the file; empty where the text was pasted
    source_text: Mapped[str] = mapped_column(default="", server_default="")  # as pasted, until it is read
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    read_at: Mapped[
        datetime | None
    ]  # None where it was read as soon as it was pasted, before files were taken
    failure: Mapped[str] = mapped_column(default="", server_default="")  # why its source could not be read
    report: Mapped[list[dict[str, Json]]] = mapped_column(
        JSONB, default=list
    )  # what its reader was not sure of
    created_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    created_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]  # when the next version was announced

    @property
    def is_unread(self) -> bool:
        """Whether the worker has still to read its file or text."""
        return bool(self.source_text or self.file_id) and self.read_at is None and not self.failure


class DossierPaper(Model):
    """What goes with a version of the draft: a file with its kind and title."""

    __tablename__ = "dossier_papers"
    __table_args__ = (Index(None, "consultation_id", "version"),)  # those of a version

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    version: Mapped[int]  # DraftVersion.number
    kind: Mapped[str]  # a DossierKind
    title: Mapped[str] = mapped_column(default="")  # empty where its kind says enough
    file_id: Mapped[int] = mapped_column(ForeignKey("files.id"))
    added_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    added_at: Mapped[datetime]


class Paragraph(Model):
    """A place of the draft that opinions point to. It outlives versions: moving, renumbering or rewording keeps it;
    its words are a `ParagraphText` in each version that has it."""

    __tablename__ = "paragraphs"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"))  # the one it was split from


class ParagraphText(Model):
    """A paragraph as it stands in one version. In a later version it has no paragraph until the version is
    announced (`ParagraphLink` says which it will be). `position` only orders, and leaves gaps for insertions."""

    __tablename__ = "paragraph_texts"
    __table_args__ = (
        Index(None, "consultation_id", "version", "position"),  # a version in order
        Index(None, "paragraph_id", "version", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    version: Mapped[int]  # DraftVersion.number
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"))
    position: Mapped[float]
    kind: Mapped[str]  # as paperwork's tree names it
    label: Mapped[str]  # 'Điều 7', '2.', 'đ)': as shown before the text
    path: Mapped[str]  # 'Điều 7 khoản 2 điểm đ'
    text: Mapped[str]
    rows: Mapped[list[list[str]] | None] = mapped_column(JSONB)  # of a table, the first is its head
    explanation: Mapped[str] = mapped_column(default="", server_default="")  # 'thuyết minh', of the office
    page: Mapped[int | None]  # of the file, from 1, that it was read on


class TextInForce(Model):
    """What a draft amends or replaces, as the office gave it: the first column of its comparison. It is read by the
    worker, and matched with the version that is shown."""

    __tablename__ = "texts_in_force"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), primary_key=True)
    name: Mapped[str]  # 'Quyết định số 12/2020/QĐ-UBND …'
    source_text: Mapped[str] = mapped_column(default="", server_default="")  # as pasted, until it is read
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    given_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="", server_default="")  # why it could not be read
    units: Mapped[list[dict[str, Json]]] = mapped_column(JSONB, default=list)  # as in_force.InForceUnit
    matched_version: Mapped[int] = mapped_column(default=0, server_default="0")  # 0 before any
    links: Mapped[list[dict[str, Json]]] = mapped_column(JSONB, default=list)  # as in_force.InForceLink

    @property
    def is_unread(self) -> bool:
        return self.read_at is None and not self.failure


class ParagraphLink(Model):
    """What became of a paragraph in the next version: the text there that continues it, or none where it was
    removed. A split paragraph has several links; a text that joins paragraphs has several too."""

    __tablename__ = "paragraph_links"
    __table_args__ = (
        Index(None, "consultation_id", "version"),
        Index(None, "text_id"),
        Index(None, "paragraph_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    version: Mapped[int]  # the later one
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("paragraphs.id"))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("paragraph_texts.id"))
    change: Mapped[Change] = mapped_column(EnumText(Change))
    is_sure: Mapped[bool]  # a person must settle it where false
    is_settled: Mapped[bool] = mapped_column(default=False, server_default="false")  # by a person
    others: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )  # texts that it may be as well


class ParagraphRevision(Model):
    """The words of an announced paragraph before a slip in them was mended."""

    __tablename__ = "paragraph_revisions"
    __table_args__ = (Index(None, "text_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("paragraph_texts.id"))
    notice_id: Mapped[int] = mapped_column(ForeignKey("consultation_notices.id"))
    text: Mapped[str]
    mended_at: Mapped[datetime]


class ConsultationNotice(Model):
    """What the body decides about its consultation, as an official text: drafted by an officer, approved by the head.
    Its words are the public reason; it takes effect when it is approved."""

    __tablename__ = "consultation_notices"
    __table_args__ = (Index(None, "consultation_id"),)

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    act: Mapped[Act] = mapped_column(EnumText(Act))
    version: Mapped[int]  # of the draft that it is about
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    text_id: Mapped[int | None] = mapped_column(ForeignKey("paragraph_texts.id"))  # where a slip is mended
    new_text: Mapped[str] = mapped_column(default="")

    def beside(self, draft_digest: str) -> dict[str, Json]:
        """What is decided along with its words; `draft_digest` is of the version's texts."""
        return {
            "act": self.act,
            "version": self.version,
            "draft": draft_digest,
            "opens_on": self.opens_on.isoformat() if self.opens_on else None,
            "closes_on": self.closes_on.isoformat() if self.closes_on else None,
            "text": self.text_id,
            "new_text": self.new_text,
        }


class OpinionSubmission(Model):
    """Opinions that their author gathered and sent at once. Its code is the receipt of all of them."""

    __tablename__ = "opinion_submissions"
    __table_args__ = (Index(None, "persona_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    code: Mapped[str] = mapped_column(unique=True)
    sent_at: Mapped[datetime]


class Opinion(Model):
    """An opinion on the whole, on a guiding question, or on a paragraph. The reasons are in its contribution."""

    __tablename__ = "opinions"
    __table_args__ = (
        Index(None, "consultation_id", "id"),
        Index(None, "place_id"),  # opinions shown at a paragraph
        Index(None, "response_id"),  # opinions answered by a response
        Index(None, "earlier_response_id"),
        Index(None, "uptake_text_id"),  # asked for when texts are dropped
        Index(None, "officer_id", "consultation_id"),  # what is assigned to a person
        Index(None, "submission_id"),  # what was sent together
    )

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    target: Mapped[Target] = mapped_column(EnumText(Target))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("guiding_questions.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of the draft that its author read
    place_id: Mapped[int | None] = mapped_column(
        ForeignKey("paragraphs.id")
    )  # the paragraph where it is shown now
    row_number: Mapped[int | None]  # of the paragraph's table; the head is row 0
    phrase: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # the quoted words, where it is of these alone
    phrase_start: Mapped[int | None]  # their place in `quoted`, in code points
    stance: Mapped[Stance] = mapped_column(EnumText(Stance))
    typed_wording: Mapped[str] = mapped_column("wording", default="")  # masked with its text
    quoted: Mapped[str] = mapped_column(
        default=""
    )  # the text of the paragraph, or of its row, at the time of writing
    evidence_url: Mapped[str] = mapped_column(default="", server_default="")  # a page on the web
    needs_place: Mapped[bool] = mapped_column(default=False)  # its paragraph was split or removed
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    earlier_response_id: Mapped[int | None] = mapped_column(
        ForeignKey("responses.id")
    )  # published, and not what its author meant: it stays beside the next one
    repudiated_response_ids: Mapped[list[int]] = mapped_column(
        ARRAY(BigInteger), default=list, server_default="{}"
    )  # published, and then disowned by the head: they stay beside it and answer nothing
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))  # who is to draft its response
    submission_id: Mapped[int | None] = mapped_column(
        ForeignKey("opinion_submissions.id")
    )  # sent with others
    agrees_to_wording: Mapped[
        bool | None
    ]  # of its response, where that changed the author's own; None: not said
    uptake: Mapped[Uptake | None] = mapped_column(
        EnumText(Uptake)
    )  # in the issued text; confirmed by an officer
    uptake_text_id: Mapped[int | None] = mapped_column(ForeignKey("paragraph_texts.id"))
    may_be_named: Mapped[bool | None]  # its author, beside the wording in the text; None: not said

    @property
    def proposed_wording(self) -> str:
        """What its author typed as a wording, and asks for: rows of earlier versions of the program also hold what a
        form had filled in beside another stance, or what nobody had changed."""
        asks = self.stance == Stance.amend and not is_unchanged(self.typed_wording, self.quoted)
        return self.typed_wording if asks else ""


class OpinionLabel(Model):
    """A group of issues in the table of a consultation ('nhóm vấn đề'), named by the office that answers."""

    __tablename__ = "opinion_labels"
    __table_args__ = (Index(None, "consultation_id", "name", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    name: Mapped[str]


class LabelledOpinion(Model):
    __tablename__ = "labelled_opinions"
    __table_args__ = (Index(None, "label_id"),)  # the opinions of a label

    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"), primary_key=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("opinion_labels.id"), primary_key=True)


class OpinionNote(Model):
    """What a person of the office notes on an opinion, for the office alone: no text of the forum, and never published.
    `mentioned` are personas of colleagues who were told; earlier words are FormerNotes."""

    __tablename__ = "opinion_notes"
    __table_args__ = (Index(None, "opinion_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinions.id"))
    written_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    written_at: Mapped[datetime]
    text: Mapped[str]
    mentioned: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list, server_default="{}")
    corrected_at: Mapped[datetime | None]


class AnswerTemplate(Model):
    """Words that an office answers with again and again. A retired one is offered no more; responses remember it."""

    __tablename__ = "answer_templates"
    __table_args__ = (Index(None, "body_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    title: Mapped[str]
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))  # the last who changed it
    written_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class OpinionResponse(Model):
    """The body's response to an opinion or a group of them: an official text with a result."""

    __tablename__ = "responses"
    __table_args__ = (Index(None, "consultation_id"),)  # a consultation's responses

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    result: Mapped[Result] = mapped_column(EnumText(Result))
    place: Mapped[str] = mapped_column(default="")  # 'Điều 7 khoản 2 của bản tiếp thu'
    wording: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # as it will stand, where one was proposed

    template_id: Mapped[int | None] = mapped_column(ForeignKey("answer_templates.id"))
    template_text: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # the template's words at that time

    def beside(self, opinion_ids: Sequence[int]) -> dict[str, Json]:
        """What is published along with its text: the result, the place in the revised draft and the wording there, and
        the opinions it answers."""
        wording: dict[str, Json] = {"wording": self.wording} if self.wording else {}  # approved ones had none
        return {"result": self.result, "place": self.place, "opinions": [*sorted(opinion_ids)], **wording}
