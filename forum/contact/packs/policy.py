"""Who has the reading pack of a session."""

from collections.abc import Iterable

from forum.actor import ALLOWED, Actor, Decision, Role, refused
from forum.contact.policy import CHAIR_S_SIDE


def may_have_pack(actor: Actor, leader_ids: Iterable[int]) -> Decision:
    """The side of a leader who attends, and the secretariat: it brings drafts that nobody has approved."""
    works = actor.has(Role.secretariat) or any(actor.for_leader(one, *CHAIR_S_SIDE) for one in leader_ids)
    return ALLOWED if works else refused("not_found")
