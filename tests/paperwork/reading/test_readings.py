"""A draft as a room stores it: flat, with labels, depths and remarks at their paragraphs; the limits hold."""

import json

import pytest

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import read_draft
from forum.paperwork.reading.text import read_text
from forum.paperwork.readings import reading_of, restored, stored
from forum.paperwork.remarks import MESSAGES, Remark, RemarkKind
from tests.paperwork.reading.word import cell, paragraph, table, word_file

DRAFT = """NGHỊ QUYẾT
Chương I
CHUNG
Điều 1.Phạm vi
1. Một:
a) Nhỏ;
đ) Nhỏ nữa.
STT\tViệc
1\tQuét
Điều 1. Lại một
Phụ lục
BẢNG KÊ
1. Phòng."""


def test_each_paragraph_has_label_path_depth_and_rows() -> None:
    reading = read_draft("dan-vao.txt", DRAFT.encode())
    assert [(unit.depth, unit.kind, unit.label, unit.path) for unit in reading.nodes] == [
        (0, "paragraph", "", "phần mở đầu đoạn 1"),
        (0, "chapter", "Chương I", "Chương I"),
        (1, "article", "Điều 1", "Điều 1"),
        (2, "clause", "1.", "Điều 1 khoản 1"),
        (3, "point", "a)", "Điều 1 khoản 1 điểm a"),
        (3, "point", "đ)", "Điều 1 khoản 1 điểm đ"),
        (4, "table", "", "Điều 1 khoản 1 điểm đ bảng 1"),
        (1, "article", "Điều 1", "Điều 1"),
        (0, "annex", "Phụ lục", "Phụ lục"),
        (1, "clause", "1.", "Phụ lục mục 1"),
    ]
    assert reading.nodes[6].rows == (("STT", "Việc"), ("1", "Quét"))


def test_each_doubt_is_shown_at_a_paragraph_and_counted() -> None:
    reading = read_draft("dan-vao.txt", DRAFT.encode())
    at = {unit.anchor: place for place, unit in enumerate(reading.nodes)}
    assert [(remark.kind.value, at[remark.anchor]) for remark in reading.report] == [
        ("number_tight", 2),
        ("numbers", 5),
        ("number_twice", 7),
        ("annex_without_number", 8),
    ]
    assert reading.doubts == 4
    hidden = word_file(paragraph("Điều 1. Tên", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"))
    left_out = read_draft("a.docx", hidden)
    assert (len(left_out.report), left_out.doubts) == (1, 0)


def test_a_remark_within_a_table_stands_at_the_table() -> None:
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>mười</w:t></w:r>"
    rows = table(
        [cell(paragraph("STT")), cell(paragraph("Hạn"))],
        [cell(paragraph("1")), cell(paragraph(struck, "năm"))],
    )
    reading = read_draft("a.docx", word_file(paragraph("Điều 1. Hạn") + rows + paragraph("Hết.")))
    (remark,) = reading.report
    assert (remark.kind, remark.anchor) == (RemarkKind.struck, reading.nodes[1].anchor)
    assert reading.nodes[1].kind == "table"


def test_it_comes_back_from_storage_as_it_was() -> None:
    reading = reading_of(read_text(DRAFT))
    assert restored(json.loads(json.dumps(stored(reading)))) == reading


@pytest.mark.parametrize("kind", RemarkKind)
def test_each_kind_of_remark_has_words(kind: RemarkKind) -> None:
    assert kind in MESSAGES
    message = str(Remark(kind, about="{một}", beside="hai").message)
    assert "{about}" not in message
    assert "{beside}" not in message


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", "\n".join(f"Điều {n}. Tên" for n in range(1, 5002)).encode(), "too_many_paragraphs"),
        ("a.docx", word_file("".join(paragraph(f"{n}. Tên") for n in range(1, 5002))), "too_many_paragraphs"),
        ("a.txt", b" \n\n ", "no_text"),
        ("a.docx", word_file(paragraph("")), "no_text"),
        ("a.txt", b"\xff\xfe\x00", "not_unicode"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_office"),
        ("a.odt", b"abc", "unknown_kind"),
    ],
)
def test_what_is_too_much_or_nothing_is_refused_in_words(name: str, content: bytes, code: str) -> None:
    with pytest.raises(PaperError) as refused:
        read_draft(name, content)
    assert refused.value.code == code
    assert str(refused.value.message).endswith(".")


def test_five_thousand_paragraphs_are_read() -> None:
    assert (
        len(read_draft("a.txt", "\n".join(f"Điều {n}. Tên" for n in range(1, 5001)).encode()).nodes) == 5000
    )
