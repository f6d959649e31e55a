"""Markdown drafts, and files told apart by what they hold."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.errors import PaperError
from forum.paperwork.reading.files import read_file
from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.tree import Paper
from tests.paperwork.reading.word import paragraph, word_file

PIECES = [
    *(f" chu{number}x " for number in range(9)),
    *(
        "\n",
        "\n\n",
        "# ",
        "## ",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "    ",
        "  ",
        "\t",
        "```\n",
        "~~~",
        "---\n",
        "***",
        "**",
        "*",
        "_",
        "`",
    ),
    *("|", "|---|---|\n", "[", "](", ")", "![", "<b>", "<!--", "&amp;", "\\", "> ", "===\n", "Điều 1. "),
]


def message(paper: Paper) -> list[tuple[str, str, str]]:
    return [(node.kind, node.path, node.text) for node in paper.paragraphs()]


def test_headings_lists_and_lettered_lines_become_units() -> None:
    paper = read_markdown(
        "## Chương I. QUY ĐỊNH CHUNG\n\n### Điều 1. **Phạm vi**\n\n1. Khoản một:\na) điểm a;\nđ) điểm đ.\n"
        "2. Khoản hai.\n   - ý một\n   - ý hai\n"
    )
    assert message(paper) == [
        ("chapter", "Chương I", "QUY ĐỊNH CHUNG"),
        ("article", "Điều 1", "Phạm vi"),
        ("clause", "Điều 1 khoản 1", "Khoản một:"),
        ("point", "Điều 1 khoản 1 điểm a", "điểm a;"),
        ("point", "Điều 1 khoản 1 điểm đ", "điểm đ."),
        ("clause", "Điều 1 khoản 2", "Khoản hai."),
        ("item", "Điều 1 khoản 2 ý 1", "ý một"),
        ("item", "Điều 1 khoản 2 ý 2", "ý hai"),
    ]


def test_tables_pictures_code_and_html_are_kept_as_what_they_say() -> None:
    paper = read_markdown(
        "# Báo cáo\n\n| Năm | Số |\n|---|---|\n| 2027 | 12 |\n\nẢnh ![Bản đồ mẫu](x.png)\n\n"
        "<b>Đậm</b>\n\n    mã\n"
    )
    assert [(kind, text) for kind, _, text in message(paper)] == [
        ("heading", "Báo cáo"),
        ("table", "Năm | Số\n2027 | 12"),
        ("paragraph", "Ảnh"),
        ("picture", "Bản đồ mẫu"),
        ("paragraph", "<b>Đậm</b>"),
        ("paragraph", "mã"),
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("kinh phí 5*10*20 triệu", "kinh phí 5*10*20 triệu"),
        ("D:\\tai_lieu\\_moi", "D:\\tai_lieu_moi"),
        ("**Đậm**, *nghiêng*, ***cả hai***, `mã*x*`", "Đậm, nghiêng, cả hai, mã*x*"),
        ("[Công báo](https://mau.example/a_b) số 5", "Công báo số 5"),
        ("\\*không nghiêng\\* &amp; 3 &lt; 5", "*không nghiêng* & 3 < 5"),
        ("a_b_c và x__init__y", "a_b_c và x__init__y"),
        ("số [12] và (3)", "số [12] và (3)"),
    ],
)
def test_only_marks_around_words_are_taken_off(typed: str, read: str) -> None:
    assert [text for _, _, text in message(read_markdown(typed))] == [read]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_word_of_a_draft_is_lost(text: str) -> None:
    words = re.findall(r"chu\dx", text)
    nodes = read_markdown(text).tree.walk()
    read = re.findall(r"chu\dx", " ".join(f"{node.number} {node.text}" for node in nodes))
    assert sorted(read) == sorted(words)


def test_a_file_is_told_by_what_it_holds() -> None:
    word = word_file(paragraph("Điều 1. Tên"))
    for name in ("a.docx", "a.txt", "a"):
        assert message(read_file(name, word))[0][1] == "Điều 1"
    assert message(read_file("a.md", b"# T"))[0] == ("heading", "phần “T”", "T")
    assert message(read_file("a.txt", "Điều 2. Tên".encode("utf-16")))[0][1] == "Điều 2"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.docx", b"%PDF-1.4", "is_pdf"),
        ("a.docm", word_file(paragraph("x")), "macros"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old_office"),
        ("a.txt", b"\xc3\x28", "not_unicode"),
        ("a.xlsx", b"abc", "unknown_kind"),
        ("a.txt", b"a\x00b", "unreadable_text"),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(PaperError) as refused:
        read_file(name, content)
    assert refused.value.code == code


def _pasted(*lines: str) -> Paper:
    return read_file("", "\n".join(lines).encode())


def test_pasted_text_with_marks_before_its_numbers_is_read_without_them_and_says_so() -> None:
    paper = _pasted(
        "## **Chương I**",
        "**QUY ĐỊNH CHUNG**",
        "**Điều 1.** Phạm vi",
        "1\\. Kinh phí 5*10*20 triệu đồng;",
        "**a)**Tổ mẫu.",
    )
    assert [(found.path, found.text) for found in paper.paragraphs()] == [
        ("Chương I", "QUY ĐỊNH CHUNG"),
        ("Điều 1", "Phạm vi"),
        ("Điều 1 khoản 1", "Kinh phí 5*10*20 triệu đồng;"),
        ("Điều 1 khoản 1 điểm a", "Tổ mẫu."),
    ]
    assert [remark.kind.value for remark in paper.report] == ["marked_up"]


def test_stars_and_strokes_of_plain_text_stay() -> None:
    lines = ["Kinh phí 5*10*20 và *quan trọng*.", "D:\\tailieu\\_moi và C:\\*", "# là số", "* Điều 5. Nghỉ"]
    paper = _pasted("Điều 1. Họp", *lines)
    assert [found.text for found in paper.paragraphs()] == ["Họp", *lines[:3], "Điều 5. Nghỉ"]
    assert "marked_up" not in [remark.kind.value for remark in paper.report]


def test_a_text_that_a_mail_quotes_is_read_without_its_signs() -> None:
    paper = _pasted("> Điều 1. Họp", ">", "> > 1. Họp mỗi tháng.", "> 2. Nghỉ hè.")
    assert [found.path for found in paper.paragraphs()] == ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2"]
    mixed = _pasted("Điều 1. Họp", "> 5 triệu đồng thì lập tổ.", "Nghỉ hè.")
    assert "> 5 triệu đồng thì lập tổ." in [found.text for found in mixed.paragraphs()]
