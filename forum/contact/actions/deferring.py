"""The asker's objection to being carried to another session: the question needs a place anew.

Locks as in questions.py.
"""

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.contact import events, policy
from forum.contact.actions.questions import dispose, effects, lock_question, session_shared
from forum.contact.deferring.objections import last_deferrals
from forum.contact.deferring.policy import may_object_to_deferral, takes_objections
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import SECRETARIAT, DutyKind
from forum.errors import Conflict
from forum.fields import Reason
from forum.thing import Thing
from forum.words import _


class DeferralObjection(BaseModel):
    reason: Reason


async def object_to_deferral(
    db: Db, actor: Actor, question_id: int, objection: DeferralObjection
) -> Contribution:
    """Once each time that it was carried. The question waits for a place from now, also while the words are in
    review."""
    it, question = await lock_question(db, actor, question_id)
    session = await session_shared(db, question.session_id)
    row = (await last_deferrals(db, [question.id])).get(question.id)
    decision = may_object_to_deferral(
        actor,
        question.state,
        it.persona_id,
        it.visibility,
        is_open=row is not None and takes_objections(session, row.at, actor.at),
        has_objected=row is not None and row.objected_at is not None,
    )
    require(decision)
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
    remark = await submit(db, actor, words)
    row.objected_at, row.objection_id = actor.at, remark.id
    duty = await duties.start(db, actor, thing, DutyKind.place_anew, SECRETARIAT)
    assert duty.due_at is not None  # it has a limit
    meant = await effects(db, actor, question, None)
    objected = events.DeferralObjected(thing, session.id, duty.due_at)
    await announce(db, actor, remark, *meant, objected)
    return remark
