"""Numbers as offices type them: dashes and tabs after them, no space, no stop, letters that look like others."""

import pytest

from forum.paperwork.reading.text import read_text
from tests.paperwork.reading.shown import of, remarked, texts

ARTICLE_ENDS = (". ", ".", ": ", ":", " - ", " – ", ") ", "/ ", ".- ", ".\t", " . ", ". – ")


@pytest.mark.parametrize("end", ARTICLE_ENDS)
@pytest.mark.parametrize("name", ["Điều", "ĐIỀU"])
def test_an_article_is_known_by_whatever_ends_its_number(name: str, end: str) -> None:
    found = of(f"{name} 8{end}Họp định kỳ", "Tổ họp mỗi tháng.", f"{name} 9{end}Kinh phí")
    assert found == {"Điều 8": "Họp định kỳ", "Điều 8 đoạn 1": "Tổ họp mỗi tháng.", "Điều 9": "Kinh phí"}


def test_an_article_without_a_stop_is_one_where_its_number_comes_next() -> None:
    paper = read_text("Điều 1. Phạm vi\nĐiều 2 Trách nhiệm của tổ\n1. Một.\nChương II\nVIỆC\nĐiều 3 Kinh phí")
    assert list(texts(paper)) == ["Điều 1", "Điều 2", "Điều 2 khoản 1", "Chương II", "Điều 3"]
    assert [entry for entry in remarked(paper) if entry[0] == "number_without_stop"] == [
        ("number_without_stop", "Điều 2"),
        ("number_without_stop", "Điều 3"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Điều 2 Luật Mẫu quy định việc này.",
        "Điều 2 Nghị định này có hiệu lực",
        "Điều 2 Khoản 1 còn dùng",
        "Điều 7 Trách nhiệm của tổ",
        "Điều 2, Điều 3 được áp dụng.",
        "Điều 2 và Điều 3",
        "Điều 2/2020 còn dùng.",
        "12/QĐ-TM ngày 01 tháng 02 năm 2026",
        "2-3 người làm một việc.",
        "2 - 3 người làm một việc.",
        "2/3 số thành viên dự họp.",
        "2.500 đồng một suất.",
        "E-mail của tổ là công khai.",
        "I-ốt được dùng trong muối.",
        "C.Mác đã viết.",
        "V.I. Lê-nin đã viết.",
        "v.v. và các việc khác.",
        "a-na-lô là một từ.",
    ],
)
def test_a_sentence_with_a_number_at_its_head_is_no_unit(sentence: str) -> None:
    assert list(of("Điều 1. Phạm vi", sentence)) == ["Điều 1", "Điều 1 đoạn 1"]


DASHED = [
    ("I- TÌNH HÌNH", "1- Kết quả", "1.1- Một", "a- Về người", "b- Về việc", "II- VIỆC LÀM"),
    ("I - TÌNH HÌNH", "1 - Kết quả", "1.1 - Một", "a - Về người", "b - Về việc", "II - VIỆC LÀM"),
    ("I– TÌNH HÌNH", "1– Kết quả", "1.1– Một", "a– Về người", "b– Về việc", "II– VIỆC LÀM"),
    ("I/- TÌNH HÌNH", "1/- Kết quả", "1.1/- Một", "a/- Về người", "b/- Về việc", "II/- VIỆC LÀM"),
    ("I.- TÌNH HÌNH", "1.- Kết quả", "1.1.- Một", "a.- Về người", "b.- Về việc", "II.- VIỆC LÀM"),
    ("I.TÌNH HÌNH", "1.Kết quả", "1.1.Một", "a)Về người", "b)về việc", "II.VIỆC LÀM"),
    ("I-TÌNH HÌNH", "1-Kết quả", "1.1-Một", "a-Về người", "b-Về việc", "II-VIỆC LÀM"),
    ("I.\tTÌNH HÌNH", "1.\tKết quả", "1.1.\tMột", "a)\tVề người", "b)\tVề việc", "II.\tVIỆC LÀM"),
    ("I . TÌNH HÌNH", "1 . Kết quả", "1.1 . Một", "a ) Về người", "b ) Về việc", "II . VIỆC LÀM"),
    ("l. TÌNH HÌNH", "l. Kết quả", "1.l. Một", "a) Về người", "b) Về việc", "ll. VIỆC LÀM"),
    (
        "\uff29. TÌNH HÌNH",
        "\uff11. Kết quả",
        "1.1. Một",
        "\u0430) Về người",
        "b) Về việc",
        "\u2161. VIỆC LÀM",
    ),
]


@pytest.mark.parametrize("lines", DASHED, ids=lambda lines: lines[0])
def test_headings_clauses_and_points_are_known_by_any_ending(lines: tuple[str, ...]) -> None:
    assert list(of(*lines)) == [
        "mục I",
        "mục I.1",
        "mục I.1.1",
        "mục I.1.1 điểm a",
        "mục I.1.1 điểm b",
        "mục II",
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Chương l", "Chương I"),
        ("Chương ll", "Chương II"),
        ("Chương lV", "Chương IV"),
        ("Chương \u0406\u0406", "Chương II"),
        ("Chương \u2163", "Chương IV"),
        ("Mục l. Họp tổ", "Mục I"),
        ("Điều l. Phạm vi", "Điều 1"),
        ("Điều 1O. Phạm vi", "Điều 10"),
        ("Điều l2. Phạm vi", "Điều 12"),
        ("\u0110i\u0435\u0302\u0300u 4. Phạm vi", "Điều 4"),
        ("Điều\u00a06. Phạm vi", "Điều 6"),
        ("Điều5. Phạm vi", "Điều 5"),
        ("Phần thứ nhất", "Phần 1"),
        ("CHƯƠNG MỘT", "Chương 1"),
        ("\u0421hương \u0406", "Chương I"),
    ],
)
def test_a_letter_that_looks_like_another_is_read_as_it(typed: str, read: str) -> None:
    assert next(iter(of(typed, "Lời văn của đoạn này."))) == read


def test_a_reference_to_a_footnote_may_stand_at_a_number() -> None:
    paper = read_text("Điều 1.[1] Phạm vi\n1.[2] Một.\na)[3] Nhỏ;\nĐiều 2[4]. Việc\nĐiều 3.[5]\n1. Một.")
    assert list(texts(paper).items()) == [
        ("Điều 1", "[1] Phạm vi"),
        ("Điều 1 khoản 1", "[2] Một."),
        ("Điều 1 khoản 1 điểm a", "[3] Nhỏ;"),
        ("Điều 2", "Việc"),
        ("Điều 3", "[5]"),
        ("Điều 3 khoản 1", "Một."),
    ]
    assert paper.report == ()


def test_roman_articles_are_those_of_a_treaty_and_one_alone_is_a_slip() -> None:
    assert list(of("Điều I. Một", "Điều II. Hai", "Điều III. Ba")) == ["Điều I", "Điều II", "Điều III"]
    paper = read_text("Điều I. Một\nĐiều 2. Hai")
    assert list(texts(paper)) == ["Điều 1", "Điều 2"]
    assert remarked(paper) == [("look_alike", "Điều 1")]


def test_what_was_read_otherwise_is_named_at_its_place() -> None:
    paper = read_text("Chương l\nCHUNG\nĐiều 1.Phạm vi\n1.Một.\nĐiều 2. Việc\n\u0430) Một;")
    assert remarked(paper) == [
        ("look_alike", "Chương I"),
        ("number_tight", "Điều 1"),
        ("number_tight", "Điều 1 khoản 1"),
        ("look_alike", "Điều 2 điểm a"),
    ]
    assert str(paper.report[0].message) == "Chữ trông giống chữ khác: “l” được đọc là “I”."
    assert "U+0430" in str(paper.report[3].message)


@pytest.mark.parametrize("word", ["Москва", "Ελλάδα", "СССР", "α", "µm"])
def test_words_of_other_scripts_stay(word: str) -> None:
    assert of("Điều 1. Phạm vi", f"Theo tài liệu {word} đã dẫn.")["Điều 1 đoạn 1"].split()[3] == word


def test_a_small_l_after_k_is_a_point_and_the_eleventh_article_is_no_letter() -> None:
    found = of("1. Gồm:", "k) Mười;", "l) Mười một;", "m) Mười hai.")
    assert list(found) == ["mục 1", "mục 1 điểm k", "mục 1 điểm l", "mục 1 điểm m"]
    assert list(of("Điều 10. Mười", "Điều 1l. Mười một", "Điều 12. Mười hai")) == [
        "Điều 10",
        "Điều 11",
        "Điều 12",
    ]


def test_points_of_points_bear_both_letters() -> None:
    found = of("1. Gồm:", "a) Một:", "a.1) Nhỏ;", "a.2) Nhỏ nữa;", "b) Hai.")
    assert list(found) == [
        "mục 1",
        "mục 1 điểm a",
        "mục 1 điểm a điểm a.1",
        "mục 1 điểm a điểm a.2",
        "mục 1 điểm b",
    ]


def test_a_number_that_stands_twice_is_told_from_one_that_jumps() -> None:
    paper = read_text("Điều 4. Một\nĐiều 5. Hai\nĐiều 5. Ba\nĐiều 7. Bốn\na) Một\na) Hai")
    assert [(remark.kind, str(remark.message)) for remark in paper.report] == [
        ("numbers", "Số thứ tự không liền: Điều 4 đứng đầu."),
        ("number_twice", "Có hai Điều 5."),
        ("numbers", "Số thứ tự không liền: Điều 7 đứng sau Điều 5."),
        ("number_twice", "Có hai Điểm a."),
    ]


@pytest.mark.parametrize("rule", ["____________", "-------", "= = = =", "* * *", "———", "___ ___"])
def test_a_line_drawn_with_signs_is_no_paragraph(rule: str) -> None:
    assert list(of("NGHỊ QUYẾT", "Về việc mẫu", rule, "Điều 1. Phạm vi", rule)) == [
        "phần mở đầu đoạn 1",
        "phần mở đầu đoạn 2",
        "Điều 1",
    ]


def test_a_title_in_capitals_goes_on_below() -> None:
    found = of("Chương II", "QUYỀN VÀ NGHĨA VỤ CỦA TỔ CHỨC,", "CÁ NHÂN", "Điều 1. Phạm vi")
    assert found["Chương II"] == "QUYỀN VÀ NGHĨA VỤ CỦA TỔ CHỨC, CÁ NHÂN"
    assert list(found) == ["Chương II", "Điều 1"]


def test_a_pasted_table_of_contents_is_left_out_and_named() -> None:
    paper = read_text("MỤC LỤC\nĐiều 1. Phạm vi.....2\nĐiều 2. Việc\t3\n\nĐiều 1. Phạm vi\nĐiều 2. Việc")
    assert list(texts(paper)) == ["Điều 1", "Điều 2"]
    assert [remark.kind for remark in paper.report] == ["contents"] * 3


@pytest.mark.parametrize("amount", ["2. 500 suất quà", "5. 000 đồng một suất;", "12. 500 người"])
def test_thousands_with_a_space_are_no_clause_unless_it_comes_next(amount: str) -> None:
    assert list(of("Điều 1. Mức", "1. Trích:", "3. Tặng", amount))[-1] == "Điều 1 khoản 3 đoạn 2"
    assert of("Điều 1. Mức", "1. Một.", "2. 500 suất quà.")["Điều 1 khoản 2"] == "500 suất quà."


def test_the_other_d_is_a_point_too() -> None:
    points = [f"{letter}) Việc;" for letter in "abcdðe"]
    paper = read_text("\n".join(["Điều 1. Việc", "1. Gồm:", *points]))
    assert [path.split()[-1] for path in texts(paper)][2:] == list("abcdđe")


@pytest.mark.parametrize("before", ["Chương II", "CHƯƠNG 2", "Mục 3", "Phần II"])
@pytest.mark.parametrize("letter", ["a", "b", "đ"])
def test_chapters_and_sections_put_in_bear_a_letter(before: str, letter: str) -> None:
    paper = read_text("\n".join([before, "MỘT", "Điều 1. Một", f"{before}{letter}", "HAI", "Điều 2. Hai"]))
    number = before.split()[-1]
    shown = [(found.number, found.text) for found in paper.tree.children]
    assert shown == [(number, "MỘT"), (f"{number}{letter}", "HAI")]
    assert "look_alike" not in [kind for kind, _ in remarked(paper)]


def test_units_that_a_sentence_only_names_are_none() -> None:
    listed = ["Điều 1. Phạm vi;", "Điều 2. Mức chi;", "Điều 3. Hiệu lực."]
    found = of("I. NỘI DUNG", "1. Bố cục", "Dự thảo gồm ba điều:", *listed, "2. Mức chi", "II. KINH PHÍ")
    assert [path for path in found if "đoạn" not in path] == ["mục I", "mục I.1", "mục I.2", "mục II"]
    assert list(of("Quyết định:", "Điều 1. Phạm vi", "Điều 2. Mức chi")) == [
        "phần mở đầu đoạn 1",
        "Điều 1",
        "Điều 2",
    ]


@pytest.mark.parametrize("said", [["Tên đầy đủ:", "TỔ MẪU THÀNH PHỐ"], ["NGHIÊM CẤM HÚT THUỐC."]])
def test_capitals_that_a_sentence_holds_are_no_heading(said: list[str]) -> None:
    found = of("Điều 1. Tên", *said, "1. Một.", "Điều 2. Hết")
    assert [path for path in found if "đoạn" not in path] == ["Điều 1", "Điều 1 khoản 1", "Điều 2"]
