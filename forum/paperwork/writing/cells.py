"""The lines of a cell, how high its row is, and whether the row stays on one page."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from forum.paperwork.description import Marked, OfficialPaper, Row
from forum.paperwork.layout_rules import layout
from forum.paperwork.printable import printable
from forum.paperwork.writing.column_widths import CELL_PADDING, POINTS_PER_MM
from forum.paperwork.writing.faces import width_in_points

LINE = 1.3  # of the letters' size, a little more than any viewer's
WHOLE_ROW = 0.5  # of the page: a row up to this is not broken, since little of a page stays empty before it


def cell_lines(text: str) -> Iterator[str]:
    """The lines of a cell; at least one, since an empty cell needs a paragraph."""
    lines = [line.replace("\t", " ").strip() for line in printable(text).split("\n")]
    yield from [line for line in lines if line] or [""]


def is_whole(row: Row, widths: Sequence[float], paper: OfficialPaper) -> bool:
    """Whether the row goes to the next page rather than being broken; one that is too long for that is broken."""
    rules = layout(paper.issuer.kind)
    page = (rules.width_mm if paper.landscape else rules.height_mm) - rules.top_mm - rules.bottom_mm
    cells = [
        (cell.text if isinstance(cell, Marked) else cell, width - 2 * CELL_PADDING)
        for cell, width in zip(row.cells, widths, strict=True)
    ]
    return row_height(cells, rules.components["cell"].size) <= WHOLE_ROW * page * POINTS_PER_MM


def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """The lines of a text in a column of `width` points; words are set one after the other, as viewers do."""
    return sum(_lines_of(line, width, size, bold=bold) for line in cell_lines(text))


def row_height(cells: Sequence[tuple[str, float]], size: float, *, bold: bool = False) -> float:
    """In points, of a row whose cells are texts with their widths."""
    lines = max((line_count(text, width, size, bold=bold) for text, width in cells), default=1)
    return lines * size * LINE


def _lines_of(line: str, width: float, size: float, *, bold: bool) -> int:
    lines, filled, blank = 1, 0.0, _width(" ", bold) * size
    for word in line.split():
        length = sum(_width(letter, bold) for letter in word) * size
        if filled and filled + blank + length > width:
            lines, filled = lines + 1, 0.0
        broken, rest = divmod(length, width)  # a word longer than the column is broken
        lines += int(broken)
        filled = rest if broken else filled + (blank if filled else 0.0) + length
    return lines


@lru_cache(maxsize=4096)
def _width(letter: str, bold: bool) -> float:
    return width_in_points(letter, 1.0, bold=bold)
