"""Tables that were pasted, of one row, without a head; and drafts that stand in columns."""

import pytest

from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import Paper
from tests.paperwork.reading.shown import node, remarked, texts
from tests.paperwork.reading.word import cell, paragraph, table, word_file

HEAD = "STT\tPhòng\tViệc\tHạn"
AROUND = ("Điều 3. Phân công", "Điều 4. Hiệu lực")
PASTED = {
    "plain": ("1\tA\tQuét\t5", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
    "last cell of two lines": ("1\tA\tQuét\t5;", "hoặc 6", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
    "middle cell of two lines": ("1\tA\tQuét;", "lau\t5", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
    "points in a cell": ("1\tA\ta) Quét;", "b) Lau.\t5", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
    "sentences in a cell": ("1\tA\tQuét nhà.", "Lau bàn.", "Rửa cốc.\t5", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
    "number before the tab": ("1.\tA\tQuét\t5", "2.\tB\tLau\t6", "3.\tC\tDọn\t7"),
    "empty cells": ("1\t\tQuét\t", "2\tB\t\t6", "3\tC\tDọn\t7"),
    "numbers in a cell": ("1\tA\t1. Quét;", "2. Lau;", "3. Dọn.\t5", "2\tB\tLau\t6", "3\tC\tDọn\t7"),
}


@pytest.mark.parametrize("rows", PASTED.values(), ids=PASTED)
def test_the_rows_of_a_pasted_table_stay_rows(rows: tuple[str, ...]) -> None:
    paper = read_text("\n".join([AROUND[0], HEAD, *rows, AROUND[1]]))
    assert list(texts(paper)) == ["Điều 3", "Điều 3 bảng 1", "Điều 4"]
    found = node(paper, "Điều 3 bảng 1").rows
    assert [row[0].rstrip(".") for row in found] == ["STT", "1", "2", "3"]
    assert {len(row) for row in found} == {4}
    assert found[3][1:] == ("C", "Dọn", "7")


def test_the_list_in_the_last_cell_of_all_goes_on_to_its_end() -> None:
    paper = read_text(
        "Điều 1. Bảng\nTT\tViệc\n1\ta) Quét;\nb) Lau;\nc) Dọn.\nLời cuối của điều.\nĐiều 2. Hết"
    )
    assert node(paper, "Điều 1 bảng 1").rows[1] == ("1", "a) Quét;\nb) Lau;\nc) Dọn.")
    assert node(paper, "Điều 1 đoạn 1").text == "Lời cuối của điều."


@pytest.mark.parametrize("row", ["4.2\tPhí mẫu\tSở Mẫu", "1\tTổ A\tViệc", "Phí\t5.000\tđồng"])
def test_one_row_is_a_table_too(row: str) -> None:
    paper = read_text(f"1. Sửa dòng 4 như sau:\n{row}\n2. Bãi bỏ dòng 5.")
    assert list(texts(paper)) == ["mục 1", "mục 1 bảng 1", "mục 2"]
    assert node(paper, "mục 1 bảng 1").rows == (tuple(row.split("\t")),)
    assert remarked(paper) == [("table_without_head", "mục 1 bảng 1")]


def test_tabs_after_numbers_and_within_a_sentence_make_no_table() -> None:
    paper = read_text("Điều 1.\tPhạm vi\n1.\tMột.\n2.\tHai.\na)\tNhỏ;\n-\tÝ nhỏ.\nSở Mẫu\tchủ trì.")
    assert not any(found.kind == "table" for found in paper.tree.walk())
    assert node(paper, "Điều 1 khoản 2 điểm a ý 1").text == "Ý nhỏ."


def in_columns(kind: str, head: list[str], rows: list[list[str]]) -> Paper:
    if kind == "docx":
        cells = [[cell(*map(paragraph, text.split("\n"))) for text in row] for row in [head, *rows]]
        return read_docx(word_file(table(*cells)))
    if kind == "markdown":
        lines = [head, ["---"] * len(head), *([text.replace("\n", "<br>") for text in row] for row in rows)]
        return read_markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return read_text("\n".join("\t".join(row) for row in [head, *rows]))


ROWS = [
    ["Chương I\nCHUNG", ""],
    ["Điều 1. Phạm vi\n1. Cho tổ mẫu.\n2. Không cho tổ khác.", "Theo Luật Mẫu."],
    ["Điều 2. Hiệu lực", "Cho kịp năm sau."],
]


@pytest.mark.parametrize("kind", ["docx", "markdown", "text"])
@pytest.mark.parametrize("names", [("Dự thảo", "Thuyết minh"), ("Nội dung dự thảo", "Lý do, căn cứ")])
def test_a_draft_beside_its_explanation_is_read_by_its_column(kind: str, names: tuple[str, str]) -> None:
    paper = in_columns(kind, [*names], ROWS)
    assert texts(paper) == {
        "Chương I": "CHUNG",
        "Điều 1": "Phạm vi",
        "Điều 1 khoản 1": "Cho tổ mẫu.",
        "Điều 1 khoản 2": "Không cho tổ khác.",
        "Điều 2": "Hiệu lực",
    }
    assert node(paper, "Điều 1").note == "Theo Luật Mẫu."
    assert node(paper, "Điều 2").note == "Cho kịp năm sau."
    assert [remark.kind for remark in paper.report] == ["columns_read"]


@pytest.mark.parametrize("kind", ["docx", "markdown", "text"])
def test_the_text_in_force_beside_a_draft_is_left_out_and_named(kind: str) -> None:
    head = ["STT", "Quy định hiện hành", "Dự thảo sửa đổi", "Lý do"]
    rows = [["1", "Điều 1. Cũ", "Điều 1. Mới", "Vì cũ."], ["2", "Điều 2. Bỏ", "", "Trùng."]]
    paper = in_columns(kind, head, rows)
    assert texts(paper) == {"Điều 1": "Mới"}
    assert node(paper, "Điều 1").note == "Vì cũ.\nTrùng."
    assert {remark.kind.value for remark in paper.report} == {"columns_read", "column_left_out"}


@pytest.mark.parametrize(
    "head", [["Dự thảo", "Ý kiến góp ý", "Giải trình"], ["Tên", "Ghi chú"], ["Hiện hành", "Lý do"]]
)
def test_another_table_stays_a_table(head: list[str]) -> None:
    paper = in_columns("docx", head, [["Điều 1. Phạm vi", *["Đồng ý."] * (len(head) - 1)]])
    assert [found.kind for found in paper.paragraphs()] == ["table"]
