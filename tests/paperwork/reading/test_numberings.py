"""Numbers as few offices write them: each way in drafts of the grammar, all units found and none besides."""

import pytest

from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.text import read_text
from tests.paperwork.reading.numberings import NUMBERINGS, in_words, numbered_draft
from tests.paperwork.reading.shown import of, remarked, texts
from tests.paperwork.reading.test_grammar import FOUND_MIN, compared

DRAFTS = {"text": range(25), "docx": range(25, 32)}


@pytest.mark.parametrize("kind", sorted(DRAFTS))
@pytest.mark.parametrize("way", sorted(NUMBERINGS))
def test_units_are_found_however_they_are_numbered(way: str, kind: str) -> None:
    count, missed, invented, wrong = 0, 0, 0, []
    for seed in DRAFTS[kind]:
        made = numbered_draft(way, seed)
        paper = read_text(made.as_text()) if kind == "text" else read_docx(made.as_docx())
        units, lacks, extra = compared(made, paper)
        count, missed, invented = count + units, missed + lacks.total(), invented + extra.total()
        wrong += [(seed, "lacks", *unit) for unit in lacks] + [(seed, "has", *unit) for unit in extra]
    assert count > 30 * len(DRAFTS[kind])
    assert missed <= (1 - FOUND_MIN) * count, wrong[:20]
    assert invented <= (1 - FOUND_MIN) * count, wrong[:20]


@pytest.mark.parametrize("number", [1, 2, 4, 5, 9, 10, 11, 15, 20, 21, 24, 35, 99])
def test_an_article_may_be_counted_in_words(number: int) -> None:
    assert next(iter(of(f"Điều thứ {in_words(number)}. Họp", "Tổ họp."))) == f"Điều {number}"


@pytest.mark.parametrize(
    "sentence",
    [
        "Điều hai bên đã thỏa thuận được ghi lại.",
        "Điều một người làm được thì tổ làm được.",
        "Khoản một lần của tổ",
        "Điểm a khoản 2 Điều này còn dùng.",
        "điểm a) khoản 2 Điều này còn dùng.",
        "Điểm a) Điều 5 còn dùng.",
        "1.a và 1.b là hai phòng.",
        "Điều 3.1 Luật Mẫu còn dùng.",
        "Điều 5 (mới). Họp",
        "[Điều 7]. Họp",
        "1, 2 và 3 là ba phòng.",
        "a, b và c là ba phòng.",
        "2: Hai",
    ],
)
def test_a_sentence_that_begins_like_such_a_number_is_none(sentence: str) -> None:
    assert list(of("Điều 1. Phạm vi", sentence)) == ["Điều 1", "Điều 1 đoạn 1"]


def test_a_sign_that_ends_no_number_is_named_once_for_those_that_count_on() -> None:
    paper = read_text("Điều 1. Việc\n1, Họp.\n2, Nghỉ:\na] họp;\nb] nghỉ.\n3, Hết.")
    assert list(texts(paper).items())[1:] == [
        ("Điều 1 khoản 1", "Họp."),
        ("Điều 1 khoản 2", "Nghỉ:"),
        ("Điều 1 khoản 2 điểm a", "họp;"),
        ("Điều 1 khoản 2 điểm b", "nghỉ."),
        ("Điều 1 khoản 3", "Hết."),
    ]
    assert remarked(paper) == [("number_odd", "Điều 1 khoản 1"), ("number_odd", "Điều 1 khoản 2 điểm a")]
    assert (
        str(paper.report[0].message) == "Sau số thứ tự là dấu lạ: “1,” và các số tiếp theo được đọc như “1.”."
    )


def test_such_numbers_of_a_new_wording_stay_as_they_are() -> None:
    lines = ["1. Sửa đổi Điều 5 như sau:", "“1, Họp.", "2, Nghỉ.”", "2. Hết."]
    assert [text for path, text in of("Điều 1. Sửa đổi", *lines).items() if "đoạn" in path] == [
        "“1, Họp.",
        "2, Nghỉ.”",
    ]


def test_what_an_article_bears_beside_its_number_is_named() -> None:
    paper = read_text("Điều 1. Một\nĐiều 2 (mới). Hai\nĐiều số 3: Ba\nĐ I Ề U 4. Bốn")
    assert list(texts(paper)) == ["Điều 1", "Điều 2", "Điều 3", "Điều 4"]
    assert remarked(paper) == [("look_alike", f"Điều {number}") for number in (2, 3, 4)]


@pytest.mark.parametrize("line", ["Điều 9 (mới). Họp", "Điều 9 bis Họp tổ", "Điều thứ chín Họp tổ"])
def test_what_may_be_an_article_and_is_read_as_text_is_named(line: str) -> None:
    paper = read_text("\n".join(["Điều 1. Một", "Lời văn.", line]))
    assert ("unit_unread", "Điều 1 đoạn 2") in remarked(paper)
