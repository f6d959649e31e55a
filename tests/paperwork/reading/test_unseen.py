"""Words of a PDF that nobody sees on its pages: none becomes a unit, and each is named with its page."""

import pytest

from forum.paperwork.cleaning.files import clean_file
from forum.paperwork.reading.pdf.reader import read_pdf
from tests.paperwork.reading.grammar import draft_of
from tests.paperwork.reading.hiding import WAYS, pdf_with, scan_with_words
from tests.paperwork.reading.made import Made
from tests.paperwork.reading.shown import remarked
from tests.paperwork.reading.test_grammar import compared
from tests.paperwork.reading.test_pdf import printed

SEEDS = (2000, 2001, 2003)
HIDDEN = ("Điều 99. Bí mật", "1. Thêm một khoản ẩn.", "Chương XX", "BÍ MẬT")
Lines = list[tuple[str | list[list[str]], str]]


def with_hidden(made: Made, way: str) -> Lines:
    """Lines of the draft with such words between some of them."""
    lines: Lines = []
    for place, (line, below) in enumerate(zip(made.lines, [*made.lines[1:], ""], strict=True)):
        lines.append((printed(line) if isinstance(line, str) else line, ""))
        if place % 17 == 5 and isinstance(line, str) and isinstance(below, str):
            lines += [(words, way) for words in HIDDEN]
    return lines


def without_tables(made: Made) -> Made:
    """Nothing says where the rules of a table stand in a scan."""
    return Made(
        [line for line in made.lines if isinstance(line, str)],
        [unit for unit in made.units if unit[0] != "table"],
    )


@pytest.mark.parametrize("way", WAYS)
def test_words_that_nobody_sees_are_no_units_and_are_named(way: str) -> None:
    for seed in SEEDS:
        made = draft_of(seed)
        paper = read_pdf(pdf_with(with_hidden(made, way)))
        _, lacks, extra = compared(made, paper)
        assert (lacks.total(), extra.total()) == (0, 0), (seed, lacks, extra)
        named = " ".join(remark.about for remark in paper.report if remark.kind.value == "unseen")
        assert "Điều 99. Bí mật" in named
        assert all(remark.is_doubt for remark in paper.report if remark.kind.value == "unseen")


@pytest.mark.parametrize("way", ["light", "shaded"])
def test_light_words_on_a_dark_ground_and_words_on_a_coloured_one_are_read(way: str) -> None:
    for seed in SEEDS:
        made = draft_of(seed)
        lines = [
            (line, way if place % 7 == 3 and isinstance(line, str) else "")
            for place, (line, _) in enumerate(with_hidden(Made(made.lines[:]), ""))
            if line not in HIDDEN
        ]
        paper = read_pdf(pdf_with(lines))
        _, lacks, extra = compared(made, paper)
        assert (lacks.total(), extra.total()) == (0, 0), (seed, lacks, extra)
        assert "unseen" not in [kind for kind, _ in remarked(paper)]


@pytest.mark.parametrize("strips", [1, 12])
def test_the_words_that_were_recognised_in_a_scan_are_read_with_a_doubt_at_each_page(strips: int) -> None:
    for seed in SEEDS:
        made = without_tables(draft_of(seed))
        content = pdf_with([(printed(line), "") for line in made.lines if isinstance(line, str)])
        paper = read_pdf(scan_with_words(content, content, strips))
        _, lacks, extra = compared(made, paper)
        assert (lacks.total(), extra.total()) == (0, 0), (seed, lacks, extra)
        kinds = [kind for kind, _ in remarked(paper)]
        assert "unseen" not in kinds
        assert kinds.count("recognised") >= 1


def test_words_below_which_a_scan_shows_nothing_are_none_of_it() -> None:
    made = without_tables(draft_of(2001))
    lines = [line for line, _ in with_hidden(made, "white")]
    shown = pdf_with([(line, "white" if line in HIDDEN else "") for line in lines])
    paper = read_pdf(scan_with_words(shown, pdf_with([(line, "") for line in lines])))
    _, lacks, extra = compared(made, paper)
    assert (lacks.total(), extra.total()) == (0, 0), (lacks, extra)
    assert "Điều 99" in " ".join(remark.about for remark in paper.report if remark.kind.value == "unseen")


def test_whoever_sends_a_pdf_with_such_words_is_told_of_them() -> None:
    lines: Lines = [("Điều 1. Họp", ""), ("Ông Mẫu đã soạn.", "white"), ("Tổ họp mỗi tháng.", "")]
    assert clean_file(pdf_with(lines)).hidden == (
        "chữ không thấy được trên trang 1 (trắng, quá nhỏ, bị che …): “Ông Mẫu đã soạn.”",
    )
    assert clean_file(pdf_with([lines[0], lines[2]])).hidden == ()
