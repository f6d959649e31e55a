"""Who says which body takes over what a body that has ended answered for."""

from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.words import _


class HandoverRow(Protocol):
    @property
    def to_body_id(self) -> int | None: ...
    @property
    def leader_id(self) -> int | None: ...


def names_body(actor: Actor, leader_id: int | None) -> Decision:
    """The leader who assigned it; else the secretariat, or any leader."""
    if leader_id is not None:
        own = actor.for_leader(leader_id, Role.leader)
        return ALLOWED if own else refused("not_assigner", _("Việc này do lãnh đạo đã giao quyết định."))
    works = actor.has(Role.secretariat) or bool(actor.leaders(Role.leader))
    return ALLOWED if works else refused("not_assigner", _("Việc này do tổ thư ký hoặc lãnh đạo quyết định."))


def may_name_body(actor: Actor, it: HandoverRow) -> Decision:
    """Once, while nobody has said it and no successor was recorded meanwhile."""
    done = refused("wrong_state", _("Việc này đã có cơ quan tiếp nhận."))
    return first_refusal([names_body(actor, it.leader_id), done if it.to_body_id is not None else ALLOWED])


def still_waits(is_open: bool) -> Decision:
    over = _("Nội dung này đã kết thúc hoặc đã có cơ quan khác chịu trách nhiệm.")
    return ALLOWED if is_open else refused("wrong_state", over)
