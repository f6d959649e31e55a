"""Writes tables as XLSX workbooks, with real types and no cell that a spreadsheet could take for a
formula."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from forum.clock import HANOI
from forum.paperwork.printable import one_line, printable
from forum.paperwork.writing.cells import row_height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | bool | date | datetime | None
Progress = Callable[[int], None]

# Full-width forms count: some spreadsheets fold them when importing CSV.
FORMULA_STARTS = ("=", "+", "-", "@", "|", "\t", "＝", "＋", "－", "＠")
CELL_UNITS = 32_767  # Excel's limit for one cell, in UTF-16 units
CUT_NOTE = "… [đã cắt vì vượt giới hạn một ô; xem bản đầy đủ trên hệ thống]"
LARGEST_EXACT = 2**53
PROGRESS_EVERY = 500
HIGHEST_ROW = 409  # points: no spreadsheet shows a higher one
_SIZE, _NAME_SIZE = 12, 13


@dataclass(frozen=True)
class Column:
    """One column: its heading, its width in characters, and how its cells are shown."""

    title: str
    width: int = 20
    kind: Literal["text", "number", "date", "datetime"] = "text"


def table_workbook(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    preamble: Sequence[str] = (),
    progress: Progress | None = None,
) -> bytes:
    """One sheet: the preamble's lines, a frozen header row with filters, then the rows.

    Without a preamble the header is row 1, as programs that read the file expect. Rows are streamed to disk,
    so memory does not grow with their number. `progress` is called with the number of rows written so far.
    UTC times are shown in Vietnam's time. Raises PaperError for damaged text.
    """
    import xlsxwriter  # here, since pages that offer a table do not write one

    buffer = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": one_line(title), "author": "", "comments": ""})
        sheet = book.add_worksheet(_sheet_name(title))
        styles = _styles(book)
        head = _write_preamble(sheet, styles, columns, preamble)
        _write_head(sheet, styles, columns, head)
        last = head
        for last, row in enumerate(rows, start=head + 1):
            sheet.set_row(last, _height(columns, row))
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write_cell(sheet, styles, last, place, column, cell)
            if progress and (last - head) % PROGRESS_EVERY == 0:
                progress(last - head)
        sheet.autofilter(head, 0, max(last, head), len(columns) - 1)
        if progress:
            progress(last - head)
    return buffer.getvalue()


def csv_text(text: str) -> str:
    """Text as typed, after an apostrophe where a spreadsheet that opens the CSV would run it."""
    text = printable(text).strip()
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def cell_text(text: str) -> str:
    """Text as typed: a cell of a workbook is a string, which no spreadsheet runs.

    Line ends inside the cell are kept. Overlong text is cut, with a note that says so.
    """
    text = printable(text).strip()
    if len(text.encode("utf-16-le")) // 2 <= CELL_UNITS:
        return text
    cut = text.encode("utf-16-le")[: 2 * (CELL_UNITS - len(CUT_NOTE))]
    return cut.decode("utf-16-le", errors="ignore") + CUT_NOTE


def _styles(book: "Workbook") -> "dict[str, Format]":
    plain = {"font_name": "Times New Roman", "font_size": _SIZE, "valign": "top", "text_wrap": True}
    boxed = plain | {"border": 1}
    return {
        "preamble": book.add_format(plain),
        "name": book.add_format(plain | {"bold": True, "font_size": _NAME_SIZE}),
        "head": book.add_format(
            boxed | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EDF2"}
        ),
        # '@' keeps a code such as 0012 or 3/4 as text when the cell is edited.
        "text": book.add_format(boxed | {"num_format": "@"}),
        "whole": book.add_format(boxed | {"num_format": "#,##0"}),
        "number": book.add_format(boxed | {"num_format": "#,##0.##"}),
        "date": book.add_format(boxed | {"num_format": "dd/mm/yyyy", "align": "left"}),
        "datetime": book.add_format(boxed | {"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
    }


def _write_preamble(
    sheet: "Worksheet", styles: "dict[str, Format]", columns: Sequence[Column], preamble: Sequence[str]
) -> int:
    """Write the lines, each across all columns, and return the row of the header, one blank line below."""
    whole = sum(_points(column) for column in columns)
    for place, line in enumerate(preamble):
        style, size = ("name", _NAME_SIZE) if place == 0 else ("preamble", _SIZE)
        height = row_height([(line, whole)], size, bold=place == 0)
        sheet.set_row(place, min(height, HIGHEST_ROW))
        if len(columns) > 1:
            sheet.merge_range(place, 0, place, len(columns) - 1, "", styles[style])
        sheet.write_string(place, 0, cell_text(line), styles[style])
    return len(preamble) + 1 if preamble else 0


def _points(column: Column) -> float:
    """The width of a column: seven pixels for each character, of which four make three points."""
    return column.width * 7 * 0.75


def _height(columns: Sequence[Column], row: Sequence[Cell], *, bold: bool = False) -> float:
    """The height that shows each text of a row whole: spreadsheets other than Excel fit none by themselves."""
    cells = [
        (cell, _points(column)) for column, cell in zip(columns, row, strict=True) if isinstance(cell, str)
    ]
    return min(row_height(cells, _SIZE, bold=bold), HIGHEST_ROW)


def _write_head(
    sheet: "Worksheet", styles: "dict[str, Format]", columns: Sequence[Column], head: int
) -> None:
    sheet.set_row(head, _height(columns, [column.title for column in columns], bold=True))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, cell_text(column.title), styles["head"])
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P/&N")


def _write_cell(
    sheet: "Worksheet", styles: "dict[str, Format]", row: int, place: int, column: Column, cell: Cell
) -> None:
    match cell:
        case None:
            sheet.write_blank(row, place, None, styles["text"])
        case bool():
            sheet.write_string(row, place, "Có" if cell else "Không", styles["text"])
        case str():
            sheet.write_string(row, place, cell_text(cell), styles["text"])
        case datetime():
            local = cell.astimezone(HANOI) if cell.tzinfo else cell
            style = "date" if column.kind == "date" else "datetime"
            sheet.write_datetime(row, place, local.replace(tzinfo=None), styles[style])
        case date():
            sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), styles["date"])  # noqa: DTZ001 (a cell knows no zone)
        case int() | float() | Decimal():
            _write_number(sheet, styles, row, place, cell)


def _write_number(
    sheet: "Worksheet", styles: "dict[str, Format]", row: int, place: int, number: int | float | Decimal
) -> None:
    """Write a number; as text if it would be rounded (a sheet holds 53 bits) or is not finite."""
    if not -LARGEST_EXACT <= number <= LARGEST_EXACT:
        sheet.write_string(row, place, cell_text(str(number)), styles["text"])
        return
    sheet.write_number(row, place, number, styles["whole" if number == int(number) else "number"])


def _sheet_name(title: str) -> str:
    """A sheet name of at most 31 characters, without those Excel refuses and without a quote at either
    end."""
    name = "".join(" " if char in "[]:*?/\\" else char for char in one_line(title))[:31].strip(" '")
    return name if name and name.lower() != "history" else "Bảng"
