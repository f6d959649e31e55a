"""Questions: lists, one question with its answers, and the minutes that collect them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from sqlalchemy import (
    ColumnElement,
    Nullable,
    Select,
    SQLColumnExpression,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.models import Body, Leader, Persona
from forum.actor import Actor, Decision
from forum.audience import Visibility
from forum.commitments.queries import CommitmentLine, for_thing
from forum.contact import policy
from forum.contact.models import TEXT_OF_QUESTION, ContactSession, Question
from forum.contact.policy import QuestionState
from forum.contact.queries.answers import AnswerView, answer_views, second_owed_by
from forum.contact.queries.deferring import Deferrals, deferrals_of
from forum.contact.texts.record import Disposition
from forum.contributions.bylines import BYLINE, Byline
from forum.contributions.models import Contribution, Follow
from forum.contributions.queries import TEXTS, TextView, known_texts, text_view
from forum.contributions.remarks import remarks_on
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import Duties, due_by, duties_of
from forum.errors import NotFound
from forum.state import key_of
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

PAGE = 20


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in a list. `state` is its visibility until published, then its disposition."""

    text: TextView
    url: str
    session_id: int
    state: Visibility | QuestionState
    leader: str
    leader_id: int
    body: str | None
    position: int | None
    reason: str
    where_to_go: str
    answer_by: datetime | None  # while a written answer is owed
    late_days: int
    merged_into_id: int | None
    objection_until: datetime | None
    deferral_count: int
    answered_at: datetime | None
    called_at: datetime | None
    answered_orally_at: datetime | None
    asked_live: bool
    asked_too: int
    judged_by: datetime | None  # while it waits for review

    @property
    def title(self) -> Words | str:
        return self.text.title or _("Nội dung không còn hiển thị")

    @property
    def state_key(self) -> str:
        """'withdrawn' has a wording of its own for a question; other states have the common one."""
        return "question.withdrawn" if self.state == Visibility.withdrawn else key_of(self.state)

    @property
    def is_waiting(self) -> bool:
        return self.state in policy.WAITING

    @property
    def is_on_agenda(self) -> bool:
        return self.state == QuestionState.on_agenda

    @property
    def is_off_agenda(self) -> bool:
        return self.state == QuestionState.not_on_agenda

    @property
    def is_merged(self) -> bool:
        return self.state == QuestionState.merged

    @property
    def is_deferred(self) -> bool:
        return self.state == QuestionState.deferred

    @property
    def is_referred(self) -> bool:
        return self.state == QuestionState.referred

    @property
    def is_declined(self) -> bool:
        return self.state == QuestionState.declined


def question_url(session_id: int, slug: str, question_id: int) -> str:
    return url_for("contact.question", session_id, question_id, slug=slug)


def shown_question_state(text: TextView, question: Question) -> Visibility | QuestionState:
    """Visibility takes precedence."""
    return question.state if text.is_published else text.state


_leader, _merged = aliased(Persona), aliased(Question)
_ASKED_TOO = (
    select(func.count()).select_from(_merged).where(_merged.merged_into_id == Question.id).scalar_subquery()
)
_QUESTIONS = (
    known_texts(
        select(
            Contribution,
            BYLINE,
            Question,
            ContactSession.slug,
            func.trim(_leader.title + " " + _leader.name),
            Nullable(Body.name),
            _ASKED_TOO,
        )
    )
    .join(Question, TEXT_OF_QUESTION)
    .join(ContactSession, ContactSession.id == Question.session_id)
    .join(Leader, Leader.id == Question.leader_id)
    .join(_leader, _leader.id == Leader.persona_id)
    .outerjoin(Body, Body.id == Question.body_id)
)
_OF_IDS = _QUESTIONS.where(Question.id.in_(bindparam("ids", expanding=True))).order_by(Question.id)


async def question_lines(
    db: ReadDb,
    actor: Actor,
    *where: ColumnElement[bool],
    order: Sequence[SQLColumnExpression[int | None]] = (Question.id,),
    limit: int = PAGE + 1,
    ids: Sequence[int] | None = None,
) -> list[QuestionLine]:
    """Questions the actor may know of; with `ids` those alone, whatever else is given. Two statements."""
    query = _QUESTIONS.where(*where).order_by(*order).limit(limit) if ids is None else _OF_IDS
    return await _lines(db, actor, query, {"ids": ids})


async def _lines(
    db: ReadDb,
    actor: Actor,
    query: Select[Contribution, Byline, Question, str, str, str | None, int],
    values: dict[str, object],
) -> list[QuestionLine]:
    rows = (await db.execute(query, audience.params(actor) | values)).all()
    owed = await duties_of(db, actor.at, [Thing("question", it.id) for it, *_ in rows])
    return [
        _line(actor, owed, text_view(actor, it, by), question, slug, leader, body, asked_too)
        for it, by, question, slug, leader, body, asked_too in rows
    ]


def _line(
    actor: Actor,
    owed: Duties,
    text: TextView,
    question: Question,
    slug: str,
    leader: str,
    body: str | None,
    asked_too: int,
) -> QuestionLine:
    written = owed.get((text.thing, DutyKind.written_answer))
    return QuestionLine(
        text=text,
        url=question_url(question.session_id, slug, question.id),
        session_id=question.session_id,
        state=shown_question_state(text, question),
        leader=leader,
        leader_id=question.leader_id,
        body=body,
        position=question.agenda_position,
        reason=question.reason,
        where_to_go=question.where_to_go,
        answer_by=due_by(owed, text.thing, DutyKind.written_answer),
        late_days=written.days_late if written else 0,
        merged_into_id=question.merged_into_id,
        objection_until=due_by(owed, text.thing, DutyKind.objection),
        deferral_count=question.deferral_count,
        answered_at=question.answered_at,
        called_at=question.called_at,
        answered_orally_at=question.answered_orally_at,
        asked_live=question.asked_live,
        asked_too=asked_too,
        judged_by=due_by(owed, text.thing, DutyKind.review),
    )


_OF_SESSION = (
    _QUESTIONS.where(Question.session_id == bindparam("session_id"), Question.id > bindparam("after"))
    .order_by(Question.id)
    .limit(PAGE + 1)
)
_OF_SESSION_IN_STATE = _OF_SESSION.where(
    Question.state == bindparam("state"), Contribution.visibility == Visibility.published
)


async def session_questions(
    db: ReadDb, actor: Actor, session_id: int, state: QuestionState | None, after: int | None
) -> list[QuestionLine]:
    """A session's questions in order of arrival, PAGE + 1 when there is a next page."""
    query = _OF_SESSION if state is None else _OF_SESSION_IN_STATE
    return await _lines(db, actor, query, {"session_id": session_id, "after": after or 0, "state": state})


async def waiting_questions(db: ReadDb, actor: Actor, session_id: int) -> tuple[QuestionLine, ...]:
    """Public ones that need a place where their session is called off. Two statements."""
    waiting = Question.state.in_(policy.UNDISPOSED), Contribution.visibility == Visibility.published
    lines = await question_lines(db, actor, Question.session_id == session_id, *waiting, limit=ALL_OUTCOMES)
    return tuple(lines)


ALL_OUTCOMES = 100_000


@dataclass(frozen=True, slots=True)
class QuestionPage:
    line: QuestionLine
    askers: tuple[tuple[str, str], ...]
    merged_into: tuple[str, str] | None
    deferrals: Deferrals
    objections: tuple[TextView, ...]
    answers: tuple[AnswerView, ...]
    promises: tuple[CommitmentLine, ...]
    is_following: bool
    can: frozenset[str]


async def question_page(db: ReadDb, actor: Actor, question_id: int) -> QuestionPage:
    """Raises NotFound for what the actor may not know of."""
    lines = await question_lines(db, actor, ids=[question_id])
    if not lines:
        raise NotFound
    (line,) = lines
    row = await db.get_one(Question, question_id)
    session = await db.get_one(ContactSession, row.session_id)
    can_read = line.text.tombstone is None
    second_by, answers = await second_owed_by(db, row, actor.at), list[AnswerView]()
    if line.text.keeps_answers:
        asker_id = line.text.persona_id if line.text.is_published else 0
        answers = await answer_views(
            db, actor, [question_id], row, session, second_by=second_by, asker_id=asker_id
        )
    deferrals = await deferrals_of(db, actor, row, session)
    return QuestionPage(
        line=line,
        askers=await _askers(db, actor, question_id),
        merged_into=await _merged_into(db, actor, row),
        deferrals=deferrals,
        objections=await remarks_on(db, actor, line.text.thing, "objection") if can_read else (),
        answers=tuple(answers),
        promises=tuple(await for_thing(db, actor, Thing("question", question_id))),
        is_following=await _is_following(db, actor, question_id),
        can=_may(actor, line, row, session, second_by, deferrals),
    )


async def _is_following(db: ReadDb, actor: Actor, question_id: int) -> bool:
    if actor.persona_id is None:
        return False
    return await db.get(Follow, ("question", question_id, actor.persona_id)) is not None


def _may(
    actor: Actor,
    line: QuestionLine,
    row: Question,
    session: ContactSession,
    second_by: policy.Answerer | None,
    deferrals: Deferrals,
) -> frozenset[str]:
    visibility, state = line.text.state, policy.shown_state(session, actor.at)
    asked: dict[str, Decision] = {
        verb: policy.may_triage(actor, row, visibility, verb, state) for verb in get_args(policy.TriageVerb)
    }
    asked |= {
        "object_to_merge": policy.may_object_to_merge(
            actor, row, line.text.persona_id, visibility, is_open=line.objection_until is not None
        ),
        "object_to_deferral": deferrals.may_object(actor, row, line.text),
        "enter_deferral_objection": deferrals.may_enter(actor, row, line.text),
        "draft_answer": policy.may_draft_answer(actor, row, visibility, second_by),
        "move_answer_date": policy.may_move_answer_date(
            actor, row, visibility, is_owed=line.answer_by is not None
        ),
        "set_tasks": policy.may_set_tasks(actor, visibility),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def _askers(db: ReadDb, actor: Actor, question_id: int) -> tuple[tuple[str, str], ...]:
    """(name, code) of merged questions that are public."""
    rows = await db.execute(
        TEXTS.join(Question, TEXT_OF_QUESTION)
        .where(Question.merged_into_id == question_id, Contribution.visibility == Visibility.published)
        .order_by(Question.id),
        audience.params(actor),
    )
    return tuple((view.author, view.code or "") for view in (text_view(actor, it, by) for it, by in rows))


async def _merged_into(db: ReadDb, actor: Actor, row: Question) -> tuple[str, str] | None:
    if row.merged_into_id is None:
        return None
    lines = await question_lines(db, actor, ids=[row.merged_into_id])
    return next(((line.text.code or "", line.url) for line in lines), None)


async def url_of_question(db: ReadDb, question_id: int) -> str:
    row = (
        await db.execute(
            select(ContactSession.id, ContactSession.slug)
            .join(Question, Question.session_id == ContactSession.id)
            .where(Question.id == question_id)
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return question_url(row.id, row.slug, question_id)


# The minutes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question, as it stands in the record of its session; with the question, where its reader may
    know of it, and its answer, if the record has one."""

    disposition: Disposition
    line: QuestionLine | None
    answer: AnswerView | None

    @property
    def code(self) -> str:
        return self.disposition.code

    @property
    def title(self) -> Words | str:
        return self.line.title if self.line else _("Nội dung không còn hiển thị")

    @property
    def asker(self) -> str:
        return self.line.text.author if self.line and self.line.text.tombstone is None else ""


async def outcomes(db: ReadDb, actor: Actor, dispositions: Sequence[Disposition]) -> tuple[Outcome, ...]:
    """The words of a person are read where they stand, masked or withdrawn as they now are. Two statements."""
    ids = [one.question_id for one in dispositions]
    lines = {one.text.id: one for one in await question_lines(db, actor, ids=ids)}
    answers = {view.text.id: view for view in await answer_views(db, actor, ids) if view.way.is_published}
    return tuple(
        Outcome(one, lines.get(one.question_id), answers.get(one.answer_id or 0)) for one in dispositions
    )
