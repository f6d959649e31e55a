"""Rules for administering people, bodies and roles."""

from forum.actor import ALLOWED, Actor, Decision, Role, refused

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
