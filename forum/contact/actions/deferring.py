"""An objection of who asked to being carried to another session: the question needs a place anew.

Locks as in questions.py.
"""

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.contact import events, policy
from forum.contact.actions.questions import dispose, effects, lock_question, session_shared
from forum.contact.deferring.objections import askers_of, last_deferrals
from forum.contact.deferring.policy import (
    may_enter_deferral_objection,
    may_object_to_deferral,
    takes_objections,
)
from forum.contact.models import ContactSession, Question, QuestionDeferral
from forum.contributions.actions import NewText
from forum.contributions.actions.writing import announce
from forum.contributions.entering.submitting import EnteredFor, entered, submit_for
from forum.contributions.models import Contribution
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import SECRETARIAT, DutyKind
from forum.errors import Conflict, Invalid
from forum.fields import Reason
from forum.thing import Thing
from forum.words import _


class DeferralObjection(BaseModel):
    reason: Reason


class EnteredDeferralObjection(EnteredFor, DeferralObjection):
    """What somebody who asked wrote or said, entered by the office."""


async def object_to_deferral(
    db: Db, actor: Actor, question_id: int, objection: DeferralObjection
) -> Contribution:
    """Once each time that it was carried, by one of those who asked. The question waits for a place from now, also
    while the words are in review."""
    it, question = await lock_question(db, actor, question_id)
    session = await session_shared(db, question.session_id)
    row = (await last_deferrals(db, [question.id])).get(question.id)
    askers = await askers_of(db, question.id)
    takes = _takes(row, session, actor)
    require(may_object_to_deferral(actor, question.state, askers, it.shown_at(actor.at), **takes))
    return await _object(db, actor, it, question, row, objection)


async def enter_deferral_objection(
    db: Db, actor: Actor, question_id: int, objection: EnteredDeferralObjection
) -> Contribution:
    """The same for somebody who wrote, called or spoke. Raises Invalid for who did not ask."""
    it, question = await lock_question(db, actor, question_id)
    session = await session_shared(db, question.session_id)
    row = (await last_deferrals(db, [question.id])).get(question.id)
    takes = _takes(row, session, actor)
    require(may_enter_deferral_objection(actor, question.state, it.shown_at(actor.at), **takes))
    if objection.persona_id not in await askers_of(db, question.id):
        raise Invalid("persona_id", _("Chỉ nhập hộ được người đã hỏi câu này, hoặc câu được gộp vào."))
    return await _object(db, actor, it, question, row, objection, objection)


def _takes(row: QuestionDeferral | None, session: ContactSession, actor: Actor) -> dict[str, bool]:
    return {
        "is_open": row is not None and takes_objections(session, row.at, actor.at),
        "has_objected": row is not None and row.objected_at is not None,
    }


async def _object(
    db: Db,
    actor: Actor,
    it: Contribution,
    question: Question,
    row: QuestionDeferral | None,
    objection: DeferralObjection,
    entry: EnteredFor | None = None,
) -> Contribution:
    if row is None:
        raise Conflict(_("Câu hỏi không còn ở bước này."))
    thing = Thing("question", it.id)
    await dispose(db, actor, it, question, policy.QUESTION.after("object_to_deferral"))
    question.disposed_at = None
    audience = frozenset(it.audience)
    words = NewText(
        "deferral_objection",
        objection.reason,
        audience,
        forum_id=it.forum_id,
        subject=thing,
        of_right=True,
    )
    remark = await submit_for(db, actor, words, entry)
    row.objected_at, row.objection_id = actor.at, remark.id
    duty = await duties.start(db, actor, thing, DutyKind.place_anew, SECRETARIAT)
    assert duty.due_at is not None  # it has a limit
    meant = await effects(db, actor, question, None)
    objected = events.DeferralObjected(thing, question.session_id, duty.due_at)
    await announce(db, actor, remark, *meant, objected, *entered(remark))
    return remark
