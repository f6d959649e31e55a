"""Rules for what is said of a session in its chair's name: who drafts it, and when it may be published.

Submitting and approving are those of every official text.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.contact.policy import (
    AWAITS_MINUTES,
    CHAIR_S_SIDE,
    RECORDED,
    SESSION,
    SessionRow,
    SessionState,
    SessionVerb,
    at_step,
    may_see_session,
    shown_state,
)
from forum.contributions.official import policy as official
from forum.state import words
from forum.words import _


@words("session_text")
class SessionTextKind(StrEnum):
    """Each is also the kind of its text."""

    announcement = "announcement"
    minutes = "minutes"
    conclusion = "conclusion"
    correction = "correction"


class SignedSession(SessionRow, Protocol):
    @property
    def signer_id(self) -> int: ...


DRAFTED_IN: Mapping[SessionTextKind, frozenset[SessionState]] = {
    SessionTextKind.announcement: SESSION.moves["announce"][0],
    SessionTextKind.minutes: AWAITS_MINUTES,
    SessionTextKind.conclusion: RECORDED,
    SessionTextKind.correction: frozenset({SessionState.minutes_published}),
}
# The step that publishing takes with the session
STEPS: Mapping[SessionTextKind, SessionVerb] = {
    SessionTextKind.announcement: "announce",
    SessionTextKind.minutes: "publish_minutes",
}
DRAFTING = {kind: f"draft_{kind}" for kind in SessionTextKind}


def may_draft_text(actor: Actor, session: SignedSession, kind: SessionTextKind) -> Decision:
    """The secretariat and the chair's assistants."""
    fits = shown_state(session, actor.at) in DRAFTED_IN[kind]
    return first_refusal(
        [
            may_see_session(actor, session),
            official.may_draft(actor, session.signer_id, None),
            ALLOWED if fits else refused("wrong_state", _("Kỳ tiếp xúc không còn ở bước này.")),
        ]
    )


def may_publish_text(
    actor: Actor, text: official.Official, session: SignedSession, kind: SessionTextKind
) -> Decision:
    """What its chair approved, at the step that it belongs to."""
    state, verb = shown_state(session, actor.at), STEPS.get(kind)
    fits = SESSION.allows(verb, state) if verb else state in DRAFTED_IN[kind]
    return first_refusal(
        [
            official.may_publish(actor, text),
            ALLOWED if text.leader_id == session.signer_id else refused("other_chair", OTHER_CHAIR),
            ALLOWED if fits else refused("wrong_state", _("Kỳ tiếp xúc không còn ở bước này.")),
        ]
    )


def may_sign_for_chair(
    actor: Actor, session: SignedSession, seats: Collection[int], *, has_left: bool, waits: bool
) -> Decision:
    """`seats` are the actor's own as a leader in office; `waits`: a text that was approved is yet to be published."""
    is_leader = refused("not_approver", _("Việc này do lãnh đạo đang giữ chức vụ nhận."))
    fits = session.state in RECORDED and has_left
    return first_refusal(
        [
            may_see_session(actor, session),
            ALLOWED if seats else is_leader,
            at_step(fits, _("Người chủ trì còn giữ chức vụ, hoặc phiên tiếp xúc chưa bế mạc.")),
            at_step(not waits, _("Văn bản đã được duyệt đang chờ công bố; đề nghị tổ thư ký công bố trước.")),
        ]
    )


def may_promise(actor: Actor, text: official.Official, kind: SessionTextKind) -> Decision:
    """What the chair assigns is written into the conclusion notice alone."""
    is_notice = ALLOWED if kind == SessionTextKind.conclusion else refused("wrong_state", NO_NOTICE)
    return first_refusal([official.may_revise(actor, text), is_notice])


NO_NOTICE = _("Cam kết được ghi trong thông báo kết luận.")
OTHER_CHAIR = _("Người chủ trì đã đổi; văn bản cần được soạn và trình người chủ trì hiện nay.")


# Papers


class SessionPapers(Protocol):
    """What the rules for a session's papers read."""

    @property
    def state(self) -> SessionState: ...
    @property
    def agenda_published_at(self) -> datetime | None: ...
    @property
    def minutes_published_at(self) -> datetime | None: ...
    @property
    def chair_leader_id(self) -> int: ...
    @property
    def signer_id(self) -> int: ...


def may_have_agenda(actor: Actor, session: SessionPapers) -> Decision:
    """Before publication only for the secretariat, which prints it for the leaders."""
    shown = session.agenda_published_at is not None or actor.has(Role.secretariat)
    return ALLOWED if shown else refused("not_found")


def may_have_minutes(actor: Actor, session: SessionPapers) -> Decision:
    """Public once published, before that drafts for the secretariat and the chair's side."""
    sides = {session.chair_leader_id, session.signer_id}
    works = actor.has(Role.secretariat) or any(actor.for_leader(one, *CHAIR_S_SIDE) for one in sides)
    drafts = works and session.state in RECORDED
    return ALLOWED if session.minutes_published_at is not None or drafts else refused("not_found")
