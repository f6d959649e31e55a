"""Rules of the second factor: who needs one, what a log-in opens, how long it lasts, which acts ask again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from forum.accounts.policy import may_administer
from forum.actor import ALLOWED, Actor, Decision, LogIn, Role, first_refusal, refused
from forum.errors import FactorNeeded
from forum.words import _

RECENT = timedelta(minutes=10)
NO_FACTOR = _("Tài khoản này chưa đặt bước thứ hai nên không có gì để gỡ.")
# Who acts in a name, over others, or reads what others may not.
OFFICES = frozenset(
    {
        Role.administrator,
        Role.moderator,
        Role.independent_member,
        Role.auditor,
        Role.body_head,
        Role.leader,
        Role.assistant,
    }
)


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long a log-in lasts: unused, and in all."""

    idle: timedelta
    whole: timedelta


OF_OFFICES = Lasting(idle=timedelta(hours=12), whole=timedelta(days=30))
OF_OTHERS = Lasting(idle=timedelta(days=30), whole=timedelta(days=90))


class Standing(StrEnum):
    """What a log-in opens: everything of its person, or only the page that is named."""

    whole = "whole"
    asks_factor = "asks_factor"
    asks_set_up = "asks_set_up"


def holds_office(actor: Actor) -> bool:
    return actor.has(*OFFICES)


def lasts(actor: Actor, login: LogIn) -> bool:
    """Whether the session is still to be used."""
    limits = OF_OFFICES if holds_office(actor) else OF_OTHERS
    return login.used_at > actor.at - limits.idle and login.created_at > actor.at - limits.whole


def standing_of(actor: Actor, login: LogIn, *, is_required: bool) -> Standing:
    """`is_required`: those who hold an office need a second factor here."""
    if login.has_factor:
        return Standing.whole if login.factor_at is not None else Standing.asks_factor
    return Standing.asks_set_up if is_required and holds_office(actor) else Standing.whole


def is_recent(login: LogIn, at: datetime) -> bool:
    return login.factor_at is not None and login.factor_at > at - RECENT


def require_recent_factor(actor: Actor) -> None:
    """Raises FactorNeeded where the session's last factor is older than ten minutes. Who has none is not asked:
    where one is required, nobody acts without."""
    login = actor.login
    if login is not None and login.has_factor and not is_recent(login, actor.at):
        raise FactorNeeded


class Reset(Protocol):
    """What rules read of a proposed reset."""

    @property
    def persona_id(self) -> int: ...
    @property
    def proposed_by(self) -> int: ...
    @property
    def done_at(self) -> datetime | None: ...


def may_propose_factor_reset(actor: Actor, persona_id: int, *, has_factor: bool) -> Decision:
    """For the person behind the persona."""
    return first_refusal(
        [
            may_administer(actor),
            _is_another(actor, persona_id),
            ALLOWED if has_factor else refused("wrong_state", NO_FACTOR),
        ]
    )


def may_confirm_factor_reset(actor: Actor, reset: Reset, administrators: Collection[int]) -> Decision:
    """Another administrator, or the auditor where there is none: neither who proposed it nor whose it is."""
    done = _("Việc gỡ bước thứ hai này đã được thực hiện.")
    others = set(administrators) - {reset.persona_id, reset.proposed_by}
    is_second = actor.has(Role.administrator) or (actor.has(Role.auditor) and not others)
    return first_refusal(
        [
            ALLOWED if is_second else refused("not_administrator"),
            ALLOWED if reset.done_at is None else refused("wrong_state", done),
            _is_another(actor, reset.persona_id),
            _is_another(actor, reset.proposed_by),
        ]
    )


def _is_another(actor: Actor, persona_id: int) -> Decision:
    other = _("Việc này cần hai người quản trị khác nhau, không phải chủ tài khoản.")
    return ALLOWED if actor.persona_id != persona_id else refused("same_person", other)
