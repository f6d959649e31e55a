"""Events on texts of every kind."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.contributions.entering.policy import CheckedHow
from forum.contributions.policy import Channel, WithdrawalReason
from forum.journal import event
from forum.thing import Thing
from moderation.values import CaseReason, Outcome, Verdict


@event(linked_later=True)
@dataclass(frozen=True, slots=True)
class Submitted:
    """Received; `due_at` is when its review is due, None where it was published at once."""

    thing: Thing
    persona_id: int
    due_at: datetime | None
    has_own_receipt: bool = True


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class Entered:
    """Staff typed what somebody wrote or said."""

    thing: Thing
    persona_id: int
    entered_by: int
    channel: Channel


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ClaimCodeIssued:
    """A receipt was printed with a code, by which the person may have what was entered on their own account."""

    thing: Thing
    persona_id: int


@event(linked_later=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ClaimSent:
    """A member typed the code of `persona_id`."""

    thing: Thing
    claim_id: int
    persona_id: int
    claimed_by: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class ClaimConfirmed:
    """A second person of the office made sure: what was entered for `persona_id` is of the account."""

    thing: Thing
    claim_id: int
    persona_id: int
    claimed_by: int
    checked_how: CheckedHow
    text_count: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class ClaimRefused:
    thing: Thing
    claim_id: int
    persona_id: int
    claimed_by: int
    reason: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class AuthorClaimed:
    """A text that was entered is under the writer's account from now on; how it came stays with it."""

    thing: Thing
    persona_id: int
    claimed_by: int


@event(linked_later=True)
@dataclass(frozen=True, slots=True)
class Published:
    thing: Thing
    persona_id: int
    subject: Thing | None


@event(linked_later=True)
@dataclass(frozen=True, slots=True)
class Edited:
    thing: Thing
    persona_id: int
    text_version: int


@event(linked_later=True, notifies=False)
@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`reason` is None for what was withdrawn before reasons were asked."""

    thing: Thing
    persona_id: int
    reason: WithdrawalReason | None = None


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class NameChanged:
    """A person sent a new display name; pages show it once it is approved."""

    thing: Thing
    persona_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class NameCorrected:
    """The administrator changed a person's display name."""

    thing: Thing
    persona_id: int
    reason: str


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class Endorsed:
    thing: Thing
    persona_id: int
    withdrawn: bool = False


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class Followed:
    thing: Thing
    persona_id: int
    stopped: bool = False


@event(official=True)
@dataclass(frozen=True, slots=True)
class Judged:
    """A step of moderation. `act` is its name there (moderation.decided, …confirmed, …appeal_kept), `applied`
    its effect on the text, None without any.

    Passage and explanation stay in moderation, where they can be erased; `grounds` is their salted digest.
    """

    thing: Thing
    author_id: int
    act: str
    outcome: Outcome
    case_id: int
    decision_id: int
    judge_id: int | None
    seat: str
    judged_version: int
    verdict: Verdict
    applied: Verdict | None
    rule_code: str
    rules_version: int
    grounds: str
    interim_until: datetime | None
    suspended_until_on: date | None
    moved_from: tuple[str, ...] = ()
    moved_to: str = ""
    undoes: Verdict | None = None

    @property
    def is_about_mask(self) -> bool:
        return Verdict.mask in (self.verdict, self.undoes)


@event(official=True)
@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """The author asked for a review of a decision, to be answered by a date."""

    thing: Thing
    author_id: int
    decision_id: int
    case_id: int
    answer_due_on: date


@event(official=True)
@dataclass(frozen=True, slots=True)
class Ordered:
    """A written order or a moderator's own request opened a case; `reason` says which."""

    thing: Thing
    case_id: int
    reason: CaseReason


@event()
@dataclass(frozen=True, slots=True)
class AuthorAsked:
    """A moderator asked the author something before deciding; the case rests until then."""

    thing: Thing
    author_id: int
    case_id: int
    question_id: int
    rests_until: datetime


@event()
@dataclass(frozen=True, slots=True)
class Explained:
    """The author answered the moderator."""

    thing: Thing
    case_id: int
    question_id: int
    asked_by: int


@event()
@dataclass(frozen=True, slots=True)
class ReportAnswered:
    """A case that readers reported has its outcome; without a verdict the author withdrew the text."""

    thing: Thing
    case_id: int
    reporter_ids: tuple[int, ...]
    verdict: Verdict | None = None
    is_refused: bool = False


@event()
@dataclass(frozen=True, slots=True)
class Flagged:
    thing: Thing
    case_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ForumOpened:
    """A standing forum was added."""

    thing: Thing
    title: str
