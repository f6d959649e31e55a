"""A table as a workbook: types, head, filters, and nothing that could run."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forum.paperwork.errors import PaperError
from forum.paperwork.writing.xlsx import CELL_UNITS, Cell, Column, cell_text, csv_text, table_workbook

COLUMNS = [Column("STT", 6, "number"), Column("Nội dung", 60), Column("Ngày", 12, "date")]


def sheet_of(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).active


def test_cells_keep_their_types() -> None:
    sheet = sheet_of(table_workbook("Danh sách", COLUMNS, [[1, "Ý kiến một", date(2026, 11, 24)]]))
    number, text, day = sheet[2]
    assert (number.value, text.value, day.value) == (1, "Ý kiến một", datetime.fromisoformat("2026-11-24"))
    assert day.number_format == "dd/mm/yyyy"


def test_the_head_is_frozen_filtered_and_printed_on_each_page() -> None:
    sheet = sheet_of(table_workbook("Danh sách", COLUMNS, [[1, "a", None], [2, "b", None]]))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["B"].width == pytest.approx(60, abs=1)


def test_a_preamble_stands_above_the_head() -> None:
    sheet = sheet_of(table_workbook("T", COLUMNS, [[1, "a", None]], preamble=["BẢN TỔNG HỢP", "Tổng số: 1"]))
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["BẢN TỔNG HỢP", "Tổng số: 1", None]
    assert [cell.value for cell in sheet[4]] == ["STT", "Nội dung", "Ngày"]
    assert sheet.freeze_panes == "A5"


def test_each_row_is_as_high_as_its_longest_text() -> None:
    """A spreadsheet other than Excel fits no height by itself: wrapped texts lay over each other."""
    words = "Ý kiến mẫu về quy định mẫu. "
    texts = [words, words * 10, "dòng\n" * 7 + "dòng", words * 1000]
    sheet = sheet_of(
        table_workbook("T", COLUMNS, [[1, text, None] for text in texts], preamble=["TÊN", words * 20])
    )
    head = next(row for row in range(1, 9) if sheet.cell(row, 1).value == "STT")
    one, ten, eight, most = (sheet.row_dimensions[head + n].height for n in (1, 2, 3, 4))
    assert 14 < one < 20
    assert 4 * one < ten < 8 * one
    assert eight == pytest.approx(8 * one, rel=0.05)  # a spreadsheet knows quarters of a point
    assert 408 < most <= 409
    assert sheet.row_dimensions[2].height > 2 * one
    assert "A2:C2" in [str(merged) for merged in sheet.merged_cells.ranges]


def test_a_moment_is_shown_in_vietnams_time() -> None:
    content = table_workbook(
        "T", [Column("Lúc", 20, "datetime")], [[datetime(2026, 11, 24, 18, 30, tzinfo=UTC)]]
    )
    assert sheet_of(content)["A2"].value == datetime.fromisoformat("2026-11-25 01:30")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "|", "\t=", "\r=", "\n=", " =", "\u200b=", "\u202e=", "＝"]
)
def test_a_cell_that_starts_like_a_formula_is_a_string_as_typed(start: str) -> None:
    sheet = sheet_of(table_workbook("T", [Column(start + "B")], [[start + "1+1"]], preamble=[start + "A"]))
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f"
    assert sheet.cell(sheet.max_row, 1).value == cell_text(start + "1+1")
    assert not str(sheet.cell(sheet.max_row, 1).value).startswith("'")


@given(st.text(alphabet=st.sampled_from("=+-@|\t\r\n \u200b\u202eaĐ＝－"), max_size=8))
def test_no_cell_of_csv_starts_a_formula_and_only_an_apostrophe_is_added(text: str) -> None:
    safe = csv_text(text)
    assert not safe.startswith(("=", "+", "-", "@", "|", "\t", "\r", "\n", " ", "＝", "－"))
    assert safe.removeprefix("'") == cell_text(text)
    assert csv_text(safe) == safe


def test_a_list_dash_stays_as_typed() -> None:
    assert cell_text("- Bổ sung khoản 2") == "- Bổ sung khoản 2"
    assert csv_text("- Bổ sung khoản 2") == "'- Bổ sung khoản 2"


def test_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    safe = cell_text("😀" * CELL_UNITS)
    assert len(safe.encode("utf-16-le")) // 2 <= CELL_UNITS
    assert "đã cắt" in safe


def test_numbers_that_would_be_rounded_are_kept_as_text() -> None:
    rows: list[list[Cell]] = [[2**60], [float("nan")], [float("inf")], [Decimal("1.25")]]
    sheet = sheet_of(table_workbook("T", [Column("Số", 20, "number")], rows))
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [str(2**60), "nan", "inf", 1.25]


def test_damaged_text_is_refused_and_other_control_marks_are_dropped() -> None:
    with pytest.raises(PaperError, match="NUL"):
        table_workbook("T", [Column("A")], [["a\x00b"]])
    with pytest.raises(PaperError, match="hỏng"):
        table_workbook("T", [Column("A")], [["a\ud800b"]])
    content = table_workbook("T", [Column("A")], [["Ha\u0309i\x07 Pho\u0300ng\u202e\ufffe"]])
    assert sheet_of(content)["A2"].value == "Hải Phòng"


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "History", "'q'", "Rất dài " * 20])
def test_any_title_gives_a_sheet_that_opens(title: str) -> None:
    assert 1 <= len(sheet_of(table_workbook(title, COLUMNS, [])).title) <= 31


def test_progress_is_told_to_the_end() -> None:
    told: list[int] = []
    table_workbook("T", [Column("A")], (["x"] for _ in range(1200)), progress=told.append)
    assert told == [500, 1000, 1200]


def test_a_row_of_the_wrong_length_is_a_programmers_error() -> None:
    with pytest.raises(ValueError):
        table_workbook("T", COLUMNS, [["only one"]])
