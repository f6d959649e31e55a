"""Notes of a PDF at the foot of the next page, or all at the end: each is read at the words that refer to it."""

import json

import pytest
import typst

from forum.paperwork.reading.pdf.reader import read_pdf
from forum.paperwork.tree import Paper
from tests.paperwork.reading.test_pdf import long

_PAGE = """
#let it = json(bytes(sys.inputs.data))
#set page(width: 210mm, height: 297mm, margin: (left: 30mm, right: 15mm, y: 20mm))
#set text(size: 14pt)
#set par(justify: true, spacing: 1.2em)
#set super(typographic: false)
#for (number, page) in it.enumerate() {
  if number > 0 { pagebreak() }
  for line in page.lines {
    let parts = line.split("^")
    par[#parts.at(0)#if parts.len() > 1 [#super(parts.at(1))#parts.at(2)]]
  }
  place(bottom, block({
    if page.notes.len() > 0 { line(length: 30%, stroke: 0.5pt); set text(size: 10pt)
      for note in page.notes { par(note) } }
  }))
}
"""


def paper_of(*pages: tuple[list[str], list[str]]) -> Paper:
    """Pages of lines, in which ^1^ is a raised number, and of notes at their foot."""
    data = json.dumps([{"lines": lines, "notes": notes} for lines, notes in pages])
    return read_pdf(bytes(typst.compile(_PAGE.encode(), sys_inputs={"data": data})))


def noted(paper: Paper) -> list[tuple[str, str]]:
    """The paragraph before each note, and the note."""
    found, above = [], ""
    for node in paper.paragraphs():
        if node.kind == "footnote":
            found.append((above, node.text))
        else:
            above = node.path
    return found


def page_of(first: int, *referring: tuple[int, str]) -> list[str]:
    marks = dict(referring)
    return [
        f"{number}. {long(number)[:-1]}{f'^{marks[number]}^' if number in marks else ''}."
        for number in range(first, first + 4)
    ]


def test_a_note_at_the_foot_of_the_next_page_is_that_of_the_words_before() -> None:
    first, second = page_of(1, (4, "1")), page_of(5, (6, "2"))
    paper = paper_of((["Điều 1. Họp", *first], []), (second, ["1 Theo Quy chế mẫu.", "2 Theo Điều 5."]))
    assert noted(paper) == [("Điều 1 khoản 4", "Theo Quy chế mẫu."), ("Điều 1 khoản 6", "Theo Điều 5.")]
    assert [node.text for node in paper.paragraphs() if node.kind == "clause"] == [
        long(n) for n in range(1, 9)
    ]


def test_a_note_may_begin_at_its_own_page_and_another_of_the_number_stand_at_the_next() -> None:
    pages = [(page_of(1, (2, "1")), ["1 Một."]), (page_of(5, (7, "1")), ["1 Hai."])]
    assert noted(paper_of((["Điều 1. Họp", *pages[0][0]], pages[0][1]), pages[1])) == [
        ("Điều 1 khoản 2", "Một."),
        ("Điều 1 khoản 7", "Hai."),
    ]


@pytest.mark.parametrize("bracket", ["{}", "[{}]"])
def test_notes_at_the_end_stand_at_the_words_that_refer_to_them(bracket: str) -> None:
    one, two, three = (bracket.format(number) for number in (1, 2, 3))
    paper = paper_of(
        (["Điều 1. Họp", *page_of(1, (2, one))], []),
        (page_of(5, (5, two), (8, three)), []),
        (page_of(9), [f"{one} Một.", f"{two} Hai.", f"{three} Ba."]),
    )
    assert noted(paper) == [("Điều 1 khoản 2", "Một."), ("Điều 1 khoản 5", "Hai."), ("Điều 1 khoản 8", "Ba.")]
    assert all("[" not in node.text for node in paper.paragraphs())


def test_a_small_number_without_a_note_stays() -> None:
    paper = paper_of((["Điều 1. Họp", "1. Diện tích là 10^2^ lần."], []))
    assert [node.text for node in paper.paragraphs()][1] == "Diện tích là 102 lần."
