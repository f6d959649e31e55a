"""The actor as plain values without a database, so that policies stay pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from forum.clock import local_date
from forum.errors import Forbidden, LoginNeeded, NotFound
from forum.words import NOTHING, Words, _

NOTICES_COUNTED = 100  # of a person's unread ones: more are shown as 99+


class Role(StrEnum):
    intellectual = "intellectual"
    leader = "leader"
    assistant = "assistant"
    secretariat = "secretariat"
    body_officer = "body_officer"
    body_head = "body_head"
    moderator = "moderator"
    independent_member = "independent_member"
    staff = "staff"
    auditor = "auditor"
    administrator = "administrator"


class Purpose(StrEnum):
    """What a person consents to, each on its own; accounts.actions.consents has the wording."""

    terms = "terms"
    mail = "mail"
    announcements = "announcements"


@dataclass(frozen=True, slots=True)
class Binding:
    """A role in force: at a body, for a leader, for a forum, or (all None) for the whole city. `from_on` is its first
    day, None for one that always was."""

    role: Role
    body_id: int | None = None
    leader_id: int | None = None
    forum_id: int | None = None
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class LogIn:
    """A session as rules see it. `factor_at` is when a second factor was given in it last."""

    id: int
    account_id: int
    created_at: datetime
    used_at: datetime
    has_factor: bool = False
    factor_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """`persona_id` is None for a visitor. `audiences` are the actor's words of forum.audience, `withheld` the
    purposes that the actor's account has not consented to, or no longer does."""

    persona_id: int | None
    name: str
    bindings: tuple[Binding, ...]
    audiences: frozenset[str]
    at: datetime
    locale: str = "vi"
    notice_count: int = 0  # of unread ones, at most NOTICES_COUNTED
    is_trusted: bool = field(default=False)
    suspended_until: datetime | None = None
    withheld: frozenset[Purpose] = frozenset()
    reads_masked: bool = True  # in own texts; no paper holds what is masked
    login: LogIn | None = None  # the session that acts; None for jobs, commands and visitors

    @property
    def today(self) -> date:
        """The day in Hải Phòng, as rules and pages use it."""
        return local_date(self.at)

    @property
    def is_member(self) -> bool:
        return self.persona_id is not None

    @property
    def unread(self) -> str:
        """The number of unread notices as shown; '' where there is none."""
        if self.notice_count >= NOTICES_COUNTED:
            return f"{NOTICES_COUNTED - 1}+"
        return str(self.notice_count or "")

    def has(self, *roles: Role) -> bool:
        return any(b.role in roles for b in self.bindings)

    def at_body(self, body_id: int | None, *roles: Role) -> bool:
        return body_id is not None and any(b.role in roles and b.body_id == body_id for b in self.bindings)

    def for_leader(self, leader_id: int | None, *roles: Role) -> bool:
        return leader_id is not None and any(
            b.role in roles and b.leader_id == leader_id for b in self.bindings
        )

    def held_on(self, day: date, role: Role, *, body_id: int | None, leader_id: int | None) -> bool:
        """Whether a role that is in force now was so on that day, at this body or for this leader."""
        place = (role, body_id, leader_id)
        held = (b for b in self.bindings if (b.role, b.body_id, b.leader_id) == place)
        return any(b.from_on is None or b.from_on <= day for b in held)

    def moderates(self, forum_id: int | None) -> bool:
        return any(b.role == Role.moderator and b.forum_id in (None, forum_id) for b in self.bindings)

    def bodies(self, *roles: Role) -> frozenset[int]:
        return frozenset(b.body_id for b in self.bindings if b.role in roles and b.body_id is not None)

    def leaders(self, *roles: Role) -> frozenset[int]:
        return frozenset(b.leader_id for b in self.bindings if b.role in roles and b.leader_id is not None)


def as_writer(actor: Actor) -> Actor:
    """The actor as whoever may send a form that is filled in before logging in: a visitor as a member whom
    nothing belongs to. For rules and pages of such forms only; nothing is ever written for it."""
    return actor if actor.is_member else replace(actor, persona_id=0)


@dataclass(frozen=True, slots=True)
class Decision:
    """Truthy when allowed. `reason` is the stable code, `message` the sentence shown to the person."""

    allowed: bool
    reason: str = ""
    message: Words | str = NOTHING

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
NO_CONSENT = "no_consent"  # the reason of a refusal that agreeing again lifts


def refused(
    reason: str, message: Words | str = _("Ông/Bà chưa được phân quyền thực hiện việc này.")
) -> Decision:
    return Decision(False, reason, message)


def first_refusal(decisions: Iterable[Decision]) -> Decision:
    """The first refusal, else ALLOWED: a policy reads as a list of conditions."""
    return next((d for d in decisions if not d), ALLOWED)


def require(decision: Decision) -> None:
    """Raises on a refusal: LoginNeeded, NotFound (where existence is secret) or Forbidden."""
    if decision:
        return
    match decision.reason:
        case "login_needed":
            raise LoginNeeded
        case "not_found":
            raise NotFound
    raise Forbidden(decision.message, code=decision.reason)
