"""Tables as text and what to say of them; lines that are drawn by signs, and typed tables of contents."""

import re
from collections.abc import Iterable, Iterator

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.remarks import Remark, RemarkKind

_RULE = re.compile(r"[_=*~\-–—\s]{3,}")
_NUMBER = re.compile(r"[\d.,%/()\s]+|[IVX]+\.?")

_ARTICLE = re.compile(r"(?:Điều|ĐIỀU)\s+\d{1,3}[a-zđ]?[.:]\s")
SHOWN = 60

_CONTENTS = re.compile(r"mục lục", re.IGNORECASE)
_CONTENTS_LINE = re.compile(r"\S.*?[\s.…_]\d{1,4}")

Rows = tuple[tuple[str, ...], ...]


def table_text(rows: Rows) -> str:
    """A table as lines of text with cells separated by bars, for search and comparison."""
    return "\n".join(" | ".join(" ".join(cell.split()) for cell in row) for row in rows)


def is_rule(block: Block) -> bool:
    """A line drawn with underscores or dashes, as below the head of a paper."""
    return block.kind in {"paragraph", "heading"} and _RULE.fullmatch(block.text) is not None


def has_head(rows: Rows) -> bool:
    """Whether the first row names the columns: words in nearly all cells, and no number."""
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    is_named = len(filled) >= max(1, len(first) - 1) and all(len(cell) <= 120 for cell in filled)
    return len(rows) > 1 and is_named and not any(_NUMBER.fullmatch(cell) for cell in filled)


def table_remarks(root: Draft) -> Iterator[Remark]:
    """One for each table of the body without a row of names, and for each with an article in a cell."""
    waiting = [root]
    while waiting:
        draft = waiting.pop()
        if draft.kind == "table" and draft.rows and not has_head(draft.rows):
            yield Remark(RemarkKind.table_without_head, draft.place)
        if article := next((cell for row in draft.rows for cell in row if _ARTICLE.match(cell)), None):
            yield Remark(RemarkKind.units_in_table, draft.place, " ".join(article.split())[:SHOWN])
        if draft.kind not in {"preamble", "signature"}:
            waiting.extend(reversed(draft.children))


def without_contents(blocks: Iterable[Block], remarks: list[Remark]) -> Iterator[Block]:
    """The blocks without a table of contents that was typed or pasted: lines below 'MỤC LỤC' that end in a page."""
    in_contents = False
    for block in blocks:
        if _CONTENTS.fullmatch(block.text.strip(" .:")):
            in_contents = True
        elif in_contents and _CONTENTS_LINE.fullmatch(block.text) is None:
            in_contents = False
        if in_contents:
            remarks.append(Remark(RemarkKind.contents, block.place, block.text[:160]))
        else:
            yield block
