"""Notes of an office on an opinion, which nobody else reads."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, Field
from sqlalchemy import select

from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role, require
from forum.consultations import events
from forum.consultations.actions.locking import locked
from forum.consultations.desk import policy
from forum.consultations.desk.models import FormerNote
from forum.consultations.models import Opinion, OpinionNote
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import LongText
from forum.journal import record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _


class NewNote(BaseModel):
    """`mentioned` are colleagues who are to read it."""

    text: LongText
    mentioned: Annotated[list[int], Field(max_length=50)] = []


class CorrectedNote(NewNote, Versioned):
    @classmethod
    def of(cls, note: OpinionNote) -> Self:
        return cls.current(text=note.text, mentioned=note.mentioned)


async def note_on_opinion(db: Db, actor: Actor, opinion_id: int, new: NewNote) -> OpinionNote:
    opinion = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, opinion.consultation_id)
    require(policy.may_note_on_opinion(actor, it.body_id))
    assert actor.persona_id is not None
    mentioned = sorted(set(new.mentioned))
    await _require_staff(db, actor, it.body_id, mentioned)
    note = OpinionNote(
        opinion_id=opinion.id,
        written_by=actor.persona_id,
        written_at=actor.at,
        text=clean("text", new.text),
        mentioned=mentioned,
    )
    db.add(note)
    await db.flush()
    others = tuple(one for one in mentioned if one != actor.persona_id)
    await record(db, actor, events.OpinionNoted(Thing("opinion", opinion.id), note.id, others))
    return note


async def _require_staff(db: Db, actor: Actor, body_id: int, mentioned: Sequence[int]) -> frozenset[int]:
    """Those who answer for the body. Raises Invalid where somebody else is mentioned."""
    staff = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=body_id)
    if not set(mentioned) <= set(staff):
        raise Invalid("mentioned", _("Đề nghị chọn những người của cơ quan soạn thảo."))
    return frozenset(staff)


async def correct_note(db: Db, actor: Actor, note_id: int, new: CorrectedNote) -> OpinionNote:
    """Who left the body meanwhile, and is not offered any more, stays mentioned."""
    opinion_id = (await load(db, OpinionNote, note_id)).opinion_id
    it = await locked(db, actor, (await load(db, Opinion, opinion_id)).consultation_id)
    note = await load(db, OpinionNote, note_id, lock=True)
    require(policy.may_correct_note(actor, it.body_id, note.written_by))
    new.require_seen(CorrectedNote.of(note))
    staff = await _require_staff(db, actor, it.body_id, new.mentioned)
    mentioned = sorted({*new.mentioned, *(set(note.mentioned) - staff)})
    text = clean("text", new.text)
    if (text, mentioned) == (note.text, sorted(note.mentioned)):
        raise Invalid("text", _("Ghi chú chưa có gì thay đổi."))
    earlier = await db.scalars(select(FormerNote.mentioned).where(FormerNote.note_id == note.id))
    notified = set(note.mentioned).union(*earlier, {actor.persona_id})
    db.add(
        FormerNote(
            note_id=note.id,
            text=note.text,
            mentioned=note.mentioned,
            written_at=note.corrected_at or note.written_at,
        )
    )
    note.text, note.mentioned, note.corrected_at = text, mentioned, actor.at
    await db.flush()
    others = tuple(one for one in mentioned if one not in notified)
    await record(db, actor, events.NoteCorrected(Thing("opinion", opinion_id), note.id, others))
    return note
