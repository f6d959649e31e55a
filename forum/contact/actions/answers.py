"""An answer: drafted by the leader's side, approved by that leader as one exact text, then published.

Locks are taken question's text → question → answer's text → answer.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from forum import audience
from forum.accounts.models import Body, Leader
from forum.actor import Actor, require
from forum.contact import events, policy
from forum.contact.models import ContactAnswer, ContactSession, Question
from forum.contributions.actions import NewText, draft_official, publish_official, redraft_official
from forum.contributions.models import Contribution
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.errors import Conflict
from forum.fields import LongText, Reason
from forum.journal import record
from forum.thing import Thing


class AnswerText(BaseModel):
    """`then`: stay with the draft, or submit it and go on to the next question without one."""

    text: LongText
    then: Literal["stay", "next"] = "stay"


class Approval(BaseModel):
    """`seen_version` is the text version that was read: an approval is of one exact text."""

    seen_version: int


class SentBack(BaseModel):
    note: Reason


class RecordedApproval(BaseModel):
    """An approval given on paper or aloud, with where the paper lies or when it was said."""

    seen_version: int
    how: Literal["paper", "aloud"]
    note: Reason


class Publication(BaseModel):
    how: Literal["answer_live", "answer_in_writing"]


@dataclass(frozen=True, slots=True)
class _Locked:
    question_text: Contribution
    question: Question
    text: Contribution
    answer: ContactAnswer


async def draft_answer(db: Db, actor: Actor, question_id: int, draft: AnswerText) -> ContactAnswer:
    """Under the leader's persona, or the body's for a referred question; its side alone reads it."""
    it = await load(db, Contribution, question_id, lock=True)
    require(may_see(actor, it))
    question = await load(db, Question, question_id, lock=True)
    require(policy.may_draft_answer(actor, question, it.visibility))
    leader_id, body_id = policy.answerer(question)
    persona_id, side = await _side(db, leader_id, body_id)
    text = await draft_official(
        db,
        actor,
        NewText(
            kind="answer",
            text=draft.text,
            audience=frozenset(),
            forum_id=it.forum_id,
            subject=Thing("question", it.id),
            persona_id=persona_id,
        ),
        side=side,
    )
    answer = ContactAnswer(id=text.id, question_id=it.id, leader_id=leader_id, body_id=body_id)
    db.add(answer)
    await db.flush()
    await record(db, actor, events.AnswerDrafted(Thing("question", it.id), text.id, 1, False))
    return answer


async def _side(db: Db, leader_id: int | None, body_id: int | None) -> tuple[int, frozenset[str]]:
    """The persona that the answer is shown under, and who reads the draft."""
    if body_id is not None:
        return (await load(db, Body, body_id)).persona_id, frozenset({audience.body(body_id)})
    assert leader_id is not None
    leader = await load(db, Leader, leader_id)
    return leader.persona_id, frozenset({audience.leader(leader_id), audience.SECRETARIAT})


async def _locked(db: Db, actor: Actor, answer_id: int) -> _Locked:
    question_id = (await load(db, ContactAnswer, answer_id)).question_id
    it = await load(db, Contribution, question_id, lock=True)
    question = await load(db, Question, question_id, lock=True)
    text = await load(db, Contribution, answer_id, lock=True)
    require(may_see(actor, text))
    return _Locked(it, question, text, await load(db, ContactAnswer, answer_id, lock=True))


def _lift(answer: ContactAnswer) -> None:
    answer.approved_version, answer.approved_at, answer.approved_by = None, None, None
    answer.approved_how, answer.approval_note = None, ""
    answer.recorded_by, answer.countersigned_by = None, None


async def change_answer(db: Db, actor: Actor, answer_id: int, draft: AnswerText) -> ContactAnswer:
    """A new text version; it lifts any approval, recorded ones too, and must be submitted again."""
    locked = await _locked(db, actor, answer_id)
    answer = locked.answer
    require(policy.may_change_answer(actor, answer))
    lifted = answer.state != "drafted" or answer.recorded_by is not None
    await redraft_official(db, actor, locked.text, draft.text)
    answer.state = policy.ANSWER["draft"][1]
    _lift(answer)
    drafted = events.AnswerDrafted(
        Thing("question", locked.question.id), answer.id, locked.text.text_version, lifted
    )
    await record(db, actor, drafted)
    return answer


async def submit_answer(db: Db, actor: Actor, answer_id: int) -> ContactAnswer:
    locked = await _locked(db, actor, answer_id)
    require(policy.may_submit_answer(actor, locked.answer))
    locked.answer.state, locked.answer.sent_back_note = "awaiting_approval", ""
    await record(db, actor, events.AnswerSubmitted(Thing("question", locked.question.id), answer_id))
    return locked.answer


async def send_back_answer(db: Db, actor: Actor, answer_id: int, sent: SentBack) -> ContactAnswer:
    locked = await _locked(db, actor, answer_id)
    require(policy.may_send_back_answer(actor, locked.answer))
    _lift(locked.answer)
    locked.answer.state, locked.answer.sent_back_note = "drafted", sent.note
    await record(db, actor, events.AnswerSentBack(Thing("question", locked.question.id), answer_id))
    return locked.answer


def _as_seen(text: Contribution, seen_version: int) -> None:
    if text.text_version != seen_version:
        raise Conflict("Dự thảo vừa được sửa; mời đọc lại trước khi duyệt.", theirs=text.text)


async def approve_answer(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ContactAnswer:
    """That leader approves the text as read. Raises Conflict when it was edited since."""
    locked = await _locked(db, actor, answer_id)
    answer = locked.answer
    require(policy.may_approve_answer(actor, answer))
    _as_seen(locked.text, approval.seen_version)
    _lift(answer)
    answer.state, answer.approved_how, answer.approved_by = "approved", "here", actor.persona_id
    answer.approved_version, answer.approved_at = locked.text.text_version, actor.at
    approved = events.AnswerApproved(
        Thing("question", locked.question.id), answer.id, locked.text.text_version, "here"
    )
    await record(db, actor, approved)
    return answer


async def record_approval(db: Db, actor: Actor, answer_id: int, approval: RecordedApproval) -> ContactAnswer:
    """Written down by one person; it counts once another has countersigned it."""
    locked = await _locked(db, actor, answer_id)
    answer = locked.answer
    require(policy.may_record_approval(actor, answer))
    _as_seen(locked.text, approval.seen_version)
    answer.state, answer.approved_how, answer.approval_note = "awaiting_approval", approval.how, approval.note
    answer.approved_version, answer.recorded_by = locked.text.text_version, actor.persona_id
    answer.countersigned_by = None
    recorded = events.ApprovalRecorded(
        Thing("question", locked.question.id),
        answer.id,
        locked.text.text_version,
        approval.how,
        hashlib.sha256(approval.note.encode()).hexdigest(),
    )
    await record(db, actor, recorded)
    return answer


async def countersign_approval(db: Db, actor: Actor, answer_id: int, approval: Approval) -> ContactAnswer:
    """A second person attests the recorded approval; it is shown as one that was recorded."""
    locked = await _locked(db, actor, answer_id)
    answer = locked.answer
    require(policy.may_countersign_approval(actor, answer))
    _as_seen(locked.text, approval.seen_version)
    assert answer.leader_id is not None
    assert answer.approved_how is not None
    leader = await load(db, Leader, answer.leader_id)
    answer.state, answer.approved_at, answer.approved_by = "approved", actor.at, leader.persona_id
    answer.countersigned_by = actor.persona_id
    approved = events.AnswerApproved(
        Thing("question", locked.question.id), answer.id, locked.text.text_version, answer.approved_how
    )
    await record(db, actor, approved)
    return answer


async def publish_answer(db: Db, actor: Actor, answer_id: int, how: Publication) -> ContactAnswer:
    """The approved text comes out and the question is answered."""
    locked = await _locked(db, actor, answer_id)
    question, answer = locked.question, locked.answer
    session = await load(db, ContactSession, question.session_id)
    state = policy.shown_state(session, actor.at)
    visibility = locked.question_text.visibility
    require(policy.may_publish_answer(actor, answer, question, visibility, state, how.how))
    if answer.approved_version != locked.text.text_version or answer.approved_by is None:
        raise Conflict("Bản được duyệt không còn là bản hiện có.", theirs=locked.text.text)
    answer.state = "published"
    question.state, question.answered_at = policy.QUESTION[how.how][1], actor.at
    question.answer_due_at = None
    locked.question_text.version += 1
    await publish_official(
        db, actor, locked.text, frozenset(locked.question_text.audience), answer.approved_by
    )
    answered = events.QuestionAnswered(Thing("question", question.id), answer.id, question.state)
    await record(db, actor, answered)
    return answer
