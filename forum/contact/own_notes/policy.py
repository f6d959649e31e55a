"""Rules for notes of a leader's own side: nobody else reads or writes them, whatever their role."""

from collections.abc import Iterable
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.contact.policy import CHAIR_S_SIDE, SessionRow, may_see_session
from forum.words import _


class NoteRow(Protocol):
    @property
    def leader_id(self) -> int | None: ...


def own_leaders(actor: Actor, leader_ids: Iterable[int]) -> tuple[int, ...]:
    """Those of these leaders for whom the actor works."""
    return tuple(one for one in dict.fromkeys(leader_ids) if actor.for_leader(one, *CHAIR_S_SIDE))


def may_write_own_note(actor: Actor, session: SessionRow, leader_ids: Iterable[int]) -> Decision:
    """Of a leader who attends: `leader_ids`."""
    words = _("Ghi chú riêng dành cho lãnh đạo dự kỳ tiếp xúc và trợ lý của lãnh đạo ấy.")
    works = ALLOWED if own_leaders(actor, leader_ids) else refused("not_assistant", words)
    return first_refusal([may_see_session(actor, session), works])


def _has_items(actor: Actor, chair_leader_id: int) -> bool:
    return actor.has(Role.secretariat) or actor.for_leader(chair_leader_id, *CHAIR_S_SIDE)


def may_write_item(actor: Actor, session: SessionRow) -> Decision:
    """Internal items are prepared by the secretariat for the chair, and by the chair's side."""
    words = _("Việc nội bộ do tổ thư ký, người chủ trì và trợ lý của người chủ trì ghi.")
    works = _has_items(actor, session.chair_leader_id)
    return first_refusal(
        [may_see_session(actor, session), ALLOWED if works else refused("not_assistant", words)]
    )


def _own(actor: Actor, note: NoteRow, chair_leader_id: int) -> Decision:
    """Of an internal item, whoever chairs its session now."""
    is_item = note.leader_id is None
    own = _has_items(actor, chair_leader_id) if is_item else actor.for_leader(note.leader_id, *CHAIR_S_SIDE)
    return ALLOWED if own else refused("not_found")


def may_change_own_note(actor: Actor, note: NoteRow, chair_leader_id: int) -> Decision:
    """Whoever reads it mends it."""
    return _own(actor, note, chair_leader_id)


def may_remove_own_note(actor: Actor, note: NoteRow, chair_leader_id: int) -> Decision:
    return _own(actor, note, chair_leader_id)
