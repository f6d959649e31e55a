"""Questions that were referred to a body which has ended. Without a successor the secretariat refers them anew, as its
work list says; of a second answer the leader who was asked gives it (forum.contact.actions.handing_on)."""

from datetime import datetime

from sqlalchemy import exists, select

from forum.actor import Actor
from forum.commitments.actions.lines import pass_lines
from forum.contact.models import Question
from forum.contact.policy import QuestionState
from forum.contributions.handovers.actions import Estate, Held
from forum.contributions.models import Contribution
from forum.contributions.queries import followers
from forum.database import Db, ReadDb, load
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind, OwnerKind
from forum.thing import Thing

_OWED = (Question.state == QuestionState.referred) & exists().where(
    Duty.thing_kind == "question",
    Duty.thing_id == Question.id,
    Duty.kind == DutyKind.written_answer,
    Duty.owner_kind == OwnerKind.body,
    Duty.owner_id == Question.body_id,
    RUNNING,
)


async def lock_held(db: Db, question_id: int) -> Held | None:
    await load(db, Contribution, question_id, lock=True)
    it = await load(db, Question, question_id, lock=True)
    if await db.scalar(select(Question.id).where(Question.id == it.id, _OWED)) is None:
        return None
    assert it.body_id is not None  # it was referred to it
    thing = Thing("question", it.id)
    return Held(thing, it.body_id, None, is_owed=False, duty_things=(thing,))


async def pass_question(db: Db, actor: Actor, question_id: int, to_body_id: int) -> tuple[Thing, ...]:
    it = await load(db, Question, question_id, lock=True)
    assert it.body_id is not None  # it was referred to it
    await pass_lines(db, Thing("question", it.id), it.body_id, to_body_id)
    it.body_id = to_body_id
    (await load(db, Contribution, question_id)).version += 1
    return ()


async def concerned(db: ReadDb, question_id: int, at: datetime) -> list[int]:
    """Who asked, of merged questions too, and who follows it."""
    asked = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where((Question.id == question_id) | (Question.merged_into_id == question_id))
        .order_by(Question.id)
    )
    return [*asked, *await followers(db, Thing("question", question_id))]


OF_QUESTIONS = Estate(select(Question.id, Question.body_id).where(_OWED), lock_held, pass_question, concerned)
