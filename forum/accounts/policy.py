"""Rules for administering people, bodies and roles."""

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
    def persona_id(self) -> int: ...
    @property
    def proposed_by(self) -> int | None: ...
    @property
    def is_open(self) -> bool: ...


def may_propose_erasure(actor: Actor, request: Erasure) -> Decision:
    """To carry the request out, wholly or in part, or to decline it."""
    return first_refusal([may_administer(actor), _is_open(request), _has_proposal(request, False)])


def may_confirm_erasure(actor: Actor, request: Erasure) -> Decision:
    """Another administrator, or an auditor: never the one who proposed it."""
    other = refused("same_person", _("Việc này cần hai người khác nhau."))
    is_other = ALLOWED if request.proposed_by != actor.persona_id else other
    return first_refusal([may_send_back_erasure(actor, request), is_other])


def may_send_back_erasure(actor: Actor, request: Erasure) -> Decision:
    """Whoever may confirm it, and the one who proposed it."""
    is_office = ALLOWED if actor.has(Role.administrator, Role.auditor) else refused("not_second")
    return first_refusal([is_office, _is_open(request), _has_proposal(request, True)])


def may_take_back_erasure(actor: Actor, request: Erasure) -> Decision:
    """Who asked, until it is carried out or declined."""
    is_own = actor.persona_id is not None and request.persona_id == actor.persona_id
    return first_refusal([ALLOWED if is_own else refused("not_found"), _is_open(request)])


def _is_open(request: Erasure) -> Decision:
    closed = _("Yêu cầu này đã được giải quyết hoặc đã được rút lại.")
    return ALLOWED if request.is_open else refused("wrong_state", closed)


def _has_proposal(request: Erasure, expected: bool) -> Decision:
    if (request.proposed_by is not None) == expected:
        return ALLOWED
    waits, proposed = _("Yêu cầu này không chờ xác nhận."), _("Yêu cầu này đã có đề nghị giải quyết.")
    return refused("wrong_state", waits if expected else proposed)


def may_grant_trust(actor: Actor) -> Decision:
    keeps = actor.has(Role.administrator, Role.moderator)
    return ALLOWED if keeps else refused("not_moderator")


def may_enter_for_others(actor: Actor) -> Decision:
    """The secretariat and staff enter letters and calls under the writer's own name."""
    enters = actor.has(Role.secretariat, Role.staff)
    return ALLOWED if enters else refused("not_secretariat")
