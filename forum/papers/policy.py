"""May: who is handed a paper."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.actor import ALLOWED, Actor, Decision, refused

STATES = ("asked", "made", "failed")
# A worker that took longer has most likely been stopped: the paper may be asked for again.
UNDER_WAY = timedelta(minutes=10)
KEPT = timedelta(days=7)


class PaperRow(Protocol):
    @property
    def persona_id(self) -> int | None: ...
    @property
    def state(self) -> str: ...
    @property
    def asked_at(self) -> datetime: ...


def may_take(actor: Actor, paper: PaperRow) -> Decision:
    """Only who asked: a paper shows what that reader may read. Visitors share theirs."""
    own = paper.persona_id == actor.persona_id and paper.state == "made"
    return ALLOWED if own else refused("not_found")


def is_under_way(paper: PaperRow, at: datetime) -> bool:
    return paper.state == "asked" and paper.asked_at > at - UNDER_WAY
