"""Rules for commitments: the state table, and what the body and the confirmer may do.

Overdue and lapsed are derived from dates on each read; a job only records and notifies.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from forum import audience
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date
from forum.contributions.policy import has_agreed
from forum.state import StateTable
from forum.words import _


class CommitmentState(StrEnum):
    open = "open"
    in_progress = "in_progress"
    reported_done = "reported_done"
    partly_done = "partly_done"
    cannot_be_done = "cannot_be_done"
    disputed = "disputed"
    confirmed = "confirmed"
    lapsed = "lapsed"


class Outcome(StrEnum):
    """What a body reports: progress or a result."""

    progress = "progress"
    done = "done"
    partly_done = "partly_done"
    cannot_be_done = "cannot_be_done"

    @property
    def verb(self) -> str:
        return f"report_{self}"


RUNNING = frozenset({CommitmentState.open, CommitmentState.in_progress, CommitmentState.disputed})
REPORTED = frozenset(
    {CommitmentState.reported_done, CommitmentState.partly_done, CommitmentState.cannot_be_done}
)
CLOSED = frozenset({CommitmentState.confirmed, CommitmentState.lapsed})
REPORTED_SHORT = frozenset({CommitmentState.partly_done, CommitmentState.cannot_be_done})
OWES_MORE = RUNNING | {CommitmentState.partly_done}
COMMITMENT: StateTable[CommitmentState, str] = StateTable(
    "commitment",
    CommitmentState,
    start=CommitmentState.open,
    moves={
        "report_progress": (OWES_MORE, CommitmentState.in_progress),
        "report_done": (OWES_MORE, CommitmentState.reported_done),
        "report_partly_done": (RUNNING, CommitmentState.partly_done),
        "report_cannot_be_done": (OWES_MORE, CommitmentState.cannot_be_done),
        "confirm": (REPORTED, CommitmentState.confirmed),
        "dispute": (REPORTED, CommitmentState.disputed),
        "lapse": (REPORTED, CommitmentState.lapsed),
        "change_due": (OWES_MORE, None),
        "reopen": (frozenset({CommitmentState.disputed}), CommitmentState.open),
    },
    ends=CLOSED,
)
OFFICERS = (Role.body_officer, Role.body_head)


class CommitmentRow(Protocol):
    @property
    def state(self) -> CommitmentState: ...
    @property
    def body_id(self) -> int: ...
    @property
    def confirmer_id(self) -> int: ...
    @property
    def confirmer_leader_id(self) -> int | None: ...
    @property
    def audience(self) -> list[str]: ...


class LineRow(Protocol):
    @property
    def text_id(self) -> int: ...


def shown_state(state: CommitmentState, confirm_by: datetime | None, at: datetime) -> CommitmentState:
    """Derived from dates: a result not confirmed or disputed in time has lapsed, whether or not a job
    recorded it. `confirm_by` ends that window."""
    if state in REPORTED and confirm_by is not None and confirm_by < at:
        return CommitmentState.lapsed
    return state


def overdue_days(state: CommitmentState, due_on: date, at: datetime) -> int:
    """Days past the due date while the body still owes a result, else 0."""
    if state not in RUNNING:
        return 0
    return max(0, (local_date(at) - due_on).days)


def after_due_change(state: CommitmentState) -> CommitmentState:
    """A new due date reopens a disputed commitment; other states stay."""
    return COMMITMENT.after("reopen") if COMMITMENT.allows("reopen", state) else state


def may_see(actor: Actor, it: CommitmentRow) -> Decision:
    seen = bool(actor.audiences & frozenset(it.audience)) or audience.body(it.body_id) in actor.audiences
    return ALLOWED if seen else refused("not_found")


def _body(actor: Actor, it: CommitmentRow) -> Decision:
    """The body's officer may report without its head."""
    if actor.at_body(it.body_id, *OFFICERS):
        return ALLOWED
    return refused("not_our_body", _("Chỉ cơ quan chịu trách nhiệm được làm việc này."))


def _confirmer(actor: Actor, it: CommitmentRow) -> Decision:
    own = actor.persona_id is not None and actor.persona_id == it.confirmer_id
    if actor.at_body(it.body_id, *OFFICERS):
        return refused("own_report", _("Người của cơ quan báo cáo không tự xác nhận kết quả."))
    if actor.for_leader(it.confirmer_leader_id, Role.leader):
        return ALLOWED
    if own:
        return has_agreed(actor)
    return refused("not_confirmer", _("Chỉ người hỏi hoặc người chủ trì được xác nhận kết quả."))


def _step(verb: str, it: CommitmentRow, confirm_by: datetime | None, at: datetime) -> Decision:
    if COMMITMENT.allows(verb, shown_state(it.state, confirm_by, at)):
        return ALLOWED
    return refused("wrong_state", _("Cam kết không còn ở bước này."))


def may_report(actor: Actor, it: CommitmentRow, outcome: Outcome, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _body(actor, it), _step(outcome.verb, it, confirm_by, actor.at)]
    )


def may_change_due(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _body(actor, it), _step("change_due", it, confirm_by, actor.at)]
    )


def may_confirm(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _confirmer(actor, it), _step("confirm", it, confirm_by, actor.at)]
    )


def may_dispute(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _confirmer(actor, it), _step("dispute", it, confirm_by, actor.at)]
    )


def is_line_of(line: LineRow, text_id: int) -> Decision:
    return ALLOWED if line.text_id == text_id else refused("not_found")
