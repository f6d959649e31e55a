"""The words of uploaded files, taken in a child process within limits."""

import os
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
import typst
from openpyxl import Workbook

from forum.paperwork.errors import PaperError
from forum.paperwork.extracting.sandbox import Limits, extract, read_in_sandbox
from forum.paperwork.reading.files import read_file
from tests.paperwork.reading.word import cell, packed, paragraph, table, word_file

SENTENCE = "Hội Mẫu góp ý về quy hoạch ven biển, đề nghị giữ rừng ngập mặn."


def pdf(*pages: str) -> bytes:
    source = "\n#pagebreak()\n".join(pages)
    return bytes(typst.compile(source.encode()))


def blank_pdf(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    book = Workbook()
    book.active.title = "Dự toán"
    book.active.append(["Hội đồng mẫu", 12, date(2026, 11, 24)])
    hidden = book.create_sheet("Nội bộ")
    hidden.append(["chữ giấu kín"])
    hidden.sheet_state = "hidden"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(PaperError) as refused:
        extract(content, limits)
    return refused.value.code


def test_the_text_of_a_pdf_comes_with_its_marks() -> None:
    found = extract(pdf(SENTENCE, "Trang hai."))
    assert SENTENCE in " ".join(found.text.split())
    assert (found.pages, found.is_scan, found.was_cut) == (2, False, False)


def test_a_word_file_gives_text_tables_and_automatic_numbers() -> None:
    found = extract(word_file(paragraph(SENTENCE) + table([cell(paragraph("Tên")), cell(paragraph("Số"))])))
    assert found.text == f"{SENTENCE}\nTên\tSố"


def test_a_workbook_gives_its_visible_sheets_only() -> None:
    found = extract(workbook())
    assert found.text == "Dự toán\nHội đồng mẫu 12 24/11/2026"


def test_a_scan_without_text_is_told_so() -> None:
    assert extract(blank_pdf(3)).is_scan


def test_more_pages_or_characters_than_the_limits_are_cut_and_told_so() -> None:
    pages = extract(pdf("Một", "Hai", "Ba"), Limits(pages=2))
    assert (pages.was_cut, "Ba" in pages.text) == (True, False)
    assert extract(pdf(SENTENCE), Limits(characters=10)).text == SENTENCE[:10].strip()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_office"),
        (b"%PDF-1.7\nhong", "broken_pdf"),
        (pdf(SENTENCE)[:300], "broken_pdf"),
        (workbook()[:500], "broken_archive"),
        (packed({"xl/workbook.xml": "<hong"}), "broken_xlsx"),
        (packed({"mau.txt": "a"}), "unknown_kind"),
        (packed({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b" " * (100 * 2**20)}), "too_large"),
    ],
)
def test_a_broken_or_foreign_file_is_refused_by_its_reason(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_a_child_past_its_time_or_memory_is_ended() -> None:
    heavy = word_file(paragraph("Một đoạn rất dài. " * 200) * 6000)
    assert refusal(heavy, Limits(seconds=1)) in {"too_slow", "too_heavy"}
    assert refusal(heavy, Limits(memory_bytes=120 * 2**20)) == "too_heavy"


def test_the_child_sees_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "PYTHONHOME", "/nowhere")  # would stop any child that inherits it
    assert extract(pdf(SENTENCE)).pages == 1


@pytest.mark.parametrize("name", ["bản nháp.docx", "\x00\ud800.docx", ""])
def test_a_draft_read_apart_is_the_same_tree(name: str) -> None:
    draft = word_file(paragraph("Điều 1. Tên") + table([cell(paragraph("a")), cell(paragraph("b"))]))
    assert read_in_sandbox(name, draft) == read_file("a.docx", draft)


def test_a_draft_that_cannot_be_read_apart_is_refused_by_its_reason() -> None:
    with pytest.raises(PaperError) as refused:
        read_in_sandbox("a.docx", b"%PDF-1.7")
    assert refused.value.code == "is_pdf"
