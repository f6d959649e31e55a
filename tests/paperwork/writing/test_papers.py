"""What each paper says: counts, order, closing words, and outcomes that are never left out."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import chain

import pytest
from openpyxl import load_workbook

from forum.paperwork.description import Frame, Heading, Issuer, OfficialPaper, Paragraph, Row, Span, Table
from forum.paperwork.errors import PaperError
from forum.paperwork.layout_rules import layout
from forum.paperwork.samples.papers import OPINIONS, sample_papers
from forum.paperwork.samples.writing import write_samples
from forum.paperwork.writing.dates import hour_and_date, long_date
from forum.paperwork.writing.faces import width_in_points
from forum.paperwork.writing.papers.opinions import opinion_table, opinion_workbook
from forum.paperwork.writing.papers.responses import response_report
from forum.paperwork.writing.papers.sessions import AssignedTask, ConclusionNotice, conclusion_paper
from forum.paperwork.writing.wording import annex_blocks, begins_with, title_rule

FRAME = Frame(Issuer("state", "Sở Mẫu A"), 2026)
FOUR_COLUMNS = [
    "NHÓM VẤN ĐỀ HOẶC ĐIỀU, KHOẢN",
    "CHỦ THỂ GÓP Ý",
    "NỘI DUNG GÓP Ý",
    "NỘI DUNG TIẾP THU, GIẢI TRÌNH",
]


def texts(paper: OfficialPaper) -> list[str]:
    return [f"{one.label}: {one.text}".lstrip(": ") for one in paper.blocks if isinstance(one, Paragraph)]


def headings(paper: OfficialPaper) -> list[str]:
    return [one.text for one in paper.blocks if isinstance(one, Heading)]


def test_the_opinion_table_is_landscape_with_the_four_columns_and_rows_by_article() -> None:
    paper = opinion_table(FRAME, OPINIONS)
    (table,) = (one for one in paper.blocks if isinstance(one, Table))
    assert paper.landscape
    assert [column.title for column in table.columns] == FOUR_COLUMNS
    assert [row.text for row in table.rows if isinstance(row, Span)] == [
        "Điều 2. Đối tượng áp dụng",
        "Điều 5. Mức hỗ trợ",
        "Điều 9. Hiệu lực thi hành",
    ]
    assert sum(isinstance(row, Row) for row in table.rows) == len(OPINIONS.lines)


def test_the_preamble_counts_persons_bodies_and_opinions_apart() -> None:
    told = " ".join(texts(opinion_table(FRAME, OPINIONS)))
    assert "từ ngày 01 tháng 9 năm 2026 đến hết ngày 30 tháng 9 năm 2026" in told
    assert "Nhận được 6 ý kiến của 2 cơ quan, tổ chức và 3 cá nhân, trong đó 1 người đề nghị giữ kín" in told
    assert "Tiếp thu 3 ý kiến; tiếp thu một phần 1 ý kiến; giải trình 2 ý kiến." in told


@pytest.mark.parametrize(
    "name", ["Dự thảo Quy định mẫu", "dự thảo Quy định mẫu", "DỰ THẢO Quy định mẫu", "Quy định mẫu"]
)
def test_a_draft_is_called_a_draft_once(name: str) -> None:
    paper = opinion_table(FRAME, replace(OPINIONS, document_name=name))
    assert paper.kind.endswith(" đối với dự thảo Quy định mẫu")
    assert "đối với dự thảo Quy định mẫu từ ngày" in texts(paper)[0]


@pytest.mark.parametrize(
    ("word", "text", "begins"),
    [
        ("Tiếp thu", "Tiếp thu, bổ sung vào dự thảo.", True),
        ("Tiếp thu", "TIẾP THU", True),
        ("Tiếp thu", "Tiếp thu một phần: …", False),
        ("Tiếp thu một phần", "Tiếp thu một phần: …", True),
        ("Tiếp thu một phần", "Tiếp thu: …", False),
        ("Tiếp thu", "Đã tiếp thu.", False),
        ("Tiếp thu", "Tiếp thuật", False),
    ],
)
def test_a_result_is_found_at_the_beginning_of_its_text(word: str, text: str, begins: bool) -> None:
    assert begins_with(word, text, "Tiếp thu", "Tiếp thu một phần", "Giải trình") is begins


def test_a_report_in_prose_has_each_answered_opinion_once_and_one_response_for_several() -> None:
    answered = OPINIONS.lines[1]
    alike = replace(answered, contributor="Người Mẫu Bảy", opinion="Đề nghị thêm nhóm tác giả mẫu.")
    waits = replace(answered, response="", outcome="", opinion="Chưa ai trả lời.")
    counts = replace(OPINIONS.counts, waiting=(("đang chờ duyệt", 2),))
    table = replace(OPINIONS, counts=counts, lines=(answered, alike, *OPINIONS.lines[2:], waits))
    paper = response_report(FRAME, table)
    words = texts(paper)
    for line in (answered, alike, *OPINIONS.lines[2:]):
        assert words.count(f"{line.contributor}: {line.opinion}") == 1
    assert words.count(f"Tiếp thu, giải trình: {answered.response}") == 1
    assert "Còn 2 ý kiến chưa được tiếp thu, giải trình, trong đó 2 ý kiến đang chờ duyệt." in words
    assert "Chưa ai trả lời" not in " ".join(words)
    parts = headings(paper)
    taken, explained = parts.index("II. Ý KIẾN ĐƯỢC TIẾP THU"), parts.index("III. Ý KIẾN ĐƯỢC GIẢI TRÌNH")
    assert parts[taken + 1 : explained] == ["1. Điều 2 khoản 1", "2. Điều 2 khoản 2", "3. Điều 5 khoản 3"]
    assert parts[explained + 1 :] == ["1. Điều 5 khoản 2 điểm đ", "2. Điều 9"]


def test_social_critique_is_named_only_where_there_was_one() -> None:
    assert "phản biện xã hội" not in opinion_table(FRAME, OPINIONS).kind
    assert ", phản biện xã hội đối với" in opinion_table(FRAME, replace(OPINIONS, social_critique=True)).kind


def test_the_workbook_has_the_same_columns_and_rows() -> None:
    sheet = load_workbook(BytesIO(opinion_workbook(FRAME, OPINIONS))).active
    rows = list(sheet.iter_rows(values_only=True))
    head = rows.index(tuple(FOUR_COLUMNS))
    assert sheet.freeze_panes == f"A{head + 2}"
    assert [row[0] for row in rows[head + 1 :]] == [line.place for line in OPINIONS.lines]


def test_a_column_of_numbers_is_put_first_only_where_it_is_asked_for() -> None:
    numbered = replace(OPINIONS, numbered=True)
    (table,) = (one for one in opinion_table(FRAME, numbered).blocks if isinstance(one, Table))
    assert [column.title for column in table.columns] == ["STT", *FOUR_COLUMNS]
    rows = [row for row in table.rows if isinstance(row, Row)]
    assert [row.cells[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    sheet = list(load_workbook(BytesIO(opinion_workbook(FRAME, numbered))).active.iter_rows(values_only=True))
    head = sheet.index(("STT", *FOUR_COLUMNS))
    assert [row[0] for row in sheet[head + 1 :]] == [1, 2, 3, 4, 5, 6]


def test_silence_counts_as_agreement_only_where_the_office_says_so() -> None:
    assert "không trả lời" not in " ".join(texts(opinion_table(FRAME, OPINIONS)))
    counts = replace(OPINIONS.counts, silent_count=9)
    told = texts(opinion_table(FRAME, replace(OPINIONS, counts=counts, agreeing=())))
    assert any(text.startswith("9 cơ quan, tổ chức") and "tính là thống nhất" in text for text in told)
    assert "Không có." not in told


def test_minutes_begin_and_end_with_the_hour_and_list_every_outcome() -> None:
    paper = sample_papers()["bien-ban"]
    told = texts(paper)
    assert told[0] == "Thời gian bắt đầu: 08 giờ 30 phút, ngày 10 tháng 12 năm 2026"
    assert told[-1] == "Hội nghị kết thúc vào 11 giờ 30 phút, ngày 10 tháng 12 năm 2026./."
    (table,) = (one for one in paper.blocks if isinstance(one, Table))
    assert all(row.cells[3] for row in table.rows if isinstance(row, Row))


def test_a_conclusion_notice_says_who_does_what_by_when() -> None:
    tasks = (
        AssignedTask("Sở Mẫu A", "lập danh mục mẫu.", ("Sở Mẫu B",), date(2027, 2, 5)),
        AssignedTask("Sở Mẫu B", "báo cáo", due_words="thực hiện thường xuyên"),
        AssignedTask("Sở Mẫu C", "theo dõi"),
    )
    notice = ConclusionNotice(
        "Người Mẫu Một", "hội nghị mẫu", date(2026, 12, 9), "A", "B", "C", (), tasks, "Văn phòng"
    )
    told = texts(conclusion_paper(FRAME, notice))
    assert told[1:] == [
        "a) Giao Sở Mẫu A chủ trì, phối hợp Sở Mẫu B lập danh mục mẫu; thời hạn: đến hết ngày 05/02/2027.",
        "b) Giao Sở Mẫu B chủ trì báo cáo, thực hiện thường xuyên.",
        "c) Giao Sở Mẫu C chủ trì theo dõi.",
        "Văn phòng thông báo để các cơ quan biết, thực hiện./.",
    ]


def test_forty_tasks_each_have_a_letter_of_their_own() -> None:
    tasks = tuple(AssignedTask("Sở Mẫu A", "làm") for _ in range(40))
    notice = ConclusionNotice("A", "B", date(2026, 12, 9), "C", "D", "E", (), tasks, "F")
    letters = [text.split(")")[0] for text in texts(conclusion_paper(FRAME, notice)) if ") Giao" in text]
    assert letters[:7] == ["a", "b", "c", "d", "đ", "e", "g"]
    assert len(set(letters)) == 40


def test_an_empty_part_of_a_report_keeps_its_number_and_says_so() -> None:
    paper = sample_papers()["bao-cao-tong-hop"]
    assert headings(paper)[-1] == "IV. KIẾN NGHỊ, ĐỀ XUẤT"
    assert texts(paper)[-1] == "Không có."


@pytest.mark.parametrize("name", sorted(sample_papers()))
def test_the_rule_below_a_subject_is_a_third_to_half_of_its_line(name: str) -> None:
    paper = sample_papers()[name]
    rules, width = layout(paper.issuer.kind), 467.7
    component, words = ("subject", paper.subject) if paper.subject else ("kind", paper.kind.upper())
    line = min(width_in_points(words, rules.components[component].size, bold=True), width)
    assert line / 3 <= title_rule(paper, rules, width) <= line / 2


def test_a_critique_report_has_its_five_parts_and_annexes_behind_the_signature() -> None:
    paper = sample_papers()["bao-cao-phan-bien"]
    parts = [
        heading.split(".")[0]
        for heading in headings(paper)
        if heading.split(".")[0] in ["I", "II", "III", "IV", "V"]
    ]
    assert parts == ["I", "II", "III", "IV", "V"]
    assert [one.text for one in chain(*annex_blocks(paper)) if isinstance(one, Heading)] == [
        "Phụ lục I",
        "DANH SÁCH CHUYÊN GIA",
        "Phụ lục II",
        "TÀI LIỆU DẪN CHỨNG",
    ]


@pytest.mark.parametrize(
    ("on", "long"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_dates_take_a_nought_where_the_rules_say(on: date, long: str) -> None:
    assert long_date(on) == long


def test_hours_are_vietnams() -> None:
    assert (
        hour_and_date(datetime(2026, 12, 31, 18, 5, tzinfo=UTC))
        == "01 giờ 05 phút, ngày 01 tháng 01 năm 2027"
    )


def test_all_samples_are_written_and_an_unknown_name_is_refused(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("samples")
    written = {path.name for path in write_samples("all", folder, datetime(2026, 11, 24, tzinfo=UTC))}
    for name in sample_papers():
        assert {f"{name}.docx", f"{name}.pdf"} <= written
    assert {"ban-tong-hop.xlsx", "chuong-trinh-hoi-nghi.ics"} <= written
    with pytest.raises(PaperError, match="Không có mẫu"):
        write_samples("khong-co", folder, datetime(2026, 11, 24, tzinfo=UTC))


def test_groups_of_issues_are_a_column_and_what_is_left_out_is_listed_with_its_reason() -> None:
    first, *others = OPINIONS.lines
    lines = [replace(first, group="Kinh phí"), *others]
    reason = ("GY-2026-0009", "Được ẩn theo Quy tắc diễn đàn, điều 3.")
    table = replace(OPINIONS, lines=lines, left_out=(reason,))
    whole, listed = (one for one in opinion_table(FRAME, table).blocks if isinstance(one, Table))
    assert [column.title for column in whole.columns] == ["NHÓM VẤN ĐỀ", "ĐIỀU, KHOẢN", *FOUR_COLUMNS[1:]]
    assert next(row for row in whole.rows if isinstance(row, Row)).cells[:2] == ("Kinh phí", first.place)
    assert listed.rows == [Row(reason)]
    sheet = load_workbook(BytesIO(opinion_workbook(FRAME, replace(table, numbered=True)))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[-1] == (7, "", reason[0], "", "Không đưa vào bản tổng hợp", reason[1])
