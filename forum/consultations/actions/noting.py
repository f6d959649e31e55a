"""Notes of an office on an opinion, which nobody else reads."""

from typing import Annotated

from pydantic import BaseModel, Field

from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role, require
from forum.consultations import events
from forum.consultations.actions.locking import locked
from forum.consultations.desk import policy
from forum.consultations.models import Opinion, OpinionNote
from forum.contributions.actions.writing import clean
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import LongText
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class NewNote(BaseModel):
    """`mentioned` are colleagues who are to read it."""

    text: LongText
    mentioned: Annotated[list[int], Field(max_length=50)] = []


async def note_on_opinion(db: Db, actor: Actor, opinion_id: int, new: NewNote) -> OpinionNote:
    opinion = await load(db, Opinion, opinion_id)
    it = await locked(db, actor, opinion.consultation_id)
    require(policy.may_note_on_opinion(actor, it.body_id))
    assert actor.persona_id is not None
    mentioned = sorted(set(new.mentioned))
    staff = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=it.body_id)
    if not set(mentioned) <= set(staff):
        raise Invalid("mentioned", _("Đề nghị chọn những người của cơ quan soạn thảo."))
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
