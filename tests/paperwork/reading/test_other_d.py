"""A draft typed with the other Đ (U+00D0), which old keyboards wrote and which looks the same."""

import pytest

from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import Paper

TYPED = """Chương I
QUY ÐỊNH CHUNG
Ðiều 1. Phạm vi
1. Khoản một.
2. Khoản hai:
a) điểm a;
b) điểm b;
c) điểm c;
d) điểm d;
đ) điểm đ;
e) điểm e.
Ðiều 2. Ðối tượng
1. Một.
"""


def units(paper: Paper) -> list[tuple[str, str, str]]:
    return [(node.kind, node.number, node.text) for node in paper.tree.walk()]


def test_it_is_read_as_with_the_vietnamese_letter_and_said_once() -> None:
    paper, right = read_text(TYPED), read_text(TYPED.replace("Ð", "Đ"))
    assert units(paper) == units(right)
    assert [kind for kind, _, _ in units(paper)].count("article") == 2
    assert [kind for kind, _, _ in units(paper)].count("point") == 6
    assert [remark.kind for remark in paper.report] == ["other_d"]
    assert paper.report[0].place == "dòng 2"
    assert right.report == ()


@pytest.mark.parametrize("table", ["Tên\tÐịa chỉ\nMột\tÐường Mẫu", "| Tên | Ðịa chỉ |\n|---|---|\n| a | b |"])
def test_it_is_mended_in_tables_too(table: str) -> None:
    read = read_markdown if "|" in table else read_text
    paper = read(table)
    assert "Địa chỉ" in str(units(paper))
    assert "Ð" not in str(units(paper))


@pytest.mark.parametrize(
    "word", ["Sigurður", "ÞAÐ", "það", "með", "MEÐ", "Guðrún", "æðri", "Ðórr", "Norðurþing"]
)
def test_the_letter_of_icelandic_stays(word: str) -> None:
    paper = read_text(f"Ðiều 1. Ông {word} góp ý")
    assert units(paper)[1] == ("article", "1", f"Ông {word} góp ý")


@pytest.mark.parametrize("word", ["HÐND", "QÐ", "NÐ", "ÐỒNG", "ðồng", "Ðắk", "LÐTBXH", "Ð"])
def test_syllables_and_abbreviations_are_mended(word: str) -> None:
    assert word.translate(str.maketrans("Ðð", "Đđ")) in str(units(read_text(f"Điều 1. Theo {word} mẫu")))
