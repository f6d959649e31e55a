"""'Không phải ý tôi' of an answer: a published one answers nothing any more, and another is owed."""

from datetime import datetime

from sqlalchemy import select, update

from forum.actor import Actor
from forum.audience import Visibility
from forum.contact import events, policy
from forum.contact.actions.answers import LockedAnswer, lock_answer, replace_overtaken
from forum.contact.actions.questions import owner_of, start_writing
from forum.contact.actions.rating import owe_second
from forum.contact.models import ContactAnswer, Question
from forum.contact.policy import QuestionState
from forum.contact.queries.answers import last_answer, who_answers_for
from forum.contributions import official
from forum.contributions.actions.visibility import wait_while_hidden
from forum.contributions.models import OfficialText
from forum.contributions.official.events import OfficialReplaced, OfficialSubmitted
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
    """A later answer still answers it. After a second one, the first is again one that did not answer it. Nobody is
    owed an answer to what they withdrew."""
    thing = Thing("question", it.question.id)
    await db.flush()
    last = await last_answer(db, it.question.id)
    if last is not None and last.id > it.answer.id:
        return []
    await duties.void(db, actor, thing, DutyKind.rate_answer, DutyKind.second_answer)
    is_withdrawn = it.question_text.visibility == Visibility.withdrawn
    if is_withdrawn or not policy.QUESTION.allows("reopen", it.question.state):
        return []
    it.question_text.version += 1
    lifted: list[OfficialSubmitted] = []
    overtaken: list[OfficialReplaced] = []
    if last is not None:
        due_at = await owe_second(db, actor, it.question, last.by)
    else:
        lifted = await _answer_as_first(db, actor, it.question)
        due_at = await _reopen(db, actor, it)
        overtaken = await replace_overtaken(db, actor, it.question)
    is_hidden = await wait_while_hidden(db, actor, it.question_text)
    return [events.QuestionReopened(thing, it.answer.id, None if is_hidden else due_at), *lifted, *overtaken]


async def _answer_as_first(db: Db, actor: Actor, question: Question) -> list[OfficialSubmitted]:
    """What was drafted as a second answer would be the first now."""
    lifted = await official.lift(db, actor, Thing("question", question.id))
    drafts = select(OfficialText.id).where(OfficialText.state.in_(UNPUBLISHED))
    seconds = update(ContactAnswer).where(
        ContactAnswer.question_id == question.id, ContactAnswer.id.in_(drafts)
    )
    await db.execute(seconds.values(is_second=False))
    return lifted


async def _reopen(db: Db, actor: Actor, it: LockedAnswer) -> datetime:
    """A body that it was referred to answers again, or its successor, else its leader. A date that was promised stands,
    though it may have passed; a question answered at its session has none yet."""
    question, row = it.question, it.official.row
    question.answered_at, question.disposed_at = None, actor.at
    by = (row.leader_id, row.body_id)
    body_id = (await who_answers_for(db, question.leader_id, by, actor.at))[1]
    if body_id is not None:
        question.state, question.body_id = QuestionState.referred, body_id
    else:
        question.state = QuestionState.not_on_agenda
        question.reason = str(_("Người duyệt cho biết câu trả lời đã công bố không phải ý mình"))
    thing = Thing("question", question.id)
    await duties.reopen(db, actor, thing, DutyKind.written_answer)
    await db.flush()
    promised = await duty_of(db, actor.at, thing, DutyKind.written_answer)
    if promised is None or promised.due_at is None:
        return await start_writing(db, actor, question)
    await duties.hand_on(db, actor, thing, DutyKind.written_answer, owner_of(question))
    return promised.due_at
