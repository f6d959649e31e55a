"""The only place that reads the system clock. Rooms get `at` passed in."""

import os
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The current time in UTC; tests override it by the ISO time in the file named by FORUM_CLOCK."""
    path = os.environ.get("FORUM_CLOCK")
    if path:
        try:
            return datetime.fromisoformat(Path(path).read_text().strip()).astimezone(UTC)
        except FileNotFoundError:
            pass
    return datetime.now(UTC)


def local_date(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), tzinfo=HANOI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last second of a day in Hải Phòng, in UTC: a stated date includes that whole day."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=HANOI).astimezone(UTC)
