"""Rules for administering people, bodies and roles."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.state import words
from forum.words import _


@words("binding_confirmation")
class ConfirmedHow(StrEnum):
    """By whom a weighty role was confirmed."""

    by_second = "by_second"  # a second administrator, or the auditor
    by_first_start = "by_first_start"  # a link of the first start
    by_operator = "by_operator"  # a link that the operator made later
    by_sample = "by_sample"


# What each role is bound to: these columns are required, all others must be empty.
BOUND_TO: dict[Role, tuple[str, ...]] = {
    Role.intellectual: (),
    Role.leader: ("leader_id",),
    Role.assistant: ("leader_id",),
    Role.secretariat: (),
    Role.body_officer: ("body_id",),
    Role.body_head: ("body_id",),
    Role.moderator: (),  # for the whole city, or with forum_id for one forum
    Role.independent_member: (),
    Role.staff: (),
    Role.auditor: (),
    Role.administrator: (),
}

# Who speaks in a name, judges others, watches over them or gives roles: one person alone makes nobody any of these.
NEEDS_CONFIRMING = frozenset(
    {
        Role.leader,
        Role.body_head,
        Role.moderator,
        Role.independent_member,
        Role.auditor,
        Role.secretariat,
        Role.administrator,
    }
)
# What can be given before two administrators stand.
BEFORE_TWO = frozenset({Role.intellectual, Role.body_officer, Role.staff})
_DECIDES = frozenset({Role.leader, Role.assistant, Role.secretariat, Role.body_officer, Role.body_head})
# Roles that judge each other, which nobody holds together. A member's own voice goes with each.
_JUDGES: dict[Role, frozenset[Role]] = {
    Role.auditor: frozenset(Role) - {Role.auditor, Role.intellectual},
    Role.independent_member: frozenset(Role) - {Role.independent_member, Role.intellectual},
    Role.administrator: _DECIDES | {Role.moderator},
    Role.moderator: frozenset({Role.leader, Role.body_officer, Role.body_head}),
}


class Held(Protocol):
    """What rules read of a role that was given."""

    @property
    def role(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def until_on(self) -> date | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def confirmed_at(self) -> datetime | None: ...
    @property
    def counts_until(self) -> date | None: ...


class Proposed(Held, Protocol):
    @property
    def proposed_by(self) -> int | None: ...


def counts(held: Held, day: date) -> bool:
    """Whether the role is in force on that day; forum.accounts.bindings.in_force is the same in SQL."""
    begun = held.from_on <= day and (held.until_on is None or held.until_on >= day)
    from_before = held.counts_until is not None and held.counts_until >= day
    confirmed = Role(held.role) not in NEEDS_CONFIRMING or held.confirmed_at is not None or from_before
    return held.revoked_at is None and begun and confirmed


def waits(held: Held, day: date) -> bool:
    """Whether the role waits to be confirmed, though it may still count."""
    ended = held.until_on is not None and held.until_on < day
    unconfirmed = Role(held.role) in NEEDS_CONFIRMING and held.confirmed_at is None
    return unconfirmed and held.revoked_at is None and not ended


def judge_each_other(one: Role, other: Role) -> bool:
    return other in _JUDGES.get(one, ()) or one in _JUDGES.get(other, ())


def clashing(role: Role, from_on: date, until_on: date | None, others: Collection[Held]) -> Role | None:
    """The first of a person's other roles, counting or waiting, that judges this one within the same days."""
    for other in others:
        meet = (until_on is None or other.from_on <= until_on) and (
            other.until_on is None or from_on <= other.until_on
        )
        if meet and other.revoked_at is None and judge_each_other(role, Role(other.role)):
            return Role(other.role)
    return None


def may_administer(actor: Actor) -> Decision:
    return ALLOWED if actor.has(Role.administrator) else refused("not_administrator")


def may_open_bindings(actor: Actor) -> Decision:
    """To read who proposed a role for whom."""
    opens = actor.has(Role.administrator, Role.auditor)
    return ALLOWED if opens else refused("not_administrator")


FEWER_THAN_TWO = _(
    "Chưa đủ hai quản trị viên: hiện chỉ giao được vai trò trí thức, cán bộ đầu mối và chuyên viên tổng hợp."
)


def may_bind(
    actor: Actor, role: Role, administrators: Collection[int], auditors: Collection[int]
) -> Decision:
    """`administrators` and `auditors` are the personas that are so today. Where there is no second administrator,
    one can be proposed to the auditor."""
    has_second = len(administrators) > 1 or (role == Role.administrator and bool(auditors))
    enough = ALLOWED if role in BEFORE_TWO or has_second else refused("fewer_than_two", FEWER_THAN_TWO)
    return first_refusal([may_administer(actor), enough])


def may_confirm_binding(
    actor: Actor, held: Proposed, owner: int, administrators: Collection[int]
) -> Decision:
    """A second administrator, or the auditor where there is none: neither who proposed it nor whose it is."""
    own = _("Vai trò này do người khác xác nhận: không phải người đề nghị, cũng không phải người được giao.")
    settled = _("Vai trò này không chờ xác nhận.")
    others = set(administrators) - {owner, held.proposed_by}
    is_second = actor.has(Role.administrator) or (actor.has(Role.auditor) and not others)
    return first_refusal(
        [
            may_open_bindings(actor),
            ALLOWED if waits(held, actor.today) else refused("wrong_state", settled),
            ALLOWED if actor.persona_id not in (owner, held.proposed_by) else refused("same_person", own),
            ALLOWED if is_second else refused("not_second", _("Việc này do quản trị viên thứ hai xác nhận.")),
        ]
    )


def may_confirm_correction(
    actor: Actor, proposed_by: int | None, owner: int, administrators: Collection[int]
) -> Decision:
    """Another address of a weighty account: by whoever could confirm its role."""
    own = _("Việc này do người khác xác nhận: không phải người đề nghị, cũng không phải chủ tài khoản.")
    others = set(administrators) - {owner, proposed_by}
    is_second = actor.has(Role.administrator) or (actor.has(Role.auditor) and not others)
    return first_refusal(
        [
            may_open_bindings(actor),
            ALLOWED if actor.persona_id not in (owner, proposed_by) else refused("same_person", own),
            ALLOWED if is_second else refused("not_second", _("Việc này do quản trị viên thứ hai xác nhận.")),
        ]
    )


def may_refuse_binding(actor: Actor, held: Proposed, owner: int, administrators: Collection[int]) -> Decision:
    """Whoever may confirm it. Who proposed it revokes it."""
    return may_confirm_binding(actor, held, owner, administrators)


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
    """Who asked, until it is from_before out or declined."""
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
