"""Rules for entering what others wrote or said, and what a letter or a call must say of itself."""

import re
from enum import StrEnum

from forum.accounts.policy import may_enter_for_others
from forum.actor import Actor, Decision, first_refusal, refused
from forum.state import words
from forum.words import _

__all__ = [
    "ConsentHow",
    "is_enterable_for",
    "may_add_person",
    "may_change_reach",
    "may_mark_posted",
    "telephone",
]


@words("consent_how")
class ConsentHow(StrEnum):
    """How somebody agreed that their words are published under their name."""

    in_letter = "in_letter"
    signed = "signed"
    aloud = "aloud"


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
