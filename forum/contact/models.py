"""Series, contact sessions, questions and answers. Questions and answers share the ids of their texts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, and_, false
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from forum.contact.floor.policy import SPEAKER, USUAL_MINUTES, SpeakerState
from forum.contact.policy import (
    QUESTION,
    SESSION,
    AskerVerdict,
    QuestionState,
    Rhythm,
    SessionFormat,
    SessionState,
)
from forum.contact.suggestions.policy import SuggestionOutcome
from forum.contributions.models import Contribution
from forum.database import Model
from forum.database.columns import EnumText
from moderation.values import Json

SESSION_PREFIX, QUESTION_PREFIX = "TX", "CH"  # of codes


STARTS, ENDS, INTAKE_DAYS = "08:00", "11:30", 7  # of a series whose regulation does not say


class Series(Model):
    """A recurring series of sessions. Questions are judged by the moderators and rules of its forum.

    What its regulation says: `announce_days` before a session it is announced, `intake_days` before it the last
    question is taken. With the first and a chair, its next session is drafted by itself.
    """

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    forum_id: Mapped[int] = mapped_column(ForeignKey("forums.id"))
    title: Mapped[str]
    rhythm: Mapped[Rhythm] = mapped_column(EnumText(Rhythm))
    next_on: Mapped[date | None]
    regulation: Mapped[str] = mapped_column(default="", server_default="")  # its number and day, as printed
    announce_days: Mapped[int | None]
    intake_days: Mapped[int] = mapped_column(default=INTAKE_DAYS, server_default=str(INTAKE_DAYS))
    chair_leader_id: Mapped[int | None] = mapped_column(ForeignKey("leaders.id"))
    starts: Mapped[str] = mapped_column(default=STARTS, server_default=STARTS)  # '08:00' in Hải Phòng
    ends: Mapped[str] = mapped_column(default=ENDS, server_default=ENDS)
    place: Mapped[str] = mapped_column(default="", server_default="")
    # Of those who ask to speak, whoever has never spoken in it
    first_time_first: Mapped[bool] = mapped_column(default=False, server_default="false")
    created_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class ContactSession(Model):
    """`state` is the recorded one; use policy.shown_state, since intake opens by date."""

    __tablename__ = "contact_sessions"
    __table_args__ = (
        Index(None, "starts_at"),  # the list, newest first
        Index(None, "series_id", "starts_at"),  # the session before and the one after
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    code: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    format: Mapped[SessionFormat] = mapped_column(EnumText(SessionFormat))
    place: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    speaking_minutes: Mapped[int] = mapped_column(default=USUAL_MINUTES, server_default="5")  # of one speaker
    intake_from_on: Mapped[date]
    intake_until_on: Mapped[date]
    chair_leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"))
    signer_leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("leaders.id")
    )  # where the chair left after it
    # How people take part. `join_url` is for who registered; `join_version` counts its changes, which all may know.
    join_url: Mapped[str] = mapped_column(default="", server_default="")
    join_version: Mapped[int] = mapped_column(default=0, server_default="0")
    directions: Mapped[str] = mapped_column(default="", server_default="")
    capacity: Mapped[int | None]  # places of the hall; None without a limit
    services: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    state: Mapped[SessionState] = mapped_column(EnumText(SessionState), default=SESSION.start)
    state_reason: Mapped[str] = mapped_column(default="")
    late_reason: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # announced later than the series says
    rest_day_reason: Mapped[str] = mapped_column(default="", server_default="")  # why on a day of rest
    allows_notes: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # quick notes, by its chair
    audience: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    agenda_published_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    adjourned_at: Mapped[datetime | None]
    # Minutes from before they were official texts
    secretary: Mapped[str] = mapped_column(default="")
    attending: Mapped[str] = mapped_column(default="")
    course: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    minutes_published_at: Mapped[datetime | None]
    calendar_sequence: Mapped[int] = mapped_column(default=1, server_default="1")  # of its calendar entry
    version: Mapped[int] = mapped_column(default=1)
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def signer_id(self) -> int:
        """The leader who approves what is said of it."""
        return self.signer_leader_id or self.chair_leader_id


class SessionLeader(Model):
    """Leaders who attend, the chair included."""

    __tablename__ = "session_leaders"
    __table_args__ = (Index(None, "leader_id"),)  # a leader's sessions

    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"), primary_key=True)
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"), primary_key=True)


class Question(Model):
    """`session_id` is the session that must deal with it now; earlier ones are in question_deferrals."""

    __tablename__ = "questions"
    __table_args__ = (
        Index(None, "session_id", "state", "id"),  # a session's questions, and those without a disposition
        Index(None, "leader_id", "state"),  # a leader's work list
        Index(None, "body_id", "state"),  # questions referred to a body
        Index(None, "merged_into_id"),  # who else asked
    )

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    leader_id: Mapped[int] = mapped_column(ForeignKey("leaders.id"))  # the leader asked, or who will answer
    state: Mapped[QuestionState] = mapped_column(EnumText(QuestionState), default=QUESTION.start)
    agenda_position: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    where_to_go: Mapped[str] = mapped_column(default="")
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    deferral_count: Mapped[int] = mapped_column(default=0)
    disposed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    asked_live: Mapped[bool] = mapped_column(default=False, server_default="false")  # while its session ran
    called_at: Mapped[datetime | None]  # called in the session
    answered_orally_at: Mapped[datetime | None]  # in the session; the text may still await approval


class QuestionDeferral(Model):
    """A question's deferral from one session to the next, with the reason."""

    __tablename__ = "question_deferrals"
    __table_args__ = (
        Index(None, "from_session_id"),
        Index(None, "question_id"),
    )  # deferrals of a session, of a question

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    from_session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    to_session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    reason: Mapped[str]
    at: Mapped[datetime]
    # The asker does not agree to wait for that session, until a place was chosen anew; `despite` is why it was carried
    objected_at: Mapped[datetime | None]
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))
    settled_at: Mapped[datetime | None]
    despite: Mapped[str] = mapped_column(default="", server_default="")

    @property
    def waits(self) -> bool:
        return self.objected_at is not None and self.settled_at is None


class ContactAnswer(Model):
    """An answer to a question: an official text of the leader, or of the body it was referred to."""

    __tablename__ = "contact_answers"
    __table_args__ = (Index(None, "question_id"),)  # a question's answers

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    is_second: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What the asker says of it, once; where it did not answer the question, with words
    verdict: Mapped[AskerVerdict | None] = mapped_column(EnumText(AskerVerdict))
    verdict_at: Mapped[datetime | None]
    shortcoming_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id"))

    def beside(self, question_ids: Sequence[int], promised: Mapping[str, Json]) -> dict[str, Json]:
        """What is published along with its text: the questions it answers, including merged ones, what it promises, and
        whether it is the second answer."""
        second: dict[str, Json] = {"second": True} if self.is_second else {}
        return {"questions": list(question_ids), **promised, **second}


class SessionText(Model):
    """An official text of the chair about a session: its announcement, minutes or conclusion notice, or a correction of
    published minutes. What it published beside its words stands in `OfficialText.approved_content`."""

    __tablename__ = "session_texts"
    __table_args__ = (Index(None, "session_id"),)  # a session's texts

    id: Mapped[int] = mapped_column(ForeignKey("official_texts.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    secretary: Mapped[str] = mapped_column(default="")  # who kept the minutes
    attending: Mapped[str] = mapped_column(default="")
    old_words: Mapped[str] = mapped_column(default="")  # of the minutes, where they are corrected
    new_words: Mapped[str] = mapped_column(default="")


class MinutesSuggestion(Model):
    """A correction that somebody suggests of a draft of minutes that was opened to them. `place` is the paragraph that
    it is about, as it stood in version `text_version` of the draft; what it should say is the suggestion's text."""

    __tablename__ = "minutes_suggestions"
    __table_args__ = (Index(None, "text_id"),)  # a draft's suggestions

    id: Mapped[int] = mapped_column(ForeignKey("contributions.id"), primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("session_texts.id"))
    text_version: Mapped[int]
    place: Mapped[str]
    outcome: Mapped[SuggestionOutcome | None] = mapped_column(EnumText(SuggestionOutcome))
    reason: Mapped[str] = mapped_column(default="")  # of the refusal
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))
    decided_at: Mapped[datetime | None]


class SessionChange(Model):
    """A change of an announced session: what was announced before and after it, as record.plan_of writes it."""

    __tablename__ = "session_changes"
    __table_args__ = (Index(None, "session_id"),)  # a session's changes

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    before: Mapped[dict[str, Json]] = mapped_column(JSONB)
    after: Mapped[dict[str, Json]] = mapped_column(JSONB)
    join_url_before: Mapped[str] = mapped_column(default="", server_default="")  # for who takes it back
    taken_back_at: Mapped[datetime | None]  # by the chair


class Speaker(Model):
    """Somebody on the list of a running session. `place` counts from 1 in the order of asking. `seconds_used` is what
    was used before `speaking_since`. `question_id`: about that question alone."""

    __tablename__ = "speakers"
    __table_args__ = (
        Index("ix_speakers_place", "session_id", "place", unique=True),
        Index(
            "ix_speakers_once",
            "session_id",
            "persona_id",
            unique=True,
            postgresql_where="state IN ('waiting', 'speaking', 'paused')",
        ),
        Index(None, "persona_id"),  # whether somebody speaks for the first time; one's own data
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))  # in whose name
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    added_by: Mapped[int | None] = mapped_column(ForeignKey("personas.id"))  # of the secretariat
    state: Mapped[SpeakerState] = mapped_column(EnumText(SpeakerState), default=SPEAKER.start)
    place: Mapped[int]
    asked_at: Mapped[datetime]
    floor_at: Mapped[datetime | None]  # when it was first given
    speaking_since: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    seconds_used: Mapped[int] = mapped_column(default=0)
    limit_minutes: Mapped[int | None]  # when the floor was given


class QuickNote(Model):
    """What somebody of the secretariat wrote down while a session ran: shown until its minutes are published, then
    deleted. Nobody approved it."""

    __tablename__ = "quick_notes"
    __table_args__ = (Index(None, "session_id"),)  # a session's notes

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("contact_sessions.id"))
    text: Mapped[str]
    written_by: Mapped[int] = mapped_column(ForeignKey("personas.id"))
    at: Mapped[datetime]


# A question's text. That it is on the question's session is said too: PostgreSQL looks up the texts of one session
# then, instead of reading all texts there are.
TEXT_OF_QUESTION = and_(
    Contribution.id == Question.id,
    Contribution.subject_kind == "session",
    Contribution.subject_id == Question.session_id,
)
