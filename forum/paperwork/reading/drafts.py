"""A node while the tree is being built."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forum.paperwork.tree import Kind


@dataclass
class Draft:
    """`rank` orders units from the outermost in; `family` is the series of its number."""

    kind: Kind
    rank: float
    number: str = ""
    text: str = ""
    family: str = ""
    place: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    children: list["Draft"] = field(default_factory=list)

    def walk(self) -> Iterator["Draft"]:
        waiting = [self]
        while waiting:
            draft = waiting.pop()
            yield draft
            waiting.extend(reversed(draft.children))
