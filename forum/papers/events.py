"""Events on papers."""

from dataclasses import dataclass
from datetime import date

from forum.journal import event
from forum.thing import Thing


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class CopyIssued:
    """The signed copy of a paper was put beside it; `digest` is of its content."""

    thing: Thing
    paper: str
    number: str
    symbol: str
    issued_on: date
    digest: str


@event(official=True, notifies=False)
@dataclass(frozen=True, slots=True)
class CopyWithdrawn:
    """The signed copy was attached by mistake and is served no longer; `name`, `size` and `digest` are its file's."""

    thing: Thing
    paper: str
    number: str
    symbol: str
    issued_on: date
    name: str
    size: int
    digest: str
    reason: str
