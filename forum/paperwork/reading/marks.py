"""What a recognised number is, and the order of units from the outermost in."""

import re
from dataclasses import dataclass, replace

from forum.paperwork.remarks import RemarkKind
from forum.paperwork.tree import Kind

CLOSING = '”"»)]'  # what may end a sentence, or stand within one
TITLE_MAX = 200  # characters of a title
DASHES = "-\u2010\u2011\u2012–—\u2212"

RANKS: dict[str, float] = {
    "part": 10,
    "chapter": 20,
    "section": 30,
    "subsection": 40,
    "heading": 45,
    "article": 50,
    "capital": 60,
    "roman": 70,
    "decimal": 80,
    "letter": 150,
    "prefixed": 150.5,
    "subletter": 151,
    "bracket": 152,
    "numeral": 155,
    "round": 156,
    "dash": 160,
    "plus": 170,
    "deeper": 175,
}

NOTED = re.compile(r"\[\d{1,3}\]")  # the reference to a footnote, in consolidated texts


@dataclass(frozen=True)
class Mark:
    """A recognised number. `rest` is the text after it; a lower rank is further out.

    `doubt` says what is unusual about how it is written; `typed` is what was typed where it was read otherwise, as
    `meant`.
    """

    kind: Kind
    family: str
    number: str
    rest: str
    rank: float
    doubt: RemarkKind | None = None
    typed: str = ""
    meant: str = ""


def read_as(mark: Mark, typed: str, meant: str = "") -> Mark:
    """A mark whose number, or other words at its head, were typed otherwise."""
    return replace(mark, doubt=RemarkKind.look_alike, typed=typed, meant=meant or mark.number)


def is_capitals(text: str) -> bool:
    """Whether a line is in capitals, as titles are."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and not any(char.islower() for char in letters)
