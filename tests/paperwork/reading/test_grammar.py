"""Hundreds of drafts of a grammar: nearly all of their units are read with the right path, and none besides."""

from collections import Counter

import pytest

from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.files import read_file
from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import Paper
from tests.paperwork.reading.grammar import draft_of
from tests.paperwork.reading.made import Made
from tests.paperwork.reading.variants import TYPED

DRAFTS = 300
VARIED = 15  # drafts in each of the variants
FOUND_MIN = 0.995
UNITS = {"annex", "part", "chapter", "section", "article", "heading", "clause", "point", "table"}
Units = Counter[tuple[str, str, str]]


def units_of(paper: Paper) -> Units:
    return Counter(
        (node.kind, node.path, node.rows[0][0] if node.rows else node.text)
        for node in paper.tree.walk()
        if node.kind in UNITS and not (node.kind == "table" and "phần" in node.path)
    )


def compared(made: Made, paper: Paper) -> tuple[int, Units, Units]:
    """How many units there are, those that were not found, and those that are not there."""
    truth: Units = Counter(made.units)
    found = units_of(paper)
    return truth.total(), truth - found, found - truth


@pytest.mark.parametrize("way", sorted(TYPED))
def test_the_units_are_found_however_they_were_typed_or_pasted(way: str) -> None:
    count, missed, invented, wrong = 0, 0, 0, []
    for seed in range(5_000, 5_000 + VARIED):
        made = draft_of(seed)
        paper = read_file("", TYPED[way](made, seed).encode())
        units, lacks, extra = compared(made, paper)
        count, missed, invented = count + units, missed + lacks.total(), invented + extra.total()
        wrong += [(seed, "lacks", *unit) for unit in lacks] + [(seed, "has", *unit) for unit in extra]
    assert count > 30 * VARIED
    assert missed <= (1 - FOUND_MIN) * count, wrong[:20]
    assert invented <= (1 - FOUND_MIN) * count, wrong[:20]


@pytest.mark.parametrize("kind", ["text", "docx"])
def test_the_units_of_drafts_of_the_grammar_are_found_and_no_others(kind: str) -> None:
    count, missed, invented = 0, 0, 0
    wrong = []
    for seed in range(DRAFTS) if kind == "text" else range(DRAFTS, DRAFTS * 4 // 3):
        made = draft_of(seed)
        paper = read_text(made.as_text()) if kind == "text" else read_docx(made.as_docx())
        units, lacks, extra = compared(made, paper)
        count, missed, invented = count + units, missed + lacks.total(), invented + extra.total()
        wrong += [(seed, "lacks", *unit) for unit in lacks] + [(seed, "has", *unit) for unit in extra]
    assert count > 30 * (DRAFTS if kind == "text" else DRAFTS // 3)
    assert missed <= (1 - FOUND_MIN) * count, wrong[:20]
    assert invented <= (1 - FOUND_MIN) * count, wrong[:20]
