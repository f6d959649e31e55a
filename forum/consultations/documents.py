"""Downloadable papers of a consultation: table of opinions, report, comparison of versions, form to fill in."""

from dataclasses import replace

from sqlalchemy import select

from forum import audience
from forum.accounts.letterheads import Heading, heading_of
from forum.actor import Actor
from forum.clock import local_date
from forum.consultations import policy
from forum.consultations.drafts import version_of_draft
from forum.consultations.exports import opinion_table_of
from forum.consultations.models import Consultation, Opinion
from forum.consultations.policy import MOVED_BY_CLOCK
from forum.consultations.queries import whole_table
from forum.consultations.queries.comparing import articles_of, compared_with_former, compared_with_in_force
from forum.consultations.queries.desk_filters import PAPER, DeskFilter, on_desk
from forum.consultations.queries.dossier import dossier_of
from forum.consultations.queries.lines import ConsultationLine, consultation_line
from forum.consultations.queries.reading import questions_of
from forum.consultations.queries.table import WholeTable
from forum.consultations.queries.unanswered import left_out, unanswered
from forum.database import ReadDb, load
from forum.deadlines.queries import limit_in_force
from forum.documents import Format, Offer, Writer, paper_writers, write_docx, write_pdf, writers_of
from forum.fields import Certainty
from forum.paperwork.citations import citations
from forum.paperwork.description import Frame, OfficialPaper
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
from forum.words import Words, _


async def offers(db: ReadDb, actor: Actor, consultation_id: int) -> tuple[Offer, ...]:
    """Empty before the draft is announced. Raises NotFound for what the actor may not know of."""
    page = await whole_table(db, actor, consultation_id)
    line = page.line
    if line.opens_on is None or line.closes_on is None:
        return ()
    legal = await limit_in_force(db, line.document_kind, line.opens_on)
    basis = citations(legal.source) if legal.certainty != Certainty.local_policy else ()
    heading, year = await heading_of(db, line.body_id, actor.today), actor.today.year
    frame = heading.frame(year)
    waiting = await unanswered(db, consultation_id, actor.at)
    gone = await left_out(db, consultation_id, actor.at)
    table = opinion_table_of(page, basis, line.opens_on, line.closes_on, waiting, gone, line.former_count)
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
        _paper(
            "response_report",
            _("Báo cáo tiếp thu, giải trình"),
            line,
            response_report(heading.frame(year, "BC"), table),
        ),
        *await _letters(db, actor, line, basis, heading, year),
        *await _rounds(db, actor, page, basis, frame),
        *await _comparisons(db, line, frame),
        *await _forms(db, line, year),
    )


async def narrowed(db: ReadDb, actor: Actor, consultation_id: int, kind: str) -> Offer | None:
    """What the desk shows under a filter, for the office alone; the paper counts what it holds."""
    paper, _mark, query = kind.partition("?")
    line = await consultation_line(db, actor, consultation_id)
    if paper != PAPER or not policy.is_ours(actor, line) or line.opens_on is None or line.closes_on is None:
        return None
    clauses = DeskFilter.read(query).clauses(actor)
    found = on_desk(select(Opinion.id), line.id).where(*clauses)
    ids = set(await db.scalars(found, audience.params(actor)))
    page = await whole_table(db, actor, consultation_id)
    page = replace(page, rows=tuple(row for row in page.rows if row.text.id in ids))
    heading = await heading_of(db, line.body_id, actor.today)
    table = opinion_table_of(page, (), line.opens_on, line.closes_on)
    if line.is_open:
        table = replace(table, counted_on=actor.today)
    title = _("{paper}: {count} ý kiến đã lọc", paper=term("objects.matrix"), count=len(ids))
    return _offer(kind, title, line.code, heading.frame(actor.today.year), table)


async def _rounds(
    db: ReadDb, actor: Actor, page: WholeTable, basis: tuple[str, ...], frame: Frame
) -> list[Offer]:
    """The table of each round, where there is more than one."""
    line, found = page.line, list[Offer]()
    numbers = range(1, line.shown_version + 1) if line.shown_version > 1 else ()
    for number in numbers:
        version = await version_of_draft(db, line.id, number)
        if version.opens_on is None or version.closes_on is None:
            continue
        ended = local_date(version.ended_at) if version.ended_at else version.closes_on
        of_round = replace(page, rows=tuple(row for row in page.rows if row.version == number))
        waiting = await unanswered(db, line.id, actor.at, number)
        until = min(ended, version.closes_on)
        gone = await left_out(db, line.id, actor.at, number)
        table = opinion_table_of(of_round, basis, version.opens_on, until, waiting, gone)
        named = replace(table, document_name=str(_("{title}, bản {number}", title=line.title, number=number)))
        title = _("{paper} (bản {number})", paper=term("objects.matrix"), number=number)
        found.append(_offer(f"opinion_table_{number}", title, line.code, frame, named))
    return found


async def _comparisons(db: ReadDb, line: ConsultationLine, frame: Frame) -> list[Offer]:
    """Of each announced version with the one before."""
    found: list[Offer] = []
    for version in range(2, line.shown_version + 1):
        lines = await compared_with_former(db, line.id, version)
        title = _("Bản so sánh bản {older} và bản {newer}", older=version - 1, newer=version)
        compared = VersionComparison(line.title, version - 1, version, lines)
        found.append(_compared(f"comparison_{version}", title, line, frame, compared))
    name, lines = await compared_with_in_force(db, line.id, line.shown_version)
    three = InForceComparison(line.title, name, lines)
    return [
        *found,
        _compared("comparison", _("Bản so sánh hiện hành, dự thảo, thuyết minh"), line, frame, three),
    ]


def _compared(
    kind: str, title: Words, line: ConsultationLine, frame: Frame, it: VersionComparison | InForceComparison
) -> Offer:
    """The words are compared by the worker."""

    def paper(_site: str) -> OfficialPaper:
        return comparison_paper(frame, it) if isinstance(it, VersionComparison) else in_force_paper(frame, it)

    return Offer(kind, title, line.code, (frame, it), writers_of(paper))


async def _letters(
    db: ReadDb, actor: Actor, line: ConsultationLine, basis: tuple[str, ...], heading: Heading, year: int
) -> list[Offer]:
    """Until the round closes."""
    if line.state not in MOVED_BY_CLOCK or line.opens_on is None or line.closes_on is None:
        return []
    it = await load(db, Consultation, line.id)
    letter = RequestLetter(
        document_name=line.title,
        basis=basis,
        addressees=tuple(it.addressees.splitlines()),
        opens_on=line.opens_on,
        closes_on=line.closes_on,
        questions=tuple(words for _id, words in await questions_of(db, line.id)),
        reply_to=it.reply_to,
        attached=await _attached(db, actor, line),
        articles=await articles_of(db, line.id, line.shown_version),
    )
    frame = heading.frame(year, "CV" if heading.issuer.kind == "party" else "")
    writers = writers_of(lambda site: request_letter(frame, replace(letter, address=f"{site}{line.url}")))
    return [Offer("request_letter", _("Công văn lấy ý kiến"), line.code, (frame, letter), writers)]


async def _attached(db: ReadDb, actor: Actor, line: ConsultationLine) -> tuple[str, ...]:
    """What goes with the version that is shown, each by its title, else by what it is."""
    shown = [one for one in await dossier_of(db, actor, line) if one.number == line.shown_version and one.at]
    named = (one.title or str(word_of(one.kind) if one.kind is not None else _("Dự thảo")) for one in shown)
    return tuple(dict.fromkeys(named))


async def _forms(db: ReadDb, line: ConsultationLine, year: int) -> list[Offer]:
    """To print and fill in, while opinions are taken."""
    if not line.is_open or line.closes_on is None:
        return []
    articles = await articles_of(db, line.id, line.shown_version)
    form = OpinionForm(line.title, line.body, line.closes_on, articles)
    return [_paper("opinion_form", _("Phiếu góp ý"), line, opinion_form(form, year))]


def _paper(kind: str, title: Words, line: ConsultationLine, paper: OfficialPaper) -> Offer:
    return Offer(kind, title, line.code, paper, paper_writers(paper))


def _offer(kind: str, title: Words | str, code: str, frame: Frame, table: OpinionTable) -> Offer:
    writers: dict[Format, Writer] = {
        "docx": lambda making: write_docx(opinion_table(frame, table), making.at),
        "pdf": lambda making: write_pdf(opinion_table(frame, table), making.at),
        "xlsx": lambda making: opinion_workbook(frame, table),
    }
    return Offer(kind, title, code, (frame, table), writers)


async def is_office(db: ReadDb, actor: Actor, consultation_id: int) -> bool:
    """Those who work at the drafting body."""
    return policy.is_ours(actor, await consultation_line(db, actor, consultation_id))
