"""The Vietnamese calendar day of an instant, by which rules come into force and periods end."""

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local_date(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()
