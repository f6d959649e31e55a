"""Rules for commitments: the state table, and what the body and the confirmer may do.

Overdue and lapsed are derived from dates on each read; a job only records and notifies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, Self, TypeVar

from forum import audience
from forum.accounts.policy import may_enter_for_others
from forum.actor import ALLOWED, Actor, Decision, Role, first_refusal, refused
from forum.clock import local_date
from forum.contributions.official import policy as official
from forum.contributions.policy import has_agreed
from forum.state import StateTable, words
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


@words("commitment_report")
class Outcome(StrEnum):
    """What a body reports: progress or a result."""

    progress = "progress"
    done = "done"
    partly_done = "partly_done"
    cannot_be_done = "cannot_be_done"

    @property
    def verb(self) -> str:
        return f"report_{self}"


class Part(StrEnum):
    """What an official text on a commitment is. The same words name its kind of contribution."""

    report = "report"
    request = "request"
    ruling = "ruling"


@words("commitment_request")
class AskedFor(StrEnum):
    """What a body asks of who assigned the commitment."""

    new_due = "new_due"
    not_ours = "not_ours"


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
        "report_progress": (OWES_MORE, frozenset({CommitmentState.in_progress, CommitmentState.disputed})),
        "report_done": (OWES_MORE, CommitmentState.reported_done),
        "report_partly_done": (RUNNING, CommitmentState.partly_done),
        "report_cannot_be_done": (OWES_MORE, CommitmentState.cannot_be_done),
        "confirm": (REPORTED, CommitmentState.confirmed),
        "dispute": (REPORTED, CommitmentState.disputed),
        "lapse": (REPORTED, CommitmentState.lapsed),
        "withdraw_dispute": (frozenset({CommitmentState.disputed}), REPORTED),
        # A report that its head disowns: what was reported, and what was said of it, falls back.
        "take_back": (
            REPORTED | CLOSED | {CommitmentState.in_progress, CommitmentState.disputed},
            REPORTED | RUNNING,
        ),
        "request_new_due": (OWES_MORE, None),
        "request_not_ours": (frozenset({CommitmentState.open, CommitmentState.in_progress}), None),
    },
    ends=frozenset(),
)
# What a commitment is found and counted by: its state, and for a closed one the result that it closed with. What was
# confirmed as not or only partly done is never counted as done.
FOUND: dict[str, tuple[CommitmentState, CommitmentState | None]] = {
    **{str(state): (state, None) for state in CommitmentState},
    **{
        f"{state}_{result}": (state, result)
        for state in (CommitmentState.confirmed, CommitmentState.lapsed)
        for result in (CommitmentState.partly_done, CommitmentState.cannot_be_done)
    },
}
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
    def assigner_leader_id(self) -> int | None: ...
    @property
    def audience(self) -> list[str]: ...


class TextRow(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def part(self) -> Part: ...
    @property
    def outcome(self) -> Outcome | None: ...
    @property
    def asks_for(self) -> AskedFor | None: ...
    @property
    def request_id(self) -> int | None: ...
    @property
    def taken_effect_at(self) -> datetime | None: ...
    @property
    def waits_for_ruling(self) -> bool: ...


T = TypeVar("T", bound=TextRow)


@dataclass(frozen=True, slots=True)
class Now:
    """The commitment as its texts find it: until when a result can be judged, which request waits for a decision."""

    it: CommitmentRow
    confirm_by: datetime | None
    waiting_id: int | None

    @classmethod
    def of(cls, it: CommitmentRow, confirm_by: datetime | None, past: Sequence[TextRow]) -> Self:
        waiting = undecided(past)
        return cls(it, confirm_by, waiting.id if waiting is not None else None)


class LineRow(Protocol):
    @property
    def text_id(self) -> int: ...


def shown_state(state: CommitmentState, confirm_by: datetime | None, at: datetime) -> CommitmentState:
    """Derived from dates: a result not confirmed or disputed in time has lapsed, whether or not a job
    recorded it. `confirm_by` ends that window."""
    if state in REPORTED and confirm_by is not None and confirm_by < at:
        return CommitmentState.lapsed
    return state


def found(state: CommitmentState, reported_as: CommitmentState | None) -> str:
    """A name of FOUND."""
    is_short = state in CLOSED and reported_as in REPORTED_SHORT
    return f"{state}_{reported_as}" if is_short else str(state)


def overdue_days(state: CommitmentState, due_on: date, at: datetime) -> int:
    """Days past the due date while the body still owes a result, else 0."""
    if state not in RUNNING:
        return 0
    return max(0, (local_date(at) - due_on).days)


def after_report(state: CommitmentState, outcome: Outcome) -> CommitmentState:
    """A dispute stays until another result is judged: progress does not end it."""
    if outcome != Outcome.progress:
        return COMMITMENT.after(outcome.verb)
    return state if state == CommitmentState.disputed else CommitmentState.in_progress


def may_see(actor: Actor, it: CommitmentRow) -> Decision:
    seen = bool(actor.audiences & frozenset(it.audience)) or audience.body(it.body_id) in actor.audiences
    return ALLOWED if seen else refused("not_found")


def _body(actor: Actor, it: CommitmentRow) -> Decision:
    """Its officers and its head prepare what the head approves."""
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


def may_draft_report(
    actor: Actor, it: CommitmentRow, outcome: Outcome, *, confirm_by: datetime | None
) -> Decision:
    """By the body's officers; nothing is public before the head approves it."""
    return first_refusal(
        [may_see(actor, it), _body(actor, it), _step(outcome.verb, it, confirm_by, actor.at)]
    )


def may_draft_request(
    actor: Actor,
    it: CommitmentRow,
    asks_for: AskedFor,
    past: Sequence[TextRow],
    *,
    may_refuse: bool,
    confirm_by: datetime | None,
) -> Decision:
    """One at a time. 'Not ours' is said of what somebody else assigned, once, and while its window is open."""
    refusal = ALLOWED
    if any(one.taken_effect_at is None for one in past) or undecided(past) is not None:
        refusal = refused("one_waits", _("Đã có một đề nghị đang chờ; mời chờ quyết định."))
    elif asks_for == AskedFor.not_ours and not may_refuse:
        refusal = refused(
            "too_late", _("Đã hết thời hạn đề nghị giao cơ quan khác, hoặc đề nghị này đã nêu.")
        )
    step = _step(f"request_{asks_for}", it, confirm_by, actor.at)
    return first_refusal([may_see(actor, it), _body(actor, it), step, refusal])


def may_draft_ruling(
    actor: Actor, it: CommitmentRow, past: Sequence[TextRow], *, confirm_by: datetime | None
) -> Decision:
    """Drafted by those who work for the leader who assigned it, and in that leader's name; one on a request, while the
    commitment is at its step."""
    works = ALLOWED
    if it.assigner_leader_id is None or not official.may_draft(actor, it.assigner_leader_id, None):
        works = refused("not_assistant", _("Việc này do người giúp việc của lãnh đạo đã giao chuẩn bị."))
    request, refusal = undecided(past), ALLOWED
    if request is None:
        refusal = refused("wrong_state", _("Không có đề nghị nào chờ quyết định."))
    elif any(one.request_id == request.id for one in past):
        refusal = refused(
            "one_waits",
            _("Đã có dự thảo quyết định về đề nghị này; đề nghị sửa dự thảo đó thay vì lập dự thảo khác."),
        )
    step = ALLOWED if request is None else _step(f"request_{request.asks_for}", it, confirm_by, actor.at)
    return first_refusal([may_see(actor, it), works, refusal, step])


def undecided(texts: Sequence[T]) -> T | None:
    """The request that waits for a decision."""
    decided = {one.request_id for one in texts if one.taken_effect_at is not None}
    asked = [one for one in texts if one.part == Part.request and one.taken_effect_at is not None]
    waiting = [one for one in asked if one.id not in decided and one.waits_for_ruling]
    return waiting[-1] if waiting else None


def is_part(text: TextRow, *parts: Part) -> Decision:
    return ALLOWED if not parts or text.part in parts else refused("not_found")


def _holds(way: official.Official, text: TextRow, now: Now) -> Decision:
    """A body's text is of the body that is responsible now; a ruling is on the request that still waits."""
    if way.body_id not in (None, now.it.body_id):
        return refused(
            "not_our_body", _("Cam kết này nay do cơ quan khác chịu trách nhiệm; dự thảo không còn hiệu lực.")
        )
    if text.part == Part.ruling and text.request_id != now.waiting_id:
        return refused("decided", _("Đề nghị này đã được quyết định; dự thảo không còn hiệu lực."))
    return ALLOWED


def _still(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    """The commitment is at the step of the text."""
    verb = text.outcome.verb if text.outcome is not None else f"request_{text.asks_for}"
    return first_refusal([_holds(way, text, now), _step(verb, now.it, now.confirm_by, actor.at)])


def may_revise_text(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    return first_refusal([official.may_revise(actor, way), _holds(way, text, now)])


def may_revise_report(
    actor: Actor, way: official.Official, text: TextRow, now: Now, outcome: Outcome
) -> Decision:
    step = _step(outcome.verb, now.it, now.confirm_by, actor.at)
    return first_refusal([may_revise_text(actor, way, text, now), step])


def may_revise_request(
    actor: Actor, way: official.Official, text: TextRow, now: Now, ask: AskedFor
) -> Decision:
    same = (
        ALLOWED
        if text.asks_for == ask
        else refused("wrong_state", _("Đề nghị lập một dự thảo khác cho việc này."))
    )
    return first_refusal([may_revise_text(actor, way, text, now), same])


def may_submit_text(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    return first_refusal([official.may_submit(actor, way), _holds(way, text, now)])


def may_send_back_text(actor: Actor, way: official.Official) -> Decision:
    return official.may_send_back(actor, way)


def may_record_text_approval(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    return first_refusal([official.may_record_approval(actor, way), _holds(way, text, now)])


def may_countersign_text(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    return first_refusal([official.may_countersign(actor, way), _holds(way, text, now)])


def may_approve_text(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    """Only while the commitment is at that step, since approving publishes."""
    return first_refusal([official.may_approve(actor, way), _still(actor, way, text, now)])


def may_publish_text(actor: Actor, way: official.Official, text: TextRow, now: Now) -> Decision:
    return first_refusal([official.may_publish(actor, way), _still(actor, way, text, now)])


def may_confirm(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _confirmer(actor, it), _step("confirm", it, confirm_by, actor.at)]
    )


def may_dispute(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    return first_refusal(
        [may_see(actor, it), _confirmer(actor, it), _step("dispute", it, confirm_by, actor.at)]
    )


def may_enter_dispute(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    """For whom it was promised to, by letter or telephone; never by who reported the result."""
    ours = refused("own_report", _("Người của cơ quan báo cáo không nhập hộ ý kiến về kết quả."))
    return first_refusal(
        [
            may_see(actor, it),
            may_enter_for_others(actor),
            ours if actor.at_body(it.body_id, *OFFICERS) else ALLOWED,
            _step("dispute", it, confirm_by, actor.at),
        ]
    )


def may_withdraw_dispute(actor: Actor, it: CommitmentRow, *, confirm_by: datetime | None) -> Decision:
    """Whoever disputed takes it back: the reported result stands again, to be confirmed."""
    return first_refusal(
        [may_see(actor, it), _confirmer(actor, it), _step("withdraw_dispute", it, confirm_by, actor.at)]
    )


def may_object_to_due(actor: Actor, it: CommitmentRow, *, is_open: bool) -> Decision:
    """The person to whom a body moved its own promise."""
    late = refused("too_late", _("Đã hết thời hạn nêu ý kiến về thời hạn mới."))
    return first_refusal([may_see(actor, it), _confirmer(actor, it), ALLOWED if is_open else late])


def is_line_of(line: LineRow, text_id: int) -> Decision:
    return ALLOWED if line.text_id == text_id else refused("not_found")
