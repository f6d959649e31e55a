from typing import Literal

from pydantic import BaseModel
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from forum.actor import Actor, require
from forum.contributions import events
from forum.contributions.actions.writing import put_before_moderators
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.desk import policy
from forum.desk.models import Concern
from forum.fields import Readable, Reason
from forum.journal import record
from forum.thing import Thing
from moderation.queries import waiting_case
from moderation.values import CaseReason, OpenedCase

LIMITS = {CaseReason.order: "takedown-authority"}


class FlagInput(BaseModel):
    rule: str
    words: Reason


class OrderInput(BaseModel):
    """A written order (number, date, issuer in `words`), or a moderator's request for a second look."""

    reason: Literal[CaseReason.order, CaseReason.review]
    words: Reason
    rule: Readable = ""


async def flag(db: Db, actor: Actor, contribution_id: int, concern: FlagInput) -> OpenedCase:
    """Report a published text to the moderators. A second flag by the same person only changes its words."""
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_flag(actor, it))
    is_new = await _keep(db, actor, it, CaseReason.flag, concern.rule, concern.words)
    opened = await _open(db, actor, it, CaseReason.flag, is_new)
    mine = (Concern.contribution_id == it.id, Concern.persona_id == actor.persona_id)
    await db.execute(update(Concern).where(*mine).values(case_id=opened.case_id))
    await record(db, actor, events.Flagged(Thing(it.kind, it.id), opened.case_id))
    return opened


async def open_by_order(db: Db, actor: Actor, contribution_id: int, asked: OrderInput) -> OpenedCase:
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_open_by_order(actor, it))
    is_new = await _keep(db, actor, it, asked.reason, asked.rule, asked.words)
    opened = await _open(db, actor, it, asked.reason, is_new)
    await record(db, actor, events.Ordered(Thing(it.kind, it.id), opened.case_id, asked.reason))
    return opened


async def _keep(db: Db, actor: Actor, it: Contribution, reason: CaseReason, rule: str, words: str) -> bool:
    """Store the concern. False where this person had one of that reason already."""
    assert actor.persona_id is not None  # the policies ensure it
    values = {"rule_code": rule, "words": words, "at": actor.at}
    mine = (
        insert(Concern)
        .values(contribution_id=it.id, persona_id=actor.persona_id, reason=reason, **values)
        .on_conflict_do_nothing()
    )
    if await db.scalar(mine.returning(Concern.id)) is not None:
        return True
    await db.execute(
        insert(Concern)
        .values(contribution_id=it.id, persona_id=actor.persona_id, reason=reason, **values)
        .on_conflict_do_update(index_elements=["contribution_id", "persona_id", "reason"], set_=values)
    )
    return False


async def _open(
    db: Db,
    actor: Actor,
    it: Contribution,
    reason: CaseReason,
    is_new: bool,
) -> OpenedCase:
    waiting = None if is_new else await waiting_case(db, it.kind, it.id)
    if waiting is not None:
        return OpenedCase(waiting, is_new=False)
    limit = LIMITS.get(reason, "review-post")
    return await put_before_moderators(db, actor, it, reason, it.text_version, limit, actor.at)
