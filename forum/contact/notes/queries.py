"""The quick notes of a session, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.contact.models import ContactSession, QuickNote
from forum.contact.notes import policy
from forum.contact.queries.sessions import SessionFrame, session_frame
from forum.database import ReadDb
from forum.errors import NotFound
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class NoteLine:
    id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotesPage:
    frame: SessionFrame
    notes: tuple[NoteLine, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("contact.live", self.frame.line.id, slug=self.frame.line.slug)


async def notes_of(db: ReadDb, frame: SessionFrame) -> tuple[NoteLine, ...]:
    """None where the chair allows none, and none once the minutes are published."""
    if not frame.allows_notes or frame.state not in policy.WITH_NOTES:
        return ()
    rows = await db.scalars(
        select(QuickNote).where(QuickNote.session_id == frame.line.id).order_by(QuickNote.id.desc())
    )
    return tuple(NoteLine(it.id, it.text, it.at) for it in rows)


def note_steps(actor: Actor, frame: SessionFrame) -> frozenset[str]:
    asked = {
        "take_note": policy.may_take_note(actor, frame.line, is_allowed=frame.allows_notes),
        "change_note": policy.may_change_note(actor, frame.line, is_allowed=frame.allows_notes),
        "remove_note": policy.may_remove_note(actor, frame.line),
    }
    return frozenset(verb for verb, decision in asked.items() if decision)


async def notes_page(db: ReadDb, actor: Actor, session_id: int) -> NotesPage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    return NotesPage(frame, await notes_of(db, frame), note_steps(actor, frame))


async def note_of(db: ReadDb, actor: Actor, note_id: int) -> tuple[QuickNote, NotesPage]:
    """Raises NotFound for one of a session that the actor may not know of."""
    note = await db.scalar(
        select(QuickNote)
        .join(ContactSession, ContactSession.id == QuickNote.session_id)
        .where(QuickNote.id == note_id)
    )
    if note is None:
        raise NotFound
    return note, await notes_page(db, actor, note.session_id)
