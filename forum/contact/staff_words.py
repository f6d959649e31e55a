"""What the secretariat types beside its acts on questions and sessions, and everybody reads."""

from sqlalchemy import ColumnElement, or_, select

from forum.contact.models import ContactSession, Question, QuestionDeferral, SessionChange, SessionText
from forum.contributions.models import OfficialText
from forum.deadlines.models import Duty
from forum.files.models import IssuedCopy
from forum.thing import StaffWords


def _texts_of_session(session_id: int) -> ColumnElement[bool]:
    """What minutes and announcements repeat of it."""
    return OfficialText.id.in_(select(SessionText.id).where(SessionText.session_id == session_id))


def _texts_about_question(question_id: int) -> ColumnElement[bool]:
    """Those of each session that it was put to."""
    now = select(Question.session_id).where(Question.id == question_id)
    before = select(QuestionDeferral.from_session_id).where(QuestionDeferral.question_id == question_id)
    held = or_(SessionText.session_id.in_(now), SessionText.session_id.in_(before))
    return OfficialText.id.in_(select(SessionText.id).where(held))


OF_QUESTIONS = (
    StaffWords(Question.reason, lambda one: Question.id == one),
    StaffWords(Question.where_to_go, lambda one: Question.id == one),
    StaffWords(QuestionDeferral.reason, lambda one: QuestionDeferral.question_id == one),
    StaffWords(QuestionDeferral.despite, lambda one: QuestionDeferral.question_id == one),
    StaffWords(Duty.moved_reason, lambda one: (Duty.thing_kind == "question") & (Duty.thing_id == one)),
    StaffWords(IssuedCopy.withdrawn_because, lambda one: _copies("question", one)),
    StaffWords(OfficialText.approved_content, _texts_about_question),
)
OF_SESSIONS = (
    StaffWords(ContactSession.state_reason, lambda one: ContactSession.id == one),
    StaffWords(ContactSession.late_reason, lambda one: ContactSession.id == one),
    StaffWords(ContactSession.rest_day_reason, lambda one: ContactSession.id == one),
    StaffWords(SessionChange.before, lambda one: SessionChange.session_id == one),
    StaffWords(SessionChange.after, lambda one: SessionChange.session_id == one),
    StaffWords(IssuedCopy.withdrawn_because, lambda one: _copies("session", one)),
    StaffWords(OfficialText.approved_content, _texts_of_session),
)


def _copies(kind: str, thing_id: int) -> ColumnElement[bool]:
    return (IssuedCopy.thing_kind == kind) & (IssuedCopy.thing_id == thing_id)
