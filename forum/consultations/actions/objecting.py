"""An author says once that a published response misses the point, and the body answers again."""

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.consultations import events, policy
from forum.consultations.actions.locking import locked
from forum.consultations.actions.owing import settle_owed
from forum.consultations.models import Consultation, Opinion
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.fields import Reason
from forum.thing import Thing


class ResponseObjection(BaseModel):
    reason: Reason


async def object_to_response(
    db: Db, actor: Actor, opinion_id: int, objection: ResponseObjection
) -> Contribution:
    """The response stays; the opinion waits for another one beside it, also while the words wait for review."""
    seen = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, seen.consultation_id)
    text = await load(db, Contribution, opinion_id, lock=True)
    opinion = await load(db, Opinion, opinion_id, lock=True)
    thing = Thing("opinion", opinion_id)
    window = await duty_of(db, actor.at, thing, DutyKind.not_understood)
    is_open = window is not None and window.is_open
    shown = text.shown_at(actor.at)
    require(policy.may_object_to_response(actor, it, text.persona_id, shown, is_open=is_open))
    response_id = opinion.response_id
    assert response_id is not None  # its publication opened the window
    opinion.earlier_response_id, opinion.response_id = response_id, None
    await duties.complete(db, actor, thing, DutyKind.not_understood)
    await duties.void(db, actor, thing, DutyKind.agree_wording)  # the next response may take another wording
    await duties.start(db, actor, thing, DutyKind.answer_again, Owner(OwnerKind.body, it.body_id))
    await db.flush()
    await settle_owed(db, actor, it)
    remark = await submit(
        db,
        actor,
        NewText(
            "misunderstanding",
            objection.reason,
            frozenset(text.audience),
            forum_id=it.forum_id,
            subject=thing,
            of_right=True,
        ),
    )
    await announce(db, actor, remark, events.ResponseObjected(thing, opinion_id, response_id))
    return remark


async def end_windows(db: Db, actor: Actor, it: Consultation) -> list[events.ObjectionWindowEnded]:
    """When the consultation ends, no author may say so any more, and who said so is owed nothing more. Returns an event
    for each of them who is told."""
    ids = await db.scalars(select(Opinion.id).where(Opinion.consultation_id == it.id).order_by(Opinion.id))
    things = [Thing("opinion", one) for one in ids]
    ended = await duties.void_each(db, actor, things, DutyKind.not_understood, DutyKind.answer_again)
    return [
        events.ObjectionWindowEnded(
            Thing("opinion", duty.thing_id), duty.thing_id, duty.kind == DutyKind.answer_again
        )
        for duty in ended
        if duty.nature == "duty" or duty.due_at is None or duty.due_at >= actor.at
    ]
