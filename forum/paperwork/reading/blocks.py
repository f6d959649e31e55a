"""The output of every reader: the paper's blocks in order, before they are outlined."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "heading", "table", "picture", "footnote"]


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, table, picture or note.

    `marker` is a number from the file's automatic numbering, `depth` its list level or the heading's level,
    from 1. `place` is its position in the file ('dòng 12') for the report. `is_title` is a layout hint:
    centred or all bold. `note` is what a column beside the draft explains. `is_aside`: in a box beside the text.
    """

    text: str
    kind: BlockKind = "paragraph"
    marker: str = ""
    depth: int = 0
    is_title: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    place: str = ""
    note: str = ""
    is_aside: bool = False
