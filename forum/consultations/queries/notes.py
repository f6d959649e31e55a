"""What an office noted on an opinion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Persona
from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role, require
from forum.consultations.desk import policy
from forum.consultations.models import Opinion, OpinionNote
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.database import ReadDb
from forum.errors import NotFound
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class NoteView:
    id: int
    author: str
    at: datetime
    text: str
    mentioned: str  # names, as one line


async def notes_on(db: ReadDb, opinion_id: int | None) -> tuple[NoteView, ...]:
    """Oldest first. The caller has asked whether the reader is of the office. One statement."""
    if opinion_id is None:
        return ()
    named = aliased(Persona)
    names = (
        select(func.string_agg(named.name, ", "))
        .where(named.id == func.any(OpinionNote.mentioned))
        .correlate(OpinionNote)
        .scalar_subquery()
    )
    rows = await db.execute(
        select(OpinionNote, Persona.name, names.label("names"))
        .join(Persona, Persona.id == OpinionNote.written_by)
        .where(OpinionNote.opinion_id == opinion_id)
        .order_by(OpinionNote.id)
    )
    return tuple(
        NoteView(note.id, author, note.written_at, note.text, names or "") for note, author, names in rows
    )


async def staff_of(db: ReadDb, actor: Actor, body_id: int) -> tuple[tuple[int, str], ...]:
    """Who answers for the body now."""
    ids = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=body_id)
    rows = await db.execute(select(Persona.id, Persona.name).where(Persona.id.in_(ids)).order_by(Persona.id))
    return tuple((persona_id, name) for persona_id, name in rows)


@dataclass(frozen=True, slots=True)
class NotesPage:
    """All notes on one opinion, and the colleagues who can be mentioned."""

    line: ConsultationLine
    opinion: OpinionView
    notes: tuple[NoteView, ...]
    staff: Sequence[tuple[int, str]]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("consultations.draft_response", self.line.id, query={"y-kien": self.opinion.text.id})


async def notes_page(db: ReadDb, actor: Actor, opinion_id: int) -> NotesPage:
    """Raises Forbidden for all but the office."""
    found = next(iter(await opinions(db, actor, Opinion.id == opinion_id, limit=1)), None)
    if found is None or found.text.subject is None:
        raise NotFound
    line = await consultation_line(db, actor, found.text.subject.id)
    require(policy.may_note_on_opinion(actor, line.body_id))
    return NotesPage(
        line=line,
        opinion=found,
        notes=await notes_on(db, opinion_id),
        staff=[one for one in await staff_of(db, actor, line.body_id) if one[:1] != (actor.persona_id,)],
        can=frozenset({"note_on_opinion"}),
    )
