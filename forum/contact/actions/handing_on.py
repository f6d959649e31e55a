"""A second answer that is owed by a body which has ended, or lost its last people, passes to who answers for it."""

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.contact.actions.rating import owner_of
from forum.contact.models import Question
from forum.contact.queries.answers import second_owed_by
from forum.contact.rating import events
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.deadlines.queries import duty_of
from forum.jobs import JobContext, job
from forum.journal import record
from forum.thing import Thing


@job("hand_second_answers_on", cron="35 17 * * *")
async def hand_second_answers_on(context: JobContext) -> None:
    """Just after midnight, Hải Phòng time. No right waits for it: who answers is asked of the bodies at each request. A
    second run finds nothing to hand on."""
    actor = visitor(context.at)
    of_bodies = (Duty.thing_kind == "question", Duty.kind == DutyKind.second_answer, RUNNING)
    owed = select(Duty.thing_id).where(*of_bodies, Duty.owner_kind == OwnerKind.body).order_by(Duty.thing_id)
    for question_id in (await context.db.scalars(owed)).all():
        await _hand_on(context.db, actor, question_id)


async def _hand_on(db: Db, actor: Actor, question_id: int) -> None:
    it = await load(db, Contribution, question_id, lock=True)
    question, thing = await load(db, Question, question_id, lock=True), Thing("question", question_id)
    owed = await duty_of(db, actor.at, thing, DutyKind.second_answer)
    by = await second_owed_by(db, question, actor.at)
    if owed is None or by is None or (owner := owner_of(by)) == owed.owner:
        return
    replaced = await official.replace(db, actor, thing, keep=by)
    await duties.hand_on(db, actor, thing, DutyKind.second_answer, owner)
    it.version += 1
    leader_id, body_id = by
    await record(db, actor, *replaced, events.SecondAnswerHandedOn(thing, leader_id, body_id, owed.due_at))
