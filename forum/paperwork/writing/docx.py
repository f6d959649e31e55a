"""Writes official papers as DOCX, with real styles, headings and header rows, so that an office can edit
them."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from forum.paperwork.description import TO_FILL_IN, Block, Heading, OfficialPaper, Paragraph, Table
from forum.paperwork.layout_rules import Layout, layout
from forum.paperwork.printable import one_line
from forum.paperwork.writing import wording
from forum.paperwork.writing.cells import cell_lines
from forum.paperwork.writing.column_widths import POINTS_PER_MM
from forum.paperwork.writing.docx_styles import HEADING_LEVELS, prepare, style_name
from forum.paperwork.writing.docx_tables import Progress, table_element
from forum.paperwork.writing.faces import width_in_points

LEFT_SHARE, RIGHT_SHARE = 0.4, 0.6  # of the heading: the nation's name in one line needs the larger part
_SIGNING_SPACE = 5  # lines left for signature and seal
_ALIGN = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}


def docx_paper(paper: OfficialPaper, made_at: datetime, progress: Progress | None = None) -> bytes:
    """The paper as a draft for signature. `progress` is called with the number of table rows written so far.

    Raises PaperError for damaged text.
    """
    rules = layout(paper.issuer.kind)
    document = Document()
    prepare(document, paper, rules, made_at)
    width_mm = rules.text_width_mm(landscape=paper.landscape)
    _write_head(document, paper, rules, width_mm)
    if not paper.is_letter:
        _write_title(document, paper, rules, width_mm)
    _write_addressees(document, paper, rules, width_mm)
    for block in wording.body_blocks(paper):
        _write_block(document, block, paper, progress)
    _write_foot(document, paper, width_mm)
    for annex in wording.annex_blocks(paper):
        _begin_annex(document)
        for block in annex:
            _write_block(document, block, paper, progress)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _begin_annex(document: DocumentObject) -> None:
    """On a new page, in a section that counts its pages from 1; its head is that of the section before."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    document.paragraphs[-1].style = document.styles[style_name("rule")]
    for counting in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(counting)
    counting = OxmlElement("w:pgNumType")
    counting.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(counting, "w:cols", "w:titlePg", "w:docGrid")


def _write_block(
    document: DocumentObject, block: Block, paper: OfficialPaper, progress: Progress | None
) -> None:
    match block:
        case Heading():
            level = min(max(block.level, 1), HEADING_LEVELS[-1])
            heading = document.add_heading(one_line(block.text), level)
            if block.centred:
                heading.alignment, heading.paragraph_format.first_line_indent = _ALIGN["centre"], Mm(0)
        case Paragraph():
            width_mm = layout(paper.issuer.kind).text_width_mm(landscape=paper.landscape)
            _write_paragraph(document, block, width_mm)
        case Table():
            _write_table(document, block, paper, progress)


def _write_head(document: DocumentObject, paper: OfficialPaper, rules: Layout, width_mm: float) -> None:
    left, right = _two_columns(document, width_mm)
    lines = wording.head(paper)
    for cell, side, share in ((left, lines.left, LEFT_SHARE), (right, lines.right, RIGHT_SHARE)):
        cell_points = width_mm * share * POINTS_PER_MM
        for line in side:
            paragraph = cell.add_paragraph(
                wording.head_text(line, rules, cell_points), style=style_name(line.component)
            )
            if line.component in ("number", "letter_subject", "place_date"):
                paragraph.paragraph_format.space_before = Pt(rules.paragraph_gap)
            if line.rule_below:
                _write_rule(cell, rule_points(line, rules, cell_points), cell_points)
        _drop_first_paragraph(cell)


def rule_points(line: wording.Line, rules: Layout, cell_points: float) -> float:
    component = rules.components[line.component]
    length = min(width_in_points(line.text, component.size, bold=component.bold), cell_points)
    return length * rules.issuer_rule_share if line.component == "issuer" else length


def _write_rule(cell: DocumentObject | _Cell, length: float, cell_points: float) -> None:
    """Write a rule as the top border of a very low paragraph, so that it moves with the text above."""
    paragraph = cell.add_paragraph(style=style_name("rule"))
    indent = Pt(max(0.0, (cell_points - length) / 2))
    paragraph.paragraph_format.space_before = Pt(2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _write_title(document: DocumentObject, paper: OfficialPaper, rules: Layout, width_mm: float) -> None:
    document.add_paragraph(wording.capitals(paper.kind), style="Title").paragraph_format.space_before = Pt(18)
    for line in cell_lines(paper.subject) if paper.subject else ():
        document.add_paragraph(line, style="Subtitle")
    points = width_mm * POINTS_PER_MM
    _write_rule(document, wording.title_rule(paper, rules, points), points)


def _write_addressees(document: DocumentObject, paper: OfficialPaper, rules: Layout, width_mm: float) -> None:
    points = width_mm * POINTS_PER_MM
    lines = wording.addressee_lines(paper.addressees)
    for place, (line, indent) in enumerate(
        zip(lines, wording.addressee_indents(lines, rules, points), strict=True)
    ):
        placed = document.add_paragraph(line, style=style_name("addressee"))
        if paper.is_letter and place == 0:
            placed.paragraph_format.space_before = Pt(18)
        if indent is not None:
            placed.alignment, placed.paragraph_format.left_indent = _ALIGN["left"], Pt(indent)


def _write_paragraph(document: DocumentObject, block: Paragraph, width_mm: float) -> None:
    for place, line in enumerate(cell_lines(block.text)):
        paragraph = document.add_paragraph()
        if block.align != "justify":
            paragraph.alignment = _ALIGN[block.align]
        if not block.first_line:
            paragraph.paragraph_format.first_line_indent = Mm(0)
        if block.label and place == 0:
            paragraph.add_run(one_line(block.label) + ": ").bold = True
        if line == TO_FILL_IN:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(Mm(width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            line = "\t"
        paragraph.add_run(line).italic = block.italic or None


def _write_table(
    document: DocumentObject, table: Table, paper: OfficialPaper, progress: Progress | None
) -> None:
    name = one_line(table.caption) or wording.paper_title(paper)
    if table.caption:
        document.add_paragraph(name, style="Caption")
    element = table_element(table, paper, name, progress)
    document.element.body.insert_element_before(element, "w:sectPr")
    # Two tables that touch become one in Word, so a paragraph always follows.
    document.add_paragraph(style=style_name("rule"))


def _write_foot(document: DocumentObject, paper: OfficialPaper, width_mm: float) -> None:
    recipients = wording.recipient_lines(paper.frame.recipients)
    if not paper.frame.signatures and not recipients:
        return
    # The signatures must not be alone on a page.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(style=style_name("rule")).paragraph_format.keep_with_next = True
    left, right = _two_columns(document, width_mm, left_share=0.5)
    if len(paper.frame.signatures) > 1:
        _write_signature(left, paper, 0)
    else:
        _write_recipients(left, recipients)
    if paper.frame.signatures:
        _write_signature(right, paper, len(paper.frame.signatures) - 1)
    for cell in (left, right):
        _drop_first_paragraph(cell)
    if len(paper.frame.signatures) > 1 and recipients:
        _keep_with_next(left, right)
        _write_recipients(document, recipients)
        _keep_together(document.paragraphs[-len(recipients) - 1 :])


def _write_signature(cell: _Cell, paper: OfficialPaper, place: int) -> None:
    signature = paper.frame.signatures[place]
    for line in wording.authority_lines(signature, paper.issuer.kind):
        cell.add_paragraph(line, style=style_name("authority")).paragraph_format.keep_with_next = True
    for _ in range(_SIGNING_SPACE):
        cell.add_paragraph(style=style_name("signer")).paragraph_format.keep_with_next = True
    cell.add_paragraph(one_line(signature.name), style=style_name("signer"))


def _write_recipients(container: DocumentObject | _Cell, recipients: tuple[str, ...]) -> None:
    if not recipients:
        return
    container.add_paragraph(wording.RECIPIENTS_WORD, style=style_name("recipients_word"))
    for line in recipients:
        container.add_paragraph(line, style=style_name("recipients"))


def _keep_with_next(*cells: _Cell) -> None:
    """Keep the row on one page with what follows it."""
    for cell in cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _keep_together(paragraphs: Sequence[DocxParagraph]) -> None:
    paragraphs[0].paragraph_format.space_before = Pt(14)
    for paragraph in paragraphs[:-1]:
        paragraph.paragraph_format.keep_with_next = True


def _two_columns(
    document: DocumentObject, width_mm: float, left_share: float = LEFT_SHARE
) -> tuple[_Cell, _Cell]:
    """A table without borders or cell margins that is not split across pages."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    row = table.rows[0]
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    widths = (Mm(width_mm * left_share), Mm(width_mm * (1 - left_share)))
    for column, cell, width in zip(table.columns, row.cells, widths, strict=True):
        column.width = cell.width = width
    return row.cells[0], row.cells[1]


def _drop_first_paragraph(cell: _Cell) -> None:
    """Remove the empty paragraph of a new cell; only allowed once the cell has another."""
    if len(cell.paragraphs) > 1:
        cell._tc.remove(cell.paragraphs[0]._p)
