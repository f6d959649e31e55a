"""Slips at the head of a unit: what can only be meant as a number is read as it, what may be is named at its place."""

import pytest

from forum.paperwork.reading.text import read_text
from tests.paperwork.reading.shown import of, remarked, texts


@pytest.mark.parametrize("letters", ["abcdđegh", "ABCDĐEGH"])
@pytest.mark.parametrize("before", ["Chương I", "CHƯƠNG 2", "Mục 3", "Phần II"])
def test_whatever_was_put_in_after_a_chapter_or_section_is_one(before: str, letters: str) -> None:
    numbers = [before.split()[-1] + letter for letter in ["", *letters]]
    lines = [line for number in numbers for line in (f"{before.split()[0]} {number}", "TÊN CHƯƠNG")]
    paper = read_text("\n".join(lines))
    assert [(found.number, found.text) for found in paper.tree.children] == [
        (number, "TÊN CHƯƠNG") for number in numbers
    ]
    assert [kind for kind, _ in remarked(paper) if kind != "numbers"] == []


def test_a_roman_numeral_that_ends_in_c_is_no_letter_put_in() -> None:
    assert list(of("Chương XC", "TÊN", "Chương XCI", "TÊN")) == ["Chương XC", "Chương XCI"]


def test_an_article_put_in_may_bear_a_capital() -> None:
    assert list(of("Điều 3. Ba", "Điều 3A. Họp", "Điều 3B. Nghỉ")) == ["Điều 3", "Điều 3A", "Điều 3B"]


@pytest.mark.parametrize(
    "typed",
    [
        "Điều \u0417. Họp",
        "Điều\u00a03. Họp",
        "Điều \uff13. Họp",
        "Điều \u2462. Họp",
        "Điều \u0663. Họp",
        "Điều \U0001d7d1. Họp",
        "Điều 3._ Họp",
        "Điều 3.* Họp",
        "Điều 3_ Họp",
        "Điêu 3. Họp",
        "ĐIÈU 3. Họp",
        "điều 3. Họp",
        "Diều 3: Họp",
        "\u3164Điều 3. Họp",
        "\u2800Điều 3. Họp",
        "Đi\u034fều 3. Họp",
        "Điều\ufe0f 3. Họp",
    ],
)
def test_an_article_is_one_however_its_name_or_number_was_typed(typed: str) -> None:
    found = of("Điều 1. Một", "Điều 2. Hai", "1. Một.", typed, "1. Họp tháng.", "\u0417. Họp quý.")
    assert list(found) == ["Điều 1", "Điều 2", "Điều 2 khoản 1", "Điều 3", "Điều 3 khoản 1", "Điều 3 khoản 3"]
    assert found["Điều 3"] == "Họp"


def test_a_name_with_a_slip_that_is_not_next_in_order_is_a_sentence() -> None:
    found = of("Điều 1. Một", "Theo quy định tại", "điều 5. Tổ họp.", "Diều 9. Bay")
    assert [path for path in found if "đoạn" not in path] == ["Điều 1"]


@pytest.mark.parametrize("numerals", [("I", "II", "III"), ("i", "ii", "iii")])
def test_headings_in_capitals_may_bear_small_numerals(numerals: tuple[str, ...]) -> None:
    lines = [line for number in numerals for line in (f"{number}. VIỆC LÀM", "1. Một.")]
    paper = read_text("\n".join(lines))
    assert list(texts(paper)) == ["mục I", "mục I.1", "mục II", "mục II.1", "mục III", "mục III.1"]
    assert [kind for kind, _ in remarked(paper)] == ["look_alike"] * 3 * numerals[0].islower()


def test_small_numerals_of_points_and_the_letter_i_stay() -> None:
    assert list(of("Điều 1. Một", "i) Một;", "ii) Hai."))[1:] == ["Điều 1 điểm i", "Điều 1 điểm ii"]
    assert list(of("1. Gồm:", "h. MỘT", "i. HAI", "k. BA"))[2] == "mục 1 điểm i"


def test_the_first_name_of_a_writer_begins_no_heading() -> None:
    lines = ["Điều 1. Sách", "1. Gồm:", "I. Lê-nin toàn tập", "2. Mượn tại tổ.", "Điều 2. Hết"]
    paper = read_text("\n".join(lines))
    assert [path for path in texts(paper) if "đoạn" not in path] == [
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 2",
        "Điều 2",
    ]
    assert remarked(paper) == [("unit_unread", "Điều 1 khoản 1 đoạn 2")]


def test_points_may_be_counted_in_circles() -> None:
    assert list(of("Điều 1. Một", "① Họp;", "② Nghỉ."))[1:] == ["Điều 1 điểm 1", "Điều 1 điểm 2"]
    assert of("Điều 1. Một", "Xem hình ①.")["Điều 1 đoạn 1"] == "Xem hình ①."


@pytest.mark.parametrize(
    "line",
    [
        "Điều 12; Họp",
        "Điều 2.,Họp",
        "Điều 2… Họp",
        "*Điều 2.* Họp",
        "# Điều 2. Họp",
        "chương ii",
        "Điều iv. Họp",
        "Điều 7 Trách nhiệm của tổ",
        "\uf0a7Điều 2. Họp",
        "Chương II.1",
    ],
)
def test_a_line_that_begins_as_a_unit_and_is_read_as_text_is_named(line: str) -> None:
    paper = read_text("\n".join(["Điều 1. Một", "Lời văn.", line]))
    assert list(texts(paper)) == ["Điều 1", "Điều 1 đoạn 1", "Điều 1 đoạn 2"]
    assert ("unit_unread", "Điều 1 đoạn 2") in remarked(paper)


@pytest.mark.parametrize(
    "line",
    [
        "Điều 7 của Quy chế này còn dùng cho tổ khác.",
        "Điều 2, Điều 3 được áp dụng.",
        "Điều 2 Luật Mẫu quy định việc này.",
        "Chương II của Quy chế quy định việc này.",
        "Phụ lục I ban hành kèm theo Quy chế này còn dùng.",
        "Mục tiêu là học tốt.",
        "Phần mềm của tổ dùng chung.",
        "Khoản thu 3 triệu đồng.",
        "Mục 2, Chương III Luật Mẫu.",
    ],
)
def test_a_sentence_about_a_unit_is_no_doubt(line: str) -> None:
    assert read_text("\n".join(["Điều 1. Một", "Lời văn.", line])).report == ()


def test_what_was_put_in_with_a_hyphen_or_a_capital_is_a_unit_of_its_own() -> None:
    read = of(
        "Chương II",
        "CŨ",
        "Điều 4. Họp",
        "1. Một.",
        "1A. Hai.",
        "Chương II-A",
        "MỚI",
        "Điều 4-A. Nghỉ",
        "Chương II-B: SAU",
        "Điều 5. Học",
    )
    assert list(read) == [
        *("Chương II", "Điều 4", "Điều 4 khoản 1", "Điều 4 khoản 1A"),
        *("Chương II-A", "Điều 4-A", "Chương II-B", "Điều 5"),
    ]
    assert of("Điều 1. Địa chỉ", "2B. Phố Mẫu là trụ sở.")["Điều 1 đoạn 1"] == "2B. Phố Mẫu là trụ sở."


def test_numbers_of_rows_that_stand_alone_on_a_line_are_no_page_numbers() -> None:
    rows = [line for number in range(1, 9) for line in (str(number), "Tổ mẫu", "Họp mỗi tháng")]
    read = of("Điều 1. Bảng", *rows, "Điều 2. Hết")
    assert sum(text.isdecimal() for text in read.values()) == 8


def test_page_numbers_and_what_repeats_beside_them_are_left_out_and_named() -> None:
    page = [f"{number}. {'Họp bàn việc của tổ mẫu ' * 5}cho xong." for number in range(1, 41)]
    lines = ["Điều 1. Họp"]
    for at, line in enumerate(page):
        lines.append(line)
        if at % 8 == 7:
            lines += ["Lưu hành nội bộ", f"Trang {at // 8 + 1}", "DỰ THẢO LẦN 2"]
    paper = read_text("\n".join(lines))
    assert list(texts(paper)) == ["Điều 1", *(f"Điều 1 khoản {number}" for number in range(1, 41))]
    assert [(remark.kind.value, remark.about) for remark in paper.report] == [
        *(("page_line", text) for text in ("Lưu hành nội bộ", "Trang 1", "DỰ THẢO LẦN 2"))
    ]


def test_a_tab_before_a_clause_below_a_table_makes_no_row_of_it() -> None:
    read = of("Điều 1. Bảng", "STT\tTên\tHạn", "1\tTổ\t5", "\t2. Họp mỗi tháng.", "\tNghỉ hè.")
    assert read["Điều 1 khoản 2"] == "Họp mỗi tháng."
    assert read["Điều 1 khoản 2 đoạn 2"] == "Nghỉ hè."
