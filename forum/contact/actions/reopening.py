"""'Không phải ý tôi' of an answer: a published one answers nothing any more, and another is owed."""

from datetime import datetime

from sqlalchemy import select, update

from forum.actor import Actor
from forum.contact import events, policy
from forum.contact.actions.answers import LockedAnswer, lock_answer
from forum.contact.actions.questions import start_writing
from forum.contact.actions.rating import owe_second
from forum.contact.models import ContactAnswer, Question
from forum.contact.queries.answers import last_answer
from forum.contributions import official
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import UNPUBLISHED
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of
from forum.journal import Event
from forum.thing import Thing
from forum.words import _


async def repudiate_answer(db: Db, actor: Actor, answer_id: int) -> ContactAnswer:
    """The words of a published one stay to be read with the sentence that they are not the leader's. Its question is
    answered no longer; the asker is told, and by when the answer is owed."""
    it = await lock_answer(db, actor, answer_id)

    async def fall_back() -> list[Event]:
        return await _fall_back(db, actor, it)

    await official.repudiate_text(db, actor, it.official, fall_back)
    return it.answer


async def _fall_back(db: Db, actor: Actor, it: LockedAnswer) -> list[Event]:
    """A later answer still answers it. After a second one, the first is again one that did not answer it."""
    thing = Thing("question", it.question.id)
    await db.flush()
    last = await last_answer(db, it.question.id)
    if last is not None and last.id > it.answer.id:
        return []
    await duties.void(db, actor, thing, DutyKind.rate_answer, DutyKind.second_answer)
    if not policy.QUESTION.allows("reopen", it.question.state):
        return []
    it.question_text.version += 1
    if last is not None:
        due_at = await owe_second(db, actor, thing, last.by)
        return [events.QuestionReopened(thing, it.answer.id, due_at)]
    # What was drafted as a second answer would be the first now.
    lifted = await official.lift(db, actor, thing)
    drafts = select(OfficialText.id).where(OfficialText.state.in_(UNPUBLISHED))
    seconds = update(ContactAnswer).where(
        ContactAnswer.question_id == it.question.id, ContactAnswer.id.in_(drafts)
    )
    await db.execute(seconds.values(is_second=False))
    due_at = await _reopen(db, actor, it.question)
    return [events.QuestionReopened(thing, it.answer.id, due_at), *lifted]


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
