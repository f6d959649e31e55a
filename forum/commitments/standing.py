"""Where a commitment stands by the steps that count: whose text its approver stands by, and what was said of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from forum.commitments.policy import COMMITMENT, CommitmentState, Outcome, after_report

MADE = "made"  # the first step of a story
REPORTS = {outcome.verb: outcome for outcome in Outcome}
VERDICTS = frozenset({"confirm", "dispute", "withdraw_dispute", "lapse"})


@dataclass(frozen=True, slots=True)
class CountedStep:
    """A step of the story; `stands`: its text, if it has one, was not disowned."""

    verb: str
    at: datetime
    due_after: date | None
    stands: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What was reported last, and what was said of it."""

    state: CommitmentState = COMMITMENT.start
    reported_as: CommitmentState | None = None
    reported_at: datetime | None = None
    disputed_at: datetime | None = None
    owes_report: bool = True


@dataclass(frozen=True, slots=True)
class DueInForce:
    """The date, how often it was moved, and when who it was promised to objected to it."""

    on: date | None = None
    moved_count: int = 0
    objected_at: datetime | None = None


def result_of(steps: Iterable[CountedStep]) -> Result:
    """From the steps in order. What was said of a disowned result falls with it."""
    found, judges = Result(), True
    for step in steps:
        outcome = REPORTS.get(step.verb)
        if outcome is not None and outcome != Outcome.progress:
            judges = step.stands
        if step.stands and outcome is not None:
            found = _reported(found, outcome, step.at)
        elif step.verb in VERDICTS and judges:
            found = _judged(found, step)
        elif step.stands and step.verb == "change_due":
            found = replace(found, owes_report=True)
    return found


def _reported(found: Result, outcome: Outcome, at: datetime) -> Result:
    state = after_report(found.state, outcome)
    if outcome == Outcome.progress:
        return replace(found, state=state, owes_report=True)
    return replace(found, state=state, reported_as=state, reported_at=at, owes_report=False)


def _judged(found: Result, step: CountedStep) -> Result:
    if step.verb == "withdraw_dispute":
        state = found.reported_as or found.state
        return replace(found, state=state, disputed_at=None, owes_report=False)
    state = COMMITMENT.after(step.verb)
    disputed_at = {"dispute": step.at, "confirm": None}.get(step.verb, found.disputed_at)
    return replace(found, state=state, disputed_at=disputed_at, owes_report=step.verb == "dispute")


def due_of(steps: Iterable[CountedStep]) -> DueInForce:
    """From the steps in order. An objection to a disowned date falls with it."""
    found, objects = DueInForce(), True
    for step in steps:
        if step.verb == "change_due":
            objects = step.stands
        if step.verb == MADE:
            found = DueInForce(step.due_after)
        elif step.verb == "change_due" and step.stands:
            found = DueInForce(step.due_after, found.moved_count + 1)
        elif step.verb == "object_to_due" and objects:
            found = replace(found, objected_at=step.at)
    return found
