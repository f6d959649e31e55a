"""What other plans do: labels, letters, subjects, words of time, and what cannot be read for sure."""

from datetime import date

import pytest

from forum.programme.importer import ProgrammeError, ProgrammeText, TaskText, read_programme
from forum.programme.importer.deadlines import read_timing

PLAN = """KẾ HOẠCH MẪU
I. NHIỆM VỤ
1. Nhóm chính sách mẫu
Sở Mẫu A chủ trì, phối hợp với Sở Mẫu B thực hiện:
- Việc thứ nhất.
Hằng năm
"""


def tasks(text: str) -> dict[str, TaskText]:
    return {task.code: task for task in read_programme(text).tasks}


def doubts(programme: ProgrammeText) -> list[str]:
    return [remark.text for remark in programme.report if remark.kind == "unsure"]


@pytest.mark.parametrize(
    ("words", "schedule", "deadline", "since"),
    [
        ("Hoàn thành trong quý III/2024.", "due", date(2024, 9, 30), None),
        ("trước ngày 30/6/2026", "due", date(2026, 6, 30), None),
        ("Chậm nhất ngày 05 tháng 3 năm 2027", "due", date(2027, 3, 5), None),
        ("Quý 4 năm 2026", "due", date(2026, 12, 31), None),
        ("Trong 6 tháng đầu năm 2026", "due", date(2026, 6, 30), None),
        ("6 tháng cuối năm 2026", "due", date(2026, 12, 31), None),
        ("Quý I, II/2026", "due", date(2026, 6, 30), None),
        ("Hoàn thành trong tháng 2/2028", "due", date(2028, 2, 29), None),
        ("Giai đoạn 2027 - 2029", "due", date(2029, 12, 31), date(2027, 1, 1)),
        ("Từ quý I đến quý III/2026", "due", date(2026, 9, 30), date(2026, 1, 1)),
        ("Hoàn thành trước năm 2027", "due", date(2026, 12, 31), None),
        ("Thực hiện từ năm 2024", "from", None, date(2024, 1, 1)),
        ("Định kỳ hằng quý", "ongoing", None, None),
        ("Quý III", "unknown", None, None),
    ],
)
def test_words_of_time_become_dates(
    words: str, schedule: str, deadline: date | None, since: date | None
) -> None:
    timing = read_timing(words)
    assert timing is not None
    assert (timing.schedule, timing.deadline_on, timing.from_on) == (schedule, deadline, since)
    assert timing.words == words.rstrip(".")


@pytest.mark.parametrize("words", ["Theo tiến độ dự án", "ngày 31/02/2026", "Năm học mới", "", "(((", "12"])
def test_other_words_are_no_time(words: str) -> None:
    assert read_timing(words) is None


def test_a_label_that_cannot_be_read_keeps_its_words_and_says_so() -> None:
    text = PLAN + "2. Việc mẫu\nCơ quan chủ trì: Sở Mẫu A\nThời hạn: theo tiến độ dự án\n"
    programme = read_programme(text)
    assert programme.tasks[-1].timing.words == "theo tiến độ dự án"
    assert programme.tasks[-1].timing.schedule == "unknown"
    assert any("I.2-1" in doubt for doubt in doubts(programme))


def test_labels_may_share_a_line() -> None:
    label = "Cơ quan chủ trì: Sở Mẫu B; cơ quan phối hợp: Sở Mẫu A; thời hạn: Quý IV/2026."
    task = tasks(f"{PLAN}2. Việc mẫu.\n{label}\n")["I.2-1"]
    assert (task.lead, task.partners) == (("Sở Mẫu B",), ("Sở Mẫu A",))
    assert task.timing.deadline_on == date(2026, 12, 31)


def test_a_list_inside_a_task_stays_in_its_text() -> None:
    text = PLAN.replace("- Việc thứ nhất.", "- Việc thứ nhất:\n+ phần một;\n+ phần hai.\n- Việc thứ hai.")
    read = tasks(text)
    assert read["I.1-1"].text == "Việc thứ nhất:\n+ phần một;\n+ phần hai."
    assert list(read) == ["I.1-1", "I.1-2"]


def test_who_begins_a_sentence_leads_and_whom_it_names_works_along() -> None:
    text = PLAN + "II. PHÂN CÔNG\n1. Sở Mẫu B chủ trì, phối hợp với Sở Mẫu A hướng dẫn việc thực hiện.\n"
    task = tasks(text)["II.1-1"]
    assert (task.lead, task.partners) == (("Sở Mẫu B",), ("Sở Mẫu A",))


def test_an_unknown_organisation_is_guessed_and_the_report_says_so() -> None:
    programme = read_programme(PLAN + "II. PHÂN CÔNG\n1. Giao Văn phòng Mẫu theo dõi, đôn đốc.\n")
    assert programme.tasks[-1].lead == ("Văn phòng Mẫu",)
    assert any("Văn phòng Mẫu" in doubt for doubt in doubts(programme))


def test_aims_before_the_tasks_are_none() -> None:
    text = PLAN.replace("I. NHIỆM VỤ", "I. MỤC ĐÍCH\n1. Nâng cao nhận thức.\n2. Tổ chức tốt.\nII. NHIỆM VỤ")
    assert list(tasks(text)) == ["II.1-1"]


def test_what_stands_after_the_signature_is_left_out_and_reported() -> None:
    programme = read_programme(PLAN + "Nơi nhận:\n- Sở Mẫu A;\nT/M BAN MẪU\n")
    assert len(programme.tasks) == 1
    assert {remark.line for remark in programme.report if remark.kind == "ignored"} == {7, 8, 9}


def test_a_number_met_twice_is_told_apart() -> None:
    programme = read_programme(PLAN + PLAN.split("\n", 2)[2])
    assert [section.code for section in programme.sections] == ["I", "I.1", "I.1(2)"]
    assert any("I.1" in doubt for doubt in doubts(programme))


@pytest.mark.parametrize(
    ("text", "line"), [("", 1), ("\n\nMột lá thư.", 3), ("I. A\nb\x00c", 2), ("- việc\n" * 120_001, 120_001)]
)
def test_what_is_no_programme_is_refused_with_a_line(text: str, line: int) -> None:
    with pytest.raises(ProgrammeError) as refused:
        read_programme(text)
    assert refused.value.line == line
