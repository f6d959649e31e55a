"""The page of one session: its agenda, its commitments, and what became of those of the session before."""

from dataclasses import dataclass

from sqlalchemy import select

from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.commitments.queries import CommitmentLine, from_sources
from forum.commitments.tally import Tally, tally_of
from forum.contact import policy
from forum.contact.models import ContactSession, Question
from forum.contact.policy import QuestionState
from forum.contact.queries.counts import NO_VERDICTS, Verdicts, asked_about, question_counts, verdicts
from forum.contact.queries.questions import QuestionLine, question_lines
from forum.contact.queries.sessions import (
    PAGE,
    LeaderPlace,
    SessionFrame,
    SessionLine,
    leaders_of,
    session_frame,
    session_lines,
)
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.deadlines.queries import rest_day
from forum.programme.queries import TaskLabel
from forum.programme.task_links import tasks_of_thing
from forum.words import Words


@dataclass(frozen=True, slots=True)
class SessionPage:
    frame: SessionFrame
    leaders: tuple[LeaderPlace, ...]
    tasks: tuple[TaskLabel, ...]
    counts: dict[QuestionState, int]
    agenda: tuple[QuestionLine, ...]
    promises: tuple[CommitmentLine, ...]
    before: SessionLine | None
    promises_before: tuple[CommitmentLine, ...]
    tally_before: Tally
    waiting_count: int
    verdicts: Verdicts
    rest_day: Words | str | None
    asked_about: tuple[tuple[TaskLabel, int], ...]


async def session_page(db: ReadDb, actor: Actor, session_id: int) -> SessionPage:
    frame = await session_frame(db, actor, session_id)
    before = await session_before(db, actor, frame)
    promises_before = await promises_of(db, actor, before.id) if before else ()
    counts = await question_counts(db, session_id)
    answered = policy.ANSWERED & set(counts)
    return SessionPage(
        frame=frame,
        leaders=await leaders_of(db, session_id),
        tasks=await tasks_of_thing(db, frame.line.thing),
        counts=counts,
        agenda=await agenda_lines(db, actor, session_id),
        promises=await promises_of(db, actor, session_id, PAGE),
        before=before,
        promises_before=promises_before[:PAGE],
        tally_before=tally_of(promises_before),
        waiting_count=sum(counts.get(state, 0) for state in policy.WAITING),
        verdicts=await verdicts(db, Question.session_id == session_id) if answered else NO_VERDICTS,
        rest_day=await rest_day(db, local_date(frame.line.starts_at)) if frame.rest_day_reason else None,
        asked_about=await asked_about(db, session_id),
    )


async def agenda_lines(db: ReadDb, actor: Actor, session_id: int) -> tuple[QuestionLine, ...]:
    """The public questions on the agenda, in its order. One statement."""
    lines = await question_lines(
        db,
        actor,
        Question.session_id == session_id,
        Question.agenda_position.is_not(None),
        Contribution.visibility == Visibility.published,
        order=(Question.agenda_position, Question.id),
        limit=200,
    )
    return tuple(lines)


async def session_before(db: ReadDb, actor: Actor, frame: SessionFrame) -> SessionLine | None:
    held = await session_lines(
        db,
        actor,
        ContactSession.series_id == frame.series_id,
        ContactSession.starts_at < frame.line.starts_at,
        ContactSession.state.in_(policy.HELD),
        limit=1,
    )
    return next(iter(held), None)


async def promises_of(
    db: ReadDb, actor: Actor, session_id: int, limit: int | None = None
) -> tuple[CommitmentLine, ...]:
    """Commitments made in the session, by way of questions or not; the oldest, where there is a limit."""
    answered = select(Question.id).where(
        Question.session_id == session_id, Question.state.in_(policy.ANSWERED)
    )
    return tuple(await from_sources(db, actor, {"question": answered, "session": [session_id]}, limit))
