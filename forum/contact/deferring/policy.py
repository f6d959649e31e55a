"""Rules for the asker's objection to being carried to another session."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, first_refusal, refused
from forum.audience import EVERYONE, Visibility
from forum.clock import end_of_day
from forum.contact.holding.policy import TimedSession
from forum.contact.policy import (
    MAY_CHANGE,
    QUESTION,
    TAKES_DEFERRED,
    QuestionState,
    SessionState,
    at_step,
    is_shown,
    shown_state,
)
from forum.contributions.policy import has_agreed
from forum.words import _


class DeferredTo(Protocol):
    """The session that a question was carried to."""

    @property
    def state(self) -> SessionState: ...
    @property
    def intake_until_on(self) -> date: ...
    @property
    def starts_at(self) -> datetime: ...


def objection_until(to: DeferredTo, deferred_at: datetime) -> datetime:
    """Until its intake ends; where that had ended before the question came, until the session begins."""
    intake_ends = end_of_day(to.intake_until_on)
    return intake_ends if deferred_at < intake_ends else to.starts_at


def takes_objections(to: DeferredTo, deferred_at: datetime, at: datetime) -> bool:
    return to.state in MAY_CHANGE and at <= objection_until(to, deferred_at)


def may_object_to_deferral(
    actor: Actor,
    state: QuestionState,
    asker_ids: Collection[int],
    visibility: Visibility,
    *,
    is_open: bool,
    has_objected: bool,
) -> Decision:
    """One of those who asked, also of what was merged into it, once each time for all of them. `is_open`: the session
    that it was carried to takes objections."""
    own = actor.persona_id is not None and actor.persona_id in asker_ids
    return first_refusal(
        [
            ALLOWED if own else refused("not_author", _("Chỉ người hỏi được làm việc này.")),
            has_agreed(actor),
            _takes_one(state, visibility, is_open=is_open, has_objected=has_objected),
        ]
    )


def may_enter_deferral_objection(
    actor: Actor, state: QuestionState, visibility: Visibility, *, is_open: bool, has_objected: bool
) -> Decision:
    """What one of those who asked wrote or said; the action asks whether it is one of them."""
    takes = _takes_one(state, visibility, is_open=is_open, has_objected=has_objected)
    return first_refusal([may_enter_for_others(actor), takes])


def _takes_one(
    state: QuestionState, visibility: Visibility, *, is_open: bool, has_objected: bool
) -> Decision:
    again = refused("said_once", _("Người hỏi đã cho ý kiến về việc chuyển này."))
    late = refused("too_late", _("Đã hết thời hạn cho ý kiến về việc chuyển câu hỏi."))
    fits = QUESTION.allows("object_to_deferral", state)
    return first_refusal(
        [
            is_shown(visibility),
            again if has_objected else ALLOWED,
            at_step(fits, _("Câu hỏi không còn ở bước này.")),
            ALLOWED if is_open else late,
        ]
    )


def takes_deferred(
    to: TimedSession, readers: Collection[str], at: datetime, *, leaving: TimedSession
) -> bool:
    """Whether a question for these readers can be carried from one session to the other: one that is still to come,
    later than the one that it leaves, and that everybody who reads the question sees."""
    is_seen = frozenset(readers) <= frozenset(to.audience) or EVERYONE in to.audience
    is_to_come = to.starts_at > max(leaving.starts_at, at)
    return is_seen and is_to_come and shown_state(to, at) in TAKES_DEFERRED
