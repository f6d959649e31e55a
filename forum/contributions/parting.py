"""What hangs on who drafts and approves official texts, and on who claims cases."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from forum.accounts.parting import Burden, Post, is_last
from forum.actor import Actor, Role
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import UNPUBLISHED
from forum.contributions.policy import OfficialState
from forum.database import Db, ReadDb
from forum.words import _
from moderation.actions.cases import claimed_count, release_all

JUDGES = frozenset({Role.moderator, Role.independent_member})
LEADER_S = frozenset({Role.assistant, Role.secretariat})
BODY_S = frozenset({Role.body_officer, Role.body_head})
CARRIER = func.coalesce(OfficialText.tended_by, OfficialText.drafted_by)


def _in_name(post: Post) -> ColumnElement[bool]:
    if post.body_id is not None:
        return OfficialText.body_id == post.body_id
    if post.leader_id is not None:
        return OfficialText.leader_id == post.leader_id
    return OfficialText.leader_id.is_not(None)


def _drafts(post: Post) -> tuple[ColumnElement[bool], ...]:
    return CARRIER.in_([post.persona_id]), OfficialText.state.in_(UNPUBLISHED), _in_name(post)


async def count_drafts(db: ReadDb, post: Post, at: datetime) -> int:
    return await db.scalar(select(func.count(OfficialText.id)).where(*_drafts(post))) or 0


async def hand_drafts_on(db: Db, actor: Actor, post: Post, successor_id: int | None) -> None:
    """Without a successor all who draft there are told of what becomes of them."""
    if successor_id is not None:
        ids = await db.scalars(
            select(OfficialText.id).where(*_drafts(post)).order_by(OfficialText.id).with_for_update()
        )
        tended = update(OfficialText).where(OfficialText.id.in_(ids.all())).values(tended_by=successor_id)
        await db.execute(tended)


async def count_approvals(db: ReadDb, post: Post, at: datetime) -> int:
    """They belong to the seat: they hang on the person only where nobody else holds it."""
    if not await is_last(db, post, at, post.role):
        return 0
    waiting = OfficialText.state == OfficialState.awaiting_approval
    return await db.scalar(select(func.count(OfficialText.id)).where(waiting, _in_name(post))) or 0


async def count_cases(db: ReadDb, post: Post, at: datetime) -> int:
    return await claimed_count(db, post.persona_id, at)


async def return_cases(db: Db, actor: Actor, post: Post, successor_id: int | None) -> None:
    """To the queue: who may judge a case is asked of each judge anew, of a successor too."""
    await release_all(db, post.persona_id)


BURDENS = (
    Burden("drafts", _("dự thảo đang phụ trách"), LEADER_S, count_drafts, hand_drafts_on),
    Burden("body_drafts", _("dự thảo đang phụ trách"), BODY_S, count_drafts, hand_drafts_on),
    Burden("approvals", _("văn bản chờ duyệt"), frozenset({Role.leader}), count_approvals),
    Burden("body_approvals", _("văn bản chờ duyệt"), frozenset({Role.body_head}), count_approvals),
    Burden("cases", _("nội dung đang nhận duyệt"), JUDGES, count_cases, return_cases),
)
