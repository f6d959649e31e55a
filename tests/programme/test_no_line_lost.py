"""Each line of a programme becomes something, or stands in the report."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.programme.importer import ProgrammeError, read_programme
from forum.programme.importer.duties import names_in
from tests.programme.grammar import Written, cut_by_pages, written_programmes

SOME = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
STRAY = st.sampled_from(
    (
        *(
            "Một câu không thuộc về đâu.",
            "Danh mục kèm theo:",
            "- Một gạch lạ.",
            "+ Một cộng lạ.",
            "12",
            "***",
        ),
        *("Sở Mẫu A:", "Các sở, ngành gửi báo cáo về Sở Mẫu A trước ngày 31 tháng 3 năm 2026.", "Hằng năm"),
        *(
            "Cơ quan chủ trì: Sở Mẫu A",
            "Sản phẩm: Kế hoạch",
            "2. Một mục lẻ.",
            "a) Một điểm lẻ;",
            "Phụ lục 1",
        ),
        *(
            "STT\tNhiệm vụ\tChủ trì\tThời hạn",
            "1\tViệc mẫu\tSở Mẫu A\tNăm 2027",
            "\t\tSở Mẫu A\t",
            "| a | b |",
            "II\tNhóm",
        ),
        *(
            "PHỤ LỤC",
            "DANH MỤC NHIỆM VỤ",
            "|---|---|---|",
            "| 2 | Việc hai | Sở Mẫu B |",
            "Phụ lục số 2",
            "\t\t\t",
        ),
        *("STT | Nhiệm vụ | Chủ trì", "Nơi nhận:", "1.2. Một mục con", "\u200b", "Chỉ tiêu đạt 80%"),
        *(
            "II. MỤC TIÊU",
            "Điều 3. Tổ chức",
            "a. Một điểm",
            "i) Một ý",
            "1/ Một mục",
            "Bước 1: Việc mẫu",
            "* Một sao",
        ),
        *(
            "\uf0b7\tMột dấu của Word",
            "○ Một vòng",
            "✓ Một dấu",
            "→ Một mũi tên",
            "(1) Một mục",
            "[2] Một mục",
            "IV) Mục",
        ),
        *(
            "Sở Mẫu A,\u000bSở Mẫu B:",
            "--- 3 ---",
            "1.1.1.1. Mục sâu",
            "Phụ lục II",
            "đ. Điểm",
            "Ghi chú: x",
            "60-65%",
        ),
    )
)


def lost(text: str) -> list[int]:
    """Lines that hold something and are neither read nor reported."""
    read = read_programme(text)
    reported = {remark.line for remark in read.report}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        number
        for number, line in enumerate(lines, start=1)
        if line.strip() and number not in read.roles and number not in reported
    ]


@st.composite
def programmes_with_strays(draw: st.DrawFn) -> str:
    out: Written = draw(written_programmes())
    lines = cut_by_pages(draw, out)[0].split("\n")
    for stray in draw(st.lists(STRAY, max_size=8)):
        lines.insert(draw(st.integers(0, len(lines))), stray)
    return "\n".join(lines)


@given(programmes_with_strays())
@SOME
def test_no_line_is_lost(text: str) -> None:
    assert lost(text) == []


@given(
    st.lists(STRAY | st.sampled_from(("I. MỤC", "1. Nhóm việc", "Sở Mẫu A chủ trì thực hiện:")), max_size=14)
)
@SOME
def test_no_line_of_any_heap_of_lines_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        read_programme(text)
    except ProgrammeError:
        return
    assert lost(text) == []


@pytest.mark.parametrize(
    "mark", ["-", "+", "•", "–", "▪", "○", "✓", "➢", "→", "\uf0b7\t", "\uf0d8", "*", "‣", "o\t"]
)
@pytest.mark.parametrize(
    ("lead", "bodies"),
    [
        ("Sở Mẫu A:", ("Sở Mẫu A",)),
        ("Sở Mẫu A, Hội Mẫu B và Ban Mẫu C:", ("Sở Mẫu A", "Hội Mẫu B", "Ban Mẫu C")),
        ("Sở Mẫu A và các sở, ngành thực hiện:", ("Sở Mẫu A", "các sở, ngành")),
    ],
)
def test_items_below_a_lead_line_without_a_number_are_its_tasks(
    mark: str, lead: str, bodies: tuple[str, ...]
) -> None:
    text = f"I. TỔ CHỨC THỰC HIỆN\n{lead}\n{mark} Việc thứ nhất.\n{mark} Việc thứ hai.\nHằng năm\n"
    tasks = read_programme(text).tasks
    assert [task.text for task in tasks] == ["Việc thứ nhất.", "Việc thứ hai."]
    assert {task.lead for task in tasks} == {bodies}
    assert {task.timing.schedule for task in tasks} == {"ongoing"}


def test_a_bullet_may_be_the_lead_line_of_others() -> None:
    text = "I. THỰC HIỆN\n- Sở Mẫu A:\n+ Việc một.\n+ Việc hai.\n- Hội Mẫu B:\n+ Việc ba.\n"
    found = [(task.text, task.lead) for task in read_programme(text).tasks]
    one, two = ("Sở Mẫu A",), ("Hội Mẫu B",)
    assert found == [("Việc một.", one), ("Việc hai.", one), ("Việc ba.", two)]


def test_a_group_of_bodies_that_is_spoken_to_leads_its_own_task() -> None:
    text = (
        "I. THỰC HIỆN\nSở Mẫu A chủ trì thực hiện:\n- Việc một.\n"
        "Các sở, ngành gửi báo cáo về Sở Mẫu A trước ngày 31 tháng 3 năm 2026.\n"
    )
    one, two = read_programme(text).tasks
    assert (one.text, one.lead) == ("Việc một.", ("Sở Mẫu A",))
    assert two.lead == ("Các sở, ngành",)
    assert two.timing.deadline_on == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("end", "line", "schedule", "due"),
    [
        ("hằng năm.", "", "ongoing", None),
        ("trước ngày 31 tháng 3 năm 2026.", "", "due", date(2026, 3, 31)),
        ("hằng quý.", "Hoàn thành năm 2027.", "due", date(2027, 12, 31)),
    ],
)
def test_the_end_of_a_sentence_is_the_deadline_where_no_line_gives_one(
    end: str, line: str, schedule: str, due: date | None
) -> None:
    (task,) = read_programme(f"I. MỤC\nSở Mẫu A thực hiện:\n- Gửi báo cáo {end}\n{line}\n").tasks
    assert (task.timing.schedule, task.timing.deadline_on) == (schedule, due)


FIELDS = (
    "Văn hóa, Thể thao và Du lịch",
    "Lao động, Thương binh và Xã hội",
    "Nông nghiệp và Môi trường",
    "Mẫu, Khoa học và Mẫu",
)
FIRST = ("Sở", "Bộ", "Ban", "Phòng", "Hội", "Ủy ban", "Viện", "Trung tâm")
WHOLE = (
    *(f"{first} {fields}" for first in FIRST for fields in FIELDS),
    *("Ban Tuyên giáo và Dân vận Thành ủy", "Hội Liên hiệp Văn học Nghệ thuật", "Báo và Đài Phát thanh Mẫu"),
    *("Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân Mẫu", "Kho bạc Nhà nước", "MTTQ Mẫu"),
    *("Trường Đại học Khoa học, Xã hội và Nhân văn", "UBND các xã, phường, đặc khu", "Sở Mẫu A"),
    *("Sở Văn hóa, Báo chí và Mẫu", "Trường Đại học Mẫu"),
)  # fmt: skip


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=5, unique=True), st.sampled_from((", ", "; ")))
@SOME
def test_a_name_is_not_cut_at_a_comma_of_its_own(names: list[str], between: str) -> None:
    lead = between.join(names)
    (task,) = read_programme(f"I. MỤC\n{lead} thực hiện:\n- Việc mẫu.\n").tasks
    assert task.lead == tuple(names)
    (task,) = read_programme(f"I. MỤC\n1. Việc mẫu\nCơ quan chủ trì: {lead}\n").tasks
    assert task.lead == tuple(names)


def test_a_known_name_is_neither_cut_nor_joined() -> None:
    known = frozenset({"Quỹ Mẫu, Sáng tạo và Đổi mới", "Mẫu B"})
    assert names_in("Quỹ Mẫu, Sáng tạo và Đổi mới, Sở Mẫu A, Mẫu B", known)[0] == (
        "Quỹ Mẫu, Sáng tạo và Đổi mới", "Sở Mẫu A", "Mẫu B",
    )  # fmt: skip


@pytest.mark.parametrize("heading", ["MỤC TIÊU", "Mục tiêu cụ thể", "Các chỉ tiêu đến năm 2030"])
@pytest.mark.parametrize("mark", ["- ", "+ ", "1. ", "a) ", ""])
def test_a_figure_among_the_goals_is_an_indicator(heading: str, mark: str) -> None:
    read = read_programme(
        f"I. {heading}\n{mark}Đạt 80% số xã.\n{mark}Nâng cao chất lượng.\nII. MỤC\nSở A:\n- Việc 1.\n"
    )
    assert [(one.section, one.text) for one in read.indicators] == [("I", "Đạt 80% số xã.")]
    assert read.roles[2] == "indicator"
    assert [remark.line for remark in read.report if remark.kind == "unread"] == [3]
