"""The notes that a reader may read: of their own leader, and internal items."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Nullable, false, func, select

from forum.accounts.models import Leader, Persona
from forum.actor import Actor, Role, require
from forum.audience import Visibility
from forum.contact.models import ContactSession, Question
from forum.contact.own_notes import policy
from forum.contact.own_notes.models import OwnNote
from forum.contact.policy import CHAIR_S_SIDE, QuestionState
from forum.contact.queries.questions import QuestionLine, QuestionPage, question_lines, question_page
from forum.contact.queries.sessions import SessionFrame, leaders_of, session_frame
from forum.contributions.models import Contribution
from forum.database import ReadDb, load
from forum.urls import url_for

MOST_QUESTIONS = 100  # on the desk of a session: the others are found from its own list


@dataclass(frozen=True, slots=True)
class OwnNoteLine:
    """`leader` is None of an internal item; `code` is of the question that it is beside."""

    id: int
    session_id: int
    question_id: int | None
    code: str | None
    leader: str | None
    text: str
    at: datetime

    @property
    def is_item(self) -> bool:
        return self.leader is None

    @property
    def question_url(self) -> str | None:
        """Where those beside its question are, if it is beside one."""
        return (
            url_for("contact.write_question_note", self.question_id) if self.question_id is not None else None
        )


def url_of(note: OwnNote) -> str:
    """Where it is read and the next one is written."""
    if note.question_id is not None:
        return url_for("contact.write_question_note", note.question_id)
    return url_for(
        "contact.write_item" if note.leader_id is None else "contact.write_own_note", note.session_id
    )


@dataclass(frozen=True, slots=True)
class OwnNotesPage:
    """The desk of a leader's side for a session, or beside one question. `leaders` are those for whom the reader works;
    `asked`, on the desk of a session, the questions to them."""

    frame: SessionFrame
    question: QuestionPage | None
    leaders: tuple[tuple[int, str], ...]
    notes: tuple[OwnNoteLine, ...]
    asked: tuple[QuestionLine, ...]
    can: frozenset[str]

    @property
    def url(self) -> str:
        return self.question.line.url if self.question is not None else self.frame.line.url

    @property
    def items(self) -> tuple[OwnNoteLine, ...]:
        return tuple(one for one in self.notes if one.is_item)

    @property
    def own(self) -> tuple[OwnNoteLine, ...]:
        return tuple(one for one in self.notes if not one.is_item)


def _readable(actor: Actor) -> ColumnElement[bool]:
    """An item follows who chairs the session now, a note its leader."""
    sides = actor.leaders(*CHAIR_S_SIDE)
    chairs = OwnNote.leader_id.is_(None) & ContactSession.chair_leader_id.in_(sides)
    items = OwnNote.leader_id.is_(None) if actor.has(Role.secretariat) else false()
    return OwnNote.leader_id.in_(sides) | chairs | items


async def own_notes(db: ReadDb, actor: Actor, *where: ColumnElement[bool]) -> tuple[OwnNoteLine, ...]:
    """Oldest first; no statement for who could read none."""
    if not (actor.leaders(*CHAIR_S_SIDE) or actor.has(Role.secretariat)):
        return ()
    name = func.trim(Persona.title + " " + Persona.name)
    rows = await db.execute(
        select(OwnNote, Nullable(Contribution.code), Nullable(name))
        .join(ContactSession, ContactSession.id == OwnNote.session_id)
        .outerjoin(Contribution, Contribution.id == OwnNote.question_id)
        .outerjoin(Leader, Leader.id == OwnNote.leader_id)
        .outerjoin(Persona, Persona.id == Leader.persona_id)
        .where(_readable(actor), *where)
        .order_by(OwnNote.id)
    )
    return tuple(
        OwnNoteLine(it.id, it.session_id, it.question_id, code, leader, it.text, it.at)
        for it, code, leader in rows
    )


async def own_notes_page(db: ReadDb, actor: Actor, session_id: int) -> OwnNotesPage:
    """Raises NotFound for a session that the actor may not know of."""
    frame = await session_frame(db, actor, session_id)
    leaders = await _own_leaders(db, actor, session_id)
    notes = await own_notes(db, actor, OwnNote.session_id == session_id)
    asked = await _asked(db, actor, session_id, list(dict(leaders)))
    return OwnNotesPage(frame, None, leaders, notes, asked, note_steps(actor, frame, dict(leaders)))


async def question_notes_page(db: ReadDb, actor: Actor, question_id: int) -> OwnNotesPage:
    """Raises NotFound for a question that the actor may not know of."""
    question = await question_page(db, actor, question_id)
    frame = await session_frame(db, actor, question.line.session_id)
    leaders = await _own_leaders(db, actor, frame.line.id, question.line)
    notes = await own_notes(db, actor, OwnNote.question_id == question_id)
    return OwnNotesPage(frame, question, leaders, notes, (), note_steps(actor, frame, dict(leaders)))


async def notes_beside(
    db: ReadDb, actor: Actor, question: QuestionPage, frame: SessionFrame
) -> tuple[tuple[OwnNoteLine, ...], bool]:
    """Those on the question's page, and whether the actor may write one; no statement for who is of no leader's
    side."""
    if not actor.leaders(*CHAIR_S_SIDE):
        return (), False
    leaders = await _own_leaders(db, actor, frame.line.id, question.line)
    notes = await own_notes(db, actor, OwnNote.question_id == question.line.text.id)
    return notes, "write_question_note" in note_steps(actor, frame, dict(leaders))


async def _own_leaders(
    db: ReadDb, actor: Actor, session_id: int, question: QuestionLine | None = None
) -> tuple[tuple[int, str], ...]:
    """Of those who attend, and of whom the question asks, those for whom the actor works."""
    named = {question.leader_id: question.leader} if question is not None else {}
    named |= {one.id: one.name for one in await leaders_of(db, session_id)}
    return tuple((one, named[one]) for one in policy.own_leaders(actor, named))


async def _asked(
    db: ReadDb, actor: Actor, session_id: int, leader_ids: list[int]
) -> tuple[QuestionLine, ...]:
    """The questions to these leaders: those on the agenda in its order, then the others as they came."""
    if not leader_ids:
        return ()
    lines = await question_lines(
        db,
        actor,
        Question.session_id == session_id,
        Question.leader_id.in_(leader_ids),
        Question.state != QuestionState.merged,
        Contribution.visibility == Visibility.published,
        order=(func.coalesce(Question.agenda_position, 2**31 - 1), Question.id),
        limit=MOST_QUESTIONS,
    )
    return tuple(lines)


def note_steps(actor: Actor, frame: SessionFrame, leader_ids: Iterable[int]) -> frozenset[str]:
    found = {
        "write_own_note": policy.may_write_own_note(actor, frame.line, leader_ids),
        "write_item": policy.may_write_item(actor, frame.line),
    }
    can = {verb for verb, decision in found.items() if decision}
    return frozenset(can | ({"write_question_note"} if "write_own_note" in can else set()))


async def own_note_of(db: ReadDb, actor: Actor, note_id: int) -> tuple[OwnNote, OwnNotesPage]:
    """Raises NotFound for one that is not of the actor's side."""
    note = await load(db, OwnNote, note_id)
    session = await load(db, ContactSession, note.session_id)
    require(policy.may_change_own_note(actor, note, session.chair_leader_id))
    return note, await own_notes_page(db, actor, note.session_id)
