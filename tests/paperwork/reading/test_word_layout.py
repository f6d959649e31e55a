"""Word files as offices lay them out: breaks within a paragraph, headings in articles, notes beside titles."""

import pytest

from forum.paperwork.reading.docx.reader import read_docx
from tests.paperwork.reading.shown import node, remarked, texts
from tests.paperwork.reading.word import (
    abstract,
    cell,
    level,
    listed,
    number,
    paragraph,
    run,
    table,
    word_file,
)

BREAK = "<w:r><w:br/></w:r>"
SIGNED = ["Điều 1. Một", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Người Mẫu Một"]
STYLES = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
OWN = ["Điều 1", "Điều 1 khoản 1", "Điều 1 khoản 2", "Điều 2"]


def broken(*lines: str, by: str = BREAK) -> str:
    """One paragraph whose lines are parted by a break."""
    return paragraph(by.join(map(run, lines)))


def styled(text: str) -> str:
    return paragraph(text, properties='<w:pStyle w:val="H1"/>')


def units(paths: dict[str, str]) -> list[str]:
    return [path for path in paths if "đoạn" not in path]


@pytest.mark.parametrize(
    "name", ["Phụ lục 1: danh sách tổ", "Phụ lục I. Danh sách tổ", "PHỤ LỤC 1 - Danh sách tổ"]
)
def test_an_annex_with_a_name_may_stand_below_a_break(name: str) -> None:
    found = texts(read_docx(word_file(broken(*SIGNED, name, "1. Tổ một.", "2. Tổ hai."))))
    annex = f"Phụ lục {name.split()[2].rstrip(':.')}"
    assert units(found)[-3:] == [annex, f"{annex} mục 1", f"{annex} mục 2"]
    assert found[annex].lower() == "danh sách tổ"


def test_the_name_of_an_annex_goes_on_below_a_break() -> None:
    body = (
        "".join(map(paragraph, SIGNED)) + broken("Phụ lục 1: Danh sách", "phòng học") + paragraph("1. Một.")
    )
    assert texts(read_docx(word_file(body)))["Phụ lục 1"] == "Danh sách phòng học"


@pytest.mark.parametrize("ends", [";", ""])
def test_a_list_of_annexes_opens_none(ends: str) -> None:
    listed = ["Kèm theo Quyết định này có:", f"Phụ lục 1: Danh sách tổ{ends}", "Phụ lục 2: Danh sách phòng"]
    body = broken("Điều 1. Một", *listed) + paragraph("Điều 2. Hai") + broken(*SIGNED[1:])
    assert units(texts(read_docx(word_file(body)))) == ["Điều 1", "Điều 2"]


@pytest.mark.parametrize("kind", ["page", "column"])
def test_a_break_of_page_or_column_parts_what_begins_a_unit(kind: str) -> None:
    by = f'<w:r><w:br w:type="{kind}"/></w:r>'
    body = broken("Điều 1. Một", "1. Họp tháng.", "2. Họp", "quý.", "Điều 2. Hai", by=by)
    found = texts(read_docx(word_file(body)))
    assert list(found) == OWN
    assert found["Điều 1 khoản 2"] == "Họp quý."


@pytest.mark.parametrize("line", ["TỔ DÂN PHỐ SỐ MỘT", "Tổ dân phố số một"])
@pytest.mark.parametrize("led", [True, False])
def test_a_line_in_a_heading_style_within_an_article_takes_no_clause_away(line: str, led: bool) -> None:
    above = "1. Treo biển:" if led else "1. Treo biển."
    body = paragraph("Điều 1. Biển") + paragraph(above) + styled(line)
    body += paragraph("2. Sửa biển.") + paragraph("Điều 2. Hết")
    paper = read_docx(word_file(body, styles=STYLES))
    assert units(texts(paper)) == OWN
    assert remarked(paper) == [("heading_as_text", "Điều 1 khoản 1 đoạn 2")]


def test_capitals_in_a_heading_style_that_a_sentence_leads_to_are_text() -> None:
    body = paragraph("Điều 1. Biển") + paragraph("Biển ghi:") + styled("TỔ DÂN PHỐ SỐ MỘT")
    body += "".join(map(paragraph, ["1. Treo ở cổng.", "2. Sửa.", "Điều 2. Hết"]))
    paper = read_docx(word_file(body, styles=STYLES))
    assert units(texts(paper)) == OWN
    assert remarked(paper) == [("heading_as_text", "Điều 1 đoạn 2")]


def test_headings_that_part_what_an_article_holds_stay_headings() -> None:
    body = (
        paragraph("Điều 1. Phê duyệt kế hoạch, nội dung như sau:") + styled("MỤC TIÊU") + paragraph("1. Họp.")
    )
    body += styled("NHIỆM VỤ") + paragraph("1. Học.") + paragraph("Điều 2. Hết")
    found = texts(read_docx(word_file(body, styles=STYLES)))
    assert [path for path in found if path.startswith("phần “") and "mục" not in path.split("”")[1]] == [
        "phần “MỤC TIÊU”",
        "phần “NHIỆM VỤ”",
    ]


def test_a_note_at_a_bare_number_leaves_the_title_below_it() -> None:
    noted = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = paragraph("Chương I", noted) + paragraph("QUY ĐỊNH CHUNG") + paragraph("Điều 1. Họp")
    notes = f'<w:footnote w:id="2">{paragraph("Tên cũ.")}</w:footnote>'
    found = texts(read_docx(word_file(body, footnotes=notes)))
    assert found == {"Chương I": "QUY ĐỊNH CHUNG", "Chương I chú thích 1": "Tên cũ.", "Điều 1": "Họp"}


def cells(*texts: str) -> list[str]:
    return [cell(*map(paragraph, text.split("\n"))) for text in texts]


LAID_OUT = {
    "one column": [cells("Điều 1. Một\n1. Họp."), cells("2. Nghỉ."), cells("Điều 2. Hai")],
    "an empty column": [cells("", "Điều 1. Một\n1. Họp.\n2. Nghỉ."), cells("", "Điều 2. Hai")],
    "numbers": [cells("Điều 1.", "Một"), cells("1.", "Họp."), cells("2.", "Nghỉ."), cells("Điều 2.", "Hai")],
}


@pytest.mark.parametrize("rows", LAID_OUT.values(), ids=LAID_OUT)
def test_a_table_that_only_lays_out_articles_is_read_as_them(rows: list[list[str]]) -> None:
    paper = read_docx(word_file(table(*rows)))
    assert texts(paper) == dict(zip(OWN, ["Một", "Họp.", "Nghỉ.", "Hai"], strict=True))
    assert [kind for kind, _ in remarked(paper)] == ["table_as_text"]


def test_an_article_in_a_table_that_stays_one_is_a_doubt() -> None:
    rows = table(cells("STT", "Nội dung", "Ý kiến"), cells("1", "Điều 5. Họp tổ", "Nhất trí"))
    paper = read_docx(word_file(paragraph("Điều 1. Một") + rows))
    assert list(texts(paper)) == ["Điều 1", "Điều 1 bảng 1"]
    assert ("units_in_table", "Điều 1 bảng 1") in remarked(paper)


def test_cells_that_a_row_leaves_out_deletes_or_hides_keep_the_columns() -> None:
    short = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cells("Tổ B")[0]}{cells("Nghỉ")[0]}</w:tr>'
    gone = [cell(paragraph("9"), properties='<w:cellDel w:id="1"/>'), *cells("Tổ C", "Học")]
    merged = [cell(paragraph("khuất"), properties="<w:vMerge/>"), *cells("Tổ D", "Hát")]
    rows = table(cells("STT", "Tổ", "Việc"), gone, merged).replace("</w:tbl>", f"{short}</w:tbl>")
    paper = read_docx(word_file(paragraph("Điều 1. Một") + rows))
    assert node(paper, "Điều 1 bảng 1").rows[1:] == (
        ("", "Tổ C", "Học"),
        ("", "Tổ D", "Hát"),
        ("", "Tổ B", "Nghỉ"),
    )
    assert [kind for kind, _ in remarked(paper)] == ["deleted", "hidden"]


def test_a_deleted_paragraph_end_takes_no_words_into_a_table_or_out_of_a_cell() -> None:
    ended = '<w:rPr><w:del w:id="1"/></w:rPr>'
    rows = table(cells("STT", "Việc"), [cells("1")[0], cell(paragraph("Họp", properties=ended))])
    body = (
        paragraph("Điều 1. Một") + paragraph("Trước bảng.", properties=ended) + rows + paragraph("Sau bảng.")
    )
    paper = read_docx(word_file(body))
    assert texts(paper)["Điều 1 đoạn 1"] == "Trước bảng."
    assert node(paper, "Điều 1 bảng 1").rows == (("STT", "Việc"), ("1", "Họp"))
    assert texts(paper)["Điều 1 đoạn 2"] == "Sau bảng."


LIST = abstract(1, level(0, "decimal", "%1.")) + number(1, 1)


def test_a_paragraph_that_is_hidden_whole_takes_no_number() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    hidden = paragraph(run("ẩn", "<w:vanish/>"), properties=f"{numbered}<w:rPr><w:vanish/></w:rPr>")
    body = paragraph("Điều 1. Một") + listed("Họp.", 1) + hidden + listed("Nghỉ.", 1)
    paper = read_docx(word_file(body, numbering=LIST))
    assert texts(paper) == {"Điều 1": "Một", "Điều 1 khoản 1": "Họp.", "Điều 1 khoản 2": "Nghỉ."}
    assert remarked(paper) == [("hidden", "Điều 1 khoản 1")]


def test_an_article_typed_in_an_automatic_list_is_one_and_two_numbers_are_a_doubt() -> None:
    body = listed("Điều 1. Một", 1) + listed("1. Họp.", 1) + listed("Điều 2. Hai", 1)
    paper = read_docx(word_file(body, numbering=LIST))
    assert units(texts(paper)) == ["Điều 1", "Điều 1 khoản 2", "Điều 2"]
    assert [kind for kind, _ in remarked(paper)].count("two_numbers") == 3


def test_words_that_word_shows_in_capitals_are_capitals() -> None:
    body = (
        paragraph("Chương I")
        + paragraph(run("quy định", "<w:caps/>"), run(" CHUNG"))
        + paragraph("Điều 1. Họp")
    )
    assert texts(read_docx(word_file(body)))["Chương I"] == "QUY ĐỊNH CHUNG"


def test_small_signs_above_the_words_are_no_words() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('chú')}</w:rt><w:rubyBase>{run('2. Nghỉ.')}</w:rubyBase></w:ruby></w:r>"
    body = paragraph("Điều 1. Một") + paragraph("1. Họp.") + paragraph(ruby)
    assert texts(read_docx(word_file(body)))["Điều 1 khoản 2"] == "Nghỉ."
