"""Who may use the staff's search desk. What they find there is what they may read anywhere else."""

from forum.actor import ALLOWED, Actor, Decision, Role, refused
from forum.words import _

DESK_ROLES = (Role.staff, Role.auditor, Role.secretariat, Role.administrator)


def may_use_desk(actor: Actor) -> Decision:
    if not actor.is_member:
        return refused("login_needed")
    if not actor.has(*DESK_ROLES):
        return refused(
            "not_staff", _("Trang này dành cho chuyên viên tổng hợp, tổ thư ký và người giám sát.")
        )
    return ALLOWED


def may_open_search(actor: Actor, owner_id: int) -> Decision:
    """A saved search is its owner's alone: what somebody looks for is nobody else's business."""
    if owner_id != actor.persona_id:
        return refused("not_found", _("Không tìm thấy trang."))
    return may_use_desk(actor)
