"""Rules for entering what others wrote or said, and what a letter or a call must say of itself."""

import re
from collections.abc import Collection
from datetime import timedelta
from enum import StrEnum
from typing import Literal, Protocol

from forum.accounts.policy import may_enter_for_others
from forum.actor import Actor, Decision, first_refusal, refused
from forum.state import StateTable, words
from forum.words import _

__all__ = [
    "CLAIM",
    "CheckedHow",
    "ClaimState",
    "ConsentHow",
    "has_no_part",
    "is_enterable_for",
    "may_add_person",
    "may_change_reach",
    "may_decide_claim",
    "may_issue_code",
    "may_mark_posted",
    "may_send_claim",
    "telephone",
]

REPRINT_AFTER = timedelta(minutes=1)
CODE_LASTS = timedelta(days=365)  # people write again after a year, and get another


@words("consent_how")
class ConsentHow(StrEnum):
    """How somebody agreed that their words are published under their name."""

    in_letter = "in_letter"
    signed = "signed"
    aloud = "aloud"


class ClaimState(StrEnum):
    """What became of a member's claim to what was entered for somebody."""

    waiting = "waiting"
    confirmed = "confirmed"
    refused = "refused"


CLAIM = StateTable[ClaimState, Literal["confirm_claim", "refuse_claim"]](
    "claim",
    ClaimState,
    start=ClaimState.waiting,
    moves={
        "confirm_claim": (frozenset({ClaimState.waiting}), ClaimState.confirmed),
        "refuse_claim": (frozenset({ClaimState.waiting}), ClaimState.refused),
    },
    ends=frozenset({ClaimState.confirmed, ClaimState.refused}),
)


@words("checked_how")
class CheckedHow(StrEnum):
    """How the office made sure that the account is of who wrote or called."""

    called_back = "called_back"
    in_person = "in_person"
    by_post = "by_post"


class ClaimRow(Protocol):
    @property
    def claimed_by(self) -> int: ...
    @property
    def code_issued_by(self) -> int: ...
    @property
    def state(self) -> ClaimState: ...


_LEAST, _MOST = 8, 15  # digits


def telephone(typed: str) -> str:
    """As it is compared: digits alone, a number of this country from its 0 on. Raises ValueError."""
    digits = re.sub(r"\D", "", typed)
    is_foreign = typed.strip().startswith(("+", "00"))
    if not digits and not typed.strip():
        return ""
    if re.search(r"[^\d\s.()+/-]", typed) or not _LEAST <= len(digits) <= _MOST:
        raise ValueError(_("Đề nghị ghi số điện thoại bằng chữ số, ví dụ 0225 000 0000."))
    if is_foreign:
        digits = digits.removeprefix("00")
        return f"0{digits.removeprefix('84')}" if digits.startswith("84") else f"+{digits}"
    return digits


def may_add_person(actor: Actor) -> Decision:
    return may_enter_for_others(actor)


def may_change_reach(actor: Actor) -> Decision:
    return may_enter_for_others(actor)


def may_mark_posted(actor: Actor) -> Decision:
    return may_enter_for_others(actor)


def is_enterable_for(actor: Actor, persona_id: int, kind: str, *, is_suspended: bool) -> Decision:
    """Under the name of a person, who is somebody else and may write."""
    own = refused("own_text", _("Nội dung của chính mình thì gửi dưới tên mình, không nhập hộ."))
    office = refused("not_a_person", _("Chỉ nhập hộ một người, không nhập hộ cơ quan hay chức vụ."))
    stopped = refused("suspended", _("Quyền đăng bài của người này đang tạm dừng."))
    checks = [may_enter_for_others(actor)]
    checks += [own] if persona_id == actor.persona_id else []
    checks += [office] if kind != "ordinary" else []
    checks += [stopped] if is_suspended else []
    return first_refusal(checks)


def may_issue_code(actor: Actor, *, has_account: bool, has_entries: bool, is_claimed: bool) -> Decision:
    """On a receipt for somebody without an account. While a claim waits, no other code goes out."""
    account = refused("has_account", _("Người này đã có tài khoản, không cần mã."))
    nothing = refused("nothing_entered", _("Chưa nhập nội dung nào của người này."))
    waits = refused("claim_waits", _("Đang có tài khoản xin nhận, chờ xác nhận; đề nghị giải quyết trước."))
    checks = [may_enter_for_others(actor)]
    checks += [account] if has_account else []
    checks += [nothing] if not has_entries else []
    checks += [waits] if is_claimed else []
    return first_refusal(checks)


def may_send_claim(actor: Actor) -> Decision:
    return first_refusal([] if actor.is_member else [refused("login_needed")])


def may_decide_claim(actor: Actor, claim: ClaimRow, enterers: Collection[int]) -> Decision:
    """A second person of the office: nobody confirms what they typed, a code that they printed, or their own claim."""
    decided = refused("decided", _("Yêu cầu này đã được giải quyết."))
    checks = [may_enter_for_others(actor)]
    checks += [decided] if not CLAIM.allows("confirm_claim", claim.state) else []
    return first_refusal([*checks, has_no_part(actor, claim, enterers)])


def has_no_part(actor: Actor, claim: ClaimRow, enterers: Collection[int]) -> Decision:
    """Of everybody in the office, those whom a claim waits for: who has no part in it."""
    own = refused("own_claim", _("Đây là yêu cầu của chính Ông/Bà; người khác xác nhận."))
    entered = refused("entered_it", _("Ông/Bà đã nhập hộ người này; đề nghị người khác xác nhận."))
    issued = refused("issued_code", _("Ông/Bà đã cấp mã này; đề nghị người khác xác nhận."))
    checks = [own] if actor.persona_id == claim.claimed_by else []
    checks += [entered] if actor.persona_id in enterers else []
    checks += [issued] if actor.persona_id == claim.code_issued_by else []
    return first_refusal(checks)
