"""Rules for administering people, bodies and roles, and for passwords."""

from forum.actor import ALLOWED, Actor, Decision, Role, refused
from forum.words import Words, _

# What each role is bound to: these columns are required, all others must be empty.
BOUND_TO: dict[Role, tuple[str, ...]] = {
    Role.intellectual: (),
    Role.leader: ("leader_id",),
    Role.assistant: ("leader_id",),
    Role.secretariat: (),
    Role.body_officer: ("body_id",),
    Role.body_head: ("body_id",),
    Role.moderator: (),  # for the whole city, or with forum_id for one forum
    Role.staff: (),
    Role.auditor: (),
    Role.administrator: (),
}


def may_administer(actor: Actor) -> Decision:
    return ALLOWED if actor.has(Role.administrator) else refused("not_administrator")


def may_grant_trust(actor: Actor) -> Decision:
    keeps = actor.has(Role.administrator, Role.moderator)
    return ALLOWED if keeps else refused("not_moderator")


def may_enter_for_others(actor: Actor) -> Decision:
    """The secretariat and staff enter letters and calls under the writer's own name."""
    enters = actor.has(Role.secretariat, Role.staff)
    return ALLOWED if enters else refused("not_secretariat")


def password_fault(password: str) -> Words | None:
    """What is wrong with a new password, or None. Checks length above all (NIST SP 800-63B)."""
    if len(password) < 10:
        return _("Mật khẩu cần ít nhất 10 ký tự; có thể là một câu dễ nhớ.")
    if len(password) > 200:
        return _("Mật khẩu không quá 200 ký tự.")
    if len(set(password)) < 4:
        return _("Mật khẩu quá đơn giản; mời chọn mật khẩu khác.")
    return None
