"""Asking the author before a case is decided, and the author's answer."""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contributions import events
from forum.contributions.models import Contribution
from forum.database import Db, ReadDb, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import due_by, duties_of
from forum.desk import policy
from forum.desk.actions.cases import take
from forum.desk.models import AuthorQuestion
from forum.desk.refusals import translate_refusals
from forum.errors import Conflict
from forum.fields import Reason
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from moderation import actions as moderation
from moderation.queries import waiting_case

CAUSE = "author_asked"


class AskAuthor(BaseModel):
    question: Reason


class Explanation(BaseModel):
    answer: Reason


async def ask_author(db: Db, actor: Actor, case_id: int, asked: AskAuthor) -> datetime:
    """Ask the author of a claimed case; it rests, and its clock stops, until the answer or the end of the time
    for it. Returns that end."""
    locked = await take(db, actor, case_id)
    it, thing = locked.it, Thing(locked.it.kind, locked.it.id)
    if it.visibility == Visibility.withdrawn:
        raise Conflict(_("Tác giả đã rút bài; việc này chỉ còn cần đóng hồ sơ."), code="withdrawn")
    window = await duties.start(db, actor, thing, DutyKind.explain, Owner(OwnerKind.persona, it.persona_id))
    until = window.due_at
    assert until is not None and actor.persona_id is not None  # it has a limit; only members judge
    await duties.pause(db, actor, thing, CAUSE, DutyKind.review, until=until)
    with translate_refusals():
        await moderation.rest(
            db, locked.panel.judge, case_id, until, await _due_of_review(db, actor, thing, until)
        )
    row = AuthorQuestion(
        contribution_id=it.id,
        case_id=case_id,
        asked_by=actor.persona_id,
        question=asked.question,
        asked_at=actor.at,
    )
    db.add(row)
    await db.flush()
    happened = events.AuthorAsked(thing, it.persona_id, case_id, row.id, until)
    await record(db, actor, *locked.lapsed, happened, also=locked.also)
    return until


async def explain(db: Db, actor: Actor, contribution_id: int, given: Explanation) -> None:
    """Answer the moderator. Raises Conflict where nothing is asked any more."""
    it = await load(db, Contribution, contribution_id, lock=True)
    require(policy.may_explain(actor, it))
    thing = Thing(it.kind, it.id)
    row = await open_question(db, it)
    if row is None:
        raise Conflict(_("Người duyệt không còn chờ câu trả lời về bài này."), code="nothing_asked")
    row.answer, row.answered_at = given.answer, actor.at
    await duties.complete(db, actor, thing, DutyKind.explain)
    await duties.resume(db, actor, thing, CAUSE)
    await moderation.wake(db, row.case_id, await _due_of_review(db, actor, thing, actor.at))
    await record(db, actor, events.Explained(thing, row.case_id, row.id, row.asked_by))


async def open_question(db: ReadDb, it: Contribution) -> AuthorQuestion | None:
    """The unanswered question of the case that still waits."""
    case_id = await waiting_case(db, it.kind, it.id)
    found: AuthorQuestion | None = await db.scalar(
        select(AuthorQuestion)
        .where(
            AuthorQuestion.contribution_id == it.id,
            AuthorQuestion.case_id == case_id,
            AuthorQuestion.answered_at.is_(None),
        )
        .order_by(AuthorQuestion.id.desc())
        .limit(1)
    )
    return found


async def _due_of_review(db: Db, actor: Actor, thing: Thing, otherwise: datetime) -> datetime:
    return due_by(await duties_of(db, actor.at, [thing]), thing, DutyKind.review) or otherwise
