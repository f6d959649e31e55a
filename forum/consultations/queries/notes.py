"""What an office noted on an opinion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from forum import audience
from forum.accounts.bindings import in_force
from forum.accounts.models import Account, BindingRow, Persona
from forum.actor import Actor, Role, require
from forum.consultations.desk import policy
from forum.consultations.desk.models import FormerNote
from forum.consultations.models import Consultation, Opinion, OpinionNote
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.margin import OpinionView, opinions
from forum.database import ReadDb, load
from forum.errors import NotFound
from forum.urls import url_for


@dataclass(frozen=True, slots=True)
class FormerWords:
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """`former` are its words before each correction, oldest first."""

    id: int
    author: str
    at: datetime
    text: str
    mentioned: str  # names, as one line
    corrected_at: datetime | None
    former: tuple[FormerWords, ...]
    is_mine: bool


_colleague = aliased(Persona)
_NAMES = (
    select(func.string_agg(_colleague.name, ", "))
    .where(_colleague.id == func.any(OpinionNote.mentioned))
    .correlate(OpinionNote)
    .scalar_subquery()
)
_NOTES = (
    select(OpinionNote, Persona.name, _NAMES.label("names"))
    .join(Persona, Persona.id == OpinionNote.written_by)
    .where(OpinionNote.opinion_id == bindparam("opinion_id"))
    .order_by(OpinionNote.id)
)


async def notes_on(db: ReadDb, actor: Actor, opinion_id: int | None) -> tuple[NoteView, ...]:
    """Oldest first. The caller has asked whether the reader is of the office. One statement, and another where a note
    was corrected."""
    if opinion_id is None:
        return ()
    found = (await db.execute(_NOTES, {"opinion_id": opinion_id})).all()
    former = await _former_words(db, [note.id for note, _author, _names in found if note.corrected_at])
    return tuple(
        NoteView(
            note.id,
            author,
            note.written_at,
            note.text,
            named or "",
            note.corrected_at,
            tuple(former.get(note.id, ())),
            note.written_by == actor.persona_id,
        )
        for note, author, named in found
    )


async def _former_words(db: ReadDb, note_ids: Sequence[int]) -> dict[int, list[FormerWords]]:
    found: dict[int, list[FormerWords]] = {}
    if note_ids:
        of_these = select(FormerNote).where(FormerNote.note_id.in_(note_ids)).order_by(FormerNote.id)
        for one in await db.scalars(of_these):
            found.setdefault(one.note_id, []).append(FormerWords(one.written_at, one.text))
    return found


_STAFF = (
    select(Persona.id, Persona.name)
    .join(Account, Account.persona_id == Persona.id)
    .join(BindingRow, BindingRow.account_id == Account.id)
    .where(
        BindingRow.role.in_([Role.body_officer.value, Role.body_head.value]),
        BindingRow.body_id == bindparam("body_id"),
        *in_force(audience.TODAY),
    )
    .distinct()
    .order_by(Persona.id)
)


async def staff_of(db: ReadDb, actor: Actor, body_id: int) -> tuple[tuple[int, str], ...]:
    """Who answers for the body now."""
    rows = await db.execute(_STAFF, audience.params(actor) | {"body_id": body_id})
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
        notes=await notes_on(db, actor, opinion_id),
        staff=[one for one in await staff_of(db, actor, line.body_id) if one[:1] != (actor.persona_id,)],
        can=frozenset({"note_on_opinion"}),
    )


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    line: ConsultationLine
    opinion: OpinionView
    staff: Sequence[tuple[int, str]]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return url_for("consultations.note_on_opinion", self.opinion.text.id)


async def _body_of(db: ReadDb, note: OpinionNote) -> int:
    """The office whose note it is."""
    it = await load(db, Consultation, (await load(db, Opinion, note.opinion_id)).consultation_id)
    return it.body_id


async def correction_page(db: ReadDb, actor: Actor, note_id: int) -> tuple[CorrectionPage, OpinionNote]:
    """Raises NotFound for all but the office; its writer alone can correct it."""
    note = await load(db, OpinionNote, note_id)
    body_id = await _body_of(db, note)
    if not policy.may_note_on_opinion(actor, body_id):
        raise NotFound
    page = await notes_page(db, actor, note.opinion_id)
    may = policy.may_correct_note(actor, body_id, note.written_by)
    can = frozenset({"correct_note"}) if may else frozenset[str]()
    return CorrectionPage(page.line, page.opinion, page.staff, can), note
