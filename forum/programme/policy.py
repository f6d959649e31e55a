"""May: who brings in a programme's text, who reports on a task. Reading is open to everyone."""

from collections.abc import Iterable
from datetime import date, datetime

from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date

OFFICERS = (Role.body_officer, Role.body_head)
REPORTED = ("not_started", "in_progress", "partly_done", "done")


def may_import_programme(actor: Actor) -> Decision:
    return ALLOWED if actor.has(Role.administrator) else refused("not_administrator")


def may_name_lead(actor: Actor, withdrawn_at: datetime | None) -> Decision:
    """Who leads a task today is an administrator's word where the succession of bodies does not tell."""
    keeps = ALLOWED if actor.has(Role.administrator) else refused("not_administrator")
    gone = refused("withdrawn", "Nhiệm vụ này không còn trong Chương trình.")
    return first_refusal([keeps, ALLOWED if withdrawn_at is None else gone])


def may_report_progress(
    actor: Actor, lead_body_ids: Iterable[int], withdrawn_at: datetime | None
) -> Decision:
    """`lead_body_ids`: the bodies that lead the task now."""
    led = any(actor.at_body(body_id, *OFFICERS) for body_id in lead_body_ids)
    ours = ALLOWED if led else refused("not_our_body", "Chỉ cơ quan chủ trì nhiệm vụ được báo cáo tiến độ.")
    gone = refused("withdrawn", "Nhiệm vụ này không còn trong Chương trình.")
    member = ALLOWED if actor.is_member else refused("login_needed")
    return first_refusal([member, ours, ALLOWED if withdrawn_at is None else gone])


def progress_of(
    schedule: str, deadline_on: date | None, reported: str | None, reported_at: datetime | None
) -> str:
    """What a task's cell shows: done · in_progress · late · ongoing · from · no_report.

    A body that has not reported is never late by our guess: a task is late only when its body itself
    reported, after the date, that it is not done.
    """
    if reported == "done":
        return "done"
    if reported is not None and reported_at is not None:
        past = deadline_on is not None and local_date(reported_at) > deadline_on
        return "late" if past else "in_progress"
    return schedule if schedule in ("ongoing", "from") else "no_report"
