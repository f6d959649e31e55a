"""Objections to being carried that wait for another place, and how placing a question anew settles them.

Under the lock of the question.
"""

from collections.abc import Collection

from sqlalchemy import func, or_, select

from forum.actor import Actor
from forum.contact.models import Question, QuestionDeferral
from forum.contributions.models import Contribution
from forum.database import Db, ReadDb
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.errors import Invalid
from forum.thing import Thing
from forum.words import _

# What leaves a question with a session although its asker does not want to wait for one.
AGAINST_IT: frozenset[str] = frozenset({"defer", "put_on_agenda", "merge"})


async def last_deferrals(db: ReadDb, question_ids: Collection[int]) -> dict[int, QuestionDeferral]:
    """By question, for those that were ever carried. One statement."""
    last = (
        select(func.max(QuestionDeferral.id))
        .where(QuestionDeferral.question_id.in_(question_ids))
        .group_by(QuestionDeferral.question_id)
    )
    rows = await db.scalars(select(QuestionDeferral).where(QuestionDeferral.id.in_(last)))
    return {row.question_id: row for row in rows}


async def waiting_objections(db: ReadDb, question_ids: Collection[int]) -> dict[int, QuestionDeferral]:
    last = await last_deferrals(db, question_ids)
    return {one: row for one, row in last.items() if row.waits}


async def was_objected_to(db: ReadDb, question: Question) -> bool:
    """The asker does not agree to wait for the session that it is with."""
    if not question.deferral_count:
        return False
    last = (await last_deferrals(db, [question.id])).get(question.id)
    return last is not None and last.objected_at is not None


async def settle(db: Db, actor: Actor, question: Question, verb: str, despite: str) -> None:
    """A place was chosen. Raises Invalid where it carries the question again and does not say why."""
    if not question.deferral_count:
        return
    row = (await waiting_objections(db, [question.id])).get(question.id)
    if row is None:
        return
    if verb == "merge":
        raise Invalid("code", _("Người hỏi không đồng ý chuyển kỳ; đề nghị chọn cách khác."))
    if verb in AGAINST_IT and not despite:
        raise Invalid("despite", _("Người hỏi không đồng ý chuyển kỳ; đề nghị ghi lý do vẫn chuyển."))
    row.settled_at, row.despite = actor.at, despite if verb in AGAINST_IT else ""
    await duties.complete(db, actor, Thing("question", question.id), DutyKind.place_anew)


async def askers_of(db: ReadDb, question_id: int) -> tuple[int, ...]:
    """Who asked it, and who asked what was merged into it: all of them wait."""
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(or_(Question.id == question_id, Question.merged_into_id == question_id))
        .order_by(Question.merged_into_id.is_not(None), Question.id)
    )
    return tuple(dict.fromkeys(rows.all()))
