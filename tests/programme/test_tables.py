"""Tables of tasks, pasted or out of a Word file, and annexes of tasks."""

from datetime import date
from pathlib import Path

import pytest

from forum.actor import Role
from forum.programme.importer import read_programme, text_from
from forum.programme.importer.result import ProgrammeText
from forum.programme.models import Programme
from forum.urls import url_for
from tests.builders import Builders
from tests.client import Client, Page
from tests.paperwork.reading.word import cell, paragraph, table, word_file

ROWS = (
    ("STT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Ghi chú"),
    ("I", "Nhóm việc một", "", "", "", ""),
    (
        "1",
        "Xây dựng đề án mẫu",
        "Sở Mẫu A",
        "Sở Mẫu B, Hội Mẫu C và các cơ quan liên quan",
        "Quý III/2026",
        "",
    ),
    ("2", "Tổ chức hội nghị mẫu", "Hội Mẫu C; Sở Mẫu A", "", "Hằng năm", "Lưu ý"),
    ("II", "Nhóm việc hai", "", "", "", ""),
    ("3", "Rà soát quy định", "Sở Mẫu B và Hội Mẫu C", "", "31/12/2026", ""),
)
HEAD = "I. MỤC ĐÍCH\nSở Mẫu A thực hiện:\n- Việc thứ nhất.\nNơi nhận:\n- Như trên;\n"


def pasted(separator: str) -> str:
    if separator == "| ":
        return "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ("---",) * 6, *ROWS[1:]))
    return "\n".join(separator.join(row) for row in ROWS)


def read_of(read: ProgrammeText) -> list[tuple[str, tuple[str, ...], tuple[str, ...], str, date | None]]:
    return [
        (one.text, one.lead, one.partners, one.timing.schedule, one.timing.deadline_on) for one in read.tasks
    ]


TASKS = [
    ("Xây dựng đề án mẫu", ("Sở Mẫu A",), ("Sở Mẫu B", "Hội Mẫu C"), "due", date(2026, 9, 30)),
    ("Tổ chức hội nghị mẫu", ("Hội Mẫu C", "Sở Mẫu A"), (), "ongoing", None),
    ("Rà soát quy định", ("Sở Mẫu B", "Hội Mẫu C"), (), "due", date(2026, 12, 31)),
]


@pytest.mark.parametrize("separator", ["\t", " | ", "|", "| "])
def test_a_pasted_table_becomes_its_tasks(separator: str) -> None:
    read = read_programme(pasted(separator))
    assert read_of(read) == TASKS
    assert [one.heading for one in read.sections] == ["Danh mục nhiệm vụ", "Nhóm việc một", "Nhóm việc hai"]
    assert "Ghi chú: Lưu ý" in [remark.text for remark in read.report]


@pytest.mark.parametrize("annex", ["PHỤ LỤC", "Phụ lục", "PHỤ LỤC 1", "Phụ lục số 2", "Phụ lục I"])
def test_an_annex_after_the_recipients_is_read(annex: str) -> None:
    text = f"{HEAD}{annex}\nDANH MỤC NHIỆM VỤ\n(Kèm theo Kế hoạch mẫu)\n{pasted(chr(9))}\n"
    read = read_programme(text)
    assert read_of(read)[1:] == TASKS
    assert read.sections[1].heading == f"{annex} DANH MỤC NHIỆM VỤ (Kèm theo Kế hoạch mẫu)"
    assert len({one.code for one in read.tasks}) == 4


def test_a_sentence_about_an_annex_is_none() -> None:
    read = read_programme("I. MỤC\nSở Mẫu A thực hiện:\n- Việc theo\nPhụ lục kèm theo Kế hoạch này.\n")
    assert [one.text for one in read.tasks] == ["Việc theo Phụ lục kèm theo Kế hoạch này."]


@pytest.mark.parametrize(
    "heading",
    [
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"),
        ("Số TT", "Tên nhiệm vụ, đề án", "Đơn vị thực hiện", "Tiến độ"),
    ],
)
def test_other_headings_are_understood_and_empty_cells_take_no_neighbours(heading: tuple[str, ...]) -> None:
    rows = (heading, ("1", "Việc một", "", ""), ("2", "Việc hai", "Sở Mẫu A", "Năm 2027"))
    read = read_programme("\n".join("\t".join(row) for row in rows))
    assert [(one.text, one.lead) for one in read.tasks] == [("Việc một", ()), ("Việc hai", ("Sở Mẫu A",))]
    assert [one.timing.deadline_on for one in read.tasks] == [None, date(2027, 12, 31)]


def word_programme() -> bytes:
    rows = table(*([cell(paragraph(text)) for text in row] for row in ROWS))
    return word_file("".join(paragraph(line) for line in HEAD.splitlines()) + paragraph("PHỤ LỤC") + rows)


def test_a_word_file_is_read_with_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "chuong-trinh.docx"
    file.write_bytes(word_programme())
    assert read_of(read_programme(text_from(file)))[1:] == TASKS


def in_lines(*row: tuple[str, ...]) -> list[str]:
    return [cell(*(paragraph(line) for line in lines)) for lines in row]


LINES = (
    ("1",),
    ("Xây dựng đề án", "mẫu"),
    ("Sở Mẫu A",),
    ("- Sở Giáo dục", "và Đào tạo mẫu,", "- Hội Mẫu C"),
    ("Quý III/", "2026"),
    ("",),
)
IN_LINES = [
    (
        "Xây dựng đề án mẫu",
        ("Sở Mẫu A",),
        ("Sở Giáo dục và Đào tạo mẫu", "Hội Mẫu C"),
        "due",
        date(2026, 9, 30),
    ),
    TASKS[1],
]


def test_cells_of_several_lines_are_read_whole_from_word_and_from_a_paste(tmp_path: Path) -> None:
    """Each body stands in a line of its own; words that go on are no new body."""
    file = tmp_path / "bang.docx"
    head, second = ([cell(paragraph(text)) for text in row] for row in (ROWS[0], ROWS[3]))
    file.write_bytes(word_file(paragraph("PHỤ LỤC") + table(head, in_lines(*LINES), second)))
    row = "\t".join("\n".join(lines) for lines in LINES)
    pasted_lines = "\n".join(("PHỤ LỤC", "\t".join(ROWS[0]), row, "\t".join(ROWS[3])))
    for text in (text_from(file), pasted_lines):
        read = read_programme(text)
        assert read_of(read) == IN_LINES
        ignored = [remark.text for remark in read.report if remark.kind == "ignored"]
        assert not [one for one in ignored if one.startswith(("mẫu", "và Đào tạo", "- Hội", "2026"))]


def test_rows_that_lack_cells_take_no_rows_after_them() -> None:
    rows = ("1\tViệc một\tSở Mẫu A", "2\tViệc hai\tSở Mẫu B\t\tNăm 2027\t", "Dòng sau bảng có\thai ô")
    read = read_programme("\n".join(("\t".join(ROWS[0]), *rows)))
    assert [(one.text, one.lead) for one in read.tasks][:2] == [
        ("Việc một", ("Sở Mẫu A",)),
        ("Việc hai", ("Sở Mẫu B",)),
    ]


async def test_the_form_takes_a_pasted_table(client: Client, build: Builders) -> None:
    async with build.acting(None) as (db, _):
        db.add(Programme(code="MAU", title="Chương trình mẫu", issuing_body="Cơ quan Mẫu"))
    await client.log_in(await build.person(Role.administrator))
    page = await client.send(url_for("programme.import_text"), {"text": pasted("\t")}, status=200)
    assert page.has("3 nhiệm vụ") and page.has("Hội Mẫu C")


async def test_the_form_takes_a_word_file_and_says_what_is_wrong_with_another(
    client: Client, build: Builders
) -> None:
    async with build.acting(None) as (db, _):
        db.add(Programme(code="MAU", title="Chương trình mẫu", issuing_body="Cơ quan Mẫu"))
    await client.log_in(await build.person(Role.administrator))
    path = url_for("programme.import_text")
    sent = {"sec-fetch-site": "same-origin"}
    for name, content, status, said in (
        ("a.docx", word_programme(), 200, "4 nhiệm vụ"),
        ("a.docx", b"PK\x03\x04 hong", 422, "không đọc được tệp"),
        ("a.txt", b"\xff\xff", 422, "không phải là văn bản UTF-8"),
        ("a.txt", "I. MỤC\n§iÒu 1. Ph¹m vi ®iÒu chØnh".encode(), 422, ".VnTime"),
    ):
        page = Page(
            await client.http.post(path, data={"text": ""}, files={"file": (name, content)}, headers=sent)
        )
        assert page.status == status, name
        assert page.has(said), name
