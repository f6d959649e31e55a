"""What is read and written on paper by hand: marks of a comparison that keep to its legend, lines to write on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.paperwork.description import Marked, Row, Run, Table
from forum.paperwork.samples.papers import sample_papers
from forum.paperwork.writing.docx import docx_paper
from forum.paperwork.writing.papers.comparison import marked
from forum.paperwork.writing.papers.responses import OpinionForm, opinion_form
from forum.paperwork.writing.pdf import pdf_paper

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
RIGHT = 595.3 - 42.5  # points: A4 without its right margin of 15 mm


def marks(side: str | Marked) -> list[tuple[str, str]]:
    assert isinstance(side, Marked)
    return [(run.text, run.mark) for run in side.runs if run.mark]


def test_a_removed_paragraph_is_struck_and_a_new_one_is_bold() -> None:
    removed, nothing = marked("2. Người có thành tích.", "")
    assert marks(removed) == [("2. Người có thành tích.", "dropped")] and nothing == ""
    nothing, new = marked("", "2. Dòng một\nDòng hai.")
    assert marks(new) == [("2. Dòng một\nDòng hai.", "added")] and nothing == ""


def test_no_mark_runs_into_the_word_beside_it() -> None:
    old, new = marked("hỗ trợ 05 triệu đồng", "hỗ trợ 10 triệu đồng")
    assert marks(old) == [("05", "dropped")] and marks(new) == [("10", "added")]


def test_of_a_table_the_rows_are_marked_that_the_other_lacks() -> None:
    old, new = marked("STT | Mức\n1 | Năm mươi\n2 | Ba mươi", "STT | Mức\n1 | Năm mươi\n2 | Bốn mươi")
    assert marks(old) == [("Ba", "dropped")] and marks(new) == [("Bốn", "added")]
    old, new = marked("STT | Mức\n1 | Năm mươi", "STT | Mức\n1 | Năm mươi\n2 | Ba mươi")
    assert marks(old) == [] and marks(new) == [("2 | Ba mươi", "added")]


LINES = st.lists(st.sampled_from(["", "a | b", "a | c", "x y z", "x  z", " | "]), max_size=5).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(before=LINES, after=LINES)
def test_marks_change_no_word_and_no_line(before: str, after: str) -> None:
    for side, text in zip(marked(before, after), (before, after), strict=True):
        shown = side.text if isinstance(side, Marked) else side
        assert [line.split() for line in shown.split("\n")] == [line.split() for line in text.split("\n")]


def test_the_lines_of_a_marked_cell_stay_lines_in_word_and_on_paper() -> None:
    paper = sample_papers()["ban-so-sanh"]
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    cell = Marked((Run("Dòng một\nDòng ", "dropped"), Run("hai\n\nDòng ba")))
    row = Row((cell, "", "Sửa đổi"))
    changed = replace(paper, blocks=[Table(table.columns, [row])])
    shown = Document(BytesIO(docx_paper(changed, AT))).tables[1].cell(1, 0)
    assert [one.text for one in shown.paragraphs] == ["Dòng một", "Dòng hai", "", "Dòng ba"]
    assert [run.font.strike for run in shown.paragraphs[1].runs] == [True, None]
    with pypdfium2.PdfDocument(pdf_paper(changed, AT)) as document:
        text = document[0].get_textpage().get_text_range().replace("\r\n", "\n")
    assert "Dòng một\nDòng hai\nDòng ba" in text.replace("\n\n", "\n")


@pytest.fixture(scope="module")
def form() -> OpinionForm:
    return OpinionForm("Dự thảo Quy định mẫu", "Sở Mẫu A", date(2026, 9, 30), ("Điều 2. Đối tượng",))


def test_the_lines_of_a_form_are_dotted_to_the_margin(form: OpinionForm) -> None:
    paper = opinion_form(form, 2026)
    with pypdfium2.PdfDocument(pdf_paper(paper, AT)) as document:
        words = document[0].get_textpage()
        boxes = [
            words.get_charbox(place)
            for place in range(words.count_chars())
            if words.get_text_range(place, 1) == "."
        ]
    ends = {round(box[1]): max(other[2] for other in boxes if abs(other[1] - box[1]) < 2) for box in boxes}
    assert (
        sum(RIGHT - 6 < end <= RIGHT + 1 for end in ends.values()) >= 8
    )  # two names, three lines, the table's
    written = Document(BytesIO(docx_paper(paper, AT)))
    stops = [one.paragraph_format.tab_stops[0] for one in written.paragraphs if one.text.endswith("\t")]
    assert len(stops) == 5
    assert all(stop.position is not None and round(stop.position.mm) == 165 for stop in stops)


def test_the_last_two_words_of_whose_form_it_is_stand_on_one_line(form: OpinionForm) -> None:
    paper = opinion_form(form, 2026)
    with pypdfium2.PdfDocument(pdf_paper(paper, AT)) as document:
        lines = document[0].get_textpage().get_text_range().replace("\u00a0", " ").splitlines()
    head = [line.strip() for line in lines[:8]]
    assert any(line.endswith("CÁ NHÂN") for line in head), head
    left = Document(BytesIO(docx_paper(paper, AT))).tables[0].cell(0, 0)
    assert left.paragraphs[0].text == "CƠ QUAN, TỔ CHỨC, CÁ\u00a0NHÂN"


def test_a_report_ends_as_reports_do() -> None:
    with pypdfium2.PdfDocument(pdf_paper(sample_papers()["bao-cao-tiep-thu"], AT)) as document:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert "Trên đây là báo cáo tiếp thu, giải trình ý kiến góp ý đối với dự thảo" in text
    assert "hỗ trợ sáng kiến./." in text
