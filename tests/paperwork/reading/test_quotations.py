"""New wording of another paper: however long, in capitals or not, closed or not, it holds no unit of this one."""

import pytest

from forum.paperwork.reading.text import read_text
from tests.paperwork.reading.shown import of, remarked, texts

QUOTES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("”", "“"), ("“", '"')]


def amended(*quoted: str, opens: str = "“", closes: str = "”") -> list[str]:
    first, *rest = quoted
    lines = [f"{opens}{first}", *rest]
    lines[-1] += f"{closes}."
    return ["Điều 1. Sửa đổi Quy chế mẫu", "1. Sửa đổi Chương II như sau:", *lines]


REST = ["2. Bãi bỏ Điều 9.", "Điều 2. Hiệu lực", "Quyết định có hiệu lực từ ngày ký."]
OWN = ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2", "Điều 2", "Điều 2 đoạn 1"]
WORDINGS = {
    "title": ("CHƯƠNG II", "HỌP TỔ MẪU"),
    "one line in capitals": ("HỌP TỔ MẪU",),
    "articles": ("Điều 4. Họp", "1. Họp hằng tháng.", "2. Họp hằng quý:", "a) Một;", "b) Hai."),
    "chapter": ("Chương II", "HỌP TỔ", "Điều 2. Họp", "1. Một.", "Điều 3. Nghỉ", "Mục 1", "VIỆC"),
    "annex": ("PHỤ LỤC I", "BẢNG KÊ", "(Kèm theo Quy chế mẫu)", "1. Một.", "PHỤ LỤC II", "BẢNG KÊ"),
    "words quoted within": ("4. Tổ “mẫu” là tổ “thử”.", "5. Gọi là “tổ”, “nhóm”."),
    "signature": ("Mẫu số 01", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
}


@pytest.mark.parametrize(("opens", "closes"), QUOTES)
@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
def test_quoted_titles_and_articles_are_paragraphs(wording: tuple[str, ...], opens: str, closes: str) -> None:
    paper = read_text("\n".join([*amended(*wording, opens=opens, closes=closes), *REST]))
    quoted = [f"Điều 1 khoản 1 đoạn {place}" for place in range(2, len(wording) + 2)]
    assert list(texts(paper)) == [*OWN[:2], *quoted, *OWN[2:]]
    assert paper.report == ()


@pytest.mark.parametrize("count", [201, 1500])
def test_a_quoted_chapter_of_any_length_is_kept_apart(count: int) -> None:
    wording = [f"Điều {number}. Việc thứ {number}" for number in range(2, count)]
    found = of(*amended("Chương II", "HỌP TỔ", *wording), *REST)
    assert [path for path in found if "đoạn" not in path] == OWN[:4]


def test_a_quotation_that_is_never_closed_ends_before_this_papers_next_number() -> None:
    lines = [
        "Điều 1. Sửa đổi Quy chế mẫu",
        "1. Sửa đổi Điều 4 như sau:",
        "“Điều 4. Họp",
        "1. Họp hằng tháng.",
        "2. Họp hằng quý.",
        "2. Sửa đổi Điều 5 như sau:",
        "“Điều 5. Nghỉ",
        "1. Nghỉ hằng năm.",
        "Điều 2. Hiệu lực",
        "1. Từ ngày ký.",
    ]
    paper = read_text("\n".join(lines))
    assert [path for path in texts(paper) if "đoạn" not in path] == [
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 2",
        "Điều 2",
        "Điều 2 khoản 1",
    ]
    assert remarked(paper) == [
        ("quote_unclosed", "Điều 1 khoản 1 đoạn 2"),
        ("quote_unclosed", "Điều 1 khoản 2 đoạn 2"),
    ]


def test_a_mark_too_many_later_does_not_close_what_was_never_closed() -> None:
    lines = [
        "Điều 1. Sửa đổi Quy chế mẫu",
        "1. Sửa đổi Điều 4 như sau:",
        "“Điều 4. Vốn",
        "1. Vốn của tổ.",
        "2. Bổ sung vốn hằng năm.",
        "2. Sửa đổi, bổ sung khoản 1 Điều 5 như sau:",
        "“1. Nghỉ hằng năm.”.",
        "3. Thay cụm từ “tổ trưởng”” bằng cụm từ “trưởng tổ”.",
        "4. Bãi bỏ Điều 9.",
        "Điều 2. Hiệu lực",
    ]
    paper = read_text("\n".join(lines))
    assert [path for path in texts(paper) if "đoạn" not in path] == [
        "Điều 1",
        *(f"Điều 1 khoản {number}" for number in range(1, 5)),
        "Điều 2",
    ]


def test_wording_that_amends_keeps_its_own_clauses() -> None:
    lines = [
        "Điều 1. Sửa đổi Luật Mẫu",
        "1. Sửa đổi Điều 4 như sau:",
        "“Điều 4. Sửa đổi một số điều của Luật khác",
        "1. Sửa đổi khoản 1 Điều 2 như sau:",
        "“1. Một.”.",
        "2. Sửa đổi khoản 2 Điều 2 như sau:",
        "“2. Hai.”.”.",
        "2. Bãi bỏ Điều 9.",
    ]
    found = of(*lines)
    assert [path for path in found if "đoạn" not in path] == ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2"]


def test_a_quotation_that_never_began_is_taken_from_what_announces_it() -> None:
    lines = [
        "Điều 1. Sửa đổi Quy chế",
        "1. Sửa đổi Điều 4 như sau:",
        "Điều 4. Họp",
        "1. Họp hằng tháng.”.",
        *REST,
    ]
    paper = read_text("\n".join(lines))
    assert [path for path in texts(paper) if "khoản 1 đoạn" not in path] == OWN
    assert remarked(paper) == [("quote_unopened", "Điều 1 khoản 1 đoạn 3")]


def test_a_mark_forgotten_within_a_sentence_takes_nothing_away() -> None:
    articles = [f"Điều {number}. Việc thứ {number}" for number in range(2, 30)]
    paper = read_text(
        "\n".join(["Điều 1. Giải thích", "1. Tổ sau đây gọi là “tổ mẫu là nhóm người.", *articles])
    )
    assert len([found for found in paper.tree.walk() if found.kind == "article"]) == 29
    assert remarked(paper) == [("quote_unclosed", "Điều 1 khoản 1")]


def test_inches_and_balanced_words_leave_nothing_open() -> None:
    found = of("Điều 1. Ống", '1. Ống 5" dùng cho nhà.', "2. Thay “a” bằng “b”.", "Điều 2. Hiệu lực")
    assert list(found) == ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2", "Điều 2"]


@pytest.mark.parametrize(("opens", "closes"), [("''", "''"), ("‘", "’"), ("‘‘", "’’"), ("'", "'")])
def test_single_marks_quote_where_they_open_and_end_paragraphs(opens: str, closes: str) -> None:
    wording = ("2. Họp.", "3. Nghỉ:", "a) Một.")
    assert list(of(*amended(*wording, opens=opens, closes=closes), *REST)) == [
        *OWN[:2],
        *(f"Điều 1 khoản 1 đoạn {place}" for place in (2, 3, 4)),
        *OWN[2:],
    ]


@pytest.mark.parametrize("words", ["người M’Nông", "gọi là ‘tổ mẫu’", "họp trong 5’"])
def test_single_marks_within_a_sentence_end_no_quotation(words: str) -> None:
    paper = read_text("\n".join([*amended("2. Họp.", f"3. Nghỉ, {words};", "a) Một."), *REST]))
    assert [path for path in texts(paper) if "đoạn" not in path] == OWN[:4]
    assert paper.report == ()


def test_new_wording_without_any_marks_holds_no_unit_of_this_paper() -> None:
    lines = [
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế mẫu",
        "1. Sửa đổi, bổ sung Điều 4 như sau:",
        "Điều 4. Họp",
        "1. Họp hằng tháng.",
        "2. Họp hằng quý.",
        "2. Bổ sung Điều 5a vào sau Điều 5 như sau:",
        "Điều 5a. Nghỉ",
        "1. Nghỉ hằng năm.",
        "Điều 2. Hiệu lực",
        "1. Từ ngày ký.",
    ]
    paper = read_text("\n".join(lines))
    assert [path for path in texts(paper) if "đoạn" not in path] == [
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 2",
        "Điều 2",
        "Điều 2 khoản 1",
    ]
    assert remarked(paper) == [
        ("quote_missing", "Điều 1 khoản 1 đoạn 2"),
        ("quote_missing", "Điều 1 khoản 2 đoạn 2"),
    ]


def test_an_article_of_this_paper_below_a_colon_stays_one() -> None:
    lines = ["Điều 1. Bãi bỏ các quy định như sau:", "Điều 2. Hiệu lực", "1. Từ ngày ký.", "Điều 3. Hết"]
    assert list(of(*lines)) == ["Điều 1", "Điều 2", "Điều 2 khoản 1", "Điều 3"]
