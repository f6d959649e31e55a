"""Downloadable papers of a consultation: the table of opinions and responses, with or without row numbers."""

from dataclasses import replace

from forum.accounts.letterheads import heading_of
from forum.actor import Actor
from forum.consultations.exports import opinion_table_of
from forum.consultations.queries import whole_table
from forum.consultations.queries.unanswered import unanswered
from forum.database import ReadDb
from forum.deadlines.queries import limit_in_force
from forum.documents import Format, Offer, Writer, write_docx, write_pdf
from forum.fields import Certainty
from forum.paperwork.citations import citations
from forum.paperwork.description import Frame
from forum.paperwork.writing.papers.opinions import OpinionTable, opinion_table, opinion_workbook
from forum.terms import term
from forum.words import Words, _


async def offers(db: ReadDb, actor: Actor, consultation_id: int) -> tuple[Offer, ...]:
    """Empty before the draft is announced. Raises NotFound for what the actor may not know of."""
    page = await whole_table(db, actor, consultation_id)
    line = page.line
    if line.opens_on is None or line.closes_on is None:
        return ()
    legal = await limit_in_force(db, line.document_kind, line.opens_on)
    basis = citations(legal.source) if legal.certainty != Certainty.local_policy else ()
    frame = (await heading_of(db, line.body_id, actor.today)).frame(actor.today.year)
    waiting = await unanswered(db, consultation_id, actor.at)
    table = opinion_table_of(page, basis, line.opens_on, line.closes_on, waiting)
    if page.line.is_open:
        table = replace(table, counted_on=actor.today)
    return (
        _offer("opinion_table", term("objects.matrix"), page.line.code, frame, table),
        _offer(
            "opinion_table_numbered",
            _("{paper} (có STT)", paper=term("objects.matrix")),
            page.line.code,
            frame,
            replace(table, numbered=True),
        ),
    )


def _offer(kind: str, title: Words | str, code: str, frame: Frame, table: OpinionTable) -> Offer:
    writers: dict[Format, Writer] = {
        "docx": lambda at: write_docx(opinion_table(frame, table), at),
        "pdf": lambda at: write_pdf(opinion_table(frame, table), at),
        "xlsx": lambda at: opinion_workbook(frame, table),
    }
    return Offer(kind, title, code, (frame, table), writers)
