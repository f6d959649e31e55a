"""Rules for administering people, bodies and roles."""

from datetime import datetime
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.words import _

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


class Erasure(Protocol):
    """What rules read of a request for erasure."""

    @property
    def proposed_by(self) -> int | None: ...
    @property
    def done_at(self) -> datetime | None: ...


def may_propose_erasure(actor: Actor, request: Erasure) -> Decision:
    is_open = request.done_at is None and request.proposed_by is None
    still = ALLOWED if is_open else refused("wrong_state", _("Yêu cầu này đã được đề nghị thực hiện."))
    return first_refusal([may_administer(actor), still])


def may_confirm_erasure(actor: Actor, request: Erasure) -> Decision:
    """Another administrator, or an auditor: never the one who proposed it."""
    is_ready = request.done_at is None and request.proposed_by is not None
    other = refused("same_person", _("Việc xóa cần hai người khác nhau."))
    return first_refusal(
        [
            ALLOWED if actor.has(Role.administrator, Role.auditor) else refused("not_second"),
            ALLOWED if is_ready else refused("wrong_state", _("Yêu cầu này không chờ xác nhận.")),
            ALLOWED if request.proposed_by != actor.persona_id else other,
        ]
    )


def may_grant_trust(actor: Actor) -> Decision:
    keeps = actor.has(Role.administrator, Role.moderator)
    return ALLOWED if keeps else refused("not_moderator")


def may_enter_for_others(actor: Actor) -> Decision:
    """The secretariat and staff enter letters and calls under the writer's own name."""
    enters = actor.has(Role.secretariat, Role.staff)
    return ALLOWED if enters else refused("not_secretariat")
