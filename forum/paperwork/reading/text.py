"""Reads pasted or plain text as a paper."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable, require_unicode
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.marks import CLOSING, is_capitals
from forum.paperwork.reading.outline import outline
from forum.paperwork.reading.pasted import cells_of, mark_of, read_rows
from forum.paperwork.reading.running import running_lines
from forum.paperwork.remarks import Remark, RemarkKind
from forum.paperwork.tree import Paper
from forum.words import _

MAX_CHARACTERS = 10_000_000
WRAPPED_FROM = 45  # a shorter line is not wrapped: it ends where its writer ended it
# A text is wrapped (copied from a PDF, say) if this share of its lines nearly reaches one width.
FULL_SHARE, NEARLY, WIDEST = 0.4, 0.85, 140

_ENDS = re.compile(r"(?:[.;:!?…][”\"»)\]]*|/)$")


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
    """One block per paragraph. Wrapped lines are joined again; lines with tabs are rows of a table."""
    raw_lines = text.split("\n")
    running = running_lines(raw_lines)
    gathered = _Gathered(_width(raw_lines), remarks=_left_out(raw_lines, running))
    at = 0
    while at < len(raw_lines):
        if at in running:
            at += 1
            continue
        line = " ".join(raw_lines[at].split())
        if line and "\t" in raw_lines[at].strip() and cells_of(raw_lines[at]):
            gathered.close()
            table, remarks, at = read_rows(raw_lines, at)
            gathered.blocks.append(table)
            gathered.remarks.extend(remarks)
            continue
        if line:
            gathered.take_line(line, at + 1)
        else:
            gathered.close()
        at += 1
    gathered.close()
    return gathered.blocks, [*gathered.remarks, *gathered.joined_remarks()]


def _left_out(raw_lines: Sequence[str], running: Container[int]) -> list[Remark]:
    """One remark for each line that repeats beside the page numbers, and one for the numbers."""
    first: dict[str, Remark] = {}
    for place, raw in enumerate(raw_lines):
        if place in running:
            words = " ".join(raw.split())
            first.setdefault(
                words.strip("0123456789/-– "), Remark(RemarkKind.page_line, f"dòng {place + 1}", words)
            )
    return [*first.values()]


@dataclass
class _Gathered:
    """The open paragraph, and the finished blocks. `joined` are the first lines that were joined to another."""

    width: int | None
    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    joined: list[tuple[int, int]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    first: int = 0

    def take_line(self, line: str, number: int) -> None:
        if not (self.lines and _goes_on(self.lines, line, self.width)):
            self.close()
            self.first = number
        self.lines.append(line)

    def close(self) -> None:
        if self.lines:
            self.blocks.append(Block(" ".join(self.lines), place=f"dòng {self.first}"))
        if len(self.lines) > 1:
            self.joined.append((self.first + 1, len(self.lines) - 1))
        self.lines = []

    def joined_remarks(self) -> list[Remark]:
        """One for each paragraph, or one for a text that is wrapped throughout."""
        if self.width is not None:
            count = sum(count for _, count in self.joined)
            return [Remark(RemarkKind.text_wrapped, "", str(count))] if count else []
        return [Remark(RemarkKind.lines_joined, f"dòng {line}", str(count)) for line, count in self.joined]


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
    if not is_long or _ENDS.search(before) or mark_of(line) is not None:
        return False
    if line[0].islower() or line[0] == ",":
        return True
    if before[-1] in CLOSING:
        return False
    # A continued line may begin with a capital (a name); only in wrapped text is it no new paragraph.
    return (
        width is not None
        and len(before) >= NEARLY * width
        and not is_capitals(before)
        and not is_capitals(line)
    )
