"""Rules of moderation: who may judge what; states of cases, decisions and appeals. Pure: no database, no
clock."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar

from moderation.days import local_date
from moderation.errors import ModerationRefused
from moderation.rules import Rule
from moderation.values import (
    AppealState,
    CaseReason,
    CaseState,
    Judge,
    JudgedText,
    Ruling,
    SecondOpinion,
    Standing,
    TextStatus,
    Verdict,
)

LEASE = timedelta(minutes=30)
CLAIMS_MAX = 3
RENEWALS_MAX = 1
SUSPENSION_DAYS_MAX = 90
SUSPENSION_DAYS_ALONE = 7
RETURNS_ALONE = 2
QUOTE_LENGTH_MIN = 3
EXPLANATION_LENGTH_MIN = 10
TEXT_LENGTH_MAX = 4000

# The states each verb starts from, and the one it leads to.
S = TypeVar("S", bound=StrEnum)
Moves: TypeAlias = Mapping[str, tuple[frozenset[S], S]]

WAITING = frozenset({CaseState.queued, CaseState.claimed, CaseState.second})
CASE_MOVES: Moves[CaseState] = {
    "claim": (frozenset({CaseState.queued, CaseState.claimed}), CaseState.claimed),
    "release": (frozenset({CaseState.claimed}), CaseState.queued),
    "rewrite": (WAITING, CaseState.queued),
    "rest": (frozenset({CaseState.claimed}), CaseState.queued),
    "decide": (frozenset({CaseState.claimed}), CaseState.decided),
    "propose": (frozenset({CaseState.claimed}), CaseState.second),
    "confirm": (frozenset({CaseState.second}), CaseState.decided),
    "refuse": (frozenset({CaseState.second}), CaseState.decided),
    "lapse": (frozenset({CaseState.second}), CaseState.queued),
    "close": (WAITING, CaseState.decided),
}
DECISION_MOVES: Moves[Standing] = {
    "confirm": (frozenset({Standing.proposed}), Standing.in_force),
    "refuse": (frozenset({Standing.proposed}), Standing.refused),
    "lapse": (frozenset({Standing.proposed}), Standing.lapsed),
    "rewrite": (frozenset({Standing.proposed}), Standing.overtaken),
    "reverse": (frozenset({Standing.in_force}), Standing.reversed),
}
APPEAL_MOVES: Moves[AppealState] = {
    "claim": (frozenset({AppealState.filed, AppealState.in_hearing}), AppealState.in_hearing),
    "release": (frozenset({AppealState.in_hearing}), AppealState.filed),
    "keep": (frozenset({AppealState.in_hearing}), AppealState.decision_kept),
    "reverse": (frozenset({AppealState.in_hearing}), AppealState.decision_reversed),
    "lapse": (frozenset({AppealState.filed, AppealState.in_hearing}), AppealState.decision_reversed),
}
HEARD = frozenset({AppealState.decision_kept, AppealState.decision_reversed})
# A decision that took effect, even if reversed later.
CAME_INTO_FORCE = frozenset({Standing.in_force, Standing.reversed})
VERDICTS_ON: dict[TextStatus, frozenset[Verdict]] = {
    TextStatus.in_review: frozenset(
        {Verdict.approve, Verdict.return_, Verdict.reject, Verdict.mask, Verdict.move}
    ),
    TextStatus.published: frozenset(
        {Verdict.approve, Verdict.mask, Verdict.hide, Verdict.lock, Verdict.move, Verdict.suspend}
    ),
    TextStatus.hidden: frozenset({Verdict.approve, Verdict.restore}),
}
# Cases about a text that is shown or hidden, where approving changes nothing.
ON_WHAT_STANDS = frozenset({CaseReason.flag, CaseReason.order, CaseReason.review})
# A pending edit can be returned or rejected without touching the published text.
VERDICTS_ON_EDIT = frozenset({Verdict.return_, Verdict.reject})
# The verdict that reverses another; verdicts left out burden nobody and have no appeal.
REVERSALS: dict[Verdict, Verdict] = {
    Verdict.return_: Verdict.approve,
    Verdict.reject: Verdict.approve,
    Verdict.mask: Verdict.restore,
    Verdict.hide: Verdict.restore,
    Verdict.lock: Verdict.restore,
    Verdict.move: Verdict.restore,
    Verdict.suspend: Verdict.restore,
}


def moved(moves: Moves[S], verb: str, state: str) -> S:
    """The state a verb leads to. Raises ValueError where it cannot start from `state`."""
    starts, to = moves[verb]
    if state not in starts:
        raise ValueError(f"no {verb} from {state}")
    return to


@dataclass(frozen=True)
class Permission:
    """Truthy when allowed; `code` is a stable reason, empty when allowed."""

    allowed: bool
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class CaseFacts:
    """What the rules read of a case. `participants` took the step now to be confirmed or heard."""

    state: CaseState
    reason: CaseReason
    claimed_by: int | None
    leased_until: datetime | None
    participants: frozenset[int] = frozenset()
    interim_until: datetime | None = None
    had_interim: bool = False
    renewal_count: int = 0
    returned_by: tuple[int, ...] = ()  # who returned this text to its author before, each time


ALLOWED = Permission(True)


def require(permission: Permission) -> None:
    """Raises ModerationRefused with the permission's code."""
    if not permission:
        raise ModerationRefused(permission.code)


def case_state(case: CaseFacts, at: datetime) -> CaseState:
    """Derived from the clock: a case is free again once its lease has ended, without a write."""
    return CaseState.queued if case.state == CaseState.claimed and not is_held(case, at) else case.state


def is_held(case: CaseFacts, at: datetime) -> bool:
    return case.state == CaseState.claimed and case.leased_until is not None and case.leased_until > at


def interim_is_over(interim_until: datetime | None, at: datetime) -> bool:
    return interim_until is not None and at >= interim_until


def impartial(judge: Judge, case: CaseFacts) -> Permission:
    """Whether the judge has no conflict of interest, and whether the outside seat is needed at all."""
    took_part = judge.took_part or judge.persona_id in case.participants
    return _first_refusal(
        (judge.is_author, "own_text"),
        (judge.names_self, "names_self"),
        (judge.names_leader, "names_leader"),
        (judge.body_is_own, "own_body"),
        (took_part, "took_part"),
        (judge.is_outside_seat and judge.impartial_count > 0, "seat_not_needed"),
    )


def may_claim(judge: Judge, case: CaseFacts) -> Permission:
    held_by_other = is_held(case, judge.at) and case.claimed_by != judge.persona_id
    return impartial(judge, case) and _first_refusal(
        (case.state == CaseState.decided, "already_decided"),
        (case.state == CaseState.second, "waits_for_second"),
        (held_by_other, "claimed_by_other"),
        (_is_renewed_out(judge, case), "renewed_already"),
    )


def _is_renewed_out(judge: Judge, case: CaseFacts) -> bool:
    """A claim is renewed once. Then the case is first free for others for as long as a claim runs, if there are any."""
    if case.claimed_by != judge.persona_id or case.leased_until is None or case.renewal_count < RENEWALS_MAX:
        return False
    others = judge.impartial_count > 1
    return judge.at < case.leased_until + (LEASE if others else timedelta())


def may_hold(held_count: int) -> Permission:
    """Whether somebody who holds so many other cases may claim one more."""
    return _first_refusal((held_count >= CLAIMS_MAX, "three_claims"))


def may_weigh(judge: Judge, case: CaseFacts, verdict: Verdict) -> Permission:
    """Whether this person may come to that verdict here: nobody suspends who criticised them, and a text that was
    returned twice is not returned again by somebody who did so."""
    third = verdict == Verdict.return_ and len(case.returned_by) >= RETURNS_ALONE
    return _first_refusal(
        (verdict == Verdict.suspend and judge.is_criticised, "criticised"),
        (third and judge.persona_id in case.returned_by, "returned_twice"),
    )


def may_bind(judge: Judge, case: CaseFacts, rule: Rule | None) -> Permission:
    """Whether a second person may confirm a decision that nobody impartial could hear a review of: only for personal
    data, danger or a written order."""
    return _first_refusal((not judge.can_be_reviewed and not is_urgent(case.reason, rule), "no_review"))


def may_release(judge: Judge, case: CaseFacts) -> Permission:
    mine = case.state == CaseState.claimed and case.claimed_by == judge.persona_id
    return _first_refusal((not mine, "not_claimed"))


def may_decide(judge: Judge, case: CaseFacts) -> Permission:
    """Requires a claim whose lease still runs: two people never judge the same case unknowingly."""
    return impartial(judge, case) and _first_refusal(
        (case.reason == CaseReason.appeal, "is_appeal"), *_claim_refusals(judge, case)
    )


def may_close(case: CaseFacts) -> Permission:
    """An appeal is always heard, and an interim hide always ends in a decision."""
    return _first_refusal(
        (case.state == CaseState.decided, "already_decided"),
        (case.reason == CaseReason.appeal or case.interim_until is not None, "must_be_answered"),
    )


def may_confirm(judge: Judge, case: CaseFacts) -> Permission:
    return impartial(judge, case) and _first_refusal(
        (case.state == CaseState.decided, "already_decided"),
        (case.state != CaseState.second, "nothing_to_second"),
        (interim_is_over(case.interim_until, judge.at), "interim_lapsed"),
    )


def may_hear(judge: Judge, case: CaseFacts) -> Permission:
    """Only by someone who neither made nor confirmed the decision."""
    return impartial(judge, case) and _first_refusal(
        (case.reason != CaseReason.appeal, "not_an_appeal"), *_claim_refusals(judge, case)
    )


def may_appeal(
    is_author: bool, verdict: Verdict, standing: Standing, last_on: date | None, at: datetime
) -> Permission:
    """`last_on` is the last day to appeal, by the Vietnamese calendar; None: no day."""
    return _first_refusal(
        (not is_author, "not_the_author"),
        (verdict not in REVERSALS, "burdens_nobody"),
        (standing != Standing.in_force, "not_in_force"),
        (last_on is None or local_date(at) > last_on, "appeal_too_late"),
    )


def may_rule(
    case: CaseFacts, rule: Rule | None, ruling: Ruling, text: JudgedText, at: datetime
) -> Permission:
    """Whether this verdict, with this rule and this passage, is possible on this text."""
    return _fits_text(case, ruling, text) and (
        ALLOWED if rule is None else _fits_rule(case, rule, ruling, text, at)
    )


def needs_second(ruling: Ruling, text: JudgedText, at: datetime) -> bool:
    """Hiding a published text, masking a passage, locking, and suspending for more than a week take two people."""
    match ruling.verdict:
        case Verdict.hide:
            return text.visibility == TextStatus.published
        case Verdict.suspend:
            alone_until = local_date(at) + timedelta(days=SUSPENSION_DAYS_ALONE)
            return ruling.suspended_until_on is not None and ruling.suspended_until_on > alone_until
        case verdict:
            return verdict in (Verdict.mask, Verdict.lock)


def may_second(opinion: SecondOpinion) -> Permission:
    short = not opinion.agrees and len(opinion.explanation.strip()) < EXPLANATION_LENGTH_MIN
    return _first_refusal(
        (short, "explanation_missing"), (len(opinion.explanation) > TEXT_LENGTH_MAX, "too_long")
    )


def quote_occurs(quote: str, text: str) -> bool:
    """Whether all passages of the quotation do. Ignores line breaks and the Unicode form of what was copied."""
    passages, within = passages_of(quote, (text,)), one_line(text)
    return bool(passages) and all(len(one) >= QUOTE_LENGTH_MIN and one in within for one in passages)


def passages_of(quote: str, parts: Sequence[str]) -> tuple[str, ...]:
    """The passages of a quotation: one a line, or one of several lines that follow each other in a part of the
    text. A line that is in no part is a passage, too."""
    within, found, passage = [one_line(part) for part in parts], [], ""
    for line in filter(None, map(one_line, quote.split("\n"))):
        longer = f"{passage} {line}"
        if passage and any(longer in part for part in within):
            passage = longer
            continue
        found.append(passage)
        passage = line
    return tuple(dict.fromkeys(one for one in (*found, passage) if one))


def one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def possible_verdicts(status: TextStatus, reason: CaseReason, *, is_masked: bool) -> frozenset[Verdict]:
    """A mask on what waits, a text or an edit, publishes the rest of it."""
    possible = VERDICTS_ON[status]
    if status != TextStatus.published:
        return possible
    if reason == CaseReason.edit:
        return possible | VERDICTS_ON_EDIT
    return possible | {Verdict.restore} if is_masked else possible


def _fits_text(case: CaseFacts, ruling: Ruling, text: JudgedText) -> Permission:
    possible = possible_verdicts(text.visibility, case.reason, is_masked=text.is_masked)
    return _first_refusal(
        (ruling.verdict not in set(Verdict), "unknown_verdict"),
        (ruling.verdict not in possible, "verdict_does_not_fit"),
        (len(ruling.explanation) > TEXT_LENGTH_MAX or len(ruling.quote) > TEXT_LENGTH_MAX, "too_long"),
        (ruling.interim_until is not None and not _hides(ruling, text), "nothing_to_hide"),
    )


def _hides(ruling: Ruling, text: JudgedText) -> bool:
    """Whether it takes something away that people read."""
    hides = ruling.verdict == Verdict.hide and text.visibility == TextStatus.published
    return hides or ruling.verdict == Verdict.mask


def _fits_rule(case: CaseFacts, rule: Rule, ruling: Ruling, text: JudgedText, at: datetime) -> Permission:
    restores = ruling.verdict == Verdict.restore
    alone = rule.hides_at_once or case.reason == CaseReason.order or ruling.verdict == Verdict.mask
    return _first_refusal(
        (not restores and ruling.verdict not in rule.allowed, "rule_does_not_allow"),
        (rule.order_only and case.reason != CaseReason.order and not restores, "needs_an_order"),
        (not quote_occurs(ruling.quote, text.text), "quote_not_in_text"),
        (len(ruling.explanation.strip()) < EXPLANATION_LENGTH_MIN, "explanation_missing"),
        (ruling.interim_until is not None and not alone, "not_at_once"),
        (ruling.interim_until is not None and case.had_interim, "interim_used_up"),
        (ruling.verdict == Verdict.move and not ruling.destination.strip(), "destination_missing"),
        (
            ruling.verdict == Verdict.suspend and not _is_fair_end(ruling.suspended_until_on, at),
            "bad_suspension",
        ),
    )


def _is_fair_end(until_on: date | None, at: datetime) -> bool:
    today = local_date(at)
    return until_on is not None and today <= until_on <= today + timedelta(days=SUSPENSION_DAYS_MAX)


def is_urgent(reason: CaseReason, rule: Rule | None) -> bool:
    """Personal data, danger or a written order: what one person may hide at once, and what stays hidden unheard."""
    return reason == CaseReason.order or (rule is not None and rule.hides_at_once)


def _claim_refusals(judge: Judge, case: CaseFacts) -> tuple[tuple[bool, str], ...]:
    return (
        (case.state == CaseState.decided, "already_decided"),
        (case.state == CaseState.second, "waits_for_second"),
        (case.state != CaseState.claimed or case.claimed_by != judge.persona_id, "not_claimed"),
        (not is_held(case, judge.at), "lease_over"),
    )


def _first_refusal(*refusals: tuple[bool, str]) -> Permission:
    for refused, code in refusals:
        if refused:
            return Permission(False, code)
    return ALLOWED
