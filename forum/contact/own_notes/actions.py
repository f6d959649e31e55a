"""Writing, mending and removing notes of a leader's own side, and internal items of an agenda."""

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel

from forum.actor import Actor, require
from forum.contact.models import ContactSession, Question
from forum.contact.own_notes import events, policy
from forum.contact.own_notes.models import OwnNote
from forum.contact.queries.sessions import leaders_of
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import OwnWords
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewItem(BaseModel):
    text: OwnWords


class NewOwnNote(NewItem):
    """`leader_id`: whose note it is, of several leaders for whom the writer works."""

    leader_id: int | None = None


class ChangedOwnNote(Versioned):
    text: OwnWords

    @classmethod
    def of(cls, note: OwnNote) -> Self:
        return cls.current(text=note.text)


async def write_own_note(db: Db, actor: Actor, session_id: int, new: NewOwnNote) -> OwnNote:
    session = await load(db, ContactSession, session_id, lock=True)
    leaders = [one.id for one in await leaders_of(db, session_id)]
    require(policy.may_write_own_note(actor, session, leaders))
    return await _add_note(db, actor, session_id, new.text, leader_id=_whose(actor, leaders, new.leader_id))


async def write_question_note(db: Db, actor: Actor, question_id: int, new: NewOwnNote) -> OwnNote:
    """Beside the question, whichever session deals with it later."""
    question = await load(db, Question, question_id)
    session = await load(db, ContactSession, question.session_id, lock=True)
    leaders = [question.leader_id, *(one.id for one in await leaders_of(db, session.id))]
    require(policy.may_write_own_note(actor, session, leaders))
    whose = _whose(actor, leaders, new.leader_id)
    return await _add_note(db, actor, session.id, new.text, question_id, leader_id=whose)


async def write_item(db: Db, actor: Actor, session_id: int, new: NewItem) -> OwnNote:
    """For the chair, whoever of the secretariat writes it."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_write_item(actor, session))
    return await _add_note(db, actor, session_id, new.text, leader_id=None)


def _whose(actor: Actor, leaders: Iterable[int], chosen: int | None) -> int:
    """Raises Invalid where the writer works for several and has chosen none of them."""
    own = policy.own_leaders(actor, leaders)
    if chosen is None and len(own) == 1:
        (chosen,) = own
    if chosen not in own:
        raise Invalid("leader_id", _("Đề nghị chọn ghi chú này của lãnh đạo nào."))
    return chosen


async def _add_note(
    db: Db, actor: Actor, session_id: int, text: str, question_id: int | None = None, *, leader_id: int | None
) -> OwnNote:
    assert actor.persona_id is not None  # the rules require a role
    note = OwnNote(session_id=session_id, question_id=question_id, leader_id=leader_id, text=text)
    note.written_by, note.at = actor.persona_id, actor.at
    db.add(note)
    await db.flush()
    await record(db, actor, events.OwnNoteAdded(Thing("session", session_id), note.id))
    return note


async def _lock(db: Db, note_id: int) -> tuple[OwnNote, int]:
    """The note, and who chairs its session now."""
    note = await load(db, OwnNote, note_id, lock=True)
    return note, (await load(db, ContactSession, note.session_id)).chair_leader_id


async def change_own_note(db: Db, actor: Actor, note_id: int, changed: ChangedOwnNote) -> OwnNote:
    note, chair = await _lock(db, note_id)
    require(policy.may_change_own_note(actor, note, chair))
    changed.require_seen(ChangedOwnNote.of(note))
    note.text = changed.text
    await record(db, actor, events.OwnNoteChanged(Thing("session", note.session_id), note_id))
    return note


async def remove_own_note(db: Db, actor: Actor, note_id: int) -> OwnNote:
    """The note that was."""
    note, chair = await _lock(db, note_id)
    require(policy.may_remove_own_note(actor, note, chair))
    await db.delete(note)
    await record(db, actor, events.OwnNoteRemoved(Thing("session", note.session_id), note_id))
    return note
