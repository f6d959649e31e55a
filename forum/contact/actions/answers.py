"""Answers: drafted by the leader's side, approved by that leader, then published; for a referred question the
same in the name of the body.

Lock order: question's text → question → answer's text → answer.
"""

from dataclasses import dataclass
from typing import Literal, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.commitments.actions import publish_lines
from forum.contact import events, policy
from forum.contact.models import ContactAnswer, ContactSession, Question
from forum.contact.queries.answers import beside_of, questions_answered_by, second_owed_by
from forum.contact.rating.policy import may_publish_second
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.contributions.official import (
    Approval,
    Countersignature,
    NewOfficial,
    OfficialWords,
    RecordedApproval,
    RevisedWords,
    SentBack,
)
from forum.contributions.official.events import OfficialReplaced
from forum.contributions.official.policy import may_revise
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.journal import record
from forum.thing import Thing


class AnswerText(OfficialWords):
    """`then`: stay with the draft, or submit it and go to the next question without one."""

    then: Literal["stay", "next"] = "stay"


class RevisedAnswer(AnswerText, RevisedWords):
    @classmethod
    def of(cls, text_version: int, text: str) -> Self:
        return cls.current(text_version, text=text)


class Publication(BaseModel):
    how: Literal["answer_live", "answer_in_writing"]


@dataclass(frozen=True, slots=True)
class LockedAnswer:
    question_text: Contribution
    question: Question
    official: official.Locked
    answer: ContactAnswer


async def draft_answer(db: Db, actor: Actor, question_id: int, draft: AnswerText) -> ContactAnswer:
    """Draft under the leader's persona, or the body's for a referred question; readable by its side only."""
    it = await load(db, Contribution, question_id, lock=True)
    require(may_see(actor, it))
    question = await load(db, Question, question_id, lock=True)
    second_by = await second_owed_by(db, question, actor.at)
    require(policy.may_draft_answer(actor, question, it.shown_at(actor.at), second_by))
    leader_id, body_id = second_by or policy.answerer(question)
    thing = Thing("question", it.id)
    new = NewOfficial("answer", draft.text, thing, it.forum_id, leader_id, body_id, files=draft.files)
    row, drafted = await official.draft(db, actor, new)
    answer = ContactAnswer(id=row.id, question_id=it.id, is_second=second_by is not None)
    db.add(answer)
    await record(db, actor, drafted)
    return answer


async def lock_answer(db: Db, actor: Actor, answer_id: int) -> LockedAnswer:
    question_id = (await load(db, ContactAnswer, answer_id)).question_id
    it = await load(db, Contribution, question_id, lock=True)
    question = await load(db, Question, question_id, lock=True)
    text = await official.lock(db, actor, answer_id)
    return LockedAnswer(it, question, text, await load(db, ContactAnswer, answer_id, lock=True))


async def _beside(db: Db, it: LockedAnswer) -> official.Beside:
    return await beside_of(db, it.answer)


async def revise_answer(db: Db, actor: Actor, answer_id: int, draft: RevisedAnswer) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    require(may_revise(actor, it.official.row))
    words = it.official.text
    draft.require_seen(RevisedAnswer.of(words.text_version, words.text))
    await record(db, actor, await official.revise(db, actor, it.official, draft))
    return it.answer


async def submit_answer(db: Db, actor: Actor, answer_id: int) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    await record(db, actor, await official.submit(db, actor, it.official))
    return it.answer


async def send_back_answer(db: Db, actor: Actor, answer_id: int, sent: SentBack) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    await record(db, actor, await official.send_back(db, actor, it.official, sent))
    return it.answer


async def approve_answer(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    approved = await official.approve(db, actor, it.official, await _beside(db, it), approval)
    await record(db, actor, approved)
    return it.answer


async def record_approval(db: Db, actor: Actor, answer_id: int, approval: RecordedApproval) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    recorded = await official.record_approval(db, actor, it.official, await _beside(db, it), approval)
    await record(db, actor, recorded)
    return it.answer


async def countersign_approval(db: Db, actor: Actor, answer_id: int, seen: Countersignature) -> ContactAnswer:
    it = await lock_answer(db, actor, answer_id)
    approved = await official.countersign(db, actor, it.official, await _beside(db, it), seen)
    await record(db, actor, approved)
    return it.answer


async def publish_answer(db: Db, actor: Actor, answer_id: int, how: Publication) -> ContactAnswer:
    """Publish the approved answer with what it promises, and mark the question answered; other drafts for it are
    closed. Its asker may say whether it answered the question."""
    it = await lock_answer(db, actor, answer_id)
    question, thing = it.question, Thing("question", it.question.id)
    session = await load(db, ContactSession, question.session_id)
    state, visibility = policy.shown_state(session, actor.at), it.question_text.shown_at(actor.at)
    if it.answer.is_second:
        owed_by = await second_owed_by(db, question, actor.at)
        require(may_publish_second(actor, it.official.row, visibility, owed_by))
    else:
        require(policy.may_publish_answer(actor, it.official.row, question, visibility, state, how.how))
    readers = frozenset(it.question_text.audience)
    published = await official.publish(db, actor, it.official, await _beside(db, it), readers)
    if not it.answer.is_second:
        question.state, question.answered_at = policy.QUESTION.after(how.how), actor.at
    await duties.complete(db, actor, thing, DutyKind.written_answer, DutyKind.second_answer)
    asker = Owner(OwnerKind.persona, it.question_text.persona_id)
    await duties.start(db, actor, thing, DutyKind.rate_answer, asker)
    it.question_text.version += 1
    replaced = await replace_overtaken(db, actor, question)
    answered = events.QuestionAnswered(thing, answer_id, question.state, it.answer.is_second)
    made = await publish_lines(
        db, actor, it.official, await _askers(db, question.id), it.official.row.leader_id
    )
    await record(db, actor, published, *replaced, answered, *made)
    return it.answer


async def _askers(db: Db, question_id: int) -> dict[Thing, tuple[int, ...]]:
    """Who asked it, and what was merged into it: the first with an account confirms what was promised."""
    asked = await questions_answered_by(db, question_id)
    rows = await db.execute(
        select(Contribution.id, Contribution.persona_id).where(Contribution.id.in_(asked))
    )
    personas = {row.id: row.persona_id for row in rows}
    return {Thing("question", question_id): tuple(dict.fromkeys(personas[one] for one in asked))}


async def replace_overtaken(db: Db, actor: Actor, question: Question) -> list[OfficialReplaced]:
    """Close drafts to a question that needs no answer any more, or that somebody else has to answer now."""
    leader_id, body_id = policy.answerer(question)
    keep = (leader_id, body_id) if question.state in policy.MAY_DRAFT else None
    return await official.replace(db, actor, Thing("question", question.id), keep)
