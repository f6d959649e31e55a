"""Rules for quick notes: who allows them, who writes them, and while which they are shown."""

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.contact.policy import (
    AWAITS_MINUTES,
    CHAIR_S_SIDE,
    UPCOMING,
    SessionRow,
    SessionState,
    at_step,
    may_see_session,
)
from forum.words import _

WITH_NOTES = AWAITS_MINUTES | {SessionState.live}  # until the minutes say it better


def _by_chair(actor: Actor, session: SessionRow) -> Decision:
    words = _("Việc này do người chủ trì hoặc trợ lý của người chủ trì quyết định.")
    is_chair_s = actor.for_leader(session.chair_leader_id, *CHAIR_S_SIDE)
    return ALLOWED if is_chair_s else refused("not_approver", words)


def may_allow_notes(actor: Actor, session: SessionRow, *, is_allowed: bool) -> Decision:
    """The chair alone, from the announcement until the session ends: assistants write them."""
    is_chair = actor.for_leader(session.chair_leader_id, Role.leader)
    fits = at_step(session.state in UPCOMING, _("Kỳ tiếp xúc không còn ở bước này."))
    new = at_step(not is_allowed, _("Kỳ tiếp xúc đã được ghi nhanh."))
    by_chair = ALLOWED if is_chair else refused("not_approver")
    return first_refusal([may_see_session(actor, session), by_chair, fits, new])


def may_stop_notes(actor: Actor, session: SessionRow, *, is_allowed: bool) -> Decision:
    """The chair's side, at any time: the notes are shown no longer."""
    stands = at_step(is_allowed, _("Kỳ tiếp xúc không có ghi nhanh."))
    fits = at_step(session.state in UPCOMING | WITH_NOTES, _("Kỳ tiếp xúc không còn ở bước này."))
    return first_refusal([may_see_session(actor, session), _by_chair(actor, session), stands, fits])


def _writer(actor: Actor) -> Decision:
    words = _("Ghi nhanh do tổ thư ký, trợ lý viết.")
    return ALLOWED if actor.has(Role.secretariat, Role.assistant) else refused("not_secretariat", words)


def _is_allowed(is_allowed: bool) -> Decision:
    return at_step(is_allowed, _("Người chủ trì không cho ghi nhanh kỳ tiếp xúc này."))


def may_take_note(actor: Actor, session: SessionRow, *, is_allowed: bool) -> Decision:
    """The secretariat or an assistant, while the session runs."""
    fits = at_step(session.state == SessionState.live, _("Kỳ tiếp xúc không đang diễn ra."))
    return first_refusal([may_see_session(actor, session), _writer(actor), fits, _is_allowed(is_allowed)])


def may_change_note(actor: Actor, session: SessionRow, *, is_allowed: bool) -> Decision:
    """Whoever may write them may mend any of them, until the minutes are published."""
    fits = at_step(session.state in WITH_NOTES, _("Biên bản đã công bố; ghi nhanh không còn."))
    return first_refusal([may_see_session(actor, session), _writer(actor), fits, _is_allowed(is_allowed)])


def may_remove_note(actor: Actor, session: SessionRow) -> Decision:
    return first_refusal([may_see_session(actor, session), _writer(actor)])
