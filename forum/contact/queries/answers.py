"""Answers to questions, their progress, and the steps open to the reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import get_args

from sqlalchemy import select

from forum import audience
from forum.accounts.bodies import receives_for
from forum.actor import Actor
from forum.audience import Visibility
from forum.commitments.lines import LineView, beside_of_lines, lines_of, lines_of_text
from forum.contact import policy
from forum.contact.models import ContactAnswer, ContactSession, Question
from forum.contact.policy import AskerVerdict
from forum.contact.rating.policy import may_publish_second, may_rate_answer
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import Beside, digest_of, record_digest
from forum.contributions.official.policy import steps
from forum.contributions.official.queries import STANDS, OfficialView, officials
from forum.contributions.policy import OfficialState
from forum.contributions.queries import TextView, known_texts, text_view, texts_by_id
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import NotFound
from forum.thing import Thing

NEEDS_DIGEST = frozenset({"approve_answer", "record_approval", "countersign_approval"})
PROMISING = frozenset({"add_answer_promise", "change_answer_promise", "remove_answer_promise"})
# The room's own action for each verb of an official text
ACTIONS = {
    "revise": "revise_answer",
    "submit": "submit_answer",
    "send_back": "send_back_answer",
    "approve": "approve_answer",
    "record_approval": "record_approval",
    "countersign": "countersign_approval",
    "repudiate": "repudiate",
}


@dataclass(frozen=True, slots=True)
class AnswerView:
    """`way` is its progress; `digest` of all that will be published, for its approver."""

    text: TextView
    question_id: int
    by: str
    way: OfficialView
    digest: str
    lines: tuple[LineView, ...]
    can: frozenset[str]
    is_second: bool = False
    verdict: AskerVerdict | None = None
    verdict_at: datetime | None = None
    shortcoming: TextView | None = None

    @property
    def record(self) -> str:
        """The digest of what was recorded of its approval, for who confirms it."""
        return record_digest(self.way, self.text.files)


async def answer_views(
    db: ReadDb,
    actor: Actor,
    question_ids: Sequence[int],
    question: Question | None = None,
    session: ContactSession | None = None,
    *,
    second_by: policy.Answerer | None = None,
    asker_id: int = 0,
) -> list[AnswerView]:
    """Answers that the actor may read; with the steps open to them where question and session are given."""
    rows = (
        await db.execute(
            known_texts(select(Contribution, BYLINE, ContactAnswer))
            .join(ContactAnswer, ContactAnswer.id == Contribution.id)
            .where(ContactAnswer.question_id.in_(question_ids))
            .order_by(ContactAnswer.id),
            audience.params(actor),
        )
    ).all()
    ids = [it.id for it, _, _ in rows]
    ways, lines = await officials(db, ids), await lines_of(db, ids)
    short = [answer.shortcoming_id for _, _, answer in rows if answer.shortcoming_id is not None]
    remarks = await texts_by_id(db, actor, short) if short else {}
    views = []
    for it, by, answer in rows:
        text, way = text_view(actor, it, by), ways[it.id]
        can = _may_with(actor, way, question, session, answer, second_by)
        if may_rate_answer(
            actor,
            asker_id,
            Visibility.published,
            answer.verdict,
            is_published=way.is_published and way.stands,
        ):
            can |= {"rate_answer"}
        answered = await questions_answered_by(db, answer.question_id) if can & NEEDS_DIGEST else []
        digest = digest_of(text, way, answer.beside(answered, beside_of_lines(lines[it.id])))
        view = AnswerView(
            text, answer.question_id, text.author, way, digest, lines[it.id], can, answer.is_second
        )
        remark = remarks.get(answer.shortcoming_id or 0)
        views.append(replace(view, verdict=answer.verdict, verdict_at=answer.verdict_at, shortcoming=remark))
    return views


async def beside_of(db: ReadDb, answer: ContactAnswer) -> Beside:
    """What is published along with an answer, and what an approval covers beside its words."""
    asked = await questions_answered_by(db, answer.question_id)
    return answer.beside(asked, beside_of_lines(await lines_of_text(db, answer.id)))


async def second_owed_by(db: ReadDb, question: Question, at: datetime) -> policy.Answerer | None:
    """Who owes another answer, since the asker said that the first did not answer the question: who gave that, or whom
    it passed to. A statement for answered questions alone."""
    if question.state not in policy.ANSWERED:
        return None
    last = await last_answer(db, question.id)
    if last is None or last.is_second or last.verdict != policy.AskerVerdict.not_answered:
        return None
    owed = await duty_of(db, at, Thing("question", question.id), DutyKind.second_answer)
    by = last.by if owed is None else answerer_of(owed.owner)
    return await who_answers_for(db, question.leader_id, by, at)


def answerer_of(owner: Owner) -> policy.Answerer:
    return (None, owner.id) if owner.kind == OwnerKind.body else (owner.id, None)


async def who_answers_for(db: ReadDb, leader_id: int, by: policy.Answerer, at: datetime) -> policy.Answerer:
    """Who does what whoever answered owes: a body while it receives work, or its successor; without one the leader who
    was asked."""
    _, body_id = by
    if body_id is None:
        return by
    now_body_id = await receives_for(db, body_id, at)
    return (leader_id, None) if now_body_id is None else (None, now_body_id)


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """`by` is whose answer it is."""

    id: int
    is_second: bool
    verdict: AskerVerdict | None
    by: policy.Answerer


async def last_answer(db: ReadDb, question_id: int) -> LastAnswer | None:
    """The last published one that its approver stands by."""
    rows = await db.execute(
        select(ContactAnswer, OfficialText)
        .join(OfficialText, OfficialText.id == ContactAnswer.id)
        .where(
            ContactAnswer.question_id == question_id, OfficialText.state == OfficialState.published, STANDS
        )
        .order_by(ContactAnswer.id.desc())
        .limit(1)
    )
    views = (
        LastAnswer(answer.id, answer.is_second, answer.verdict, (way.leader_id, way.body_id))
        for answer, way in rows
    )
    return next(views, None)


async def questions_answered_by(db: ReadDb, question_id: int) -> list[int]:
    """The question and those merged into it, all covered by one answer."""
    merged = await db.scalars(
        select(Question.id).where(Question.merged_into_id == question_id).order_by(Question.id)
    )
    return [question_id, *merged.all()]


def _may_with(
    actor: Actor,
    way: OfficialView,
    question: Question | None,
    session: ContactSession | None,
    answer: ContactAnswer,
    second_by: policy.Answerer | None,
) -> frozenset[str]:
    if question is None or session is None:
        return frozenset()
    state = policy.shown_state(session, actor.at)
    publishing = {
        verb
        for verb in get_args(policy.AnsweringVerb)
        if not answer.is_second
        and policy.may_publish_answer(actor, way, question, Visibility.published, state, verb)
    }
    promising = PROMISING if policy.may_promise(actor, way, question, Visibility.published) else frozenset()
    if answer.is_second and may_publish_second(actor, way, Visibility.published, second_by):
        publishing = {"answer_in_writing"}
    drafting = {ACTIONS[verb] for verb in steps(actor, way) if verb in ACTIONS}
    return frozenset(drafting | promising | publishing | ({"publish_answer"} if publishing else set()))


async def answer_question(db: ReadDb, answer_id: int) -> int:
    """The question of an answer. Raises NotFound."""
    found = await db.scalar(select(ContactAnswer.question_id).where(ContactAnswer.id == answer_id))
    if found is None:
        raise NotFound
    return found
