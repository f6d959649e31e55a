"""Official papers as PDF: embedded faces, tags, bookmarks, and text that extracts as written."""

import re
import unicodedata
from io import BytesIO
from itertools import chain
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.description import (
    TO_FILL_IN,
    Annex,
    Heading,
    OfficialPaper,
    Paragraph,
    Row,
    Span,
    Table,
    TableColumn,
)
from forum.paperwork.errors import PaperError
from forum.paperwork.samples.papers import sample_papers
from forum.paperwork.writing.pdf import pdf_paper
from forum.paperwork.writing.wording import annex_blocks
from tests.paperwork.writing.examples import MADE_AT, SIGNERS, a_paper, a_table

VIETNAMESE = "Đẩy mạnh đổi mới sáng tạo, ứng dụng kỹ nghệ ở những vùng trũng; quyết nghị: ằ ẳ ẵ ặ ữ ự ỵ Ỷ Ợ."


def pages_of(paper: OfficialPaper) -> list[str]:
    with pypdfium2.PdfDocument(pdf_paper(paper, MADE_AT)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def one_space(text: str) -> str:
    return " ".join(text.split())


def described(paper: OfficialPaper) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf_paper(paper, MADE_AT)))


def fonts_of(document: pikepdf.Pdf) -> list[Any]:
    return [
        thing
        for thing in document.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.FontDescriptor
    ]


def test_text_extracts_as_written_with_all_marks() -> None:
    (page,) = pages_of(a_paper(blocks=[Paragraph(VIETNAMESE)]))
    assert VIETNAMESE in one_space(page)


@pytest.mark.parametrize("issuer", ["state", "party", "front", "none"])
def test_every_face_is_embedded_and_is_ours(issuer: str) -> None:
    with described(a_paper(issuer, blocks=[Heading("I. Một"), a_table(3)])) as document:
        fonts = fonts_of(document)
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font or "/FontFile3" in font
            assert "Tinos" in str(font["/FontName"])


@pytest.mark.parametrize("name", sorted(sample_papers()))
def test_each_sample_is_embedded_tagged_bookmarked_and_extracts_in_nfc(name: str) -> None:
    paper = sample_papers()[name]
    content = pdf_paper(paper, MADE_AT)
    with pikepdf.open(BytesIO(content)) as document:
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts_of(document))
        assert bool(document.Root.MarkInfo.Marked)
    with pypdfium2.PdfDocument(content) as document:
        marks = [one_space(mark.get_title()) for mark in document.get_toc()]
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    headings = [one.text for one in [*paper.blocks, *chain(*annex_blocks(paper))] if isinstance(one, Heading)]
    title = [] if paper.is_letter else [one_space(f"{paper.kind.upper()} {paper.subject}")]
    assert marks == [*title, *headings]
    assert text == unicodedata.normalize("NFC", text)
    for block in paper.blocks:
        if isinstance(block, Paragraph) and TO_FILL_IN not in block.text:
            assert one_space(block.text) in one_space(text)


def test_each_annex_begins_a_page_names_its_paper_and_counts_its_own_pages() -> None:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I, mục III.1."""
    long = Annex("Danh sách mẫu", [a_table(90)])
    paper = a_paper(blocks=[a_table(90)], annexes=[long, Annex("Tài liệu mẫu", [Paragraph("Một.")])])
    pages = [one_space(page) for page in pages_of(paper)]
    starts = [place for place, page in enumerate(pages) if "(Kèm theo Thông báo số:" in page]
    assert [pages[place][: len("Phụ lục II")].strip() for place in starts] == ["Phụ lục I", "Phụ lục II"]
    assert "DANH SÁCH MẪU (Kèm theo" in pages[starts[0]]
    assert "/TB-SMA ngày" in pages[starts[0]] and "năm 2026 của Sở Mẫu A)" in pages[starts[0]]
    numbers = [page.split()[0] for page in pages[starts[0] + 1 : starts[1]]]
    assert numbers == [str(number) for number in range(2, len(numbers) + 2)]
    assert len(numbers) > 1


def test_one_annex_bears_no_number() -> None:
    pages = pages_of(a_paper(annexes=[Annex("Tài liệu mẫu", [Paragraph("Một.")])]))
    assert one_space(pages[-1]).startswith("Phụ lục TÀI LIỆU MẪU (Kèm theo")


def test_it_is_tagged_in_vietnamese_and_claims_pdf_ua() -> None:
    with described(a_paper(blocks=[Heading("I. Một"), a_table(2)])) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang).lower().startswith("vi")
        tags = {str(thing["/S"]) for thing in document.objects if _is_tag(thing)}
        assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD"} <= tags
        with document.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"


def _is_tag(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/S" in thing and "/P" in thing


def test_bookmarks_follow_the_headings() -> None:
    content = pdf_paper(a_paper(blocks=[Heading("I. Một"), Heading("1. Hai", 2), Heading("II. Ba")]), MADE_AT)
    with pypdfium2.PdfDocument(content) as document:
        marks = [(mark.level, one_space(mark.get_title())) for mark in document.get_toc()]
    assert marks == [(0, "THÔNG BÁO Về việc mẫu"), (1, "I. Một"), (2, "1. Hai"), (1, "II. Ba")]


def test_the_properties_say_that_it_is_a_draft_and_which_face_replaces_which() -> None:
    with described(a_paper()) as document, document.open_metadata() as told:
        assert told["dc:title"] == "Thông báo Về việc mẫu"
        assert "chưa có số" in told["dc:description"]
        assert "Tinos thay cho Times New Roman" in told["dc:description"]


def test_the_head_row_stands_on_every_page_and_numbers_from_the_second() -> None:
    pages = pages_of(a_paper(blocks=[a_table(120)], landscape=True))
    assert len(pages) > 3
    for place, page in enumerate(pages, start=1):
        if "khoản" in page:
            assert "ĐIỀU, KHOẢN" in page
        first = page.split()[0]
        assert first == str(place) if place > 1 else first != "1"


def test_the_name_of_an_article_never_ends_a_page() -> None:
    columns = (TableColumn("STT", 0.3, "centre"), TableColumn("NỘI DUNG"))
    rows: list[Row | Span] = []
    for place in range(60):
        rows += [Span(f"Điều {place}. Tên"), Row((str(place), "Ý kiến."))]
    for page in pages_of(a_paper(blocks=[Table(columns, rows)])):
        cells = [line for line in page.splitlines() if line.startswith("Điều") or "Ý kiến" in line]
        assert not cells or "Ý kiến" in cells[-1]


def test_a_row_is_broken_over_pages_only_where_it_takes_more_than_half_of_one() -> None:
    """The first cell of a broken row is empty on the second page, so nobody sees what the rest is about."""
    columns = (TableColumn("Nơi", 1), TableColumn("Ý kiến", 4))
    rows: list[Row | Span] = [Row((f"nơi{n}", "câu chữ dài " * 90 + f"hết{n}")) for n in range(9)]
    long = Row(("nơi9", "câu chữ dài " * 2000 + "hết9"))
    pages = pages_of(a_paper(blocks=[Table(columns, [*rows, long])], landscape=True))
    starts = {n: next(p for p, page in enumerate(pages) if f"nơi{n}" in page) for n in range(10)}
    ends = {n: next(p for p, page in enumerate(pages) if f"hết{n}" in page) for n in range(10)}
    assert len(pages) > 5
    assert [starts[n] for n in range(9)] == [ends[n] for n in range(9)]
    assert ends[9] > starts[9]


def test_names_of_articles_without_rows_are_set_all_the_same() -> None:
    columns = (TableColumn("A"), TableColumn("B"))
    rows: list[Row | Span] = [Span("Một"), Span("Hai"), Row(("x", "y")), Span("Ba")]
    (page,) = pages_of(a_paper(blocks=[Table(columns, rows), Table(columns, [Span("Bốn")])]))
    assert all(word in page for word in ("Một", "Hai", "Ba", "Bốn"))


def test_number_and_day_are_blank() -> None:
    (page,) = pages_of(a_paper())
    assert re.search(r"Số:\s+/TB-SMA", page)
    assert re.search(r"ngày\s+tháng\s+năm 2026", page)


def test_two_signers_stand_side_by_side() -> None:
    with pypdfium2.PdfDocument(pdf_paper(a_paper(signatures=SIGNERS), MADE_AT)) as document:
        text = document[0].get_textpage()
        found = [
            text.get_charbox(text.get_text_range().index(word)) for word in ("THƯ", "CHỦ TỌA", "Nơi nhận")
        ]
    (left, right, below) = found
    assert left[0] < right[0]
    assert left[1] == pytest.approx(right[1], abs=1)
    assert below[1] < left[1]


def test_recipients_go_to_the_next_page_with_the_two_who_sign() -> None:
    for lines in range(20, 34):
        pages = pages_of(a_paper(blocks=[Paragraph(f"Đoạn {n}.") for n in range(lines)], signatures=SIGNERS))
        assert "THƯ KÝ" in next(page for page in pages if "Nơi nhận" in page)


@pytest.mark.parametrize("landscape", [False, True])
def test_no_letter_stands_in_a_margin(landscape: bool) -> None:
    sentence = "Đẩy mạnh đổi mới sáng tạo, ứng dụng kỹ nghệ, gắn với vùng biển và hải đảo; "
    paper = a_paper(blocks=[Paragraph(sentence * 12), a_table(30, sentence)], landscape=landscape)
    points = 72 / 25.4
    with pypdfium2.PdfDocument(pdf_paper(paper, MADE_AT)) as document:
        for page in document:
            text = page.get_textpage()
            number_only_above = page.get_height() - 20 * points
            for place in range(text.count_chars()):
                left, bottom, right, _ = text.get_charbox(place)
                if text.get_text_range(place, 1).strip() and bottom < number_only_above:
                    assert 30 * points - 1 < left < right < page.get_width() - 15 * points + 1
                    assert bottom > 20 * points - 4


def test_headings_of_annexes_stand_in_the_middle_at_the_size_of_headings() -> None:
    content = pdf_paper(a_paper(annexes=[Annex("Danh mục", [Heading("I. Thường")])]), MADE_AT)
    with pypdfium2.PdfDocument(content) as document:
        text = document[1].get_textpage()
        whole = text.get_text_range()
        start, plain = whole.index("Phụ lục"), whole.index("I. Thường")
        left, _, _, _ = text.get_charbox(start)
        _, _, right, _ = text.get_charbox(start + len("Phụ lục") - 1)
        heights = [text.get_charbox(place, loose=True) for place in (start, plain)]
        middle = (30 + (210 - 15)) / 2 * 72 / 25.4
    assert (left + right) / 2 == pytest.approx(middle, abs=2)
    assert heights[0][3] - heights[0][1] == pytest.approx(heights[1][3] - heights[1][1], abs=0.5)


def test_several_addressees_stand_below_the_colon_each_on_a_line() -> None:
    content = pdf_paper(a_paper(addressees=("Sở Mẫu B", "Sở Mẫu C.")), MADE_AT)
    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage()
        whole = text.get_text_range()
        assert "- Sở Mẫu B;" in whole and "- Sở Mẫu C." in whole
        colon, first, second = (
            text.get_charbox(whole.index(words) + shift)[0]
            for words, shift in (("Kính gửi:", 8), ("- Sở Mẫu B;", 0), ("- Sở Mẫu C.", 0))
        )
    assert first == pytest.approx(second, abs=0.5)
    assert first == pytest.approx(colon, abs=3)


def test_nothing_people_write_is_read_as_markup() -> None:
    tricks = "#panic() *đậm* _nghiêng_ $x^2$ = Tiêu đề @nhãn `mã` <nhãn> \\u{41} [ô] // ghi chú"
    (page,) = pages_of(
        a_paper(subject=tricks, blocks=[Paragraph(tricks), Table((TableColumn(tricks),), [Row((tricks,))])])
    )
    assert one_space(page).count(one_space("#panic() *đậm*")) == 4


def test_a_word_without_end_stays_inside_its_cell() -> None:
    word = "a" * 300
    content = pdf_paper(
        a_paper(blocks=[Paragraph(word), Table((TableColumn("A"),) * 4, [Row((word, "b", "c", "d"))])]),
        MADE_AT,
    )
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        text = page.get_textpage()
        right = max(text.get_charbox(place)[2] for place in range(text.count_chars()))
        assert right < page.get_width() - 40
        assert "".join(text.get_text_range().split()).count("a" * 300) == 2


def test_a_character_that_the_faces_lack_prints_as_a_box() -> None:
    (page,) = pages_of(a_paper(blocks=[Paragraph("Góp ý 😀 của Hội")]))
    assert "Góp ý □ của Hội" in one_space(page)


def test_damaged_text_is_refused() -> None:
    with pytest.raises(PaperError):
        pdf_paper(a_paper(subject="\x00"), MADE_AT)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_a_paper_that_opens_or_a_clear_refusal(subject: str, cell: str) -> None:
    paper = a_paper(subject=subject, blocks=[Heading(cell), Table((TableColumn(subject),), [Row((cell,))])])
    try:
        content = pdf_paper(paper, MADE_AT)
    except PaperError:
        return
    assert len(pypdfium2.PdfDocument(content)) >= 1


def test_equal_input_gives_equal_bytes() -> None:
    assert pdf_paper(a_paper(), MADE_AT) == pdf_paper(a_paper(), MADE_AT)
