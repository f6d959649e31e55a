"""PDF files set in columns of any number and width, below titles over the whole width: the units of the grammar."""

from collections.abc import Sequence

import pytest

from forum.paperwork.reading.pdf.reader import read_pdf
from tests.paperwork.reading.bands import Line, pdf_in_bands
from tests.paperwork.reading.grammar import draft_of
from tests.paperwork.reading.made import Made
from tests.paperwork.reading.shown import remarked, texts
from tests.paperwork.reading.test_grammar import FOUND_MIN, compared
from tests.paperwork.reading.test_pdf import long, printed

SEEDS = (2000, 2003, 2004, 2005, 2006)
WIDTHS = {
    "two": (1, 1),
    "three": (1, 1, 1),
    "four": (1, 1, 1, 1),
    "wide and narrow": (2, 1),
    "narrow and wide": (1, 2),
}
SIZES = {"three": 8.0, "four": 7.0}


def lines_of(made: Made) -> list[Line]:
    return [printed(line) if isinstance(line, str) else line for line in made.lines]


def head_of(made: Made) -> list[int]:
    """The lines above the first unit."""
    first = made.units[0][2]
    return [*range(next(at for at, line in enumerate(made.lines) if isinstance(line, str) and first in line))]


def titles_of(lines: Sequence[Line]) -> list[int]:
    return [
        at
        for at, line in enumerate(lines)
        if isinstance(line, str)
        and line.upper().startswith(("CHƯƠNG", "PHỤ LỤC", "MẪU SỐ"))
        and len(line) < 60
    ]


def found_of(
    widths: Sequence[float], size: float, *, titles: bool, justify: bool = True
) -> tuple[int, int, int]:
    count, missed, invented = 0, 0, 0
    for seed in SEEDS:
        made = draft_of(seed)
        if len(widths) > 3:  # no table fits
            made = Made(
                [line for line in made.lines if isinstance(line, str)],
                [unit for unit in made.units if unit[0] != "table"],
            )
        lines = lines_of(made)
        wide = [*head_of(made), *titles_of(lines)] if titles else []
        paper = read_pdf(pdf_in_bands(lines, widths, titles=wide, size=size, justify=justify))
        units, lacks, extra = compared(made, paper)
        count, missed, invented = count + units, missed + lacks.total(), invented + extra.total()
    return count, missed, invented


@pytest.mark.parametrize("justify", [True, False])
@pytest.mark.parametrize("columns", sorted(WIDTHS))
def test_columns_of_any_number_and_width_are_read_one_after_another(columns: str, justify: bool) -> None:
    size = SIZES.get(columns, 9.0)
    count, missed, invented = found_of(WIDTHS[columns], size, titles=False, justify=justify)
    assert max(missed, invented) <= (1 - FOUND_MIN) * count


@pytest.mark.parametrize("columns", ["two", "three"])
def test_each_title_over_the_columns_ends_those_above_it(columns: str) -> None:
    count, missed, invented = found_of(WIDTHS[columns], SIZES.get(columns, 9.0), titles=True)
    assert max(missed, invented) <= 2 * (1 - FOUND_MIN) * count


def test_the_number_of_columns_is_said_at_each_page() -> None:
    lines: list[Line] = []
    for number in range(1, 13):
        lines += [f"Điều {number}. Họp", f"1. {long(number)}", f"2. {long(number + 50)}"]
    paper = read_pdf(pdf_in_bands(lines, (1, 1, 1), size=8))
    assert list(texts(paper)) == [
        path
        for number in range(1, 13)
        for path in (f"Điều {number}", f"Điều {number} khoản 1", f"Điều {number} khoản 2")
    ]
    said = [str(remark.message) for remark in paper.report if remark.kind.value == "page_columns"]
    assert said[0] == "Trang 1 được đọc theo 3 cột, hết cột này rồi đến cột bên phải."
    assert "page_columns" in [kind for kind, _ in remarked(paper)]
