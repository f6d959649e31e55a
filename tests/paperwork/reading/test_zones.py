"""Head, signature and annexes: which lines belong to them, however an office sets them."""

import pytest

from forum.paperwork.reading.cited import Line, paths_of
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.text import read_text
from forum.paperwork.readings import reading_of
from tests.paperwork.reading.shown import node, of, remarked, texts
from tests.paperwork.reading.word import cell, paragraph, table, word_file

BODY = ["Điều 1. Ban hành biểu mẫu kèm theo Quyết định này.", "Điều 2. Quyết định có hiệu lực từ ngày ký."]
SIGNED = ["Nơi nhận:", "- Lưu: VT.", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Người Mẫu Hai"]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("Phụ lục II", "Phụ lục II"),
        ("PHỤ LỤC II", "Phụ lục II"),
        ("Phụ lục số 02", "Phụ lục 02"),
        ("Phụ lục 2A", "Phụ lục 2A"),
        ("Phụ lục ll", "Phụ lục II"),
        ("Phụ lục B", "Phụ lục B"),
        ("Phụ lục", "Phụ lục"),
        ("PHỤ LỤC", "Phụ lục"),
        ("Phụ lục:", "Phụ lục"),
    ],
)
@pytest.mark.parametrize(
    "attached", ["(Kèm theo Quyết định số …)", "(Ban hành kèm theo Quyết định số …)", ""]
)
@pytest.mark.parametrize("signed", [SIGNED, []], ids=["signed", "unsigned"])
def test_an_annex_is_named_by_the_lines_below_it(
    line: str, path: str, attached: str, signed: list[str]
) -> None:
    title = ["BẢNG KÊ PHÒNG HỌC", "CỦA TỔ MẪU"]
    lines = [
        *BODY,
        *signed,
        line,
        *title,
        *([attached] if attached else []),
        "1. Phòng một.",
        "2. Phòng hai.",
    ]
    paper = read_text("\n".join(lines))
    annexes = [found for found in paper.tree.children if found.kind == "annex"]
    assert [(found.path, found.text) for found in annexes] == [(path, "BẢNG KÊ PHÒNG HỌC CỦA TỔ MẪU")]
    assert node(paper, f"{path} mục 2").text == "Phòng hai."


def test_each_annex_restarts_and_a_name_may_stand_behind_the_number() -> None:
    found = of(*BODY, *SIGNED, "Phụ lục I. Danh sách tổ", "1. Một.", "Phụ lục II: Danh sách phòng", "1. Một.")
    assert found["Phụ lục I"] == "Danh sách tổ"
    assert found["Phụ lục II"] == "Danh sách phòng"
    assert {"Phụ lục I mục 1", "Phụ lục II mục 1"} <= set(found)


@pytest.mark.parametrize(
    "line",
    [
        "Phụ lục I ban hành kèm theo Quyết định này được thay.",
        "Phụ lục này gồm ba phần.",
        "Phụ lục I: Danh sách tổ;",
        "Phụ lục hợp đồng do hai bên lập.",
    ],
)
def test_a_sentence_about_an_annex_opens_none(line: str) -> None:
    paper = read_text("\n".join(["Điều 1. Kèm theo Quyết định này:", line, "Điều 2. Hiệu lực", *SIGNED]))
    assert [found.kind for found in paper.tree.children] == ["article", "article", "signature"]


def test_an_annex_without_number_is_a_doubt() -> None:
    paper = read_text("\n".join([*BODY, *SIGNED, "Phụ lục", "BẢNG KÊ", "1. Phòng một."]))
    assert remarked(paper) == [("annex_without_number", "Phụ lục")]


@pytest.mark.parametrize(
    "post", ["CHỦ TỊCH", "CHỦ TỊCH HỘI ĐỒNG MẪU", "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "BỘ TRƯỞNG"]
)
@pytest.mark.parametrize("name", ["Người Mẫu Ba", "(Đã ký)", ""])
def test_a_post_alone_at_the_end_is_the_signature(post: str, name: str) -> None:
    paper = read_text("\n".join([*BODY, "Văn bản này được thông qua tại kỳ họp mẫu.", post, name]))
    assert [found.kind for found in paper.tree.children] == ["article", "article", "signature"]
    assert node(paper, "Điều 2 đoạn 1").text.startswith("Văn bản này")
    assert remarked(paper) == [("signature_by_post", "phần ký đoạn 1")]


def test_a_heading_that_names_a_post_is_no_signature() -> None:
    paper = read_text("I. CHUNG\n1. Một.\nCHỦ TỊCH TỔ MẪU\nChủ tịch tổ họp.\n1. Mời họp.\n2. Chủ trì họp.")
    assert "signature" not in [found.kind for found in paper.tree.children]


def test_a_signature_in_a_table_needs_no_authority() -> None:
    signed = table([cell(paragraph("")), cell(paragraph("CHỦ TỊCH"), paragraph("Người Mẫu Bốn"))])
    paper = read_docx(word_file("".join(map(paragraph, BODY)) + signed))
    assert [found.kind for found in paper.tree.children] == ["article", "article", "signature"]


HEADING = '<w:pStyle w:val="H1"/>'
STYLES = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'


@pytest.mark.parametrize("kind", ["NGHỊ QUYẾT", "KẾ HOẠCH", "QUYẾT ĐỊNH"])
@pytest.mark.parametrize("styled", ["kind and subject", "subject", "kind"])
@pytest.mark.parametrize("ground", ["Căn cứ Luật Mẫu;", ""], ids=["grounds", "no grounds"])
def test_kind_and_subject_in_a_heading_style_stay_in_the_head(kind: str, styled: str, ground: str) -> None:
    body = (
        paragraph(kind, properties=HEADING if "kind" in styled else "")
        + paragraph("Về việc thử nghiệm tổ mẫu", properties=HEADING if "subject" in styled else "")
        + (paragraph(ground) if ground else "")
        + paragraph("Điều 1. Phạm vi")
        + paragraph("Nội dung của điều.")
    )
    found = texts(read_docx(word_file(body, styles=STYLES)))
    assert [path for path in found if path.startswith("phần “")] == []
    assert found["phần mở đầu đoạn 2"] == "Về việc thử nghiệm tổ mẫu"
    assert found["Điều 1 đoạn 1"] == "Nội dung của điều."


def test_a_heading_of_the_body_stays_one() -> None:
    body = paragraph("Bối cảnh", properties=HEADING) + paragraph("Căn cứ vào tình hình, tổ đề nghị.")
    assert list(texts(read_docx(word_file(body, styles=STYLES)))) == [
        "phần “Bối cảnh”",
        "phần “Bối cảnh” đoạn 1",
    ]


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("Mẫu số 01", "Mẫu số 01"),
        ("MẪU SỐ 01", "Mẫu số 01"),
        ("Mẫu số 01/TTHC", "Mẫu số 01/TTHC"),
        ("Mẫu 2a", "Mẫu số 2a"),
        ("Biểu mẫu số 3", "Mẫu số 3"),
        ("Biểu số 02", "Biểu số 02"),
        ("Mẫu số II.", "Mẫu số II"),
    ],
)
def test_a_form_below_the_signature_is_an_annex_with_its_own_signature(line: str, path: str) -> None:
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    signed = ["NGƯỜI LÀM ĐƠN", "(Ký, ghi rõ họ tên)"]
    found = of(*BODY, *SIGNED, line, *head, "ĐƠN XIN HỌC", "1. Họ tên: …", "2. Ngày sinh: …", *signed)
    assert [at for at in found if at.startswith(path) and "đoạn" not in at] == [
        path,
        f"{path} mục 1",
        f"{path} mục 2",
    ]
    assert found[path] == "ĐƠN XIN HỌC"
    assert found[f"{path} phần ký đoạn 1"] == "NGƯỜI LÀM ĐƠN"


def test_a_list_of_forms_opens_none() -> None:
    listed = ["PHỤ LỤC", "DANH MỤC BIỂU MẪU", "Mẫu số 01", "Mẫu số 02", "Mẫu số 03: Đơn xin học"]
    paper = read_text("\n".join([*BODY, *SIGNED, *listed]))
    assert [found.path for found in paper.tree.children if found.kind == "annex"] == ["Phụ lục"]


@pytest.mark.parametrize("kind", ["QUY CHẾ", "QUY ĐỊNH", "ĐIỀU LỆ"])
@pytest.mark.parametrize(
    "signed", [["CHỦ TỊCH", "Người Mẫu Ba"], ["CHỦ TỊCH", "(Đã ký)", "Người Mẫu Ba"], SIGNED]
)
def test_a_paper_brought_into_force_stands_below_any_signature(kind: str, signed: list[str]) -> None:
    lines = [
        kind,
        "Họp của tổ",
        "(Ban hành kèm theo Quyết định số …)",
        "Điều 1. Họp",
        "PHỤ LỤC",
        "BẢNG KÊ",
        "1. Một.",
    ]
    found = of(*BODY, *signed, *lines)
    assert found["Văn bản kèm theo"] == kind
    assert found["Văn bản kèm theo Điều 1"] == "Họp"
    assert found["Phụ lục"] == "BẢNG KÊ"
    assert found["phần ký đoạn 1"] == signed[0]


def test_an_annex_is_not_called_by_the_paper_that_it_belongs_to() -> None:
    attached = "(Kèm theo Quyết định số 01/QĐ-TM)"
    found = of(*BODY, *SIGNED, "Phụ lục II", attached, "Bảng kê phòng", "1. Một.")
    assert found["Phụ lục II"] == "Bảng kê phòng"
    assert found["Phụ lục II phần mở đầu đoạn 1"] == attached


@pytest.mark.parametrize("signed", [SIGNED, ["CHỦ TỊCH", "Người Mẫu Ba"]])
def test_head_and_signature_in_a_heading_style_are_no_headings(signed: list[str]) -> None:
    head = ["ỦY BAN MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QUYẾT ĐỊNH"]
    styled = [
        paragraph(line, properties=HEADING if line.isupper() else "") for line in [*head, *BODY, *signed]
    ]
    found = texts(read_docx(word_file("".join(styled), styles=STYLES)))
    assert [path for path in found if path.startswith("phần “")] == []
    assert found["phần ký đoạn 1"] == signed[0]


def test_chapters_may_go_on_through_the_parts() -> None:
    parts = ["Phần thứ nhất", "CHUNG", "Chương I", "MỘT", "Phần thứ hai", "RIÊNG", "Chương II", "HAI"]
    assert read_text("\n".join(parts)).report == ()
    assert [kind for kind, _ in remarked(read_text("\n".join([*parts[:6], "Chương III", "BA"])))] == [
        "numbers"
    ]


FORM = ["Mẫu số 01", "ĐƠN XIN HỌC", "1. Họ tên: …"]


def test_forms_of_one_number_are_cited_by_their_annexes() -> None:
    annexes = [line for name in ("I", "II") for line in (f"Phụ lục {name}", "BIỂU MẪU", "(Kèm theo)", *FORM)]
    reading = reading_of(read_text("\n".join([*BODY, *SIGNED, *annexes])))
    forms = [unit for unit in reading.nodes if unit.number == "01"]
    assert [(unit.label, unit.path) for unit in forms] == [
        ("Mẫu số 01", "Phụ lục I Mẫu số 01"),
        ("Mẫu số 01", "Phụ lục II Mẫu số 01"),
    ]
    assert not [remark for remark in reading.report if remark.kind == "number_twice"]
    lines = [Line(unit.kind, unit.label, unit.text, unit.path) for unit in reading.nodes]
    assert paths_of(lines) == [unit.path for unit in reading.nodes]


def test_two_annexes_of_one_number_are_a_doubt() -> None:
    paper = read_text(
        "\n".join([*BODY, *SIGNED, "Phụ lục I", "MỘT", "1. Một.", "Phụ lục I", "HAI", "1. Hai."])
    )
    assert remarked(paper) == [("number_twice", "Phụ lục I")]
    again = read_text("\n".join([*BODY, *SIGNED, *FORM, *FORM]))
    assert ("number_twice", "Mẫu số 01") in remarked(again)


def test_capitals_between_the_clauses_of_an_article_are_text() -> None:
    paper = read_text("Điều 1. Biển\n1. Treo biển.\nTỔ DÂN PHỐ SỐ MỘT\n2. Sửa biển.\nĐiều 2. Hết")
    assert [path for path in texts(paper) if "đoạn" not in path] == [
        "Điều 1",
        "Điều 1 khoản 1",
        "Điều 1 khoản 2",
        "Điều 2",
    ]
    assert remarked(paper) == [("heading_as_text", "Điều 1 khoản 1 đoạn 2")]
