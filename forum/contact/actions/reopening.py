"""'Không phải ý tôi' of an answer: a published one answers nothing any more, and another is owed."""

from datetime import datetime

from forum.actor import Actor
from forum.contact import events, policy
from forum.contact.actions.answers import lock_answer
from forum.contact.actions.questions import start_writing
from forum.contact.models import ContactAnswer, Question
from forum.contributions import official
from forum.contributions.policy import OfficialState
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.journal import Event, record
from forum.thing import Thing
from forum.words import _


async def repudiate_answer(db: Db, actor: Actor, answer_id: int) -> ContactAnswer:
    """The words of a published one stay to be read with the sentence that they are not the leader's. Its question is
    answered no longer; the asker is told, and by when the answer is owed."""
    it = await lock_answer(db, actor, answer_id)
    was_published = it.official.row.state == OfficialState.published
    happened: list[Event] = [await official.repudiate(db, actor, it.official)]
    if was_published and policy.QUESTION.allows("reopen", it.question.state):
        due_at = await _reopen(db, actor, it.question)
        it.question_text.version += 1
        happened.append(events.QuestionReopened(Thing("question", it.question.id), answer_id, due_at))
    await record(db, actor, *happened, also=(it.official.thing,))
    return it.answer


async def _reopen(db: Db, actor: Actor, question: Question) -> datetime:
    """A date that was promised stands, though it may have passed; a question answered at its session has none yet."""
    question.state, question.answered_at = policy.QUESTION.after("reopen"), None
    question.disposed_at = actor.at
    question.reason = str(_("Người duyệt cho biết câu trả lời đã công bố không phải ý mình"))
    thing = Thing("question", question.id)
    await duties.reopen(db, actor, thing, DutyKind.written_answer)
    await db.flush()
    promised = await duty_of(db, actor.at, thing, DutyKind.written_answer)
    if promised is not None and promised.due_at is not None:
        return promised.due_at
    return await start_writing(db, actor, question)
