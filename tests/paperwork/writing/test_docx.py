"""Official papers as DOCX: what an office sees and goes on editing."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.description import Heading, OfficialPaper, Paragraph, Row, Signature, Table, TableColumn
from forum.paperwork.errors import PaperError
from forum.paperwork.layout_rules import layout
from forum.paperwork.writing.column_widths import column_widths
from forum.paperwork.writing.docx import docx_paper
from forum.paperwork.writing.faces import width_in_points
from tests.paperwork.writing.examples import MADE_AT, SIGNERS, a_paper, a_table


def opened(paper: OfficialPaper) -> Any:
    return Document(BytesIO(docx_paper(paper, MADE_AT)))


def lines_of(cell: Any) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in cell.paragraphs if one.text]


def test_a_state_body_bears_the_nations_name_and_leaves_number_and_day_blank() -> None:
    left, right = opened(a_paper("state")).tables[0].rows[0].cells
    assert lines_of(left) == [
        ("Cơ quan chủ quản", "UBND THÀNH PHỐ MẪU"),
        ("Cơ quan ban hành", "SỞ MẪU A"),
        ("Số, ký hiệu", "Số:" + "\xa0" * 6 + "/TB-SMA"),
    ]
    blank = "\xa0" * 6
    assert lines_of(right) == [
        ("Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc"),
        ("Địa danh, ngày tháng", f"Thành Mẫu, ngày{blank}tháng{blank}năm 2026"),
    ]


def test_a_party_body_bears_the_partys_name_a_star_and_a_number_without_colon() -> None:
    left, right = opened(a_paper("party")).tables[0].rows[0].cells
    assert [text for _, text in lines_of(left)][2:] == ["*", "Số" + "\xa0" * 6 + "-TB/TU"]
    assert lines_of(right)[0][1] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert "Độc lập" not in "".join(text for _, text in lines_of(right))


def test_the_front_bears_the_nations_name_and_an_internal_paper_none() -> None:
    front = opened(a_paper("front")).tables[0].rows[0].cells
    internal = opened(a_paper("none")).tables[0].rows[0].cells
    assert lines_of(front[1])[0][1].startswith("CỘNG HÒA")
    assert [text for _, text in lines_of(internal[0])] == ["TỔ THƯ KÝ MẪU"]
    assert len(lines_of(internal[1])) == 1


@pytest.mark.parametrize(
    ("style", "size", "bold", "italic"),
    [
        ("Quốc hiệu", 13, True, False),
        ("Tiêu ngữ", 14, True, False),
        ("Cơ quan chủ quản", 13, False, False),
        ("Địa danh, ngày tháng", 14, False, True),
        ("Title", 14, True, False),
        ("Heading 1", 14, True, False),
        ("Normal", 14, False, False),
        ("Ô bảng", 12, False, False),
        ("Nơi nhận", 12, True, True),
        ("Danh sách nơi nhận", 11, False, False),
    ],
)
def test_each_component_is_a_style_with_the_size_of_the_rules(
    style: str, size: int, bold: bool, italic: bool
) -> None:
    font = opened(a_paper()).styles[style].font
    assert (font.size, bool(font.bold), bool(font.italic), font.name) == (
        Pt(size),
        bold,
        italic,
        "Times New Roman",
    )


def test_the_page_is_a4_with_the_margins_of_the_rules() -> None:
    def measures(paper: OfficialPaper) -> list[int]:
        section = opened(paper).sections[0]
        lengths = (
            section.page_width, section.page_height, section.top_margin,
            section.bottom_margin, section.left_margin, section.right_margin,
        )  # fmt: skip
        return [round(length / Mm(1)) for length in lengths]

    assert measures(a_paper()) == [210, 297, 20, 20, 30, 15]
    assert measures(a_paper(landscape=True)) == [297, 210, 20, 20, 30, 15]


def test_page_numbers_stand_in_the_header_but_not_on_page_one() -> None:
    section = opened(a_paper()).sections[0]
    assert section.different_first_page_header_footer
    assert 'w:instr="PAGE"' in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml


def test_headings_are_headings_and_the_title_is_a_title() -> None:
    document = opened(a_paper(blocks=[Heading("I. Một", 1), Heading("1. Hai", 2), Heading("a) Ba", 9)]))
    styled = {one.style.name: one.text for one in document.paragraphs if one.text}
    assert styled["Title"] == "THÔNG BÁO"
    assert styled["Subtitle"] == "Về việc mẫu"
    assert (styled["Heading 1"], styled["Heading 2"], styled["Heading 3"]) == ("I. Một", "1. Hai", "a) Ba")


def test_the_head_row_of_a_table_repeats_and_a_span_crosses_all_columns() -> None:
    table = opened(a_paper(blocks=[a_table(3)])).tables[1]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["ĐIỀU, KHOẢN", "CHỦ THỂ", "NỘI DUNG"]
    assert {cell.text for cell in table.rows[1].cells} == {"Điều 1. Phạm vi"}
    assert [row.cells[0].text for row in table.rows[2:]] == ["khoản 0", "khoản 1", "khoản 2"]


def test_one_signs_at_the_right_on_behalf_with_recipients_at_the_left() -> None:
    left, right = opened(a_paper()).tables[-1].rows[0].cells
    assert [text for _, text in lines_of(left)] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    assert [text for _, text in lines_of(right)] == ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Người Mẫu Hai"]


def test_the_party_writes_behalf_with_a_slash() -> None:
    signatures = (Signature("Chánh Văn phòng", "", "TL", "Ban Thường vụ"),)
    right = opened(a_paper("party", signatures=signatures)).tables[-1].rows[0].cells[1]
    assert [text for _, text in lines_of(right)] == ["T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG"]


def test_two_sign_side_by_side_and_recipients_stand_below() -> None:
    document = opened(a_paper(signatures=SIGNERS))
    left, right = document.tables[-1].rows[0].cells
    assert [text for _, text in lines_of(left)] == ["THƯ KÝ", "Người Mẫu Ba"]
    assert [text for _, text in lines_of(right)] == ["CHỦ TỌA", "Người Mẫu Bốn"]
    assert [one.text for one in document.paragraphs][-3:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]


def test_signers_and_recipients_below_them_are_kept_on_one_page() -> None:
    document = opened(a_paper(signatures=SIGNERS))
    kept = [one.paragraph_format.keep_with_next for one in document.paragraphs[-3:]]
    assert kept == [True, True, None]
    assert all(
        one.paragraph_format.keep_with_next
        for cell in document.tables[-1].rows[0].cells
        for one in cell.paragraphs
    )


def test_the_language_is_vietnamese_wherever_word_asks_for_it() -> None:
    document = opened(a_paper())
    languages = document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    languages += document.settings.element.findall(qn("w:themeFontLang"))
    assert [one.get(qn("w:val")) for one in languages] == ["vi-VN", "vi-VN"]
    assert document.core_properties.language == "vi-VN"


def test_the_properties_say_that_it_is_a_draft_and_name_no_program() -> None:
    properties = opened(a_paper()).core_properties
    assert "chưa có số" in properties.subject
    assert properties.content_status == "Dự thảo trình ký"
    assert (properties.author, properties.last_modified_by, properties.title) == (
        "",
        "",
        "Thông báo Về việc mẫu",
    )
    with zipfile.ZipFile(BytesIO(docx_paper(a_paper(), MADE_AT))) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name]
        assert b"python-docx" not in b"".join(archive.read(name) for name in archive.namelist())


def test_there_is_no_picture_anywhere_so_no_seal_and_no_signature() -> None:
    with zipfile.ZipFile(BytesIO(docx_paper(a_paper(signatures=SIGNERS), MADE_AT))) as archive:
        assert not [name for name in archive.namelist() if "media" in name]


def test_what_xml_forbids_and_what_deceives_the_eye_is_left_out() -> None:
    document = opened(
        a_paper(
            subject="Ha\u0309i\x07 Pho\u0300ng",
            blocks=[
                Paragraph("a\u202eb\u200bc\ufeff"),
                Table((TableColumn("\x01Cột"),), [Row(("<w:p/> & \x08\ufffe]]>",))]),
            ],
        )
    )
    text = [one.text for one in document.paragraphs]
    assert "Hải Phòng" in text
    assert "abc" in text
    assert [row.cells[0].text for row in document.tables[1].rows] == ["Cột", "<w:p/> & ]]>"]


def test_damaged_text_is_refused_wherever_it_stands() -> None:
    for changes in (
        {"subject": "a\x00"},
        {"kind": "\ud800"},
        {"blocks": [Paragraph("\x00")]},
        {"blocks": [Heading("\x00")]},
        {"blocks": [Table((TableColumn("A"),), [Row(("\udfff",))])]},
        {"recipients": ("\x00",)},
        {"keywords": ("\x00",)},
    ):
        with pytest.raises(PaperError):
            docx_paper(a_paper(**changes), MADE_AT)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_gives_a_paper_that_opens_or_a_clear_refusal(subject: str, cell: str) -> None:
    paper = a_paper(subject=subject, blocks=[Table((TableColumn(subject),), [Row((cell,))])])
    try:
        content = docx_paper(paper, MADE_AT)
    except PaperError:
        return
    Document(BytesIO(content))


def test_progress_counts_the_rows() -> None:
    told: list[int] = []
    docx_paper(a_paper(blocks=[a_table(449)]), MADE_AT, told.append)
    assert told == [200, 400, 450]


def test_a_column_is_never_narrower_than_the_longest_word_of_its_title() -> None:
    """In any face a reader may have: 'STT' was broken in two where Times New Roman was not at hand."""
    paper = a_paper("state")
    long_title = TableColumn("Nội dung góp ý, kiến nghị", share=20)
    narrow = TableColumn("STT", share=0.01)
    number, text = column_widths([narrow, long_title], paper)
    assert number > 1.3 * width_in_points("STT", 12, bold=True)
    assert number + text == pytest.approx(
        layout(paper.issuer.kind).text_width_mm(landscape=False) * 72 / 25.4
    )
    assert column_widths([TableColumn("Một"), TableColumn("Hai")], paper)[0] == pytest.approx(
        (number + text) / 2
    )
