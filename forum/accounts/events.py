"""Events on people and roles. Payloads name personas and bodies, never accounts or addresses."""

from dataclasses import dataclass
from datetime import date

from forum.accounts.models import ErasureOutcome
from forum.accounts.policy import ConfirmedHow
from forum.fields import Certainty
from forum.journal import event
from forum.thing import Thing


@dataclass(frozen=True, slots=True)
class _OfBinding:
    """A role of a person, where and until when; the binding and who acted are missing in the oldest events."""

    thing: Thing
    persona_id: int
    role: str
    body_id: int | None
    leader_id: int | None
    forum_id: int | None
    until_on: date | None
    binding_id: int | None = None
    by_persona_id: int | None = None


@event(official=True)
@dataclass(frozen=True, slots=True)
class Bound(_OfBinding):
    """A role was given that one administrator gives, and counts at once."""


@event(official=True)
@dataclass(frozen=True, slots=True)
class BindingProposed(_OfBinding):
    """An administrator gave a weighty role; it counts once a second person confirms it."""


@event(official=True)
@dataclass(frozen=True, slots=True)
class BindingConfirmed(_OfBinding):
    """A second person confirmed a role; it counts from the next request."""


@event(official=True)
@dataclass(frozen=True, slots=True)
class BindingRefused:
    """A second person did not confirm a role; it never counted, or does no longer."""

    thing: Thing
    persona_id: int
    role: str
    body_id: int | None
    leader_id: int | None
    proposed_by: int | None
    by_persona_id: int | None
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class Unbound:
    """A role was revoked, effective from the next request or after its last day; or its last day went by. What hung on
    the person went to the successor, or was left with a reason: the sorts of forum.accounts.parting, with numbers."""

    thing: Thing
    persona_id: int
    role: str
    body_id: int | None = None
    leader_id: int | None = None
    by_persona_id: int | None = None
    binding_id: int | None = None
    until_on: date | None = None
    successor_id: int | None = None
    reason: str = ""
    work: tuple[tuple[str, int], ...] = ()


@event(official=True)
@dataclass(frozen=True, slots=True)
class SeatLinkMade:
    """Whoever runs the machine made a one-time link for one more administrator or auditor, with a reason. Everybody who
    holds an office is told."""

    thing: Thing
    role: str
    reason: str


@event(official=True)
@dataclass(frozen=True, slots=True)
class SeatTaken:
    """Somebody opened an account with such a link, or with one of the first start, and holds its role."""

    thing: Thing
    persona_id: int
    role: str
    how: ConfirmedHow


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class TrustGranted:
    """The person's texts are published without review."""

    thing: Thing
    persona_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class TrustWithdrawn:
    """The person's texts go through review again."""

    thing: Thing
    persona_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class AddressCorrected:
    """An administrator gave an account another address, with a reason; of a weighty account two people did."""

    thing: Thing
    persona_id: int
    reason: str
    proposed_by: int | None = None


@event(official=True)
@dataclass(frozen=True, slots=True)
class AddressProposed:
    """An administrator proposed another address for an account with a weighty role; a second person confirms."""

    thing: Thing
    persona_id: int
    reason: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class FactorResetProposed:
    """An administrator proposed to remove a person's second factors, which are lost, with a reason."""

    thing: Thing
    persona_id: int
    reason: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class FactorsRemoved:
    """Another administrator removed them; the person is told by mail and sets up new ones."""

    thing: Thing
    persona_id: int
    proposed_by: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class FactorsRemovedByOperator:
    """Whoever runs the machine removed them by `forum second-factor reset`, with a reason: no two administrators were
    left who could. Owner and administrators are told."""

    thing: Thing
    persona_id: int
    reason: str


@event()
@dataclass(frozen=True, slots=True)
class ErasureAsked:
    thing: Thing
    persona_id: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class ErasureTakenBack:
    thing: Thing
    persona_id: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class ErasureProposed:
    """An administrator proposed to carry out a person's request, wholly or in part, or to decline it, with a reason;
    a second person confirms."""

    thing: Thing
    persona_id: int
    reason: str
    outcome: ErasureOutcome = ErasureOutcome.whole
    legal_basis: str = ""


@event(official=True)
@dataclass(frozen=True, slots=True)
class ErasureSentBack:
    """What was proposed does not stand, by the second person or (`is_own`) by who proposed it; the request waits for
    another proposal."""

    thing: Thing
    persona_id: int
    proposed_by: int
    reason: str
    is_own: bool


@event(official=True)
@dataclass(frozen=True, slots=True)
class ErasureDeclined:
    """The account and its data stay, for a reason of law."""

    thing: Thing
    persona_id: int
    proposed_by: int


@event(official=True)
@dataclass(frozen=True, slots=True)
class ErasedInPart:
    """The name has left the texts and what was the person's alone is gone; the account stays, for a reason of law."""

    thing: Thing
    persona_id: int
    proposed_by: int


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class PersonErased:
    """The account and the link to its persona are gone; texts stay under 'Tài khoản đã xóa'."""

    thing: Thing
    persona_id: int
    proposed_by: int


@event(notifies=False)
@dataclass(frozen=True, slots=True)
class AccountClosed:
    """Nobody logs in as this person any more; what they published stays."""

    thing: Thing
    persona_id: int
    keeps_name: bool


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class OperatorDescribed:
    """The foot of every page says otherwise who runs the site."""

    thing: Thing
    name: str
    address: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class BodyUpdated:
    """A body was added, or its name or dates changed."""

    thing: Thing
    name: str
    founded_on: date | None
    ended_on: date | None


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class LetterheadSet:
    """The papers of a body bear something else from that day on."""

    thing: Thing
    from_on: date
    post: str
    signer: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class BodySucceeded:
    """A body's successor was recorded, with its certainty."""

    thing: Thing
    to_body_id: int
    on_date: date | None
    certainty: Certainty


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class LeaderUpdated:
    """A leader's seat was added, or its last day was set."""

    thing: Thing
    position: str
    until_on: date | None
