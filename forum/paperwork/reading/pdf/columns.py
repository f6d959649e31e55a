"""Finds pages set in two columns, by the strip between them that nearly no line crosses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from forum.paperwork.reading.pdf.pieces import Piece, around, level

LEFT_LINES_MIN, RIGHT_LINES_MIN = 8, 2
MIDDLE = (0.35, 0.65)  # of the width of a page's text: where the strip is looked for
STRIP_MIN = 0.5  # heights of a line
FILLED = 0.15  # of a column's width: a full line ends no farther from the strip
FILLED_SHARE = 0.5  # of the lines of a column; cells of a table without rules are shorter
FEW_FILLED_SHARE = 0.2  # where lines go on below, as those of a law with many short points do
WRAPPED_SHARE = 0.15  # of the lines of a side that begin with a small letter
COMMON_SHARE = 0.4  # of the pages
FITTING_SHARE = 0.25  # of the lines beside the strip, for those that cross it, where other pages have it
CROSSED_SHARE = 0.5  # of the lines beside the strip, for those that cross it

_NUMBER = re.compile(r"[\s\d.–-]+")  # of a page, which often stands in the middle


@dataclass(frozen=True)
class Strip:
    """Between `left` and `right` stands nothing but lines over the whole width; `shift` is from column to column."""

    left: float
    right: float
    first: float
    shift: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def crosses(self, piece: Piece) -> bool:
        return piece.left < self.middle < piece.right

    def is_filled(self, lefts: Sequence[Piece], rights: Sequence[Piece], share: float) -> bool:
        """Whether such a share of the left lines end near the strip, and most of the right ones begin at it."""
        ended = sum(max(p.right for p in row) > self.left - self._slack for row in level(lefts))
        return ended >= share * _count(lefts) and self._begins(rights)

    def parts(self, lefts: Sequence[Piece], rights: Sequence[Piece]) -> bool:
        """Whether what stands beside the strip is read by columns, as the few lines of a head side by side are not."""
        is_long = _count(lefts) >= LEFT_LINES_MIN and _count(rights) >= RIGHT_LINES_MIN
        return (is_long and self._begins(rights)) or self.is_filled(lefts, rights, FEW_FILLED_SHARE)

    def _begins(self, rights: Sequence[Piece]) -> bool:
        begun = sum(min(p.left for p in row) < self.right + self._slack for row in level(rights))
        return begun >= FILLED_SHARE * _count(rights)

    @property
    def _slack(self) -> float:
        return FILLED * (self.left - self.first)


def common_strips(
    pages: Sequence[Sequence[Piece]], outside_tables: Sequence[Sequence[Piece]]
) -> list[Strip | None]:
    """The strip of each page. Where many pages have one, it is also that of pages with too few lines to tell, or with
    tables in their columns."""
    strips = [
        strip_of(outside) or strip_of(pieces) for outside, pieces in zip(outside_tables, pages, strict=True)
    ]
    found = sorted((strip for strip in strips if strip), key=lambda strip: strip.middle)
    full = sum(len(pieces) >= LEFT_LINES_MIN + RIGHT_LINES_MIN for pieces in pages)
    if not found or len(found) < COMMON_SHARE * full:
        return strips
    usual = found[len(found) // 2]
    return [
        strip or (usual if _fits(usual, pieces) else None)
        for strip, pieces in zip(strips, pages, strict=True)
    ]


def by_side(rules: Sequence[Piece], strip: Strip) -> Iterator[list[Piece]]:
    """The rules of tables over both columns, then of those in the left and in the right one."""
    over = [rule for rule in rules if strip.crosses(rule)]
    low = min((rule.bottom for rule in over), default=0.0) - 1
    high = max((rule.top for rule in over), default=0.0) + 1
    wide = [rule for rule in rules if over and low <= rule.middle[1] <= high]
    rest = [rule for rule in rules if not (over and low <= rule.middle[1] <= high)]
    yield wide
    yield [rule for rule in rest if rule.middle[0] < strip.middle]
    yield [rule for rule in rest if rule.middle[0] >= strip.middle]


def _fits(strip: Strip, pieces: Sequence[Piece]) -> bool:
    crossing = [piece for piece in pieces if strip.crosses(piece)]
    lefts = [piece for piece in pieces if piece.right <= strip.middle]
    rights = [piece for piece in pieces if piece.left >= strip.middle]
    return bool(lefts and rights) and _count(crossing) <= FITTING_SHARE * (_count(lefts) + _count(rights))


def strip_of(pieces: Sequence[Piece]) -> Strip | None:
    """The strip between two columns of prose; None for a page in one column."""
    pieces = [piece for piece in pieces if not _NUMBER.fullmatch(piece.text)]
    if len(pieces) < LEFT_LINES_MIN + RIGHT_LINES_MIN:
        return None
    box = around(pieces)
    start, end = (round(box.left + share * (box.right - box.left)) for share in MIDDLE)
    covered = _covered(pieces, start, end)
    least = min(covered)
    at = covered.index(least)
    width = next((step for step, count in enumerate(covered[at:]) if count > least), len(covered) - at)
    middle = start + at + width / 2
    lefts = [piece for piece in pieces if piece.right <= middle]
    rights = [piece for piece in pieces if piece.left >= middle]
    if len(lefts) < LEFT_LINES_MIN or len(rights) < RIGHT_LINES_MIN:
        return None
    beside = _count(lefts) + _count(rights)
    if _count(lefts) < LEFT_LINES_MIN or least > CROSSED_SHARE * beside:
        return None
    first, second = min(piece.left for piece in lefts), min(piece.left for piece in rights)
    strip = Strip(max(piece.right for piece in lefts), second, first, second - first)
    is_wide = strip.right - strip.left >= STRIP_MIN * lefts[0].height
    is_prose = strip.is_filled(lefts, rights, FILLED_SHARE) or (
        strip.is_filled(lefts, rights, FEW_FILLED_SHARE) and _is_wrapped(lefts) and _is_wrapped(rights)
    )
    return strip if is_wide and is_prose else None


def in_reading_order(pieces: Sequence[Piece], strip: Strip) -> Iterator[list[Piece]]:
    """The pieces of each stretch that is read on its own: the left column, the right one moved over it, then what
    stands over the whole width, from top to bottom."""
    wide = list(level([piece for piece in pieces if strip.crosses(piece)]))
    boxes = [around(row) for row in wide]
    bands: list[list[Piece]] = [[] for _ in range(len(wide) + 1)]
    for piece in (piece for piece in pieces if not strip.crosses(piece)):
        beside = next((place for place, box in enumerate(boxes) if piece.is_level_with(box)), None)
        if beside is not None:
            wide[beside].append(piece)
        else:
            bands[sum(box.middle[1] > piece.middle[1] for box in boxes)].append(piece)
    for place, band in enumerate(bands):
        lefts = [piece for piece in band if piece.left < strip.middle]
        rights = [piece for piece in band if piece.left >= strip.middle]
        if rights and strip.parts(lefts, rights):
            yield lefts
            yield [
                replace(piece, left=piece.left - strip.shift, right=piece.right - strip.shift)
                for piece in rights
            ]
        else:
            yield band
        if place < len(wide):
            yield wide[place]


def _covered(pieces: Sequence[Piece], start: int, end: int) -> list[int]:
    """How many pieces stand over each point from `start` to `end`."""
    steps = [0] * (end - start + 2)
    for piece in pieces:
        steps[max(0, min(round(piece.left) - start, end - start + 1))] += 1
        steps[max(0, min(round(piece.right) + 1 - start, end - start + 1))] -= 1
    return list(accumulate(steps))[:-1]


def _is_wrapped(pieces: Sequence[Piece]) -> bool:
    """Whether lines go on below: some begin within a sentence."""
    firsts = [min(row, key=lambda piece: piece.left).text for row in level(pieces)]
    return sum(text[:1].islower() for text in firsts) >= WRAPPED_SHARE * len(firsts)


def _count(pieces: Sequence[Piece]) -> int:
    return sum(1 for _ in level(pieces))
