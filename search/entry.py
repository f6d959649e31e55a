"""What the index holds of a thing: plain values, made by whoever owns the thing."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """`audience` holds words of which a reader needs one; with none nobody finds it.

    `kind` is lower-case ASCII with underscores. `year` is the local one; `occurred_at` is in UTC.
    `author` is the label that everyone may see: for a sealed author never a name.
    """

    kind: str
    thing_id: int
    version: int
    url: str
    title: str
    text: str
    audience: frozenset[str]
    year: int
    state: str
    occurred_at: datetime
    code: str = ""
    author: str = ""
    author_sort: str = ""
    sections: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    forum_id: int | None = None

    def __post_init__(self) -> None:
        if not self.kind.replace("_", "").isascii() or not self.kind.replace("_", "").isalpha():
            raise ValueError(f"kind must be ASCII letters and underscores: {self.kind!r}")
        if not self.state:
            raise ValueError(f"{self.kind} {self.thing_id} has no state, so its facet could not sum up")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Which thing."""

    kind: str
    thing_id: int
