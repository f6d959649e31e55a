"""Plain values exchanged between this package and its caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = str | int | bool | list["Json"] | dict[str, "Json"] | None


class CaseState(StrEnum):
    """`second` is a case whose hide or mask awaits a second person."""

    queued = "queued"
    claimed = "claimed"
    second = "second"
    decided = "decided"


class Standing(StrEnum):
    """The state of a decision: a proposal awaits a second person, an appeal may reverse it."""

    proposed = "proposed"
    in_force = "in_force"
    refused = "refused"
    lapsed = "lapsed"
    overtaken = "overtaken"
    reversed = "reversed"


class AppealState(StrEnum):
    filed = "filed"
    in_hearing = "in_hearing"
    decision_kept = "decision_kept"
    decision_reversed = "decision_reversed"


class CaseReason(StrEnum):
    new = "new"
    edit = "edit"
    flag = "flag"
    appeal = "appeal"
    order = "order"
    review = "review"


class Verdict(StrEnum):
    """In the order of the form."""

    approve = "approve"
    return_ = "return"
    reject = "reject"
    mask = "mask"
    hide = "hide"
    restore = "restore"
    lock = "lock"
    move = "move"
    suspend = "suspend"


class TextStatus(StrEnum):
    """The text's status for its judge: not shown yet, shown, or taken down."""

    in_review = "in_review"
    published = "published"
    hidden = "hidden"


class Seat(StrEnum):
    moderators = "moderators"
    outside = "outside"


class Outcome(StrEnum):
    in_force = "in_force"
    awaiting_second = "awaiting_second"
    refused = "refused"
    lapsed = "lapsed"
    upheld = "upheld"
    reversed = "reversed"


@dataclass(frozen=True)
class Subject:
    """One version of one of the caller's things."""

    kind: str
    id: int
    version: int


@dataclass(frozen=True)
class NewCase:
    """`forum_id` is None for a thing of the whole city; `deadline_at` is set by the caller."""

    subject: Subject
    forum_id: int | None
    author_id: int
    written_at: datetime
    reason: CaseReason
    deadline_at: datetime


@dataclass(frozen=True)
class OpenedCase:
    """`overtakes`: a proposed hide was dropped, since there is a newer text to judge."""

    case_id: int
    is_new: bool
    overtakes: bool = False


@dataclass(frozen=True)
class Judge:
    """A judge as seen from one case: the caller knows the people and states their conflicts of interest.

    `took_part`: they flagged, edited or advised on this very text. `impartial_count`: how many moderators
    could take this step without conflict; the outside seat acts only where nobody is left. `is_criticised`: the text
    answers what this person wrote, entered or approved. `can_be_reviewed`: after this step somebody impartial, or the
    outside seat, is left to hear a review of it.
    """

    persona_id: int
    at: datetime
    is_author: bool = False
    names_self: bool = False
    names_leader: bool = False
    body_is_own: bool = False
    took_part: bool = False
    is_outside_seat: bool = False
    impartial_count: int = 1
    is_criticised: bool = False
    can_be_reviewed: bool = True

    @property
    def seat(self) -> Seat:
        return Seat.outside if self.is_outside_seat else Seat.moderators


@dataclass(frozen=True)
class JudgedText:
    """The text as the judge read it; `version` detects an author who edited meanwhile."""

    version: int
    text: str
    visibility: TextStatus
    is_masked: bool = False


@dataclass(frozen=True)
class Ruling:
    """A judge's decision. `quote` has one passage a line. `interim_until` requests an interim hide or mask;
    `destination` belongs to a move, `place` to a mask: which occurrence of its one passage, 0 for every one. The
    caller counts both dates: how long
    one person may hide or mask, and until when the author may appeal."""

    verdict: Verdict
    rule_code: str = ""
    quote: str = ""
    explanation: str = ""
    interim_until: datetime | None = None
    appeal_until_on: date | None = None
    suspended_until_on: date | None = None
    destination: str = ""
    place: int = 0


@dataclass(frozen=True)
class SecondOpinion:
    agrees: bool
    explanation: str = ""
    appeal_until_on: date | None = None


@dataclass(frozen=True)
class Hearing:
    reverses: bool
    explanation: str
    current_version: int


@dataclass(frozen=True)
class Act:
    """An official act for the audit chain. The payload holds strings, whole numbers, booleans and lists."""

    kind: str
    at: datetime
    payload: Mapping[str, Json]


@dataclass(frozen=True)
class Decided:
    """What the caller must apply now, in the same transaction.

    `verdict` is None where nothing is to be done yet or any more. `undoes` names the earlier verdict that a
    restore or an approval reverses. `interim_until` is set on a hide or mask that awaits a second person.
    """

    case_id: int
    decision_id: int
    subject: Subject
    author_id: int
    outcome: Outcome
    verdict: Verdict | None
    rule_code: str
    rules_version: int
    quote: str
    explanation: str
    act: Act
    undoes: Verdict | None = None
    interim_until: datetime | None = None
    suspended_until_on: date | None = None
    destination: str = ""
    place: int = 0

    @property
    def passages(self) -> tuple[str, ...]:
        return tuple(self.quote.split("\n"))


@dataclass(frozen=True)
class FiledAppeal:
    appeal_id: int
    case_id: int
    decision_id: int
    deadline_on: date
    act: Act
