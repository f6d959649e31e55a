"""Reads pasted or plain text as a paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable, require_unicode
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import is_capitals, recognise
from forum.paperwork.reading.outline import outline
from forum.paperwork.tree import Paper, Remark
from forum.words import _

MAX_CHARACTERS = 10_000_000
WRAPPED_FROM = 45  # a shorter line is not wrapped: it ends where its writer ended it
# A text is wrapped (copied from a PDF, say) if this share of its lines nearly reaches one width.
FULL_SHARE, NEARLY, WIDEST = 0.4, 0.85, 140
MAX_REMARKS = 50

_ENDS = re.compile(r"[.;:!?…”\"»)\]/]$")


def read_text(text: str) -> Paper:
    """The paper's tree and report. Never fails because of content or numbering.

    Raises PaperError for damaged text (NUL, lone surrogates) and beyond ten million characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise PaperError("too_long", _("Văn bản quá dài: tối đa 10 triệu ký tự."))
    require_unicode(text)
    blocks, remarks = text_blocks(printable(text))
    return outline(blocks, remarks)


def text_blocks(text: str) -> tuple[list[Block], list[Remark]]:
    """One block per paragraph. Wrapped lines are joined again; lines with tabs are a table."""
    raw_lines = text.split("\n")
    gathered = _Gathered(_width(raw_lines))
    for number, raw in enumerate(raw_lines, start=1):
        line = " ".join(raw.split())
        if line and "\t" in raw.strip():
            gathered.take_row(tuple(" ".join(cell.split()) for cell in raw.strip(" ").split("\t")), number)
        elif line:
            gathered.take_line(line, number)
        else:
            gathered.close()
    gathered.close()
    return gathered.blocks, _joined_remarks(gathered.joined)


@dataclass
class _Gathered:
    """The open paragraph or table, and the finished blocks."""

    width: int | None
    blocks: list[Block] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    first: int = 0

    def take_line(self, line: str, number: int) -> None:
        if self.lines and _goes_on(self.lines, line, self.width):
            self.joined.append(f"dòng {number}")
        else:
            self.close()
            self.first = number
        self.lines.append(line)

    def take_row(self, cells: tuple[str, ...], number: int) -> None:
        if not self.rows or len(self.rows[-1]) != len(cells):
            self.close()
            self.first = number
        self.rows.append(cells)

    def close(self) -> None:
        place = f"dòng {self.first}"
        if self.lines:
            self.blocks.append(Block(" ".join(self.lines), place=place))
        elif len(self.rows) > 1:
            rows = tuple(self.rows)
            self.blocks.append(Block(table_text(rows), "table", rows=rows, place=place))
        elif self.rows:
            self.blocks.append(Block(" ".join(cell for cell in self.rows[0] if cell), place=place))
        self.lines, self.rows = [], []


def _width(raw_lines: Sequence[str]) -> int | None:
    """The width that a text is wrapped at; None if it is not wrapped."""
    sizes = sorted(len(line.strip()) for line in raw_lines if line.strip())
    if len(sizes) < 8:
        return None
    widest = sizes[len(sizes) * 9 // 10]
    full = sum(size >= NEARLY * widest for size in sizes)
    return widest if WRAPPED_FROM <= widest <= WIDEST and full >= FULL_SHARE * len(sizes) else None


def _goes_on(lines: Sequence[str], line: str, width: int | None) -> bool:
    """Whether a line continues the wrapped line before it."""
    before = lines[-1]
    is_long = len(before) >= WRAPPED_FROM or len(lines) > 1
    if not is_long or _ENDS.search(before[-1:]) or recognise(line, {}) is not None:
        return False
    if line[0].islower() or line[0] == ",":
        return True
    # A continued line may begin with a capital (a name); only in wrapped text is it no new paragraph.
    return (
        width is not None
        and len(before) >= NEARLY * width
        and not is_capitals(before)
        and not is_capitals(line)
    )


def table_text(rows: tuple[tuple[str, ...], ...]) -> str:
    """A table as lines of text with cells separated by bars, for search and comparison."""
    return "\n".join(" | ".join(" ".join(cell.split()) for cell in row) for row in rows)


def _joined_remarks(places: list[str]) -> list[Remark]:
    if not places:
        return []
    shown = ", ".join(places[:MAX_REMARKS]) + (", …" if len(places) > MAX_REMARKS else "")
    return [Remark("guess", "lines_joined", f"Nối {len(places)} dòng bị ngắt giữa câu.", shown)]
