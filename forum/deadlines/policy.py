"""Kinds of duties, their owners, and their states derived from dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from forum.deadlines.models import Duty
from forum.state import words


class OwnerKind(StrEnum):
    body = "body"
    leader = "leader"
    forum = "forum"  # its moderators
    secretariat = "secretariat"
    office = "office"  # the secretariat and staff, who enter what others write and say
    administrator = "administrator"
    outside_seat = "outside_seat"
    persona = "persona"


class Owner(NamedTuple):
    """Who owes a duty. `id` is 0 where there is only one of that kind, or for city-wide moderators."""

    kind: OwnerKind
    id: int = 0


SECRETARIAT = Owner(OwnerKind.secretariat)
OFFICE = Owner(OwnerKind.office)
OUTSIDE_SEAT = Owner(OwnerKind.outside_seat)


def moderators_of(forum_id: int | None) -> Owner:
    """The moderators of a forum; city-wide ones for what belongs to no forum."""
    return Owner(OwnerKind.forum, forum_id or 0)


class DutyKind(StrEnum):
    review = "review"
    second = "second"
    hearing = "hearing"
    explain = "explain"
    appeal = "appeal"
    take_up = "take_up"
    answer = "answer"
    clarify = "clarify"
    rate_answer = "rate_answer"
    announce = "announce"
    agenda = "agenda"
    minutes = "minutes"
    suggest = "suggest"
    written_answer = "written_answer"
    second_answer = "second_answer"
    objection = "objection"
    place_anew = "place_anew"
    respond = "respond"
    respond_earlier = "respond_earlier"
    publish_table = "publish_table"
    not_understood = "not_understood"
    answer_again = "answer_again"
    agree_wording = "agree_wording"
    report = "report"
    erase = "erase"
    confirm = "confirm"
    not_ours = "not_ours"
    rule = "rule"
    object_to_due = "object_to_due"
    confirm_claim = "confirm_claim"
    name_body = "name_body"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules for a kind of duty. Its limit is None where its date is given or it has none. A window closes
    and is never late. Duties on a hidden text are paused, except its own review. Windows whose last day was
    part of the notice get no reminder. Where the public is promised the day, the body's head is reminded with the
    office, before it is late."""

    limit: str | None = None
    is_window: bool = False
    waits_while_hidden: bool = True
    reminds: bool = True
    reminds_head: bool = False


TERMS: Mapping[DutyKind, Terms] = {
    DutyKind.review: Terms("review-post", waits_while_hidden=False),
    DutyKind.second: Terms("review-post", waits_while_hidden=False),
    DutyKind.hearing: Terms("reconsider-answer", waits_while_hidden=False),
    DutyKind.explain: Terms("author-explain", is_window=True, waits_while_hidden=False),
    DutyKind.appeal: Terms("reconsider-request", is_window=True, waits_while_hidden=False, reminds=False),
    DutyKind.take_up: Terms("proposal-take-up"),
    DutyKind.answer: Terms("proposal-answer"),
    DutyKind.clarify: Terms("proposal-clarify", is_window=True),
    DutyKind.rate_answer: Terms(is_window=True),
    DutyKind.announce: Terms(),
    DutyKind.agenda: Terms("session-agenda"),
    DutyKind.minutes: Terms("conclusion-notice"),
    DutyKind.suggest: Terms(is_window=True, reminds=False),
    DutyKind.written_answer: Terms("question-written-answer"),
    DutyKind.second_answer: Terms("question-written-answer"),
    DutyKind.objection: Terms("question-merge-objection", is_window=True),
    DutyKind.place_anew: Terms("question-place-anew"),
    DutyKind.respond: Terms("matrix-publish"),
    DutyKind.respond_earlier: Terms(reminds_head=True),
    DutyKind.publish_table: Terms("table-publish"),
    DutyKind.not_understood: Terms("response-not-understood", is_window=True, reminds=False),
    DutyKind.answer_again: Terms("response-again"),
    DutyKind.agree_wording: Terms("wording-agreement", is_window=True, reminds=False),
    DutyKind.report: Terms(),
    DutyKind.erase: Terms("data-erasure"),
    DutyKind.confirm: Terms("commitment-confirm", is_window=True),
    DutyKind.not_ours: Terms("commitment-not-ours", is_window=True, reminds=False),
    DutyKind.rule: Terms("commitment-ruling"),
    DutyKind.object_to_due: Terms("commitment-due-objection", is_window=True, reminds=False),
    DutyKind.confirm_claim: Terms("claim-confirm"),
    DutyKind.name_body: Terms("commitment-ruling"),
}


MODERATION = frozenset({DutyKind.review, DutyKind.second, DutyKind.hearing})


class Stage(StrEnum):
    """When the owner of a duty is reminded; at `late` their superior too."""

    soon = "soon"
    due = "due"
    late = "late"


@words("duty")
class DutyState(StrEnum):
    running = "running"
    paused = "paused"
    soon = "soon"
    late = "late"
    very_late = "very_late"
    done_in_time = "done_in_time"
    done_late = "done_late"
    open = "open"
    closed = "closed"
    void = "void"


OVERDUE = frozenset({DutyState.late, DutyState.very_late})


def state_of(duty: Duty, at: datetime, *, is_paused: bool) -> DutyState:
    """Derived from dates: the duty's state at that moment, whether or not a reminder was sent."""
    if duty.void_at is not None:
        return DutyState.void
    due_at, done_at = duty.due_at, duty.done_at
    if duty.nature == "window" or due_at is None:
        is_over = done_at is not None or (due_at is not None and due_at < at and not is_paused)
        return DutyState.closed if is_over else DutyState.open
    if done_at is not None:
        return DutyState.done_in_time if done_at <= due_at else DutyState.done_late
    if is_paused:
        return DutyState.paused
    if due_at < at:
        is_very = duty.very_late_at is not None and duty.very_late_at <= at
        return DutyState.very_late if is_very else DutyState.late
    is_soon = duty.soon_at is not None and duty.soon_at <= at
    return DutyState.soon if is_soon else DutyState.running
