"""Where a commitment stands by the steps that count."""

from datetime import UTC, date, datetime, timedelta

from forum.commitments.policy import CommitmentState
from forum.commitments.standing import CountedStep, DueInForce, Result, due_of, result_of

FIRST, MOVED, AGAIN = date(2026, 12, 1), date(2026, 12, 15), date(2026, 12, 31)
AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
MADE = CountedStep("made", AT, FIRST, stands=True)


def told(verb: str, day: int, due_after: date | None = None, *, stands: bool = True) -> CountedStep:
    return CountedStep(verb, AT + timedelta(days=day), due_after, stands)


def test_a_disowned_date_was_never_in_force_and_takes_its_objection_along() -> None:
    moves = [told("change_due", 1, MOVED), told("object_to_due", 2)]
    assert due_of([MADE, *moves]) == DueInForce(MOVED, 1, AT + timedelta(days=2))
    fell = [told("change_due", 3, AGAIN, stands=False), told("object_to_due", 4)]
    assert due_of([MADE, *moves, *fell]) == DueInForce(MOVED, 1, AT + timedelta(days=2))
    earlier = [told("change_due", 1, MOVED, stands=False), told("change_due", 3, AGAIN)]
    assert due_of([MADE, *earlier]) == DueInForce(AGAIN, 1)


def test_a_verdict_is_of_the_result_before_it() -> None:
    first = [told("report_partly_done", 1), told("dispute", 2)]
    disputed = Result(
        CommitmentState.disputed,
        CommitmentState.partly_done,
        AT + timedelta(days=1),
        disputed_at=AT + timedelta(days=2),
    )
    assert result_of([MADE, *first]) == disputed
    fell = [told("report_done", 3, stands=False), told("confirm", 4)]
    assert result_of([MADE, *first, *fell]) == disputed
    assert result_of([MADE, *fell]) == Result()
    assert result_of([MADE, told("report_progress", 1, stands=False)]) == Result()
    taken_back = [*first, told("withdraw_dispute", 3)]
    assert result_of([MADE, *taken_back]).state == CommitmentState.partly_done


def test_a_new_date_after_a_part_is_owed_a_report() -> None:
    part = told("report_partly_done", 1)
    assert not result_of([MADE, part]).owes_report
    assert result_of([MADE, part, told("change_due", 2, MOVED)]).owes_report
    assert not result_of([MADE, part, told("change_due", 2, MOVED, stands=False)]).owes_report
