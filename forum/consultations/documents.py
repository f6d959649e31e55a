"""Downloadable papers of a consultation: table of opinions, report, comparison of versions, form to fill in."""

from dataclasses import replace
from functools import partial

from sqlalchemy import select

from forum.accounts.letterheads import Heading, heading_of
from forum.actor import Actor
from forum.clock import local_date
from forum.consultations import policy
from forum.consultations.exports import opinion_table_of
from forum.consultations.models import Consultation, DraftVersion, Opinion
from forum.consultations.policy import MOVED_BY_CLOCK
from forum.consultations.queries import whole_table
from forum.consultations.queries.comparing import articles_of, compared_with_former, compared_with_in_force
from forum.consultations.queries.desk_filters import PAPER, DeskFilter, on_desk
from forum.consultations.queries.dossier import dossier_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.reading import questions_of
from forum.consultations.queries.unanswered import left_out, unanswered
from forum.database import ReadDb, load
from forum.deadlines.queries import limit_in_force
from forum.documents import (
    DOCX_AND_PDF,
    FORMATS,
    Content,
    Format,
    Offer,
    Writer,
    paper_content,
    write_docx,
    write_pdf,
    writers_of,
)
from forum.fields import Certainty
from forum.paperwork.citations import citations
from forum.paperwork.description import Frame
from forum.paperwork.writing.papers.comparison import (
    InForceComparison,
    VersionComparison,
    comparison_paper,
    in_force_paper,
)
from forum.paperwork.writing.papers.letters import RequestLetter, request_letter
from forum.paperwork.writing.papers.opinions import OpinionTable, opinion_table, opinion_workbook
from forum.paperwork.writing.papers.responses import OpinionForm, opinion_form, response_report
from forum.state import word_of
from forum.terms import term
from forum.words import _


async def offers(db: ReadDb, actor: Actor, consultation_id: int) -> tuple[Offer, ...]:
    """Empty before the draft is announced. Raises NotFound for what the actor may not know of."""
    line = await consultation_line(db, actor, consultation_id)
    if line.opens_on is None or line.closes_on is None:
        return ()
    table = partial(_opinion_table, db, actor, line)
    numbered = _("{paper} (có STT)", paper=term("objects.matrix"))
    report = _("Báo cáo tiếp thu, giải trình")
    return (
        Offer("opinion_table", term("objects.matrix"), line.code, FORMATS, table),
        Offer("opinion_table_numbered", numbered, line.code, FORMATS, partial(table, is_numbered=True)),
        Offer("response_report", report, line.code, DOCX_AND_PDF, partial(_report, db, actor, line)),
        *_letters(db, actor, line),
        *await _rounds(db, actor, line),
        *_comparisons(db, actor, line),
        *_forms(db, actor, line),
    )


async def narrowed(db: ReadDb, actor: Actor, consultation_id: int, kind: str) -> Offer | None:
    """What the desk shows under a filter, for the office alone; the paper counts what it holds."""
    paper, _mark, query = kind.partition("?")
    line = await consultation_line(db, actor, consultation_id)
    if paper != PAPER or not policy.is_ours(actor, line) or line.opens_on is None:
        return None
    filters = DeskFilter.read(query)
    found = on_desk(select(Opinion.id), filters.conditions)
    ids = frozenset(await db.scalars(found, filters.values(actor, line.id)))
    title = _("{paper}: {count} ý kiến đã lọc", paper=term("objects.matrix"), count=len(ids))
    return Offer(kind, title, line.code, FORMATS, partial(_filtered_table, db, actor, line, ids))


async def _opinion_table(
    db: ReadDb, actor: Actor, line: ConsultationLine, *, is_numbered: bool = False
) -> Content:
    table, heading = await _whole_table(db, actor, line)
    return _table_content(heading.frame(actor.today.year), replace(table, numbered=is_numbered))


async def _report(db: ReadDb, actor: Actor, line: ConsultationLine) -> Content:
    table, heading = await _whole_table(db, actor, line)
    return paper_content(response_report(heading.frame(actor.today.year, "BC"), table))


async def _whole_table(db: ReadDb, actor: Actor, line: ConsultationLine) -> tuple[OpinionTable, Heading]:
    """Over all rounds."""
    assert line.opens_on is not None and line.closes_on is not None  # nothing is offered before
    page = await whole_table(db, actor, line.id)
    waiting = await unanswered(db, line.id, actor.at)
    gone = await left_out(db, line.id, actor.at)
    basis = await _basis(db, line)
    table = opinion_table_of(page, basis, line.opens_on, line.closes_on, waiting, gone, line.former_count)
    counted = replace(table, counted_on=actor.today) if line.is_open else table
    return counted, await heading_of(db, line.body_id, actor.today)


async def _filtered_table(db: ReadDb, actor: Actor, line: ConsultationLine, ids: frozenset[int]) -> Content:
    assert line.opens_on is not None and line.closes_on is not None  # nothing is offered before
    page = await whole_table(db, actor, line.id)
    page = replace(page, rows=tuple(row for row in page.rows if row.text.id in ids))
    table = opinion_table_of(page, (), line.opens_on, line.closes_on)
    counted = replace(table, counted_on=actor.today) if line.is_open else table
    return _table_content(await _frame(db, actor, line), counted)


async def _rounds(db: ReadDb, actor: Actor, line: ConsultationLine) -> list[Offer]:
    """The table of each round, where there is more than one."""
    if line.shown_version < 2:
        return []
    of_it = DraftVersion.consultation_id == line.id
    versions = await db.scalars(
        select(DraftVersion)
        .where(of_it, DraftVersion.number <= line.shown_version, DraftVersion.opens_on.is_not(None))
        .order_by(DraftVersion.number)
    )
    return [
        Offer(
            f"opinion_table_{version.number}",
            _("{paper} (bản {number})", paper=term("objects.matrix"), number=version.number),
            line.code,
            FORMATS,
            partial(_table_of_round, db, actor, line, version),
        )
        for version in versions.all()
    ]


async def _table_of_round(db: ReadDb, actor: Actor, line: ConsultationLine, version: DraftVersion) -> Content:
    assert version.opens_on is not None and version.closes_on is not None  # each that was announced
    number = version.number
    page = await whole_table(db, actor, line.id)
    of_round = replace(page, rows=tuple(row for row in page.rows if row.version == number))
    waiting = await unanswered(db, line.id, actor.at, number)
    gone = await left_out(db, line.id, actor.at, number)
    ended = local_date(version.ended_at) if version.ended_at else version.closes_on
    until, basis = min(ended, version.closes_on), await _basis(db, line)
    table = opinion_table_of(of_round, basis, version.opens_on, until, waiting, gone)
    named = replace(table, document_name=str(_("{title}, bản {number}", title=line.title, number=number)))
    return _table_content(await _frame(db, actor, line), named)


def _comparisons(db: ReadDb, actor: Actor, line: ConsultationLine) -> list[Offer]:
    """Of each announced version with the one before, and of the shown one with the text in force."""
    versions = [
        Offer(
            f"comparison_{number}",
            _("Bản so sánh bản {older} và bản {newer}", older=number - 1, newer=number),
            line.code,
            DOCX_AND_PDF,
            partial(_version_comparison, db, actor, line, number),
        )
        for number in range(2, line.shown_version + 1)
    ]
    three = _("Bản so sánh hiện hành, dự thảo, thuyết minh")
    return [
        *versions,
        Offer("comparison", three, line.code, DOCX_AND_PDF, partial(_in_force_comparison, db, actor, line)),
    ]


async def _version_comparison(db: ReadDb, actor: Actor, line: ConsultationLine, number: int) -> Content:
    frame = await _frame(db, actor, line)
    it = VersionComparison(line.title, number - 1, number, await compared_with_former(db, line.id, number))
    # The words are compared by the worker, when it writes.
    return Content((frame, it), writers_of(lambda _site: comparison_paper(frame, it)))


async def _in_force_comparison(db: ReadDb, actor: Actor, line: ConsultationLine) -> Content:
    frame = await _frame(db, actor, line)
    name, lines = await compared_with_in_force(db, line.id, line.shown_version)
    it = InForceComparison(line.title, name, lines)
    return Content((frame, it), writers_of(lambda _site: in_force_paper(frame, it)))


def _letters(db: ReadDb, actor: Actor, line: ConsultationLine) -> list[Offer]:
    """Until the round closes."""
    if line.state not in MOVED_BY_CLOCK:
        return []
    read = partial(_letter, db, actor, line)
    return [Offer("request_letter", _("Công văn lấy ý kiến"), line.code, DOCX_AND_PDF, read)]


async def _letter(db: ReadDb, actor: Actor, line: ConsultationLine) -> Content:
    assert line.opens_on is not None and line.closes_on is not None  # nothing is offered before
    it = await load(db, Consultation, line.id)
    letter = RequestLetter(
        document_name=line.title,
        basis=await _basis(db, line),
        addressees=tuple(it.addressees.splitlines()),
        opens_on=line.opens_on,
        closes_on=line.closes_on,
        questions=tuple(words for _id, words in await questions_of(db, line.id)),
        reply_to=it.reply_to,
        attached=await _attached(db, actor, line),
        articles=await articles_of(db, line.id, line.shown_version),
    )
    heading = await heading_of(db, line.body_id, actor.today)
    frame = heading.frame(actor.today.year, "CV" if heading.issuer.kind == "party" else "")
    writers = writers_of(lambda site: request_letter(frame, replace(letter, address=f"{site}{line.url}")))
    return Content((frame, letter), writers)


async def _attached(db: ReadDb, actor: Actor, line: ConsultationLine) -> tuple[str, ...]:
    """What goes with the version that is shown, each by its title, else by what it is."""
    shown = [one for one in await dossier_of(db, actor, line) if one.number == line.shown_version and one.at]
    named = (one.title or str(word_of(one.kind) if one.kind is not None else _("Dự thảo")) for one in shown)
    return tuple(dict.fromkeys(named))


def _forms(db: ReadDb, actor: Actor, line: ConsultationLine) -> list[Offer]:
    """To print and fill in, while opinions are taken."""
    if not line.is_open:
        return []
    read = partial(_form, db, actor, line)
    return [Offer("opinion_form", _("Phiếu góp ý"), line.code, DOCX_AND_PDF, read)]


async def _form(db: ReadDb, actor: Actor, line: ConsultationLine) -> Content:
    assert line.closes_on is not None  # it is open
    articles = await articles_of(db, line.id, line.shown_version)
    form = OpinionForm(line.title, line.body, line.closes_on, articles)
    return paper_content(opinion_form(form, actor.today.year))


async def _basis(db: ReadDb, line: ConsultationLine) -> tuple[str, ...]:
    assert line.opens_on is not None  # nothing is offered before
    legal = await limit_in_force(db, line.document_kind, line.opens_on)
    return citations(legal.source) if legal.certainty != Certainty.local_policy else ()


async def _frame(db: ReadDb, actor: Actor, line: ConsultationLine) -> Frame:
    return (await heading_of(db, line.body_id, actor.today)).frame(actor.today.year)


def _table_content(frame: Frame, table: OpinionTable) -> Content:
    writers: dict[Format, Writer] = {
        "docx": lambda making: write_docx(opinion_table(frame, table), making.at),
        "pdf": lambda making: write_pdf(opinion_table(frame, table), making.at),
        "xlsx": lambda making: opinion_workbook(frame, table),
    }
    return Content((frame, table), writers)


async def is_office(db: ReadDb, actor: Actor, consultation_id: int) -> bool:
    """Those who work at the drafting body."""
    return policy.is_ours(actor, await consultation_line(db, actor, consultation_id))
