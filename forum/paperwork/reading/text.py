"""Pasted or plain text as a paper."""

import re

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.outline import outline
from forum.paperwork.tree import Paper, Remark

CHARACTERS_AT_MOST = 10_000_000
WRAPPED_FROM = 45  # a shorter line that ends without a stop is a line of its own
REMARKS_AT_MOST = 50

_ENDS = re.compile(r"[.;:!?…”\"»)\]/]$")


def read_text(text: str) -> Paper:
    """The paper's tree and report. Never fails on what the text says, however it is numbered.

    Raises PaperError for damaged text (NUL, half characters) and past ten million characters.
    """
    if len(text) > CHARACTERS_AT_MOST:
        raise PaperError("too_long", "Văn bản quá dài: tối đa 10 triệu ký tự.")
    blocks, remarks = text_blocks(printable(text))
    return outline(blocks, remarks)


def text_blocks(text: str) -> tuple[list[Block], list[Remark]]:
    """One block a paragraph. A line broken by its width is joined again; lines with tabs are a table."""
    blocks: list[Block] = []
    joined: list[str] = []
    rows: list[tuple[str, ...]] = []
    was_blank = True
    for number, raw in enumerate(text.split("\n"), start=1):
        line = " ".join(raw.split())
        cells = (
            tuple(" ".join(cell.split()) for cell in raw.strip(" ").split("\t"))
            if "\t" in raw.strip()
            else ()
        )
        if rows and len(cells) != len(rows[-1]):
            _close_table(blocks, rows, number)
        if cells and line:
            rows.append(cells)
        elif line and not was_blank and blocks and _goes_on(blocks[-1], line):
            blocks[-1] = Block(f"{blocks[-1].text} {line}", place=blocks[-1].place)
            joined.append(f"dòng {number}")
        elif line:
            blocks.append(Block(line, place=f"dòng {number}"))
        was_blank = not line or bool(cells)
    _close_table(blocks, rows, text.count("\n") + 2)
    return blocks, _joined_remarks(joined)


def _goes_on(before: Block, line: str) -> bool:
    return (
        before.kind == "paragraph"
        and len(before.text) >= WRAPPED_FROM
        and not _ENDS.search(before.text)
        and (line[0].islower() or line[0] == ",")
        and recognise(line, {}) is None
    )


def _close_table(blocks: list[Block], rows: list[tuple[str, ...]], next_line: int) -> None:
    if len(rows) > 1:
        text = table_text(tuple(rows))
        blocks.append(Block(text, "table", rows=tuple(rows), place=f"dòng {next_line - len(rows)}"))
    elif rows:
        blocks.append(Block(" ".join(cell for cell in rows[0] if cell), place=f"dòng {next_line - 1}"))
    rows.clear()


def table_text(rows: tuple[tuple[str, ...], ...]) -> str:
    """A table as lines of text, cells parted by bars: what is searched and compared."""
    return "\n".join(" | ".join(" ".join(cell.split()) for cell in row) for row in rows)


def _joined_remarks(places: list[str]) -> list[Remark]:
    if not places:
        return []
    shown = ", ".join(places[:REMARKS_AT_MOST]) + (", …" if len(places) > REMARKS_AT_MOST else "")
    return [Remark("guess", "lines_joined", f"Nối {len(places)} dòng bị ngắt giữa câu.", shown)]
