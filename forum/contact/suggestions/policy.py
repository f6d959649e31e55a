"""Rules for the open draft of minutes: who opens it, who suggests a correction of it, who decides on each."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, first_refusal, refused
from forum.audience import Visibility
from forum.contact.policy import SessionRow, at_step, may_see_session
from forum.contact.texts.policy import SessionTextKind
from forum.contributions.official import policy as official
from forum.contributions.policy import may_write
from forum.state import words
from forum.words import _


@words("suggestion")
class SuggestionOutcome(StrEnum):
    accepted = "accepted"
    refused = "refused"


class SuggestionRow(Protocol):
    @property
    def outcome(self) -> SuggestionOutcome | None: ...


# Of a suggestion that nobody decided on, while its words may still be published.
MAY_COME = frozenset({Visibility.published, Visibility.in_review})


def may_open_draft(
    actor: Actor, text: official.Official, kind: SessionTextKind, open_until: datetime | None
) -> Decision:
    """While the minutes are drafted and before they go to the chair. `open_until`: they are open already."""
    is_minutes = at_step(kind == SessionTextKind.minutes, _("Chỉ dự thảo biên bản được mở lấy ý kiến."))
    is_shut = at_step(open_until is None, _("Dự thảo đang mở lấy ý kiến."))
    return first_refusal([official.may_submit(actor, text), is_minutes, is_shut])


def may_read_draft(actor: Actor, session: SessionRow, *, is_asked: bool) -> Decision:
    """`is_asked`: the draft was opened to the actor, and is still open."""
    return first_refusal([may_see_session(actor, session), ALLOWED if is_asked else refused("not_found")])


def may_suggest(actor: Actor, session: SessionRow, *, is_asked: bool) -> Decision:
    shut = refused("too_late", _("Dự thảo biên bản không còn mở để đề nghị sửa."))
    return first_refusal(
        [may_see_session(actor, session), may_write(actor, of_right=True), ALLOWED if is_asked else shut]
    )


def _may_decide(
    actor: Actor, text: official.Official, suggestion: SuggestionRow, visibility: Visibility
) -> Decision:
    """By those who draft for the chair."""
    fits = suggestion.outcome is None and visibility == Visibility.published
    return first_refusal(
        [
            official.may_draft(actor, text.leader_id, None),
            at_step(fits, _("Đề nghị này đã có kết quả hoặc không còn hiển thị.")),
        ]
    )


def may_accept_suggestion(
    actor: Actor, text: official.Official, suggestion: SuggestionRow, visibility: Visibility
) -> Decision:
    """It changes the draft."""
    return first_refusal([_may_decide(actor, text, suggestion, visibility), official.may_revise(actor, text)])


def may_refuse_suggestion(
    actor: Actor, text: official.Official, suggestion: SuggestionRow, visibility: Visibility
) -> Decision:
    return _may_decide(actor, text, suggestion, visibility)
