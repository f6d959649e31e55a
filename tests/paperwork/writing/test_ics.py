"""A session in one's calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from forum.paperwork.errors import PaperError
from forum.paperwork.writing.ics import calendar_event

STARTS = datetime(2026, 12, 10, 1, 30, tzinfo=UTC)


def event(**changes: object) -> bytes:
    values: dict[str, object] = {
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=3),
        "stamped_at": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
        "place": "Hội trường Mẫu, số 1",
    } | changes
    return calendar_event("TX-2026-0001@mau.example", "Kỳ tiếp xúc mẫu", **values)  # type: ignore[arg-type]  # any of its values


def test_a_calendar_reads_back_what_was_written() -> None:
    (read,) = Calendar.from_ical(event()).walk("VEVENT")
    assert str(read["SUMMARY"]) == "Kỳ tiếp xúc mẫu"
    assert str(read["LOCATION"]) == "Hội trường Mẫu, số 1"
    assert read.decoded("DTSTART") == STARTS
    assert read.decoded("DTEND") - read.decoded("DTSTART") == timedelta(hours=3)


def test_equal_input_gives_equal_bytes() -> None:
    assert event() == event()


def test_a_cancelled_event_keeps_its_id_and_raises_its_sequence() -> None:
    (read,) = Calendar.from_ical(event(status="CANCELLED", sequence=2)).walk("VEVENT")
    assert (str(read["UID"]), read["SEQUENCE"], str(read["STATUS"])) == (
        "TX-2026-0001@mau.example",
        2,
        "CANCELLED",
    )


def test_text_cannot_smuggle_in_lines_of_its_own() -> None:
    content = event(place="A\r\nATTENDEE:mailto:x@y.example", description="một\nBEGIN:VALARM")
    assert b"\r\nATTENDEE" not in content
    assert b"\r\nBEGIN:VALARM" not in content


def test_long_vietnamese_lines_are_folded_between_letters() -> None:
    content = event(description="Đổi mới sáng tạo " * 40)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (read,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(read["DESCRIPTION"]) == "Đổi mới sáng tạo " * 40


def test_times_without_a_zone_and_ends_before_starts_are_refused() -> None:
    with pytest.raises(PaperError, match="múi giờ"):
        event(starts_at=datetime(2026, 12, 10, 1, 30))  # noqa: DTZ001 (without a zone is the point)
    with pytest.raises(PaperError, match="sau giờ bắt đầu"):
        event(ends_at=STARTS)
