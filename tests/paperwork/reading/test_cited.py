"""What a person has put in order is cited as the reader cites it."""

import pytest

from forum.paperwork.reading.cited import Line, number_of, paths_of
from forum.paperwork.reading.text import read_text
from forum.paperwork.readings import reading_of
from tests.paperwork.reading.grammar import draft_of


@pytest.mark.parametrize("seed", range(60))
def test_a_reading_that_nobody_changed_is_cited_as_it_was_read(seed: int) -> None:
    nodes = reading_of(read_text(draft_of(seed).as_text())).nodes
    lines = [Line(unit.kind, unit.label, unit.text, unit.path) for unit in nodes]
    assert paths_of(lines) == [unit.path for unit in nodes]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("Điều 7.", "7"),
        ("đ)", "đ"),
        ("2.", "2"),
        ("Chương II", "II"),
        ("Phụ lục", ""),
        ("Mẫu số 01", "01"),
        ("", ""),
        ("1.1.", "1.1"),
    ],
)
def test_a_number_is_taken_out_of_its_label(label: str, number: str) -> None:
    assert number_of(label) == number
