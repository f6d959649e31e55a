"""May: who brings in a programme's text, who reports on a task. Reading is open to everyone."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date
from forum.state import words
from forum.words import _

OFFICERS = (Role.body_officer, Role.body_head)


@words("task_schedule")
class Schedule(StrEnum):
    """What the programme says of a task's time."""

    ongoing = "ongoing"
    due = "due"
    from_ = "from"
    unknown = "unknown"


class Part(StrEnum):
    """What a body has to do with a task; `others` are named together and are no one body."""

    lead = "lead"
    with_ = "with"
    others = "others"


@words("progress_report")
class ReportedState(StrEnum):
    """How far a task is by its body's own word."""

    not_started = "not_started"
    in_progress = "in_progress"
    partly_done = "partly_done"
    done = "done"


@words("task")
class Progress(StrEnum):
    """What a task's cell shows; see progress_of."""

    done = "done"
    in_progress = "in_progress"
    late = "late"
    ongoing = "ongoing"
    from_ = "from"
    no_report = "no_report"


# What is shown of a task whose body has not reported, where its time is no single day.
UNREPORTED = {Schedule.ongoing: Progress.ongoing, Schedule.from_: Progress.from_}


def may_import_programme(actor: Actor) -> Decision:
    return ALLOWED if actor.has(Role.administrator) else refused("not_administrator")


def may_set_current_lead(actor: Actor, withdrawn_at: datetime | None) -> Decision:
    """Who leads a task today is an administrator's word where the succession of bodies does not tell."""
    keeps = ALLOWED if actor.has(Role.administrator) else refused("not_administrator")
    gone = refused("withdrawn", _("Nhiệm vụ này không còn trong Chương trình."))
    return first_refusal([keeps, ALLOWED if withdrawn_at is None else gone])


def may_report_progress(
    actor: Actor, lead_body_ids: Iterable[int], withdrawn_at: datetime | None
) -> Decision:
    """`lead_body_ids`: the bodies that lead the task now."""
    led = any(actor.at_body(body_id, *OFFICERS) for body_id in lead_body_ids)
    ours = (
        ALLOWED if led else refused("not_our_body", _("Chỉ cơ quan chủ trì nhiệm vụ được báo cáo tiến độ."))
    )
    gone = refused("withdrawn", _("Nhiệm vụ này không còn trong Chương trình."))
    member = ALLOWED if actor.is_member else refused("login_needed")
    return first_refusal([member, ours, ALLOWED if withdrawn_at is None else gone])


def progress_of(
    schedule: Schedule, deadline_on: date | None, reported: ReportedState | None, reported_at: datetime | None
) -> Progress:
    """A body that has not reported is never late by our guess: a task is late only when its body itself
    reported, after the date, that it is not done.
    """
    if reported == ReportedState.done:
        return Progress.done
    if reported is not None and reported_at is not None:
        past = deadline_on is not None and local_date(reported_at) > deadline_on
        return Progress.late if past else Progress.in_progress
    return UNREPORTED.get(schedule, Progress.no_report)
