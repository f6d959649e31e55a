"""The content of a session's reading pack, as one reader may read it now."""

from collections.abc import Sequence

from sqlalchemy import func

from forum.accounts.letterheads import Heading
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.contact.models import Question
from forum.contact.own_notes.models import OwnNote
from forum.contact.own_notes.queries import OwnNoteLine, own_notes
from forum.contact.policy import QuestionState
from forum.contact.queries.answers import AnswerView, answer_views
from forum.contact.queries.questions import QuestionLine, question_lines
from forum.contact.queries.sessions import LeaderPlace, SessionFrame
from forum.contributions.models import Contribution
from forum.database import ReadDb
from forum.days import deadline
from forum.paperwork.description import Frame, Issuer, OfficialPaper
from forum.paperwork.writing.papers.packs import (
    MOST_QUESTIONS,
    PackDraft,
    PackQuestion,
    ReadingPack,
    reading_pack,
)
from forum.paperwork.writing.papers.sessions import EarlierPromises
from forum.state import word_of
from forum.typed_text import plain_words
from forum.words import _


async def pack_of(
    db: ReadDb,
    actor: Actor,
    frame: SessionFrame,
    leaders: Sequence[LeaderPlace],
    before: EarlierPromises | None,
    heading: Heading | None,
    *,
    with_notes: bool = False,
) -> OfficialPaper:
    """Six statements for any number of questions."""
    lines = await _questions(db, actor, frame.line.id)
    shown = lines[:MOST_QUESTIONS]
    answers: dict[int, list[AnswerView]] = {}
    for view in await answer_views(db, actor, [line.text.id for line in shown]):
        if view.way.stands and view.text.tombstone is None:
            answers.setdefault(view.question_id, []).append(view)
    notes = await _notes(db, actor, frame.line.id, shown) if with_notes else ()
    chair = next(one for one in leaders if one.is_chair)
    pack = ReadingPack(
        meeting=frame.line.title,
        starts_at=frame.line.starts_at,
        place=str(frame.place),
        chair=f"{chair.name}, {chair.position}",
        leaders=tuple(f"{one.name}, {one.position}" for one in leaders if not one.is_chair),
        questions=tuple(_question(line, answers.get(line.text.id, ()), notes) for line in shown),
        before=before,
        has_more=len(lines) > MOST_QUESTIONS,
        items=tuple(one.text for one in notes if one.is_item),
        notes=tuple(one.text for one in notes if not one.is_item and one.question_id is None),
    )
    issuer = heading.issuer_of("TL") if heading else Issuer("none", frame.series)
    return reading_pack(Frame(issuer, local_date(frame.line.starts_at).year), pack)


async def _questions(db: ReadDb, actor: Actor, session_id: int) -> list[QuestionLine]:
    """Those on the agenda in its order, then the others as they came; merged ones stand with theirs."""
    return await question_lines(
        db,
        actor,
        Question.session_id == session_id,
        Question.state != QuestionState.merged,
        Contribution.visibility == Visibility.published,
        order=(func.coalesce(Question.agenda_position, 2**31 - 1), Question.id),
        limit=MOST_QUESTIONS + 1,
    )


def _asker(line: QuestionLine) -> str:
    if not line.asked_too:
        return line.text.author
    return str(_("{author} và {count:n} người cùng hỏi", author=line.text.author, count=line.asked_too))


async def _notes(
    db: ReadDb, actor: Actor, session_id: int, lines: Sequence[QuestionLine]
) -> tuple[OwnNoteLine, ...]:
    """Of the session, and beside its questions wherever they were written."""
    beside = OwnNote.question_id.in_([line.text.id for line in lines])
    return await own_notes(db, actor, beside | (OwnNote.session_id == session_id))


def _question(
    line: QuestionLine, answers: Sequence[AnswerView], notes: Sequence[OwnNoteLine]
) -> PackQuestion:
    return PackQuestion(
        code=line.text.code or "",
        title=str(line.title),
        asker=_asker(line),
        answerer=line.body or line.leader,
        state=str(word_of(line.state)),
        text=plain_words(line.text.text),
        files=tuple(one.name for one in line.text.files),
        is_on_agenda=line.position is not None,
        drafts=tuple(_draft(view) for view in answers),
        notes=tuple(one.text for one in notes if one.question_id == line.text.id),
    )


def _draft(view: AnswerView) -> PackDraft:
    return PackDraft(
        by=view.by,
        state=str(word_of(view.way.state, view.way.name_form)),
        text=plain_words(view.text.text),
        promises=tuple(f"{one.title}: {one.body}, {deadline(one.due_on)}" for one in view.lines),
        files=tuple(one.name for one in view.text.files),
    )
