"""The importer names what is probably a slip, with what was probably meant, and leaves good text alone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.programme.importer import read_programme
from forum.programme.importer.spelling import is_syllable
from forum.programme.importer.suspicions import one_edit
from tests.programme.grammar import WORDS, Written, written_programmes

SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
START = (
    "KẾ HOẠCH\n\nCăn cứ Nghị quyết ngày 15/3/2025.\n\nI. Nhiệm vụ\n\n"
    "1. Sở Mẫu A chủ trì, phối hợp với Ban Mẫu B thực hiện:\n\n"
)
END = "\n\nHoàn thành năm 2027.\n"


def suspected(text: str) -> list[tuple[str, str | None]]:
    return [(each.text, each.suggestion) for each in read_programme(text).report if each.kind == "suspected"]


def of_task(sentence: str) -> list[tuple[str, str | None]]:
    return suspected(f"{START}- {sentence}{END}")


@pytest.mark.parametrize(
    ("sentence", "written", "meant"),
    [
        ("Tăng cường tuyên truyên đến cơ sở.", "tuyên truyên", "tuyên truyền"),
        ("Đẩy mạnh ưng dụng các kết quả.", "ưng dụng", "ứng dụng"),
        ("Kế hoach công tác của đơn vị.", "Kế hoach", "kế hoạch"),
        ("Bồi dưỡng và và nâng cao tay nghề.", "và và", "và"),
        ("Phối hợp phối hợp với các hội.", "Phối hợp phối hợp", "phối hợp"),
        ("Hỗ trợ các nhóm,tạo môi trường.", "nhóm,tạo", "nhóm, tạo"),
        ("Hỗ trợ các nhóm.Tạo môi trường.", "nhóm.Tạo", "nhóm. Tạo"),
        ("Hỗ trợ các nhóm , tạo môi trường.", "nhóm ,", "nhóm,"),
        ("Hỗ trợ nhómXây các phòng đọc.", "nhómXây", "nhóm Xây"),
        ("Được các sở đuợc giao đóng góp.", "đuợc", "được"),
        ("Họp ngày 31/6/2026 tại trụ sở.", "31/6/2026", "không có ngày này"),
        ("Họp tháng 13/2026 tại trụ sở.", "tháng 13", "không có tháng này"),
        ("Họp quý V/2026 tại trụ sở.", "quý V", "không có quý này"),
    ],
)
def test_a_slip_is_named_with_what_was_probably_meant(sentence: str, written: str, meant: str) -> None:
    assert (written, meant) in of_task(sentence)


def test_a_slip_of_one_letter_is_seen_by_what_the_text_writes_elsewhere() -> None:
    rows = "\n\n- ".join(["Mở lớp thủy canh cho hội viên.", "Khảo sát thủy canh.", "Giúp thủy cang ở xã."])
    assert ("thủy cang", "thủy canh") in of_task(rows)


def test_a_deadline_before_the_document_that_the_text_carries_out_is_named() -> None:
    found = suspected(f"{START}- Soạn quy chế mẫu.\n\nHoàn thành năm 2020.\n")
    assert ("I.1-1: Hoàn thành năm 2020", "thời hạn trước ngày 15/03/2025 nêu ở đầu văn bản") in found


def test_a_body_named_once_is_compared_with_those_named_often() -> None:
    duty = "\n\n{}. {} chủ trì thực hiện:\n\n- Soạn quy chế mẫu.\n\nHoàn thành năm 2027."
    names = ["Sở Mẫu Văn hóa", "Sở Mẫu Văn hóa", "Sở Mẫu Văn hòa", "Sở Mẫu Văn thư"]
    text = "KẾ HOẠCH\n\nI. Nhiệm vụ" + "".join(duty.format(n, name) for n, name in enumerate(names, 1))
    assert ("Sở Mẫu Văn hòa", "Sở Mẫu Văn hóa") in suspected(text)
    assert not any(written == "Sở Mẫu Văn thư" for written, _ in suspected(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "Luôn luôn lắng nghe, dần dần mở rộng; xử lý hành vi vi phạm.",
        "Trọng dụng tri thức mới, coi trọng trí thức trẻ.",
        "Văn hoá, văn hóa; nghệ sĩ, nghệ sỹ; kĩ thuật, kỹ thuật.",
        "Theo Nghị quyết số 45-NQ/TW ngày 24/11/2023, tăng 52,5% (quý I, II/2026).",
        "Dùng Internet, video, logistics theo chuẩn ISO 9001:2015.",
    ],
)
def test_good_writing_is_left_alone(sentence: str) -> None:
    assert of_task(sentence) == []


@given(written_programmes(), st.data())
@SOME
def test_a_planted_slip_is_found_and_nothing_else_is_named_for_it(out: Written, data: st.DataObject) -> None:
    """A mark is lost in an expression of the programme; what is named then and not before is that place."""
    lines = [at for at, line in enumerate(out.lines) if "đội ngũ" in line or "hội thảo" in line]
    if not lines:
        return
    at = data.draw(st.sampled_from(lines))
    before = set(suspected("\n\n".join(out.lines)))
    lost = "đội ngu" if "đội ngũ" in out.lines[at] else "hội thao"
    kept = {"đội ngu": "đội ngũ", "hội thao": "hội thảo"}[lost]
    written = [line.replace(kept, lost, 1) if n == at else line for n, line in enumerate(out.lines)]
    new = set(suspected("\n\n".join(written))) - before
    assert (lost, kept) in new or "\n\n".join(written).count(lost) > 1
    assert all(lost in text for text, _ in new)


@given(written_programmes())
@SOME
def test_programmes_without_slips_are_named_only_where_words_are_doubled(out: Written) -> None:
    found = suspected("\n\n".join(out.lines))
    assert [text for text, _ in found if len(text.split()) != 4 and text not in " ".join(WORDS)] == []


@pytest.mark.parametrize(
    "word", ["giếng", "gì", "quyết", "nghiêng", "khuya", "ươm", "hoặc", "quốc", "thuở", "khuỷu", "yêu"]
)
def test_a_syllable_of_the_language_is_one(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["đuợc", "quôc", "nghiêncứu", "ngiên", "kác", "phưong", "viêtt"])
def test_what_the_orthography_does_not_allow_is_none(word: str) -> None:
    assert not is_syllable(word)


@given(st.text("abcđ", min_size=1, max_size=6), st.integers(0, 5), st.sampled_from("abcđ"))
@SOME
def test_one_letter_changed_added_or_left_out_is_one_edit(word: str, at: int, letter: str) -> None:
    at %= len(word)
    for changed in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
    ):
        assert one_edit(word, changed) == (word != changed)
        assert one_edit(changed, word) == (word != changed)
