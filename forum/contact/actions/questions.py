"""Asking questions, and their triage by the secretariat.

Lock order: questions' texts → questions → their drafts → session (shared), never the other way, and of each kind by
ascending id.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import func, or_, select

from forum.accounts.bodies import body_to_give_to
from forum.actor import Actor, require
from forum.contact import events, policy
from forum.contact.actions.answers import replace_overtaken
from forum.contact.deferring import objections
from forum.contact.deferring.policy import takes_deferred
from forum.contact.locking import share_session
from forum.contact.models import (
    QUESTION_PREFIX,
    ContactSession,
    Question,
    QuestionDeferral,
    Series,
    SessionLeader,
)
from forum.contact.policy import QuestionState, SessionState
from forum.contributions import official
from forum.contributions.actions import NewText, start_following
from forum.contributions.actions.writing import announce
from forum.contributions.entering.submitting import EnteredFor, entered, submit_for
from forum.contributions.models import Contribution
from forum.contributions.policy import may_see
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.errors import Conflict, Invalid, NotFound
from forum.fields import LongText, OnBehalf, Reason, ShortText, Title
from forum.files.actions import WithFiles
from forum.journal import Event, record
from forum.programme.queries import TaskLabel
from forum.programme.task_links import link_tasks, tasks_of_thing
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewQuestion(WithFiles):
    title: Title
    text: LongText
    leader_id: int | None = None
    task_ids: Annotated[list[int], Field(max_length=5)] = []
    on_behalf: OnBehalf = ""


class EnteredQuestion(EnteredFor, NewQuestion):
    """A letter, a call or spoken words, entered by the secretariat under the writer's own name."""


class OnAgenda(Versioned):
    position: int | None = None
    leader_id: int | None = None
    despite: ShortText = ""

    @classmethod
    def of(cls, question: Question) -> Self:
        return cls.current(position=question.agenda_position, leader_id=question.leader_id)


class ScheduleWrittenAnswer(BaseModel):
    reason: Reason


class Referral(BaseModel):
    body_id: int
    reason: Reason


class Refusal(BaseModel):
    reason: Reason
    where_to_go: Reason


class QuestionTasks(Versioned):
    task_ids: Annotated[list[int], Field(max_length=5)] = []

    @classmethod
    def of(cls, tasks: Iterable[TaskLabel]) -> Self:
        return cls.current(task_ids=sorted(task.id for task in tasks))


class Deferral(BaseModel):
    """`despite`: why, where the asker had objected to being carried."""

    session_id: int
    reason: Reason
    despite: ShortText = ""


async def ask(db: Db, actor: Actor, session_id: int, new: NewQuestion) -> Contribution:
    """Refused outside the intake period, unless the session runs."""
    session = await load(db, ContactSession, session_id)
    require(policy.may_ask(actor, session))
    return await _submit(db, actor, session, new)


async def enter_question(db: Db, actor: Actor, session_id: int, new: EnteredQuestion) -> Contribution:
    """Enter a letter, a call or a spoken question under the name of who asks."""
    session = await load(db, ContactSession, session_id)
    require(policy.may_enter_question(actor, session))
    return await _submit(db, actor, session, new, new)


async def _submit(
    db: Db, actor: Actor, session: ContactSession, new: NewQuestion, entry: EnteredFor | None = None
) -> Contribution:
    series = await load(db, Series, session.series_id)
    leader_id = await _leader(db, session, new.leader_id)
    it = await submit_for(
        db,
        actor,
        NewText(
            kind="question",
            prefix=QUESTION_PREFIX,
            title=new.title,
            text=new.text,
            audience=frozenset(session.audience),
            forum_id=series.forum_id,
            subject=Thing("session", session.id),
            on_behalf=new.on_behalf,
            files=new.files,
        ),
        entry,
    )
    is_live = session.state == SessionState.live
    db.add(Question(id=it.id, session_id=session.id, leader_id=leader_id, asked_live=is_live))
    await db.flush()
    await link_tasks(db, Thing("question", it.id), new.task_ids)
    await start_following(db, it.persona_id, Thing("question", it.id), actor)
    await announce(db, actor, it, *entered(it))
    return it


async def _leader(db: Db, session: ContactSession, leader_id: int | None) -> int:
    """The leader asked, else the chair. Raises Invalid for one who does not attend."""
    if leader_id is None:
        return session.chair_leader_id
    if await db.get(SessionLeader, (session.id, leader_id)) is None:
        raise Invalid("leader_id", _("Đề nghị chọn lãnh đạo dự kỳ tiếp xúc này."))
    return leader_id


async def after_published(db: Db, actor: Actor, question_id: int) -> None:
    """After a decision first publishes a question: once the minutes are out, it is answered in writing."""
    question = await load(db, Question, question_id, lock=True)
    session = await session_shared(db, question.session_id)
    if session.state == SessionState.minutes_published:
        question.state, question.disposed_at = policy.QUESTION.after("schedule_written_answer"), actor.at
        question.reason = str(_("Câu hỏi được duyệt sau khi công bố biên bản kỳ tiếp xúc."))
        await start_writing(db, actor, question)


async def start_writing(
    db: Db, actor: Actor, question: Question, counts_from: datetime | None = None
) -> datetime:
    """Start the duty of a written answer, for the referred body, else the leader. Returns the due date."""
    thing, owner = Thing("question", question.id), owner_of(question)
    duty = await duties.start(db, actor, thing, DutyKind.written_answer, owner, counts_from=counts_from)
    assert duty.due_at is not None  # it has a limit
    return duty.due_at


def owner_of(question: Question) -> Owner:
    """Who must answer it."""
    _, body_id = policy.answerer(question)
    leader = Owner(OwnerKind.leader, question.leader_id)
    return leader if body_id is None else Owner(OwnerKind.body, body_id)


async def session_shared(db: Db, session_id: int) -> ContactSession:
    """The session, locked FOR SHARE: its minutes include every question, or come before it."""
    session = await share_session(db, session_id)
    assert session is not None  # a question's session is never deleted
    return session


async def lock_question(
    db: Db, actor: Actor, question_id: int, *others: int
) -> tuple[Contribution, Question]:
    """Along with the one that it is merged into, whose answer changes with it. Raises Conflict where that changed while
    one waited for the lock."""
    locked = await lock_questions(db, {question_id, *others})
    if question_id not in locked:
        raise NotFound
    it, question = locked[question_id]
    require(may_see(actor, it))
    if question.merged_into_id is not None and question.merged_into_id not in locked:
        raise Conflict(_("Câu hỏi vừa được người khác xử lý; đề nghị xem lại."))
    return it, question


async def lock_questions(db: Db, question_ids: Collection[int]) -> dict[int, tuple[Contribution, Question]]:
    """These and what they are merged into, by ascending id."""
    into = select(Question.merged_into_id).where(
        Question.id.in_(question_ids), Question.merged_into_id.is_not(None)
    )
    heads = or_(Contribution.id.in_(question_ids), Contribution.id.in_(into))
    texts = await db.scalars(
        select(Contribution)
        .where(heads, Contribution.kind == "question")
        .order_by(Contribution.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    by_id = {it.id: it for it in texts}
    rows = await db.scalars(
        select(Question)
        .where(Question.id.in_(by_id))
        .order_by(Question.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: (by_id[row.id], row) for row in rows}


async def triage(
    db: Db,
    actor: Actor,
    question_id: int,
    verb: policy.TriageVerb,
    place: OnAgenda | None = None,
    despite: str = "",
    *others: int,
) -> tuple[Contribution, Question, int | None]:
    """Also returns the id of the question it was merged into before. `others` are locked along with it."""
    it, question = await lock_question(db, actor, question_id, *others)
    state = policy.shown_state(await session_shared(db, question.session_id), actor.at)
    require(policy.may_triage(actor, question, it.shown_at(actor.at), verb, state))
    if place is not None:
        place.require_seen(OnAgenda.of(question))
    await objections.settle(db, actor, question, verb, despite)
    left_id = question.merged_into_id
    await dispose(db, actor, it, question, policy.QUESTION.after(verb), keeps_date=verb == "refer")
    return it, question, left_id


async def record_placing(
    db: Db, actor: Actor, question: Question, left_id: int | None, happened: Event, *also: Thing
) -> None:
    await record(db, actor, *await effects(db, actor, question, left_id), happened, also=also)


async def effects(db: Db, actor: Actor, question: Question, left_id: int | None) -> list[Event]:
    """The effect of a triage on answers in the making: overtaken drafts are closed, and an approved answer that
    would now answer other questions than its leader read needs approval again."""
    ids = {question.id, left_id, question.merged_into_id} - {None}
    if len(ids) > 1:  # all drafts at once, since others lock them by ascending id
        await official.lock_all(db, *official.drafts_on("question", sorted(one for one in ids if one)))
    meant: list[Event] = [*await replace_overtaken(db, actor, question)]
    for head_id in {left_id, question.merged_into_id} - {None}:
        if left_id != question.merged_into_id and head_id is not None:
            meant += await official.lift(db, actor, Thing("question", head_id))
    return meant


async def dispose(
    db: Db,
    actor: Actor,
    it: Contribution,
    question: Question,
    state: QuestionState,
    *,
    keeps_date: bool = False,
) -> None:
    """Set the state and clear what an earlier triage had set. A date that was promised stays where `keeps_date`."""
    over = {DutyKind.objection} if keeps_date else {DutyKind.objection, DutyKind.written_answer}
    await duties.void(db, actor, Thing("question", it.id), *over)
    question.state, question.disposed_at = state, actor.at
    question.reason, question.where_to_go = "", ""
    question.agenda_position, question.merged_into_id, question.body_id = None, None, None
    if state != QuestionState.on_agenda:
        question.called_at, question.answered_orally_at = None, None
    it.version += 1


async def put_on_agenda(db: Db, actor: Actor, question_id: int, place: OnAgenda) -> Question:
    """At that place, or at the end. A second call moves it."""
    it, question, left_id = await triage(db, actor, question_id, "put_on_agenda", place, place.despite)
    session = await session_shared(db, question.session_id)
    if place.leader_id is not None:
        question.leader_id = await _leader(db, session, place.leader_id)
    last = await db.scalar(
        select(func.max(Question.agenda_position)).where(
            Question.session_id == session.id, Question.id != question.id
        )
    )
    question.agenda_position = place.position if place.position is not None else (last or 0) + 1
    thing, position = Thing("question", it.id), question.agenda_position
    placed = events.PutOnAgenda(thing, session.id, position, place.despite)
    await record_placing(db, actor, question, left_id, placed, Thing("session", session.id))
    return question


async def schedule_written_answer(
    db: Db, actor: Actor, question_id: int, off: ScheduleWrittenAnswer
) -> Question:
    """Schedule a written answer, with a reason and a date: after the session, or from now where the asker does not
    agree to wait for it."""
    it, question, left_id = await triage(db, actor, question_id, "schedule_written_answer")
    session = await session_shared(db, question.session_id)
    question.reason = off.reason
    waits = not await objections.was_objected_to(db, question)
    due_at = await start_writing(db, actor, question, max(actor.at, session.ends_at) if waits else actor.at)
    left = events.WrittenAnswerScheduled(Thing("question", it.id), session.id, off.reason, due_at)
    await record_placing(db, actor, question, left_id, left)
    return question


async def refer(db: Db, actor: Actor, question_id: int, to: Referral) -> Question:
    """Refer to the body that must answer it, by a date: by the one that was promised already, if any."""
    it, question, left_id = await triage(db, actor, question_id, "refer")
    body = await body_to_give_to(db, to.body_id, actor.at)
    question.body_id, question.reason = body.id, to.reason
    due_at = await _due_of_body(db, actor, question, body.id)
    referred = events.QuestionReferred(Thing("question", it.id), body.id, to.reason, due_at)
    await record_placing(db, actor, question, left_id, referred)
    return question


async def _due_of_body(db: Db, actor: Actor, question: Question, body_id: int) -> datetime:
    thing = Thing("question", question.id)
    promised = await duty_of(db, actor.at, thing, DutyKind.written_answer)
    if promised is None or promised.done_at is not None or promised.due_at is None:
        return await start_writing(db, actor, question)
    await duties.hand_on(db, actor, thing, DutyKind.written_answer, Owner(OwnerKind.body, body_id))
    return promised.due_at


async def decline(db: Db, actor: Actor, question_id: int, no: Refusal) -> Question:
    """Decline, with a reason and where to turn instead."""
    it, question, left_id = await triage(db, actor, question_id, "decline")
    question.reason, question.where_to_go = no.reason, no.where_to_go
    declined = events.QuestionDeclined(Thing("question", it.id), no.reason, no.where_to_go)
    await record_placing(db, actor, question, left_id, declined)
    return question


async def defer(db: Db, actor: Actor, question_id: int, to: Deferral) -> Question:
    """Defer to a later session that was announced to whoever reads the question, at most twice; the count is shown."""
    it, question, left_id = await triage(db, actor, question_id, "defer", despite=to.despite)
    before = await session_shared(db, question.session_id)
    after = await share_session(db, to.session_id)
    if after is None or not takes_deferred(after, it.audience, actor.at, leaving=before):
        raise Invalid("session_id", _("Đề nghị chọn một kỳ tiếp xúc sau kỳ này, đã thông báo."))
    question.session_id, question.deferral_count = after.id, question.deferral_count + 1
    question.reason = to.reason
    it.subject_id = after.id
    db.add(
        QuestionDeferral(
            question_id=it.id,
            from_session_id=before.id,
            to_session_id=after.id,
            reason=to.reason,
            at=actor.at,
        )
    )
    deferred = events.QuestionDeferred(
        Thing("question", it.id), before.id, after.id, to.reason, question.deferral_count, to.despite
    )
    await record_placing(db, actor, question, left_id, deferred)
    return question


async def set_tasks(db: Db, actor: Actor, question_id: int, tasks: QuestionTasks) -> Question:
    it, question = await lock_question(db, actor, question_id)
    require(policy.may_set_tasks(actor, it.shown_at(actor.at)))
    tasks.require_seen(QuestionTasks.of(await tasks_of_thing(db, Thing("question", it.id))))
    await link_tasks(db, Thing("question", it.id), tasks.task_ids)
    it.version += 1
    await record(db, actor, events.QuestionTasksSet(Thing("question", it.id), tuple(sorted(tasks.task_ids))))
    return question
