"""What is on in a session now: the question being answered, those that come, those that were answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.actor import Actor
from forum.contact import policy
from forum.contact.queries.questions import QuestionLine
from forum.contact.queries.sessions import SessionFrame, agenda_lines, session_frame
from forum.database import ReadDb


@dataclass(frozen=True, slots=True)
class Stage:
    """`can` holds call and move while somebody may steer the session."""

    session_id: int
    url: str
    is_live: bool
    now: QuestionLine | None
    waiting: tuple[QuestionLine, ...]
    spoken: tuple[QuestionLine, ...]
    can: frozenset[str]


def stage_of(actor: Actor, frame: SessionFrame, agenda: Sequence[QuestionLine]) -> Stage:
    """From the session's agenda in its order."""
    open_lines = [line for line in agenda if line.is_on_agenda and line.spoken_at is None]
    called = [line for line in open_lines if line.called_at is not None]
    now = called[-1] if called else None
    steers = bool(policy.may_plan_session(actor))
    can = {"call", "note"} if steers and frame.line.is_live else set()
    if steers and frame.line.state in policy.MAY_ORDER:
        can.add("move")
    return Stage(
        session_id=frame.line.id,
        url=frame.line.url,
        is_live=frame.line.is_live,
        now=now,
        waiting=tuple(line for line in open_lines if line is not now),
        spoken=tuple(line for line in agenda if line not in open_lines),
        can=frozenset(can),
    )


async def session_stage(db: ReadDb, actor: Actor, session_id: int) -> Stage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    return stage_of(actor, frame, await agenda_lines(db, actor, session_id))
