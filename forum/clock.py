"""The one place that asks the machine for the time. Rooms are handed `at` and never look at a clock."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present in UTC; a test's clock (the ISO time in the file named by FORUM_CLOCK) moves it."""
    path = os.environ.get("FORUM_CLOCK")
    if path:
        try:
            return datetime.fromisoformat(Path(path).read_text().strip()).astimezone(UTC)
        except FileNotFoundError:
            pass
    return datetime.now(UTC)


def local_day(at: datetime) -> str:
    """The day in Hải Phòng as 24/11/2026."""
    return at.astimezone(HANOI).strftime("%d/%m/%Y")
