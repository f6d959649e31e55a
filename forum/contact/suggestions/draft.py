"""The draft of a session's minutes as it is read by those to whom it was opened, and by whom that is."""

from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.audience import Visibility
from forum.contact.attending.models import Attendance
from forum.contact.models import Question, QuestionDeferral
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import DutyView, duty_of, window_of
from forum.thing import Thing


async def window_for(db: ReadDb, actor: Actor, session_id: int) -> DutyView | None:
    """That in which this person may suggest corrections."""
    if actor.persona_id is None:
        return None
    owner = Owner(OwnerKind.persona, actor.persona_id)
    return await window_of(db, actor.at, Thing("session", session_id), DutyKind.suggest, owner)


async def open_until(db: ReadDb, at: datetime, session_id: int) -> datetime | None:
    """Until when the draft is open, to whomever."""
    window = await duty_of(db, at, Thing("session", session_id), DutyKind.suggest)
    return window.due_at if window is not None and window.is_open else None


async def people_of(db: ReadDb, session_id: int) -> list[int]:
    """Personas whose public questions the session dealt with, those that it moved_on to another included,
    and those who were checked in."""
    moved_on = select(QuestionDeferral.question_id).where(QuestionDeferral.from_session_id == session_id)
    rows = await db.scalars(
        select(Contribution.persona_id)
        .join(Question, Question.id == Contribution.id)
        .where(
            (Question.session_id == session_id) | Question.id.in_(moved_on),
            Contribution.visibility == Visibility.published,
        )
    )
    present = await db.scalars(
        select(Attendance.persona_id).where(
            Attendance.session_id == session_id,
            Attendance.persona_id.is_not(None),
            Attendance.checked_in_at.is_not(None),
        )
    )
    return sorted({*rows, *(one for one in present if one is not None)})


async def minutes_until(db: ReadDb, at: datetime, session_id: int) -> datetime | None:
    """When the minutes are owed: before that day the draft is closed again."""
    owed = await duty_of(db, at, Thing("session", session_id), DutyKind.minutes)
    return owed.due_at if owed is not None else None


def paragraphs_of(text: str, attending: str) -> tuple[str, ...]:
    """The places of a draft by number: who attended first, then the paragraphs of its words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (attending, *lines)


def replaced_in(text: str, place: str, words: str) -> str:
    """The draft with other words for a paragraph; as it is where that does not stand in it any more."""
    lines = text.splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip() == place), None)
    return text if at is None else "\n".join([*lines[:at], words, *lines[at + 1 :]])
