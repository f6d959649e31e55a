"""The preparation page of a session: every question with the progress of its triage and its answer."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, case, func, select, type_coerce

from forum.actor import Actor
from forum.audience import Visibility
from forum.contact import policy
from forum.contact.models import TEXT_OF_QUESTION, ContactAnswer, Question
from forum.contact.queries.questions import QuestionLine, question_lines
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official.policy import UNPUBLISHED
from forum.contributions.official.queries import STANDS
from forum.database import ReadDb
from forum.words import Words, _

PAGE = 50
STAGES = {
    "unplaced": _("Chưa xử lý"),
    "undrafted": _("Chưa có dự thảo"),
    "drafted": _("Đang dự thảo"),
    "awaiting_approval": _("Chờ duyệt"),
    "approved": _("Đã duyệt, chờ công bố"),
    "over": _("Đã xong"),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    line: QuestionLine
    stage: str
    can_draft: bool

    @property
    def message(self) -> Words:
        return STAGES[self.stage]


@dataclass(frozen=True, slots=True)
class Preparation:
    """`counts` by stage are within the leader filter; `items` has PAGE + 1 when there is a next page."""

    items: tuple[Prepared, ...]
    counts: dict[str, int]


def _stage() -> ColumnElement[str]:
    """A question's progress, from its state and its newest answer."""
    newest = (
        select(OfficialText.state)
        .join(ContactAnswer, ContactAnswer.id == OfficialText.id)
        .where(ContactAnswer.question_id == Question.id, STANDS)
        .order_by(ContactAnswer.id.desc())
        .limit(1)
        .correlate(Question)
        .scalar_subquery()
    )
    going_on = Question.state.in_(policy.ANSWERABLE)
    return case(
        (Question.state.in_(policy.WAITING), "unplaced"),
        (and_(going_on, newest.is_(None)), "undrafted"),
        (and_(going_on, newest.in_(UNPUBLISHED)), type_coerce(newest, Text)),
        else_="over",
    )


async def preparation(
    db: ReadDb, actor: Actor, session_id: int, stage: str | None, leader_id: int | None, after: int | None
) -> Preparation:
    """In order of arrival. Three statements for any number of questions."""
    at = _stage().label("stage")
    rows = (
        await db.execute(
            select(Question.id, at)
            .join(Contribution, TEXT_OF_QUESTION)
            .where(
                Question.session_id == session_id,
                Contribution.visibility == Visibility.published,
                *([Question.leader_id == leader_id] if leader_id is not None else []),
            )
            .order_by(Question.id)
        )
    ).all()
    stages = {row.id: str(row.stage) for row in rows}
    counts = {name: sum(one == name for one in stages.values()) for name in STAGES}
    shown = [one for one, name in stages.items() if (stage is None or name == stage) and one > (after or 0)]
    lines = await question_lines(db, actor, ids=shown[: PAGE + 1])
    return Preparation(tuple(_prepared(actor, line, stages[line.text.id]) for line in lines), counts)


def _prepared(actor: Actor, line: QuestionLine, stage: str) -> Prepared:
    drafts = bool(policy.may_prepare(actor, line.leader_id))
    return Prepared(line, stage, stage == "undrafted" and drafts)


async def next_undrafted(db: ReadDb, actor: Actor, question_id: int) -> int | None:
    """The next unanswered question of the same session and leader that the actor may draft for (one that was
    referred is its body's), else the first; None when none is left."""
    here = await db.get_one(Question, question_id)
    rows = await db.scalars(
        select(Question)
        .join(Contribution, TEXT_OF_QUESTION)
        .where(
            Question.session_id == here.session_id,
            Question.leader_id == here.leader_id,
            Question.id != question_id,
            Contribution.visibility == Visibility.published,
            _stage() == "undrafted",
        )
        .order_by(Question.id < question_id, Question.id)
    )
    drafted_by_actor = (one.id for one in rows if policy.may_draft_answer(actor, one, Visibility.published))
    return next(drafted_by_actor, None)


async def neighbours(db: ReadDb, session_id: int, question_id: int) -> tuple[int | None, int | None]:
    """The public questions before and after it in its session. One statement."""
    before, after = (
        await db.execute(
            select(
                func.max(Question.id).filter(Question.id < question_id),
                func.min(Question.id).filter(Question.id > question_id),
            )
            .join(Contribution, TEXT_OF_QUESTION)
            .where(Question.session_id == session_id, Contribution.visibility == Visibility.published)
        )
    ).one()
    return before, after


async def session_of_question(db: ReadDb, question_id: int) -> int:
    return (await db.get_one(Question, question_id)).session_id
