"""Merging of like questions, and the asker's objection to it.

Locks as in questions.py.
"""

from pydantic import BaseModel
from sqlalchemy import func, select

from forum.actor import Actor, require
from forum.audience import Visibility
from forum.contact import events, policy
from forum.contact.actions.questions import (
    dispose,
    effects,
    lock_question,
    record_placing,
    session_shared,
    start_writing,
    triage,
)
from forum.contact.models import Question
from forum.contact.policy import SessionState
from forum.contributions.actions import NewText, start_following, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Invalid
from forum.fields import Reason
from forum.thing import Thing
from forum.words import _


class Merge(BaseModel):
    code: str


class Objection(BaseModel):
    reason: Reason


async def merge(db: Db, actor: Actor, question_id: int, into: Merge) -> Question:
    """Merge into a similar question of the same session; the asker stays named and may object until a date. Both are
    locked before either is judged, so that neither is placed elsewhere meanwhile."""
    other_id = await question_of_code(db, into.code)
    others = () if other_id is None else (other_id,)
    it, question, left_id = await triage(db, actor, question_id, "merge", None, "", *others)
    if other_id is None or other_id == question.id or not await _may_be_merged_into(db, question, other_id):
        raise Invalid("code", _("Không có câu hỏi đang chờ với mã số này trong kỳ tiếp xúc."))
    asked_too = await db.scalar(
        select(func.count()).select_from(Question).where(Question.merged_into_id == question.id)
    )
    if asked_too:
        raise Invalid("code", _("Đã có câu hỏi khác gộp vào câu hỏi này; đề nghị gộp theo chiều ngược lại."))
    question.merged_into_id = other_id
    thing, asker = Thing("question", it.id), Owner(OwnerKind.persona, it.persona_id)
    until = (await duties.start(db, actor, thing, DutyKind.objection, asker)).due_at
    assert until is not None  # the window has a limit
    await start_following(db, it.persona_id, Thing("question", other_id), actor)
    merged = events.QuestionMerged(thing, other_id, until)
    await record_placing(db, actor, question, left_id, merged, Thing("question", other_id))
    return question


async def question_of_code(db: Db, code: str) -> int | None:
    """Not locked: whether it waits, and where, is asked once it is."""
    found: int | None = await db.scalar(
        select(Question.id)
        .join(Contribution, Contribution.id == Question.id)
        .where(Contribution.code == code.strip().upper())
    )
    return found


async def _may_be_merged_into(db: Db, question: Question, other_id: int) -> bool:
    """Under the lock of both."""
    found = await db.scalar(
        select(Question.id)
        .join(Contribution, Contribution.id == Question.id)
        .where(
            Question.id == other_id,
            Contribution.visibility == Visibility.published,
            Question.session_id == question.session_id,
            Question.state.in_(policy.WAITING | policy.TRIAGED),
        )
    )
    return found is not None


async def object_to_merge(db: Db, actor: Actor, question_id: int, objection: Objection) -> Contribution:
    """The asker's objection to a merge: the question is separate again and needs triage, also while the words wait
    for review."""
    it, question = await lock_question(db, actor, question_id)
    thing = Thing("question", it.id)
    window = await duty_of(db, actor.at, thing, DutyKind.objection)
    is_open = window is not None and window.is_open
    shown = it.shown_at(actor.at)
    require(policy.may_object_to_merge(actor, question, it.persona_id, shown, is_open=is_open))
    left_id = question.merged_into_id
    assert left_id is not None
    session = await session_shared(db, question.session_id)
    await duties.complete(db, actor, thing, DutyKind.objection)
    await dispose(db, actor, it, question, policy.QUESTION.after("object_to_merge"))
    question.disposed_at = None
    remark = await submit(
        db,
        actor,
        NewText(
            "objection",
            objection.reason,
            frozenset(it.audience),
            forum_id=it.forum_id,
            subject=thing,
            of_right=True,
        ),
    )
    if session.state == SessionState.minutes_published:  # too late for the agenda, but not for an answer
        question.state, question.disposed_at = policy.QUESTION.after("schedule_written_answer"), actor.at
        question.reason = str(_("Người hỏi đề nghị tách câu hỏi sau khi công bố biên bản kỳ tiếp xúc."))
        await start_writing(db, actor, question)
    meant = await effects(db, actor, question, left_id)
    await announce(db, actor, remark, *meant, events.MergeObjected(thing, left_id))
    return remark
