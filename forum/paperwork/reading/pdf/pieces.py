"""Letters side by side on a page, and the lines that they stand on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum


class Sight(Enum):
    """How letters are seen; `laid`: without ink over a picture, as the words that were recognised in a scan."""

    seen = "seen"
    unseen = "unseen"
    laid = "laid"


@dataclass(frozen=True)
class Piece:
    """Letters side by side in one face; y counts from the bottom, in points."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""
    is_turned: bool = False  # a letter that is read from below or from above
    sight: Sight = Sight.seen

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def is_level_with(self, other: "Piece") -> bool:
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared >= 0.5 * min(self.height, other.height)


def around(pieces: Sequence[Piece]) -> Piece:
    return Piece(
        min(piece.left for piece in pieces),
        min(piece.bottom for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.top for piece in pieces),
    )


def level(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces of each line, from top to bottom."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle[1]):
        if row and not piece.is_level_with(max(row, key=lambda other: other.height)):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row
