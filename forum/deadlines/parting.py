"""Duties of a seat, where the last person who can do them leaves it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from forum.accounts.parting import Burden, Counts, Post, is_last
from forum.actor import Role
from forum.database import ReadDb
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import OwnerKind
from forum.words import _

# Who does the duties of whom.
WORK_FOR = {
    OwnerKind.leader: frozenset({Role.leader, Role.assistant}),
    OwnerKind.body: frozenset({Role.body_officer, Role.body_head}),
    OwnerKind.secretariat: frozenset({Role.secretariat}),
    OwnerKind.office: frozenset({Role.secretariat, Role.staff}),
    OwnerKind.forum: frozenset({Role.moderator}),
    OwnerKind.outside_seat: frozenset({Role.independent_member}),
}


def _owned(post: Post, kind: OwnerKind) -> ColumnElement[bool]:
    place = {OwnerKind.leader: post.leader_id, OwnerKind.body: post.body_id, OwnerKind.forum: post.forum_id}
    owned = Duty.owner_kind == kind
    if kind == OwnerKind.forum and post.forum_id is None:
        return owned
    return and_(owned, Duty.owner_id == (place.get(kind) or 0))


def _counts(kind: OwnerKind) -> Counts:
    async def count_duties(db: ReadDb, post: Post, at: datetime) -> int:
        """They stay with the seat; nobody would do them where nobody else holds it."""
        if not await is_last(db, post, at, *WORK_FOR[kind]):
            return 0
        owed = select(func.count(Duty.id)).where(RUNNING, Duty.nature == "duty", _owned(post, kind))
        return await db.scalar(owed) or 0

    return count_duties


BURDENS = tuple(
    Burden(f"duties_{kind}", _("việc có thời hạn của vị trí, không còn ai khác làm"), roles, _counts(kind))
    for kind, roles in WORK_FOR.items()
)
