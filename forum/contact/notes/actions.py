"""Allowing quick notes, writing them, mending and removing them.

Every act locks the session, so no note comes after the minutes (docs/decisions/0076).
"""

from typing import Self

from pydantic import BaseModel
from sqlalchemy import delete

from forum.actor import Actor, require
from forum.contact import events
from forum.contact.models import ContactSession, QuickNote
from forum.contact.notes import policy
from forum.contact.stage_topic import announce_stage
from forum.database import Db, load
from forum.fields import NoteText
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned


class NewNote(BaseModel):
    text: NoteText


class ChangedNote(Versioned):
    text: NoteText

    @classmethod
    def of(cls, note: QuickNote) -> Self:
        return cls.current(text=note.text)


async def allow_notes(db: Db, actor: Actor, session_id: int) -> ContactSession:
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_allow_notes(actor, session, is_allowed=session.allows_notes))
    session.allows_notes = True
    await announce_stage(db, session_id)
    await record(db, actor, events.NotesAllowed(Thing("session", session_id)))
    return session


async def stop_notes(db: Db, actor: Actor, session_id: int) -> ContactSession:
    """Those that were written are shown no longer, and go with the minutes."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_stop_notes(actor, session, is_allowed=session.allows_notes))
    session.allows_notes = False
    await announce_stage(db, session_id)
    await record(db, actor, events.NotesStopped(Thing("session", session_id)))
    return session


async def take_note(db: Db, actor: Actor, session_id: int, new: NewNote) -> QuickNote:
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_take_note(actor, session, is_allowed=session.allows_notes))
    assert actor.persona_id is not None
    note = QuickNote(session_id=session_id, text=new.text, written_by=actor.persona_id, at=actor.at)
    db.add(note)
    await db.flush()
    await announce_stage(db, session_id)
    await record(db, actor, events.NoteTaken(Thing("session", session_id), note.id))
    return note


async def _lock(db: Db, note_id: int) -> tuple[ContactSession, QuickNote]:
    session_id = (await load(db, QuickNote, note_id)).session_id
    session = await load(db, ContactSession, session_id, lock=True)
    return session, await load(db, QuickNote, note_id, lock=True)


async def change_note(db: Db, actor: Actor, note_id: int, changed: ChangedNote) -> QuickNote:
    session, note = await _lock(db, note_id)
    require(policy.may_change_note(actor, session, is_allowed=session.allows_notes))
    changed.require_seen(ChangedNote.of(note))
    note.text = changed.text
    await announce_stage(db, session.id)
    await record(db, actor, events.NoteChanged(Thing("session", session.id), note_id))
    return note


async def remove_note(db: Db, actor: Actor, note_id: int) -> int:
    """The session's id."""
    session, note = await _lock(db, note_id)
    require(policy.may_remove_note(actor, session))
    await db.delete(note)
    await announce_stage(db, session.id)
    await record(db, actor, events.NoteRemoved(Thing("session", session.id), note_id))
    return session.id


async def forget_notes(db: Db, session_id: int) -> None:
    """With the minutes of the session, which is locked: they say what was said."""
    await db.execute(delete(QuickNote).where(QuickNote.session_id == session_id))
    await announce_stage(db, session_id)
