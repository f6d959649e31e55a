"""Reads a PDF that was made from text: lines become paragraphs again, heads and numbers of pages are left out."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import require_unicode
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.marks import CLOSING, is_capitals
from forum.paperwork.reading.outline import outline
from forum.paperwork.reading.pasted import mark_of
from forum.paperwork.reading.pdf.footnotes import MARKED, Note, number_of
from forum.paperwork.reading.pdf.pages import Line, Page, pages_of
from forum.paperwork.reading.tables import table_text
from forum.paperwork.remarks import Remark, RemarkKind
from forum.paperwork.tree import Paper
from forum.words import _

LETTERS_A_PAGE = 30  # a scanned page has at most the scanner's own stamp as text
LETTERS_OF_A_SIGNATURE = 300  # and the words of an electronic signature over its picture
UNSEEN_SHOWN = 160  # characters
EDGE_LINES = 2  # lines at the top and the bottom of a page that may repeat
SHARE_OF_PAGES = 0.5
INDENT = 0.7  # heights of a line by which the first line of a paragraph stands further in
INDENTED_SHARE = 0.15  # of the lines, in a text whose paragraphs begin further in
FULL_SHARE = 0.25  # of the lines that end near the margin, so that it is known
BEYOND_SHARE = 0.05  # of the lines that end behind it
MARGIN_MAX = 85  # points: 3 cm
PARTED = 1.12  # the same, where a full line is followed by a capital
LOOSE = 1.25  # times the usual distance of lines, between paragraphs

_ENDS = re.compile(r"[.;:!?…][”\"»)\]]*$")
_PAGE = re.compile(r"(?:trang\s+)?[-–—\s]*\d{1,4}[-–—\s]*(?:/\s*\d{1,4})?", re.IGNORECASE)
_CITING = re.compile(r"(?:Điều|khoản|điểm|Chương|Mục|Phần|Phụ lục|số|và|đến|,)$")
_DIGITS = re.compile(r"\d+")


def read_pdf(content: bytes) -> Paper:
    """The tree and report of a PDF with text. Raises PaperError for a scan, a password, and more than 300 pages."""
    pages = pages_of(content)
    remarks: list[Remark] = []
    lines = list(_without_edges([page.lines for page in pages], remarks))
    letters = Counter(dict.fromkeys(range(1, len(pages) + 1), 0))
    for line in lines:
        letters[line.page] += len(line.text) + sum(len(cell) for row in line.rows for cell in row)
    stamped = [LETTERS_OF_A_SIGNATURE if page.is_picture else LETTERS_A_PAGE for page in pages]
    empty = [number for number, most in enumerate(stamped, start=1) if letters[number] < most]
    if 2 * len(empty) >= len(pages) and max(letters.values(), default=0) < LETTERS_OF_A_SIGNATURE:
        message = _(
            "Tệp PDF này là bản quét (ảnh chụp trang giấy), không có chữ để đọc;"
            " đề nghị gửi bản Word (.docx) hoặc PDF xuất từ phần mềm soạn thảo."
        )
        raise PaperError("is_scan", message)
    remarks += [Remark(RemarkKind.page_without_text, f"trang {page}", str(page)) for page in empty]
    remarks += _beside_the_text(pages)
    remarks += [
        Remark(RemarkKind.page_columns, f"trang {number}", str(number), str(page.columns))
        for number, page in enumerate(pages, start=1)
        if page.columns > 1
    ]
    require_unicode("\n".join(line.text for line in lines))
    width = max((page.width for page in pages), default=0.0)
    notes = [page.notes for page in pages]
    return outline(_with_notes(_Paragraphs(lines, width).blocks(), notes), remarks)


def _beside_the_text(pages: Sequence[Page]) -> Iterator[Remark]:
    """What stands beside or over the text of pages, what nobody sees on them, and which were recognised."""
    over: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for words in page.over:
            over.setdefault(words, number)
    yield from (Remark(RemarkKind.watermark, f"trang {page}", words) for words, page in over.items())
    for number, page in enumerate(pages, start=1):
        if page.unseen:
            yield Remark(RemarkKind.unseen, f"trang {number}", page.unseen[:UNSEEN_SHOWN])
        if page.is_recognised:
            yield Remark(RemarkKind.recognised, f"trang {number}", str(number))
    numbered = next((number for number, page in enumerate(pages, start=1) if page.has_line_numbers), None)
    if numbered:
        yield Remark(RemarkKind.line_numbers, f"trang {numbered}")


def _with_notes(blocks: Iterable[Block], notes: Sequence[Sequence[Note]]) -> Iterator[Block]:
    """The blocks without marks of notes, each followed by the notes that it refers to; the others at the end of their
    page."""
    waiting = {page: _whole(notes, page) for page in range(1, len(notes) + 1)}
    read = [(block, _page_of(block), _numbers_in(block)) for block in blocks]
    referred = {(page, number) for _, page, numbers in read for number in numbers}
    last = 0
    for block, page, numbers in read:
        for before in range(last, page):
            yield from _left(waiting.pop(before, []), before)
        last = page
        own: list[Note] = []
        for number in numbers:
            at = _place_of(number, page, waiting, referred)
            found = next((note for note in waiting.get(at, []) if note.number == number), None)
            if found:
                own.append(found)
                waiting[at].remove(found)
        answered = {note.number for note in own}
        yield replace(
            block,
            text=_without_marks(block.text, answered),
            rows=tuple(tuple(_without_marks(cell, answered) for cell in row) for row in block.rows),
        )
        yield from _left(own, page)
    for page in sorted(waiting):
        yield from _left(waiting[page], page)


def _place_of(
    number: str, page: int, waiting: Mapping[int, Sequence[Note]], referred: Container[tuple[int, str]]
) -> int:
    """The page at whose foot a note stands: this one, the next, or one at the end that does not refer to it itself."""
    for at in sorted(waiting):
        is_here = any(note.number == number for note in waiting[at])
        if is_here and at >= page and (at == page or (at, number) not in referred):
            return at
    return 0


def _page_of(block: Block) -> int:
    return int(_DIGITS.findall(block.place)[0])


def _numbers_in(block: Block) -> list[str]:
    words = " ".join((block.text, *(cell for row in block.rows for cell in row)))
    return [number_of(mark) for mark in MARKED.findall(words)]


def _without_marks(text: str, answered: Container[str]) -> str:
    """A small number without a note is text."""
    return MARKED.sub(lambda mark: "" if number_of(mark[1]) in answered else mark[1], text)


def _left(notes: Iterable[Note], page: int) -> Iterator[Block]:
    return (Block(note.text, "footnote", place=f"trang {page}") for note in notes)


def _whole(notes: Sequence[Sequence[Note]], page: int) -> list[Note]:
    """The notes of a page, the last one with what goes on at the foot of the next page."""
    own = [note for note in notes[page - 1] if note.number or page == 1]
    after = [note.text for note in notes[page][:1] if not note.number] if page < len(notes) else []
    return [*own[:-1], *(replace(note, text=" ".join([note.text, *after])) for note in own[-1:])]


def _without_edges(pages: Sequence[Sequence[Line]], remarks: list[Remark]) -> Iterator[Line]:
    """The lines without page numbers, and without those that stand at the edge of most pages."""
    edges = [
        {id(line): _edge_of(line) for line in (*page[:EDGE_LINES], *page[-EDGE_LINES:])} for page in pages
    ]
    repeated = _repeated(edges)
    named: set[str] = set()
    for page, edge in zip(pages, edges, strict=True):
        for line in page:
            is_number = line.cells and _PAGE.fullmatch(line.text) and line in (page[0], page[-1])
            is_edge = line.cells and id(line) in edge and edge[id(line)] in repeated
            if not (is_number or is_edge):
                yield line
            elif not is_number and edge[id(line)][0] not in named:
                named.add(edge[id(line)][0])
                remarks.append(Remark(RemarkKind.page_line, f"trang {line.page}", line.text))


def _repeated(edges: Sequence[Mapping[int, tuple[str, int]]]) -> set[tuple[str, int]]:
    """The lines at the edge of most pages, or of most left or right ones, as in a book; of three at least, or of two
    where each page has one of two such lines."""
    counts = Counter(edge for page in edges for edge in {*page.values()})
    found = {edge for edge, count in counts.items() if count >= max(3, SHARE_OF_PAGES * len(edges))}
    for first in (0, 1):
        side = [{*page.values()} for page in edges[first::2]]
        seen = Counter(edge for page in side for edge in page)
        found |= {
            edge for edge, count in seen.items() if count >= max(2, len(side) - 1) and count == counts[edge]
        }
    return found


def _edge_of(line: Line) -> tuple[str, int]:
    """What a line says but for the page's number, and how high it stands."""
    return _DIGITS.sub("#", line.text), round(line.box.bottom / 3)


@dataclass
class _Paragraphs:
    """The lines of all pages, and the measures by which they are joined."""

    lines: Sequence[Line]
    width: float
    left: float = 0.0
    right: float = 0.0
    distance: float = 0.0
    height: float = field(default=1.0)
    is_indented: bool = False

    def __post_init__(self) -> None:
        texts = [line for line in self.lines if line.cells and not line.is_title] or [
            line for line in self.lines if line.cells
        ]
        if not texts:
            return
        self.height = median(line.box.height for line in texts)
        self.left = _usual([line.box.left for line in texts], lowest=True)
        self.right = self._margin_of([line.right for line in texts])
        steps = [
            above.box.bottom - below.box.bottom
            for above, below in pairwise(texts)
            if above.page == below.page and above.box.bottom > below.box.bottom
        ]
        self.distance = _usual(steps, lowest=True, grain=1.0) if steps else 0.0
        further = sum(line.box.left - self.left > INDENT * self.height for line in texts)
        self.is_indented = further >= INDENTED_SHARE * len(texts)

    def _margin_of(self, ends: Sequence[float]) -> float:
        """Where full lines end. A paper of short lines has few of them; its margin is as wide as any may be."""
        usual = _usual(ends, lowest=False)
        full = sum(abs(end - usual) <= 2 * self.height for end in ends)
        beyond = sum(end > usual + self.height for end in ends)
        if full >= FULL_SHARE * len(ends) and beyond <= BEYOND_SHARE * len(ends):
            return usual
        return max(usual, self.width - MARGIN_MAX)

    def blocks(self) -> Iterator[Block]:
        """One for each paragraph, table, and run of lines that stand side by side."""
        at, count, page = 0, 0, 0
        while at < len(self.lines):
            line = self.lines[at]
            count, page = (count + 1 if line.page == page else 1), line.page
            place = f"trang {line.page} dòng {count}"
            end = at + 1
            if line.rows:
                while end < len(self.lines) and self._is_rest_of_table(at, end):
                    end += 1
                rows = _joined_rows([row for part in self.lines[at:end] for row in part.rows], line.rows[0])
                yield Block(table_text(rows), "table", rows=rows, place=place)
            elif self._is_beside(line):
                while end < len(self.lines) and self._is_beside(self.lines[end]):
                    end += 1
                yield from _beside([part.cells for part in self.lines[at:end]], place)
            else:
                while end < len(self.lines) and self._goes_on(self.lines[end - 1], self.lines[end]):
                    end += 1
                text = " ".join(part.written for part in self.lines[at:end])
                yield Block(text, is_title=self._is_centred(line), place=place)
            count += end - at - 1 if self.lines[end - 1].page == page else 0
            at = end

    def _is_beside(self, line: Line) -> bool:
        """Texts side by side, as in the head of a paper; not the number of a paragraph before its words."""
        return len(line.cells) > 1 and mark_of(line.text) is None

    def _is_centred(self, line: Line) -> bool:
        before, after = line.box.left - self.left, self.right - line.right
        return line.is_title or (before > 2 * self.height and abs(before - after) < 2 * self.height)

    def _is_rest_of_table(self, first: int, place: int) -> bool:
        """A table that goes on at the top of the next page or column of text, with the same columns."""
        before, line = self.lines[place - 1], self.lines[place]
        columns = {len(part.rows[0]) for part in (self.lines[first], line) if part.rows}
        is_higher = line.page == before.page and line.box.top > before.box.top
        return bool(line.rows) and (is_higher or line.page == before.page + 1) and len(columns) == 1

    def _goes_on(self, before: Line, line: Line) -> bool:
        """Whether a line continues the paragraph of the line before it."""
        if not line.cells or self._is_beside(line):
            return False
        is_new_page = line.page != before.page
        if self._is_centred(before) or (self._is_centred(line) and not is_new_page):
            return False
        if not is_new_page and before.box.bottom - line.box.bottom > LOOSE * self.distance:
            return False
        if mark_of(line.text) is not None:
            return _CITING.search(before.text) is not None
        if is_capitals(before.text) and not is_capitals(line.text):
            return False
        if not line.text.strip("….") and self._is_full(before, line):
            return True  # the blank of a form
        if line.text[0].islower() and not _ENDS.search(before.text):
            return True
        has_ended = _ENDS.search(before.text) is not None or before.text[-1] in CLOSING
        step = before.box.bottom - line.box.bottom
        if line.text[0].isupper() and not is_new_page and step > PARTED * self.distance:
            return False  # paragraphs stand a little farther from one another than lines do
        return self._is_full(before, line) and self._is_in_line(before, line, has_ended=has_ended)

    def _is_in_line(self, before: Line, line: Line, *, has_ended: bool) -> bool:
        """Whether a line begins where a paragraph goes on: at the margin, or below its own words."""
        step = INDENT * self.height
        if line.box.left - before.box.left > step:
            return not has_ended and mark_of(before.text) is not None
        if line.box.left - self.left > step:
            return not has_ended and abs(line.box.left - before.box.left) < 2
        return self.is_indented or not has_ended

    def _is_full(self, before: Line, line: Line) -> bool:
        """Whether the first word of the next line would not have fitted behind this one."""
        word = line.text.split()[0]
        width = (line.box.right - line.box.left) / max(len(line.text), 1) * (len(word) + 1)
        return before.right + width > self.right - 0.1 * self.height


def _usual(places: Sequence[float], *, lowest: bool, grain: float = 3.0) -> float:
    """The outermost value that many have: a margin, or the distance of lines within a paragraph."""
    counts = Counter(round(place / grain) for place in places)
    often = [place for place, count in counts.items() if count >= max(2, len(places) * 0.05)]
    return (min if lowest else max)(often or counts) * grain


def _joined_rows(rows: Sequence[tuple[str, ...]], head: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Without the heads that are repeated on each page; the lines of a cell that only its width broke are one."""
    own = [row for place, row in enumerate(rows) if place == 0 or row != head]
    return tuple(tuple(_unbroken(cell) for cell in row) for row in own)


def _unbroken(cell: str) -> str:
    lines: list[str] = []
    for line in cell.split("\n"):
        if lines and mark_of(line) is None and not _ENDS.search(lines[-1]) and lines[-1][-1:] not in CLOSING:
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _beside(rows: Sequence[tuple[str, ...]], place: str) -> Iterator[Block]:
    width = max(map(len, rows))
    padded = tuple((*row, *("" for _ in range(width - len(row)))) for row in rows)
    yield Block(table_text(padded), "table", rows=padded, place=place)
