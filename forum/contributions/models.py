"""What people and bodies write, with versions, endorsements and followers."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from forum.audience import Visibility, shown_state
from forum.contributions.masks import MaskList, Masks, masked
from forum.contributions.policy import (
    ApprovalHow,
    Channel,
    OfficialState,
    RevisionState,
    WithdrawalReason,
)
from forum.database import Model
from forum.database.columns import EnumText
from forum.words import Words, _
from moderation.values import Json


class Forum(Model):
    """A standing forum, or that of a consultation or of a series of sessions: moderators, rules, audience."""

    __tablename__ = "forums"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="standing")  # standing | consultation | series
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    slug: Mapped[str]
    section_code: Mapped[str | None]  # the section of the programme it is about
    audience: Mapped[list[str]]
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class Contribution(Model):
    """A text. `version` counts every change, `text_version` only changes of the text.

    `title` and `text` are masked; what was typed is for the author and for moderators.

    `audience` holds the audience words for when the text is published; those of an official draft are its
    side's.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id", "id"),  # texts on one subject, in order
        Index(None, "persona_id", "id"),  # 'Của tôi'
        Index(None, "forum_id", "kind", "id"),  # a forum's lists, newest first
        Index(None, "kind", "visibility", "id"),  # lists of all proposals
        Index("ix_contributions_masked", "id", postgresql_where="masks <> '[]'"),  # few have any
        Index("ix_contributions_hidden_until", "hidden_until", postgresql_where="hidden_until IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # the name of a kind of forum.kinds
    code: Mapped[str | None] = mapped_column(unique=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    channel: Mapped[Channel] = mapped_column(EnumText(Channel), default=Channel.web)
    on_behalf: Mapped[str] = mapped_column(default="")  # the author's own statement
    on_behalf_body_id: Mapped[int | None] = mapped_column(
        ForeignKey("bodies.id")
    )  # where the author held a role then
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"))
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    typed_title: Mapped[str] = mapped_column("title", default="")
    typed_text: Mapped[str] = mapped_column("text")
    typed_html: Mapped[str] = mapped_column("html")
    masks: Mapped[Masks] = mapped_column(MaskList, default=(), server_default="[]")
    visibility: Mapped[Visibility] = mapped_column(EnumText(Visibility))
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int] = mapped_column(default=1)
    text_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[WithdrawalReason | None] = mapped_column(EnumText(WithdrawalReason))
    hidden_at: Mapped[datetime | None]
    hidden_until: Mapped[datetime | None]  # an interim hide lapses then unless a second person confirms it
    hidden_rule: Mapped[str | None]
    restored_at: Mapped[datetime | None]
    endorsement_count: Mapped[int] = mapped_column(default=0)
    reply_count: Mapped[int] = mapped_column(default=0)

    def shown_at(self, at: datetime) -> Visibility:
        """What rules go by: its visibility by the clock, whether or not the end of an interim hide is recorded."""
        return shown_state(self.visibility, self.hidden_until, at)

    @property
    def answered_title(self) -> Words | str:
        """The title of what was answered to it, without the words of a text that its author withdrew."""
        if self.visibility == Visibility.published:
            return self.title
        return _("Trả lời {code} (tác giả đã rút)", code=self.code)

    @property
    def title(self) -> str:
        """Masked until the end of a mask is recorded; `queries.text_view` goes by the clock."""
        return masked(self.typed_title, self.typed_text, self.masks).title

    @property
    def text(self) -> str:
        return masked(self.typed_title, self.typed_text, self.masks).text


class OfficialText(Model):
    """A text in the name of a leader or of a body: its progress, who approved it, and the exact content
    approved.

    An approval covers `approved_content`, all that will be published in that name; `approved_digest` is its
    digest. One given on paper or aloud is recorded by one person and countersigned by another.
    """

    __tablename__ = "official_texts"
    __table_args__ = (
        CheckConstraint("num_nonnulls(leader_id, body_id) = 1", name="one_name"),
        Index(None, "leader_id", "state"),  # awaiting a leader's approval
        Index(None, "body_id", "state"),  # awaiting the approval of a body's head
    )

    # explicit type: SQLAlchemy does not infer it through three chained foreign keys (opinion → response →
    # this)
    id: Mapped[int] = mapped_column(BigInteger, ForeignKey("contributions.id"), primary_key=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    state: Mapped[OfficialState] = mapped_column(EnumText(OfficialState), default=OfficialState.drafted)
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    # Who looks after the draft since its drafter's role ended; whoever revises it is its drafter again.
    tended_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    approved_digest: Mapped[str | None]
    approved_content: Mapped[dict[str, Json] | None] = mapped_column(JSONB(none_as_null=True))
    approved_how: Mapped[ApprovalHow | None] = mapped_column(EnumText(ApprovalHow))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    approval_note: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    countersigned_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    sent_back_note: Mapped[str] = mapped_column(default="")
    repudiated_at: Mapped[datetime | None]  # when, once it was published, the leader said it is not theirs


class ApprovalReading(Model):
    """Which version of an official text its approver sent back or set aside."""

    __tablename__ = "approval_readings"

    text_id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), primary_key=True)
    text_version: Mapped[int]
    read_at: Mapped[datetime]


class Revision(Model):
    """A text version as it was written. Masks are those of the contribution."""

    __tablename__ = "revisions"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    text_version: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[RevisionState] = mapped_column(EnumText(RevisionState))
    typed_title: Mapped[str] = mapped_column("title")
    typed_text: Mapped[str] = mapped_column("text")
    typed_html: Mapped[str] = mapped_column("html")
    written_at: Mapped[datetime]
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    note: Mapped[str] = mapped_column(default="")


class Draft(Model):
    """Unsent text: a saved draft, a form's key, and the guard against submitting twice, with the URL and
    digest of what was submitted.

    `persona_id` is empty for text that came without a log-in: it is held for a day for the browser that sent it,
    known by the digest of its cookie; `peer_digest` is that of the address it came from, to limit how many are.

    With a `sheet_id` it was put with others, on that consultation's sheet, to be sent with them.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index(None, "persona_id", "saved_at"),  # a person's drafts, newest first
        Index(
            "ix_drafts_held", "peer_digest", "saved_at", postgresql_where="persona_id IS NULL"
        ),  # held texts
        Index("ix_drafts_gathered", "persona_id", "sheet_id", postgresql_where="sheet_id IS NOT NULL"),
    )

    key: Mapped[str] = mapped_column(primary_key=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    place: Mapped[str]  # the form's path with its query
    fields: Mapped[dict[str, object]]
    saved_at: Mapped[datetime]
    browser_digest: Mapped[str | None]
    peer_digest: Mapped[str | None]
    sent_url: Mapped[str | None]
    sent_digest: Mapped[str | None]
    sheet_id: Mapped[int | None]


class Endorsement(Model):
    __tablename__ = "endorsements"
    __table_args__ = (Index(None, "persona_id"),)  # which texts of a page the reader endorses

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), primary_key=True)
    at: Mapped[datetime]


class Follow(Model):
    """A persona is notified of what happens to a thing of any kind."""

    __tablename__ = "follows"
    __table_args__ = (Index(None, "persona_id"),)  # a person's follows

    thing_kind: Mapped[str] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"), primary_key=True)
    at: Mapped[datetime]


class CodeCounter(Model):
    """The running number of human codes, by prefix and year."""

    __tablename__ = "code_counters"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
