"""Column widths of a table: by share, but never narrower than the longest word of the column's title."""

from collections.abc import Sequence

from forum.paperwork.description import OfficialPaper, TableColumn
from forum.paperwork.layout_rules import layout
from forum.paperwork.writing.faces import width_in_points

POINTS_PER_MM = 72 / 25.4
CELL_PADDING = 5.0  # points on each side: the larger of the paddings in DOCX and PDF
# Without Times New Roman a viewer substitutes another face; those of Linux are up to a third wider.
_OTHER_FACE = 1.35


def column_widths(columns: Sequence[TableColumn], paper: OfficialPaper) -> list[float]:
    """The width of each column in points; their sum is the text width of the page.

    What narrow columns lack is taken from the others by their shares. If the titles need more than the text
    width, all columns are reduced in proportion.
    """
    rules = layout(paper.issuer.kind)
    whole = rules.text_width_mm(landscape=paper.landscape) * POINTS_PER_MM
    size = rules.components["cell"].size
    needed = [_longest_word(column.title, size) * _OTHER_FACE + 2 * CELL_PADDING for column in columns]
    if sum(needed) >= whole:
        return [whole * need / sum(needed) for need in needed]
    widths = dict.fromkeys(range(len(columns)), 0.0)
    free = set(widths)
    while free:
        left = whole - sum(width for place, width in widths.items() if place not in free)
        shares = sum(columns[place].share for place in free)
        wanted = {place: left * columns[place].share / shares for place in free}
        narrow = {place for place in free if wanted[place] < needed[place]}
        if not narrow:
            widths |= wanted
            break
        widths |= {place: needed[place] for place in narrow}
        free -= narrow
    return list(widths.values())


def _longest_word(title: str, size: float) -> float:
    return max((width_in_points(word, size, bold=True) for word in title.split()), default=0.0)
