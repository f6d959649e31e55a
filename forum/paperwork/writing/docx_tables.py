"""Tables of a DOCX file, built as XML a hundred rows at a time: the library's cells are slow in thousands."""

from collections.abc import Callable, Sequence
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from forum.paperwork.description import TO_FILL_IN, Marked, OfficialPaper, Row, Span, Table, TableColumn
from forum.paperwork.printable import printable
from forum.paperwork.writing.cells import cell_lines, is_whole
from forum.paperwork.writing.column_widths import column_widths
from forum.paperwork.writing.docx_styles import STYLES

Progress = Callable[[int], None]
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TWENTIETHS = 20
_DOTS_WIDTH = 12.2  # points of "…" in a cell, a little more than its letters' size
_ROWS_AT_ONCE = 200
_CELL_MARGINS = {"top": 40, "left": 100, "bottom": 40, "right": 100}  # twentieths of a point
_JUSTIFICATION = {"justify": "both", "left": "left", "centre": "center"}


def table_element(
    table: Table, paper: OfficialPaper, name: str, progress: Progress | None
) -> BaseOxmlElement:
    """The table, with a header row that repeats on each page. Screen readers read `name` aloud."""
    points = column_widths(table.columns, paper)
    widths = [round(width * _TWENTIETHS) for width in points]
    opening = _opening(table, widths, name)
    element = parse_xml(opening + "</w:tbl>")
    written = 0
    rows = iter(table.rows)
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        xml = "".join(
            _row(row, table.columns, widths, whole=isinstance(row, Row) and is_whole(row, points, paper))
            for row in chunk
        )
        for row_element in parse_xml(f'<w:tbl xmlns:w="{_NAMESPACE}">{xml}</w:tbl>'):
            element.append(row_element)
        written += len(chunk)
        if progress:
            progress(written)
    return element


def _opening(table: Table, widths: Sequence[int], name: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in sides)
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in _CELL_MARGINS.items())
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = "".join(
        _cell(_paragraphs(column.title, STYLES["cell_head"][0], ""), width, centre_vertically=True)
        for column, width in zip(table.columns, widths, strict=True)
    )
    # Indented by its cell margin, so that the table's edge aligns with the text.
    return (
        f'<w:tbl xmlns:w="{_NAMESPACE}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{_CELL_MARGINS["left"]}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={quoteattr(name)}/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    )


def _row(row: Row | Span, columns: Sequence[TableColumn], widths: Sequence[int], *, whole: bool) -> str:
    if isinstance(row, Span):
        text = _paragraphs(row.text, STYLES["cell"][0], '<w:keepNext/><w:jc w:val="left"/>', bold=True)
        return f"<w:tr>{_cell(text, sum(widths), span=len(widths))}</w:tr>"
    cells = (
        _cell(
            _paragraphs(
                _to_write_on(text, width),
                STYLES["cell"][0],
                f'<w:jc w:val="{_JUSTIFICATION[column.align]}"/>',
            ),
            width,
        )
        for text, column, width in zip(row.cells, columns, widths, strict=True)
    )
    unbroken = "<w:trPr><w:cantSplit/></w:trPr>" if whole else ""
    return f"<w:tr>{unbroken}{''.join(cells)}</w:tr>"


def _to_write_on(text: str | Marked, width: int) -> str | Marked:
    """Dots over the width of the cell in place of each line to fill in. (Writer draws no tab there.)"""
    if isinstance(text, Marked) or TO_FILL_IN not in text:
        return text
    dots = "…" * int((width - 2 * _CELL_MARGINS["right"]) / _TWENTIETHS / _DOTS_WIDTH)
    return "\n".join(dots if line == TO_FILL_IN else line for line in text.split("\n"))


def _cell(content: str, width: int, *, span: int = 1, centre_vertically: bool = False) -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    upright = '<w:vAlign w:val="center"/>' if centre_vertically else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{upright}</w:tcPr>{content}</w:tc>'


_MARKS = {"added": "<w:b/>", "dropped": "<w:strike/>", "": ""}


def _paragraphs(text: str | Marked, style: str, properties: str, *, bold: bool = False) -> str:
    opening = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>'
    if isinstance(text, Marked):
        lines = ("".join(_run(run.text, _MARKS[run.mark]) for run in line) for line in text.lines)
        return "".join(f"{opening}{line}</w:p>" for line in lines)
    return "".join(f"{opening}{_run(line, '<w:b/>' if bold else '')}</w:p>" for line in cell_lines(text))


def _run(text: str, properties: str) -> str:
    set_in = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{set_in}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r>'
