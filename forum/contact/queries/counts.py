"""What is counted of a session's questions: by state, by the task they are about, those in review."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from forum.audience import Visibility
from forum.contact.models import (
    TEXT_OF_QUESTION,
    ContactAnswer,
    ContactSession,
    MinutesSuggestion,
    Question,
    SessionText,
    Speaker,
)
from forum.contact.policy import AskerVerdict, QuestionState, SessionState
from forum.contact.suggestions.policy import MAY_COME
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.queries import STANDS
from forum.database import ReadDb
from forum.programme.models import Task, TaskLink
from forum.programme.queries import TaskLabel


async def in_review_count(db: ReadDb, session_id: int) -> int:
    """Questions that wait for review: the minutes wait for them."""
    found = await db.scalar(
        select(func.count())
        .select_from(Question)
        .join(Contribution, TEXT_OF_QUESTION)
        .where(Question.session_id == session_id, Contribution.visibility == Visibility.in_review)
    )
    return found or 0


async def undecided_count(db: ReadDb, session_id: int) -> int:
    """Corrections suggested of the draft minutes that nobody decided on, those in review included."""
    found = await db.scalar(
        select(func.count())
        .select_from(MinutesSuggestion)
        .join(SessionText, SessionText.id == MinutesSuggestion.text_id)
        .join(Contribution, Contribution.id == MinutesSuggestion.id)
        .where(
            SessionText.session_id == session_id,
            MinutesSuggestion.outcome.is_(None),
            Contribution.visibility.in_(MAY_COME),
        )
    )
    return found or 0


async def undisposed_count(db: ReadDb, session_id: int, which: ColumnElement[bool]) -> int:
    left = await db.scalar(
        select(func.count())
        .select_from(Question)
        .join(Contribution, TEXT_OF_QUESTION)
        .where(Question.session_id == session_id, Contribution.visibility == Visibility.published, which)
    )
    return left or 0


def begun(session_id: int | SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Whether in the session a question was called, answered or asked, or somebody asked for the floor."""
    heard = Question.called_at.is_not(None) | Question.answered_orally_at.is_not(None) | Question.asked_live
    called = exists().where(Question.session_id == session_id, heard)
    return called | exists().where(Speaker.session_id == session_id)


_count = func.count().label("count")
_ASKED_ABOUT = (
    select(Task.id, Task.code, Task.title, _count)
    .join(TaskLink, TaskLink.task_id == Task.id)
    .join(Question, and_(TaskLink.kind == "question", TaskLink.thing_id == Question.id))
    .join(Contribution, TEXT_OF_QUESTION)
    .where(Question.session_id == bindparam("session_id"), Contribution.visibility == Visibility.published)
    .group_by(Task.id)
    .order_by(_count.desc(), Task.position, Task.id)
)


async def asked_about(db: ReadDb, session_id: int) -> tuple[tuple[TaskLabel, int], ...]:
    """The tasks that the session's public questions are about, those most asked about first."""
    rows = await db.execute(_ASKED_ABOUT, {"session_id": session_id})
    return tuple((TaskLabel(task_id, code, title), n) for task_id, code, title, n in rows)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Of public answers: how many there are, and what their askers said of them."""

    answer_count: int = 0
    answered_count: int = 0
    not_answered_count: int = 0

    @property
    def unsaid_count(self) -> int:
        return self.answer_count - self.answered_count - self.not_answered_count


NO_VERDICTS = Verdicts()


_question, _answer = aliased(Contribution), aliased(Contribution)
_VERDICTS = (
    select(
        func.count(),
        func.count().filter(ContactAnswer.verdict == AskerVerdict.answered),
        func.count().filter(ContactAnswer.verdict == AskerVerdict.not_answered),
    )
    .select_from(ContactAnswer)
    .join(Question, Question.id == ContactAnswer.question_id)
    .join(_question, _question.id == Question.id)
    .join(_answer, _answer.id == ContactAnswer.id)
    .join(OfficialText, OfficialText.id == ContactAnswer.id)
    .where(_question.visibility == Visibility.published, _answer.visibility == Visibility.published, STANDS)
)


async def verdicts(db: ReadDb, *where: ColumnElement[bool]) -> Verdicts:
    """Over the answers to public questions that their approvers stand by; conditions are on Question. The numbers are
    public."""
    row = (await db.execute(_VERDICTS.where(*where) if where else _VERDICTS)).one()
    return Verdicts(*row)


_BY_STATE = (
    select(Question.state, func.count())
    .join(Contribution, TEXT_OF_QUESTION)
    .where(Question.session_id == bindparam("session_id"), Contribution.visibility == Visibility.published)
    .group_by(Question.state)
)


async def question_counts(db: ReadDb, session_id: int) -> dict[QuestionState, int]:
    """Published questions by state; the numbers are public."""
    rows = await db.execute(_BY_STATE, {"session_id": session_id})
    return dict(rows.all())


_ASKED_NOW = (
    select(Question.id)
    .join(Contribution, TEXT_OF_QUESTION)
    .join(ContactSession, ContactSession.id == Question.session_id)
    .where(
        ContactSession.state == SessionState.live,
        Question.asked_live,
        Contribution.visibility == Visibility.in_review,
    )
)


async def asked_in_running_sessions(db: ReadDb) -> Sequence[int]:
    """Questions asked while their session runs, that wait for review."""
    return (await db.scalars(_ASKED_NOW)).all()
