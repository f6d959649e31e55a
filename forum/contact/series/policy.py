"""When the next session of a series falls, when it is drafted and by when it is announced. Pure."""

from datetime import date, timedelta

from forum.contact.policy import Rhythm
from forum.errors import Invalid
from forum.words import _

MONTHS = {Rhythm.month: 1, Rhythm.quarter: 3, Rhythm.half_year: 6, Rhythm.year: 12}
# The secretariat has so long for the draft of a session before it must be announced.
PREPARED_WITHIN = timedelta(days=14)
ANNOUNCED_AT_MOST_DAYS = 180


def later_by(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - timedelta(days=1)).day))


def next_after(rhythm: Rhythm, last: date, today: date) -> date:
    """The first day after `today` in the rhythm that `last` began. A day that passed without a session is skipped:
    nobody can be invited to it."""
    step = MONTHS[rhythm]
    count = 1
    while (day := later_by(last, step * count)) <= today:
        count += 1
    return day


def announce_by(held_on: date, announce_days: int) -> date:
    """The last day on which a session of that day is announced in time."""
    return held_on - timedelta(days=announce_days)


def is_drafted_on(today: date, held_on: date, announce_days: int) -> bool:
    return today >= announce_by(held_on, announce_days) - PREPARED_WITHIN


def require_fitting(announce_days: int | None, intake_days: int) -> None:
    """Questions are taken between the announcement and the last day of intake."""
    if announce_days is not None and announce_days <= intake_days:
        raise Invalid("announce_days", _("Số ngày này phải lớn hơn số ngày ngừng nhận câu hỏi."))
