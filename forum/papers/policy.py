"""May: who is handed a paper, and from when a session's papers may be had."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, Role, refused

STATES = ("asked", "made", "failed")
# A worker that took longer has most likely been stopped: the paper may be asked for again.
UNDER_WAY = timedelta(minutes=10)
KEPT = timedelta(days=7)
RECORDED = frozenset({"adjourned", "minutes_draft", "minutes_published"})


class PaperRow(Protocol):
    @property
    def persona_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def asked_at(self) -> datetime: ...


class SessionPapers(Protocol):
    """A session as far as its papers depend on it."""

    @property
    def state(self) -> str: ...
    @property
    def agenda_published_at(self) -> datetime | None: ...
    @property
    def minutes_published_at(self) -> datetime | None: ...


def may_take(actor: Actor, paper: PaperRow) -> Decision:
    """Only who asked: a paper shows what that reader may read. Visitors share theirs."""
    own = paper.persona_id == actor.persona_id and paper.state == "made"
    return ALLOWED if own else refused("not_found")


def is_under_way(paper: PaperRow, at: datetime) -> bool:
    return paper.state == "asked" and paper.asked_at > at - UNDER_WAY


def may_have_agenda(actor: Actor, session: SessionPapers) -> Decision:
    """Before it is published only the secretariat, which prints it for the leaders."""
    shown = session.agenda_published_at is not None or actor.has(Role.secretariat)
    return ALLOWED if shown else refused("not_found")


def may_have_minutes(actor: Actor, session: SessionPapers) -> Decision:
    """Minutes and conclusion notice: everybody once published, before that the secretariat's drafts."""
    drafts = actor.has(Role.secretariat) and session.state in RECORDED
    return ALLOWED if session.minutes_published_at is not None or drafts else refused("not_found")
