"""Extracts the text of a PDF, DOCX or XLSX. Runs only in the child process: see extracting/sandbox.py."""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO

import pypdfium2
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from forum.paperwork.archives import open_archive
from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.answers import Extracted
from forum.paperwork.printable import printable
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.docx.reader import docx_blocks
from forum.paperwork.reading.pdf.pages import open_pdf
from forum.words import _

# A scanned page has at most the scanner's own stamp as text.
SCAN_CHARACTERS = 20


def words_of_file(content: bytes, max_pages: int, max_characters: int) -> Extracted:
    """Raises PaperError for encrypted, damaged and unknown files."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        return _pdf(content, max_pages, max_characters)
    archive = open_archive(content)
    if any(name.startswith("word/") for name in archive.names):
        blocks, _remarks = docx_blocks(content)
        lines = (_line_of(block) for block in blocks)
        return gathered(lines, 1, max_characters)
    if any(name.startswith("xl/") for name in archive.names):
        for name in archive.names:
            if name.startswith("xl/") and name.endswith((".xml", ".bin")):
                archive.part(name)  # checks the limits before another library unpacks it
        return _xlsx(content, max_pages, max_characters)
    raise PaperError("unknown_kind", _("Chỉ lấy được chữ của tệp PDF, Word (.docx) và Excel (.xlsx)."))


def _pdf(content: bytes, max_pages: int, max_characters: int) -> Extracted:
    with open_pdf(content) as document:
        count = len(document)
        read = gathered(_pdf_pages(document, min(count, max_pages)), min(count, max_pages), max_characters)
    is_scan = count > 0 and len("".join(read.text.split())) < SCAN_CHARACTERS * read.pages
    return Extracted(read.text, read.pages, is_scan, read.was_cut or count > max_pages)


def _pdf_pages(document: pypdfium2.PdfDocument, count: int) -> Iterator[str]:
    for place in range(count):
        try:
            page = document[place]
            words = page.get_textpage()
            text = words.get_text_bounded()
            words.close()
            page.close()
        except pypdfium2.PdfiumError:
            continue  # skip a damaged page, keep the others
        yield "".join(char for char in text if char != "\x00" and not "\ud800" <= char <= "\udfff")


def _line_of(block: Block) -> str:
    """A table as Word copies it: tabs between cells, whose lines stay apart, but for the head and the last column."""
    if not block.rows:
        return f"{block.marker} {block.text}".strip()
    head, *rows = block.rows
    return "\n".join(("\t".join(_in_one_line(cell) for cell in head), *(_row(row) for row in rows)))


def _row(cells: tuple[str, ...]) -> str:
    return "\t".join(
        (*("\n".join(map(_in_one_line, _lines(one))) for one in cells[:-1]), _in_one_line(cells[-1]))
    )


def _lines(cell: str) -> list[str]:
    return [line for line in cell.split("\n") if line.strip()]


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _xlsx(content: bytes, max_sheets: int, max_characters: int) -> Extracted:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        read = gathered(_cells(book, visible[:max_sheets]), len(visible[:max_sheets]), max_characters)
    except PaperError:
        raise
    except Exception as broken:  # the library has an error class per fault, and also panics
        raise PaperError("broken_xlsx", _("Tệp Excel hỏng, không đọc được.")) from broken
    return Extracted(read.text, read.pages, was_cut=read.was_cut or len(visible) > max_sheets)


def _cells(book: CalamineWorkbook, names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        for row in book.get_sheet_by_name(name).iter_rows():
            line = " ".join(_shown(cell) for cell in row if cell not in {"", None})
            if line:
                yield line


def _shown(cell: object) -> str:
    """A cell as people write it: 12 rather than 12.0, 24/11/2026."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.strftime("%d/%m/%Y %H:%M")
    return cell.strftime("%d/%m/%Y") if isinstance(cell, date) else str(cell)


def gathered(lines: Iterator[str], pages: int, max_characters: int) -> Extracted:
    """One text out of many, as far as the limit reaches."""
    parts: list[str] = []
    size = 0
    for line in lines:
        parts.append(line)
        size += len(line) + 1
        if size > max_characters:
            return Extracted(_clean("\n".join(parts)[:max_characters]), pages, was_cut=True)
    return Extracted(_clean("\n".join(parts)), pages)


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", printable(text.replace("\x00", ""))).strip()
