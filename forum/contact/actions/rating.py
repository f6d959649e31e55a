"""What the asker says of a published answer, once; where it did not answer the question, another is owed, once."""

from datetime import datetime

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.contact import events
from forum.contact.models import ContactAnswer, Question
from forum.contact.policy import Answerer, AskerVerdict
from forum.contact.queries.answers import who_answers_for
from forum.contact.rating.policy import may_rate_answer
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState, may_see
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.errors import Invalid
from forum.fields import OptionalLongText
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class AnswerVerdict(BaseModel):
    """`reason`: what was not answered."""

    verdict: AskerVerdict
    reason: OptionalLongText = ""


async def rate_answer(db: Db, actor: Actor, answer_id: int, rating: AnswerVerdict) -> ContactAnswer:
    """By the asker. 'Not answered' of the first answer starts the duty to give a second one; of that it is final."""
    question_id = (await load(db, ContactAnswer, answer_id)).question_id
    it = await load(db, Contribution, question_id, lock=True)
    require(may_see(actor, it))
    question = await load(db, Question, question_id, lock=True)
    row = await load(db, OfficialText, answer_id, lock=True)
    answer = await load(db, ContactAnswer, answer_id, lock=True)
    is_published = row.state == OfficialState.published and row.repudiated_at is None
    require(
        may_rate_answer(
            actor, it.persona_id, it.shown_at(actor.at), answer.verdict, is_published=is_published
        )
    )
    is_short = rating.verdict == AskerVerdict.not_answered
    if is_short and not rating.reason:
        raise Invalid("reason", _("Đề nghị ghi điều chưa được trả lời."))
    answer.verdict, answer.verdict_at = rating.verdict, actor.at
    it.version += 1
    thing = Thing("question", it.id)
    await duties.complete(db, actor, thing, DutyKind.rate_answer)
    by = (row.leader_id, row.body_id)
    due_at = await owe_second(db, actor, question, by) if is_short and not answer.is_second else None
    rated = events.AnswerRated(thing, answer_id, rating.verdict, due_at)
    if not is_short:
        await record(db, actor, rated)
        return answer
    words = NewText(
        "shortcoming",
        rating.reason,
        frozenset(it.audience),
        forum_id=it.forum_id,
        subject=thing,
        of_right=True,
    )
    remark = await submit(db, actor, words)
    answer.shortcoming_id = remark.id
    await announce(db, actor, remark, rated)
    return answer


def owner_of(by: Answerer) -> Owner:
    leader_id, body_id = by
    if body_id is not None:
        return Owner(OwnerKind.body, body_id)
    assert leader_id is not None  # an official text has a name
    return Owner(OwnerKind.leader, leader_id)


async def owe_second(db: Db, actor: Actor, question: Question, first_by: Answerer) -> datetime:
    """By who gave the first, or whom that passed to. Returns the due date."""
    owner = owner_of(await who_answers_for(db, question.leader_id, first_by, actor.at))
    thing = Thing("question", question.id)
    due_at = (await duties.start(db, actor, thing, DutyKind.second_answer, owner)).due_at
    assert due_at is not None  # it has a limit
    return due_at
