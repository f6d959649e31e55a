"""The current state of a session: the question being answered, those to come, those answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from forum.actor import Actor
from forum.contact import policy
from forum.contact.floor.queries import Floor, floor_of
from forum.contact.models import Question
from forum.contact.policy import QuestionState
from forum.contact.queries.questions import QuestionLine
from forum.contact.queries.session_pages import agenda_lines
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.database import ReadDb
from forum.versions import version_of


@dataclass(frozen=True, slots=True)
class Stage:
    """`can` holds the steps that steer the session; those who have them also get the order's version."""

    session_id: int
    url: str
    is_live: bool
    now: QuestionLine | None
    waiting: tuple[QuestionLine, ...]
    answered_orally: tuple[QuestionLine, ...]
    can: frozenset[str]
    order_version: str


def in_order(questions: Iterable[Question]) -> list[Question]:
    """Questions on the agenda that were not answered yet."""
    return sorted(
        (one for one in questions if one.state == QuestionState.on_agenda and one.answered_orally_at is None),
        key=lambda one: (one.agenda_position or 0, one.id),
    )


def order_version(waiting: Iterable[Question]) -> str:
    return version_of([one.id for one in waiting])


async def waiting_of(db: ReadDb, session_id: int) -> list[Question]:
    return in_order(await db.scalars(select(Question).where(Question.session_id == session_id)))


async def stage_of(db: ReadDb, actor: Actor, frame: SessionFrame, agenda: Sequence[QuestionLine]) -> Stage:
    """`agenda` is in its order."""
    open_lines = [line for line in agenda if line.is_on_agenda and line.answered_orally_at is None]
    called = [line for line in open_lines if line.called_at is not None]
    now = called[-1] if called else None
    steers = bool(policy.may_plan_session(actor))
    can = {"call_question", "record_oral_answer"} if steers and frame.line.is_live else set()
    if steers and frame.line.state in policy.MAY_ORDER:
        can.add("move_question")
    return Stage(
        session_id=frame.line.id,
        url=frame.line.url,
        is_live=frame.line.is_live,
        now=now,
        waiting=tuple(line for line in open_lines if line is not now),
        answered_orally=tuple(line for line in agenda if line not in open_lines),
        can=frozenset(can),
        order_version=order_version(await waiting_of(db, frame.line.id)) if can else "",
    )


async def session_stage(db: ReadDb, actor: Actor, session_id: int) -> Stage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    return await stage_of(db, actor, frame, await agenda_lines(db, actor, session_id))


NEXT = 3  # shown on a screen


@dataclass(frozen=True, slots=True)
class Screen:
    """What a wall can show at once. `number` is of the question that is being answered, from 1, of `all_count`.
    `address`: where to take part, for who reads it from the wall; `code` is its picture, for telephones."""

    frame: SessionFrame
    at: datetime
    now: QuestionLine | None
    number: int
    coming: tuple[QuestionLine, ...]
    answered_count: int
    all_count: int
    floor: Floor
    address: str = ""
    code: Markup | None = None

    @property
    def minutes(self) -> int:
        """Since the question was called."""
        called = self.now.called_at if self.now else None
        return int((self.at - called).total_seconds()) // 60 if called else 0


async def session_screen(db: ReadDb, actor: Actor, session_id: int) -> Screen:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    stage = await stage_of(db, actor, frame, await agenda_lines(db, actor, session_id))
    floor = await floor_of(db, actor, frame)
    answered = len(stage.answered_orally)
    return Screen(
        frame=frame,
        at=actor.at,
        now=stage.now if stage.is_live else None,
        number=answered + 1,
        coming=stage.waiting[:NEXT],
        answered_count=answered,
        all_count=answered + len(stage.waiting) + (stage.now is not None),
        floor=floor,
    )
