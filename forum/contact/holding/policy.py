"""Rules for a session while it is held: when it opens, and what the secretariat does with its questions."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility
from forum.clock import local_date
from forum.contact.policy import (
    BEFORE,
    MAY_ORDER,
    MAY_RECORD_ORAL_ANSWER,
    QuestionRow,
    QuestionState,
    SessionRow,
    SessionState,
    at_step,
    is_shown,
    may_step_session,
    secretariat,
)
from forum.days import meeting_time
from forum.words import _

EARLY = timedelta(hours=1)


class TimedSession(SessionRow, Protocol):
    @property
    def starts_at(self) -> datetime: ...


def may_open_session(actor: Actor, session: TimedSession) -> Decision:
    """On its day, or an hour before."""
    on_its_day = actor.today == local_date(session.starts_at)
    is_time = on_its_day or timedelta() <= session.starts_at - actor.at <= EARLY
    words = _("Kỳ tiếp xúc diễn ra {time}; chỉ khai mạc trong ngày ấy.", time=meeting_time(session.starts_at))
    return first_refusal(
        [
            may_step_session(actor, session, "open_session"),
            ALLOWED if is_time else refused("too_early", words),
        ]
    )


def may_take_back_change(actor: Actor, session: TimedSession, *, stands: bool) -> Decision:
    """By the chair, while no later change stands upon it and the session has not begun."""
    is_chair = actor.for_leader(session.chair_leader_id, Role.leader)
    return first_refusal(
        [
            ALLOWED if is_chair else refused("not_approver", _("Chỉ người chủ trì được rút lại thay đổi.")),
            at_step(session.state in BEFORE and stands, _("Thay đổi này không còn rút lại được.")),
        ]
    )


def may_take_back_opening(actor: Actor, session: TimedSession, *, has_begun: bool) -> Decision:
    """A slip of the hand, until the first question is called or somebody asks for the floor."""
    begun = refused("too_late", _("Kỳ tiếp xúc đã bắt đầu làm việc; không rút lại việc khai mạc được nữa."))
    return first_refusal(
        [may_step_session(actor, session, "take_back_opening"), begun if has_begun else ALLOWED]
    )


def _in_session(actor: Actor, question: QuestionRow, visibility: Visibility, fits: Decision) -> Decision:
    on_agenda = at_step(question.state == QuestionState.on_agenda, _("Câu hỏi không có trong chương trình."))
    return first_refusal([secretariat(actor), is_shown(visibility), on_agenda, fits])


def may_call_question(
    actor: Actor,
    question: QuestionRow,
    visibility: Visibility,
    session_state: SessionState,
    answered_orally_at: datetime | None,
) -> Decision:
    """The secretariat marks which question is being answered."""
    live = at_step(session_state == SessionState.live, _("Kỳ tiếp xúc chưa diễn ra."))
    again = refused("wrong_state", _("Câu hỏi đã được trả lời tại kỳ tiếp xúc."))
    return _in_session(actor, question, visibility, again if answered_orally_at is not None else live)


def may_record_oral_answer(
    actor: Actor,
    question: QuestionRow,
    visibility: Visibility,
    session_state: SessionState,
    answered_orally_at: datetime | None,
) -> Decision:
    """During the session, or afterwards until the minutes are published."""
    held = at_step(
        session_state in MAY_RECORD_ORAL_ANSWER, _("Kỳ tiếp xúc chưa diễn ra hoặc đã có biên bản.")
    )
    again = refused("wrong_state", _("Câu hỏi đã được ghi là trả lời tại kỳ tiếp xúc."))
    return _in_session(actor, question, visibility, again if answered_orally_at is not None else held)


def may_move_question(
    actor: Actor, question: QuestionRow, visibility: Visibility, session_state: SessionState
) -> Decision:
    """Reorder the agenda, also during the session."""
    fits = at_step(session_state in MAY_ORDER, _("Chương trình không còn đổi thứ tự được."))
    return _in_session(actor, question, visibility, fits)
