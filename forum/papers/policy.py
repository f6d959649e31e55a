"""Who may download a paper."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, first_refusal, refused
from forum.words import _

# After this long the worker has most likely been stopped, and the paper may be requested again.
UNDER_WAY = timedelta(minutes=10)
RETENTION = timedelta(days=7)


class PaperState(StrEnum):
    """`outdated` is never stored: it is derived when the thing has changed since the paper was made."""

    asked = "asked"
    made = "made"
    outdated = "outdated"
    failed = "failed"


class PaperRow(Protocol):
    @property
    def persona_id(self) -> int | None: ...
    @property
    def state(self) -> PaperState: ...
    @property
    def asked_at(self) -> datetime: ...
    @property
    def mark(self) -> str: ...


def may_take(actor: Actor, paper: PaperRow) -> Decision:
    """Only the requester, since a paper shows what that reader may read. Visitors share one copy."""
    own = paper.persona_id == actor.persona_id and paper.state == PaperState.made
    return ALLOWED if own else refused("not_found")


def may_issue_copy(is_office: bool) -> Decision:
    """Put the signed copy of a paper beside it: the office that signs it."""
    return ALLOWED if is_office else refused("not_our_body")


class CopyRow(Protocol):
    @property
    def withdrawn_at(self) -> datetime | None: ...


def may_withdraw_copy(is_office: bool, copy: CopyRow) -> Decision:
    """Take back one that was attached by mistake: whoever may attach it, once."""
    gone = refused("wrong_state", _("Bản này đã được gỡ trước đó."))
    return first_refusal([may_issue_copy(is_office), gone if copy.withdrawn_at else ALLOWED])


def shown_state(paper: PaperRow, mark: str, at: datetime) -> PaperState:
    """`mark` is the digest of the current content. A paper not finished within UNDER_WAY counts as failed."""
    if paper.state == PaperState.made and paper.mark != mark:
        return PaperState.outdated
    if paper.state == PaperState.asked and not is_under_way(paper, at):
        return PaperState.failed
    return paper.state


def is_under_way(paper: PaperRow, at: datetime) -> bool:
    return paper.state == PaperState.asked and paper.asked_at > at - UNDER_WAY
