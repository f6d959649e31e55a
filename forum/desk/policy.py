"""Rules for access to the desk. Those of moderation itself are in moderation.policy."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.audience import Visibility, shown_state
from forum.contributions.policy import Text, may_see
from forum.state import StateTable, words
from forum.words import _
from moderation.policy import APPEAL_MOVES, CASE_MOVES, DECISION_MOVES, HEARD
from moderation.values import AppealState, CaseReason, CaseState, Standing, Verdict

# State labels are attached here, since moderation has no words for the screen.
CASE = StateTable(
    "moderation_case",
    CaseState,
    start=CaseState.queued,
    moves=CASE_MOVES,
    ends=frozenset({CaseState.decided}),
)
DECISION = StateTable(
    "moderation_decision_state",
    Standing,
    start=Standing.proposed,
    moves=DECISION_MOVES,
    ends=frozenset({Standing.refused, Standing.lapsed, Standing.overtaken, Standing.reversed}),
)
APPEAL = StateTable("appeal", AppealState, start=AppealState.filed, moves=APPEAL_MOVES, ends=HEARD)
words("moderation_decision")(Verdict)
words("case_reason")(CaseReason)


class ReasonMaskState(StrEnum):
    """Of a passage masked in the words of an office."""

    waiting = "waiting"
    confirmed = "confirmed"
    lifted = "lifted"


REASON_MASK: StateTable[ReasonMaskState, Literal["confirm_reason_mask", "lift_reason_mask"]] = StateTable(
    "reason_mask",
    ReasonMaskState,
    start=ReasonMaskState.waiting,
    moves={
        "confirm_reason_mask": (frozenset({ReasonMaskState.waiting}), ReasonMaskState.confirmed),
        "lift_reason_mask": (frozenset({ReasonMaskState.waiting}), ReasonMaskState.lifted),
    },
    ends=frozenset({ReasonMaskState.confirmed, ReasonMaskState.lifted}),
)
MAY_ORDER = frozenset({Visibility.published, Visibility.interim_hidden, Visibility.hidden})


def may_open_desk(actor: Actor) -> Decision:
    if not actor.is_member:
        return refused("login_needed")
    works = actor.has(Role.moderator, Role.independent_member)
    return ALLOWED if works else refused("not_moderator")


def may_judge(actor: Actor, forum_id: int | None) -> Decision:
    """A moderator of that forum or of the city, or an independent member. NotFound for others."""
    if not actor.is_member:
        return refused("login_needed")
    judges = actor.moderates(forum_id) or actor.has(Role.independent_member)
    return ALLOWED if judges else refused("not_found")


def may_flag(actor: Actor, text: Text) -> Decision:
    return first_refusal(
        [
            ALLOWED if actor.is_member else refused("login_needed"),
            may_see(actor, text),
            refused("own", _("Ông/Bà không cần phản ánh bài của mình; bài có thể sửa hoặc rút lại."))
            if text.persona_id == actor.persona_id
            else ALLOWED,
            ALLOWED
            if shown_state(text.visibility, text.hidden_until, actor.at) == Visibility.published
            else refused("wrong_state", _("Nội dung này hiện không hiển thị công khai.")),
        ]
    )


def may_explain(actor: Actor, text: Text) -> Decision:
    """The author answers what a moderator asked. NotFound for others."""
    own = actor.persona_id is not None and text.persona_id == actor.persona_id
    return ALLOWED if own else refused("not_found" if actor.is_member else "login_needed")


def may_open_by_order(actor: Actor, text: Text) -> Decision:
    """A moderator opens a case on a published or hidden text: for a written order, or a second look."""
    shown = text.visibility in MAY_ORDER
    return first_refusal(
        [
            ALLOWED if actor.is_member else refused("login_needed"),
            ALLOWED if actor.moderates(text.forum_id) else refused("not_found"),
            ALLOWED if shown else refused("wrong_state", _("Nội dung này không ở trạng thái xem xét được.")),
        ]
    )


def may_audit(actor: Actor) -> Decision:
    """Heads of the audit chain are for the auditor."""
    return ALLOWED if actor.has(Role.auditor) else refused("not_auditor")


def may_erase(actor: Actor, second: Actor) -> Decision:
    """An administrator together with an auditor or another administrator."""
    sees = second.has(Role.auditor) or second.has(Role.administrator)
    return first_refusal(
        [
            ALLOWED if actor.has(Role.administrator) else refused("not_administrator"),
            ALLOWED if sees else refused("not_second", _("Người thứ hai phải là giám sát hoặc quản trị.")),
            ALLOWED
            if actor.persona_id != second.persona_id
            else refused("same_person", _("Việc xóa cần hai người khác nhau.")),
        ]
    )


class ReasonMaskRow(Protocol):
    @property
    def state(self) -> ReasonMaskState: ...
    @property
    def masked_by(self) -> int: ...
    @property
    def until(self) -> datetime: ...


def may_mask_reason(actor: Actor) -> Decision:
    """Moderators, and who types for the city: what an office wrote beside its acts is no text of anybody's to judge."""
    if not actor.is_member:
        return refused("login_needed")
    works = actor.has(Role.moderator, Role.secretariat, Role.staff)
    return ALLOWED if works else refused("not_moderator")


def _settles(
    actor: Actor, it: ReasonMaskRow, verb: Literal["confirm_reason_mask", "lift_reason_mask"]
) -> Decision:
    over = refused("wrong_state", _("Việc che này đã có kết quả."))
    return first_refusal([may_mask_reason(actor), ALLOWED if REASON_MASK.allows(verb, it.state) else over])


def may_confirm_reason_mask(actor: Actor, it: ReasonMaskRow) -> Decision:
    """A second person, while it is in force."""
    own = refused("same_person", _("Người thứ hai phải là người khác."))
    late = refused("too_late", _("Đã hết thời hạn xác nhận; chữ được hiển thị trở lại."))
    return first_refusal(
        [
            _settles(actor, it, "confirm_reason_mask"),
            own if it.masked_by == actor.persona_id else ALLOWED,
            ALLOWED if actor.at <= it.until else late,
        ]
    )


def may_lift_reason_mask(actor: Actor, it: ReasonMaskRow) -> Decision:
    """Whoever masked it by a slip, or a second person who does not agree."""
    return _settles(actor, it, "lift_reason_mask")
