"""The running session: which question is being answered, which was answered aloud, and their order.

Locks as in questions.py, several questions by ascending id; the session is locked FOR SHARE only.
"""

from collections.abc import Iterable
from typing import Literal, Self

from sqlalchemy import select

from forum.actor import Actor, require
from forum.contact import events, policy
from forum.contact.actions.answers import Publication, publish_answer
from forum.contact.holding import policy as of_holding
from forum.contact.models import ContactAnswer, ContactSession, Question
from forum.contact.policy import QuestionState, SessionState
from forum.contact.queries.stage import in_order, order_version
from forum.contact.stage_topic import announce_stage
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState, may_see
from forum.database import Db, load
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class Move(Versioned):
    """A move within the order that was shown."""

    way: Literal["earlier", "later"]

    @classmethod
    def of(cls, waiting: Iterable[Question]) -> Self:
        return cls.current(order_version(waiting))


async def _with_agenda(
    db: Db, actor: Actor, question_id: int
) -> tuple[Contribution, Question, list[Question]]:
    """The question's text and row, and all questions on its session's agenda, locked."""
    it = await load(db, Contribution, question_id)
    require(may_see(actor, it))
    session_id = (await load(db, Question, question_id)).session_id
    rows = await db.scalars(
        select(Question)
        .where(
            (Question.session_id == session_id) & (Question.state == QuestionState.on_agenda)
            | (Question.id == question_id)
        )
        .order_by(Question.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    agenda = list(rows.all())
    return it, next(one for one in agenda if one.id == question_id), agenda


async def _session_state(db: Db, actor: Actor, session_id: int) -> SessionState:
    return policy.shown_state(await load(db, ContactSession, session_id), actor.at)


async def call_question(db: Db, actor: Actor, question_id: int) -> Question:
    """Mark the question as being answered. One called earlier returns to the queue unless it was answered. A second
    call changes nothing."""
    it, question, agenda = await _with_agenda(db, actor, question_id)
    state = await _session_state(db, actor, question.session_id)
    require(
        of_holding.may_call_question(
            actor, question, it.shown_at(actor.at), state, question.answered_orally_at
        )
    )
    if question.called_at is not None:
        return question
    for other in agenda:
        if other.answered_orally_at is None:
            other.called_at = None
    question.called_at = actor.at
    await announce_stage(db, question.session_id)
    await record(db, actor, events.QuestionCalled(Thing("question", it.id), question.session_id))
    return question


async def record_oral_answer(db: Db, actor: Actor, question_id: int) -> Question:
    """Record that it was answered aloud just now. An approved text is published with it; otherwise the text
    follows and is approved as usual."""
    it = await load(db, Contribution, question_id, lock=True)
    require(may_see(actor, it))
    question = await load(db, Question, question_id, lock=True)
    state = await _session_state(db, actor, question.session_id)
    require(
        of_holding.may_record_oral_answer(
            actor, question, it.shown_at(actor.at), state, question.answered_orally_at
        )
    )
    question.called_at, question.answered_orally_at = question.called_at or actor.at, actor.at
    approved = await db.scalar(
        select(ContactAnswer.id)
        .join(OfficialText, OfficialText.id == ContactAnswer.id)
        .where(ContactAnswer.question_id == question_id, OfficialText.state == OfficialState.approved)
        .order_by(ContactAnswer.id.desc())
        .limit(1)
    )
    if approved is not None:
        await publish_answer(db, actor, approved, Publication(how="answer_live"))
    await announce_stage(db, question.session_id)
    await record(db, actor, events.OralAnswerRecorded(Thing("question", it.id), question.session_id))
    return question


async def move_question(db: Db, actor: Actor, question_id: int, move: Move) -> Question:
    """Move one place up or down among the unanswered; the others keep their order. Does nothing at either
    end."""
    it, question, agenda = await _with_agenda(db, actor, question_id)
    state = await _session_state(db, actor, question.session_id)
    require(of_holding.may_move_question(actor, question, it.shown_at(actor.at), state))
    waiting = in_order(agenda)
    move.require_seen(Move.of(waiting), _("Thứ tự vừa được đổi; mời xem lại trước khi đổi tiếp."))
    if question not in waiting:
        return question
    here = waiting.index(question)
    there = here - 1 if move.way == "earlier" else here + 1
    if not 0 <= there < len(waiting):
        return question
    places = _rising(one.agenda_position or 0 for one in waiting)
    waiting[here], waiting[there] = waiting[there], waiting[here]
    for place, one in zip(places, waiting, strict=True):
        one.agenda_position = place
    ids = tuple(one.id for one in waiting)
    await announce_stage(db, question.session_id)
    await record(db, actor, events.AgendaReordered(Thing("session", question.session_id), ids))
    return question


def _rising(places: Iterable[int]) -> list[int]:
    """The same places without duplicates: people may have typed one number for two questions."""
    rising: list[int] = []
    for place in places:
        rising.append(max(place, rising[-1] + 1) if rising else place)
    return rising
