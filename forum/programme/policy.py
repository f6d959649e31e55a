"""Rules for importing a programme's text and reporting on tasks. Reading is open to everyone."""

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
    """How the programme schedules a task."""

    ongoing = "ongoing"
    due = "due"
    from_ = "from"
    unknown = "unknown"


class Part(StrEnum):
    """A body's part in a task; `others` stands for several unnamed bodies."""

    lead = "lead"
    with_ = "with"
    others = "others"


@words("progress_report")
class ReportedState(StrEnum):
    """Progress as reported by the task's body."""

    not_started = "not_started"
    in_progress = "in_progress"
    partly_done = "partly_done"
    done = "done"


@words("task")
class Progress(StrEnum):
    """The progress shown for a task; see progress_of."""

    done = "done"
    in_progress = "in_progress"
    late = "late"
    ongoing = "ongoing"
    from_ = "from"
    no_report = "no_report"


# Shown for a task without a report whose schedule is no single date.
UNREPORTED = {Schedule.ongoing: Progress.ongoing, Schedule.from_: Progress.from_}


def may_import_programme(actor: Actor) -> Decision:
    return ALLOWED if actor.has(Role.administrator) else refused("not_administrator")


def may_set_current_lead(actor: Actor, withdrawn_at: datetime | None) -> Decision:
    """An administrator sets today's lead where succession of bodies does not determine it."""
    keeps = ALLOWED if actor.has(Role.administrator) else refused("not_administrator")
    gone = refused("withdrawn", _("Nhiệm vụ này không còn trong Chương trình."))
    return first_refusal([keeps, ALLOWED if withdrawn_at is None else gone])


def may_draft_progress(actor: Actor, lead_body_ids: Iterable[int], withdrawn_at: datetime | None) -> Decision:
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
    """A task is late only when its body itself reported, after the deadline, that it is not done; without a
    report it is never counted as late."""
    if reported == ReportedState.done:
        return Progress.done
    if reported is not None and reported_at is not None:
        past = deadline_on is not None and local_date(reported_at) > deadline_on
        return Progress.late if past else Progress.in_progress
    return UNREPORTED.get(schedule, Progress.no_report)
