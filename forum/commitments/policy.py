"""May: the life of a commitment as a table, and what its body and its confirmer may do.

Overdue and lapsed are derived from dates whenever they are asked; a job only records and tells.
"""

from datetime import date, datetime
from typing import Protocol

from forum import audience
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date

RUNNING = frozenset({"open", "in_progress", "disputed"})
REPORTED = frozenset({"reported_done", "partly_done", "cannot_be_done"})
CLOSED = frozenset({"confirmed", "lapsed"})
STATES = RUNNING | REPORTED | CLOSED

# verb → from which states, and to which
COMMITMENT: dict[str, tuple[frozenset[str], str]] = {
    "report_progress": (RUNNING | {"partly_done"}, "in_progress"),
    "report_done": (RUNNING | {"partly_done"}, "reported_done"),
    "report_partly_done": (RUNNING, "partly_done"),
    "report_cannot_be_done": (RUNNING | {"partly_done"}, "cannot_be_done"),
    "confirm": (REPORTED, "confirmed"),
    "dispute": (REPORTED, "disputed"),
    "lapse": (REPORTED, "lapsed"),
}
# A new date leaves the state as it is, and opens a disputed commitment again.
MAY_CHANGE_DUE = RUNNING | {"partly_done"}
REPORTS = ("progress", "done", "partly_done", "cannot_be_done")
OFFICERS = (Role.body_officer, Role.body_head)


class CommitmentRow(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def body_id(self) -> int: ...
    @property
    def confirmer_id(self) -> int: ...
    @property
    def confirmer_leader_id(self) -> int | None: ...
    @property
    def due_on(self) -> date: ...
    @property
    def confirm_due_at(self) -> datetime | None: ...
    @property
    def audience(self) -> list[str]: ...


def shown_state(it: CommitmentRow, at: datetime) -> str:
    """By the clock: a result that nobody judged in time has lapsed, whether or not a job recorded it."""
    if it.state in REPORTED and it.confirm_due_at is not None and it.confirm_due_at < at:
        return "lapsed"
    return it.state


def overdue_days(it: CommitmentRow, at: datetime) -> int:
    """Days past the due date while the body still owes a result, else 0."""
    if it.state not in RUNNING:
        return 0
    return max(0, (local_date(at) - it.due_on).days)


def after_due_change(state: str) -> str:
    return "open" if state == "disputed" else state


def may_see(actor: Actor, it: CommitmentRow) -> Decision:
    seen = bool(actor.audiences & frozenset(it.audience)) or audience.body(it.body_id) in actor.audiences
    return ALLOWED if seen else refused("not_found")


def _body(actor: Actor, it: CommitmentRow) -> Decision:
    """The body's officer reports; the head is not needed for that."""
    if actor.at_body(it.body_id, *OFFICERS):
        return ALLOWED
    return refused("not_our_body", "Chỉ cơ quan chịu trách nhiệm được làm việc này.")


def _confirmer(actor: Actor, it: CommitmentRow) -> Decision:
    own = actor.persona_id is not None and actor.persona_id == it.confirmer_id
    if actor.at_body(it.body_id, *OFFICERS):
        return refused("own_report", "Người của cơ quan báo cáo không tự xác nhận kết quả.")
    if own or actor.for_leader(it.confirmer_leader_id, Role.leader):
        return ALLOWED
    return refused("not_confirmer", "Chỉ người hỏi hoặc người chủ trì được xác nhận kết quả.")


def _step(verb: str, it: CommitmentRow, at: datetime) -> Decision:
    if shown_state(it, at) in COMMITMENT[verb][0]:
        return ALLOWED
    return refused("wrong_state", "Cam kết không còn ở bước này.")


def may_report(actor: Actor, it: CommitmentRow, outcome: str) -> Decision:
    return first_refusal([may_see(actor, it), _body(actor, it), _step(f"report_{outcome}", it, actor.at)])


def may_change_due(actor: Actor, it: CommitmentRow) -> Decision:
    fits = shown_state(it, actor.at) in MAY_CHANGE_DUE
    step = ALLOWED if fits else refused("wrong_state", "Cam kết không còn ở bước này.")
    return first_refusal([may_see(actor, it), _body(actor, it), step])


def may_confirm(actor: Actor, it: CommitmentRow) -> Decision:
    return first_refusal([may_see(actor, it), _confirmer(actor, it), _step("confirm", it, actor.at)])


def may_dispute(actor: Actor, it: CommitmentRow) -> Decision:
    return first_refusal([may_see(actor, it), _confirmer(actor, it), _step("dispute", it, actor.at)])
