"""Tables that only lay out a text: a column of articles, or numbers beside their words."""

from collections.abc import Sequence
from dataclasses import replace

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.marks import RANKS
from forum.paperwork.reading.pasted import mark_of

Cell = Sequence[Block]


def as_text(rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """The paragraphs of such a table, in order; none for a table.

    Each row holds one filled cell, or a bare number and the words that belong to it, and one of them is an article or
    a unit above it.
    """
    flow: list[Block] = []
    for row in rows:
        filled = [cell for cell in row if cell]
        if len(filled) == 1:
            flow += filled[0]
        elif len(filled) == 2 and len(filled[0]) == 1 and _is_bare_number(filled[0][0]):
            first = filled[1][0]
            flow += [replace(first, text=f"{filled[0][0].text} {first.text}".strip()), *filled[1][1:]]
        elif filled:
            return []
    return flow if any(_is_article(block) for block in flow) else []


def _is_bare_number(block: Block) -> bool:
    mark = mark_of(f"{block.text} …") if block.kind == "paragraph" and not block.marker else None
    return mark is not None and mark.kind != "item" and mark.rest == "…"


def _is_article(block: Block) -> bool:
    mark = mark_of(f"{block.marker} {block.text}".strip()) if block.kind in {"paragraph", "heading"} else None
    return mark is not None and mark.rank <= RANKS["article"]
