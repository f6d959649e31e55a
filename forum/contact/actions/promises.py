"""Commitments that come of questions."""

from sqlalchemy import select

from forum.actor import Actor, require
from forum.commitments.actions import NewCommitment, Promise, create_commitment
from forum.commitments.models import Commitment
from forum.contact import policy
from forum.contact.actions.questions import lock_question
from forum.contact.models import ContactSession, Question
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.thing import Thing


async def record_commitment(db: Db, actor: Actor, question_id: int, promise: Promise) -> Commitment:
    """Record what the answer promised as a commitment; confirmed by the asker, else by the chair."""
    it, question = await lock_question(db, actor, question_id)
    require(policy.may_record_commitment(actor, question, it.visibility))
    session = await load(db, ContactSession, question.session_id)
    merged = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(Question.merged_into_id == it.id)
        .order_by(Question.id)
    )
    askers = tuple(dict.fromkeys((it.persona_id, *merged.all())))
    return await create_commitment(
        db,
        actor,
        NewCommitment(
            promise, Thing("question", it.id), frozenset(it.audience), askers, session.chair_leader_id
        ),
    )
