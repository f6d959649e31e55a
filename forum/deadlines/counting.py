"""Pure functions for a duty's due date, always computed from its start, limit and pauses, never incremented."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from forum.clock import local_date, start_of_day
from forum.deadlines.models import Duty
from forum.deadlines.working_days import Span, TimeUnit, add_working_days, end_of_period, is_working_day

# In working days: reminder before the due date, notice to the superior after it, and 'late' becomes 'very
# late'.
SOON, ESCALATION, VERY_LATE = 2, 2, 10
WORKING = (TimeUnit.working_day, TimeUnit.working_hour)


def due_of(duty: Duty, pauses: Sequence[Span], overrides: Mapping[date, bool]) -> datetime | None:
    """None for a window that closes only when it is used."""
    if duty.given_due_at is not None:
        due_at = _given(duty, pauses, overrides)
    elif duty.limit_count is not None and duty.limit_unit is not None:
        due_at = end_of_period(
            duty.counts_from, duty.limit_count, duty.limit_unit, overrides, pauses, rolls_over=duty.rolls_over
        )
    else:
        return None
    return due_at if duty.not_before is None else max(due_at, duty.not_before)


def _given(duty: Duty, pauses: Sequence[Span], overrides: Mapping[date, bool]) -> datetime:
    """The given date, extended by the pauses since it was set."""
    assert duty.given_due_at is not None and duty.given_at is not None
    later = [Span(max(p.since, duty.given_at), p.until) for p in pauses]
    unit = TimeUnit.working_day if duty.limit_unit in WORKING else TimeUnit.day
    first, last = local_date(duty.given_at), local_date(duty.given_due_at)
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    count = sum(unit == TimeUnit.day or is_working_day(day, overrides) for day in days)
    if count == 0:
        return duty.given_due_at
    plain = end_of_period(duty.given_at, count, unit, overrides, rolls_over=False)
    moved = end_of_period(duty.given_at, count, unit, overrides, later, rolls_over=False)
    return duty.given_due_at if moved == plain else moved


def set_dates(duty: Duty, pauses: Sequence[Span], overrides: Mapping[date, bool]) -> None:
    """Set the due date and the reminder dates derived from it."""
    due_at = duty.due_at = due_of(duty, pauses, overrides)
    if duty.first_due_at is None:
        duty.first_due_at = due_at
    if due_at is None:
        return

    def away(count: int) -> datetime:
        return start_of_day(add_working_days(local_date(due_at), count, overrides))

    # a short duty is not due 'soon' in its first half
    half = duty.started_at + (due_at - duty.started_at) / 2
    duty.soon_at = min(due_at, max(away(-SOON), half))
    if duty.nature == "duty":
        duty.escalates_at, duty.very_late_at = away(ESCALATION), away(VERY_LATE)
