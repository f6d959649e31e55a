"""Finds pages set in columns, by the strips between them that nearly no line crosses."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from forum.paperwork.reading.marks import is_capitals
from forum.paperwork.reading.pdf.pieces import Piece, around, level

LEFT_LINES_MIN, RIGHT_LINES_MIN = 8, 2
LOOKED_AT = (0.25, 0.75)  # of the width of a page's text, or of one side of it: where a strip is looked for
STRIP_MIN = 0.5  # heights of a line
FILLED = 0.15  # of a column's width: a full line ends no farther from the strip
FILLED_SHARE = 0.5  # of the lines of a column; cells of a table without rules are shorter
BEGUN_SHARE = 0.34  # of the lines of the columns on the right
FEW_FILLED_SHARE = 0.2  # where lines go on below, as those of a law with many short points do
WRAPPED_SHARE = 0.15  # of the lines of a side that begin with a small letter
COMMON_SHARE = 0.4  # of the pages
FITTING_SHARE = 0.25  # of the lines beside the strip, for those that cross it, where other pages have it
CROSSED_SHARE = 0.5  # of the lines beside the strip, for those that cross it
CLEAR_SHARE = 0.05  # of the lines on the left, for those that cross a strip between units
UNITS_MIN = 3  # on each side of it
DEEPER_SHARE = 0.1  # of the lines beside a strip within a side, for those that cross it
TALL_SHARE = 0.5  # of a side's height: how far each of two columns within it reaches
SHARED = 0.15  # of the lines of a column, which begin at its margin
ALONE = 0.1  # of a title's height, for what reaches beside it
CENTRED = 1.5  # heights of a line: a title's middle is no farther from the page's

_HEAD = re.compile(r"(?:Điều|ĐIỀU|Khoản) \d|(?:\d{1,2}(?:\.\d+)*|[a-zđ])[.)/-]")
_NUMBER = re.compile(r"[\s\d.–-]+")  # of a page, which often stands in the middle


@dataclass(frozen=True)
class Strip:
    """Between `left` and `right` stands nothing but lines over the whole width; the column before it begins at
    `first`."""

    left: float
    right: float
    first: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def is_filled(self, lefts: Sequence[Piece], rights: Sequence[Piece], share: float) -> bool:
        """Whether such a share of the left lines end near the strip, and most of the right ones begin at it."""
        ended = sum(max(p.right for p in row) > self.left - self._slack for row in level(lefts))
        return ended >= share * _count(lefts) and self._begins(rights)

    def parts(self, lefts: Sequence[Piece], rights: Sequence[Piece]) -> bool:
        """Whether what stands beside the strip is read by columns, as the few lines of a head side by side are not."""
        is_long = _count(lefts) >= LEFT_LINES_MIN and _count(rights) >= RIGHT_LINES_MIN
        return (is_long and self._begins(rights)) or self.is_filled(lefts, rights, FEW_FILLED_SHARE)

    def _begins(self, rights: Sequence[Piece]) -> bool:
        """Of the right ones, those in a third column do not."""
        begun = sum(min(p.left for p in row) < self.right + self._slack for row in level(rights))
        return begun >= BEGUN_SHARE * _count(rights)

    @property
    def _slack(self) -> float:
        return FILLED * (self.left - self.first)


@dataclass(frozen=True)
class Columns:
    """The strips of a page from left to right."""

    strips: tuple[Strip, ...]

    @property
    def count(self) -> int:
        return len(self.strips) + 1

    def crosses(self, piece: Piece) -> bool:
        return any(piece.left < strip.middle < piece.right for strip in self.strips)

    def of(self, piece: Piece) -> int:
        """The column that a piece stands in, from 0."""
        return sum(strip.middle < piece.middle[0] for strip in self.strips)

    def each(self, pieces: Sequence[Piece]) -> list[list[Piece]]:
        found: list[list[Piece]] = [[] for _ in range(self.count)]
        for piece in pieces:
            found[self.of(piece)].append(piece)
        return found

    def narrower(self, column: int, right: float) -> float:
        """How much narrower a column is than the first one; `right` is where the last one ends."""
        ends = [*(strip.left for strip in self.strips), right]
        starts = [self.strips[0].first, *(strip.right for strip in self.strips)]
        return (ends[0] - starts[0]) - (ends[column] - starts[column])

    def moved(self, pieces: Sequence[Piece], column: int) -> list[Piece]:
        """The pieces of a column as if they stood in the first one."""
        shift = self.strips[column - 1].right - self.strips[0].first if column else 0.0
        return [replace(piece, left=piece.left - shift, right=piece.right - shift) for piece in pieces]


def common_columns(
    pages: Sequence[Sequence[Piece]], outside_tables: Sequence[Sequence[Piece]]
) -> list[Columns | None]:
    """The columns of each page. Those that many pages have are also those of pages with too few lines to tell, or with
    tables in their columns."""
    clear = [columns_of(outside) for outside in outside_tables]
    columns = [one or columns_of(pieces, deeper=0) for one, pieces in zip(clear, pages, strict=True)]
    found = [one for one in columns if one]
    full = sum(len(pieces) >= LEFT_LINES_MIN + RIGHT_LINES_MIN for pieces in pages)
    if not found or len(found) < COMMON_SHARE * full:
        return columns
    usual = _usual([one for one in clear if one] or found)
    return [
        one if one and one.count == usual.count else (usual if _fits(usual, pieces) else other)
        for one, other, pieces in zip(clear, columns, pages, strict=True)
    ]


def _usual(found: Sequence[Columns]) -> Columns:
    counts = Counter(one.count for one in found)
    usual = max(counts, key=lambda count: (counts[count], count))
    alike = sorted((one for one in found if one.count == usual), key=lambda one: one.strips[0].middle)
    return alike[len(alike) // 2]


def by_side(rules: Sequence[Piece], columns: Columns) -> Iterator[list[Piece]]:
    """The rules of tables over more than one column, then of those in each column."""
    over = [rule for rule in rules if columns.crosses(rule)]
    low = min((rule.bottom for rule in over), default=0.0) - 1
    high = max((rule.top for rule in over), default=0.0) + 1
    yield [rule for rule in rules if over and low <= rule.middle[1] <= high]
    rest = [rule for rule in rules if not (over and low <= rule.middle[1] <= high)]
    yield from columns.each(rest)


def _fits(columns: Columns, pieces: Sequence[Piece]) -> bool:
    crossing = [piece for piece in pieces if columns.crosses(piece)]
    first, *others = columns.each([piece for piece in pieces if not columns.crosses(piece)])
    rights = [piece for other in others for piece in other]
    return bool(first and rights) and _count(crossing) <= FITTING_SHARE * (_count(first) + _count(rights))


def columns_of(pieces: Sequence[Piece], deeper: int = 1) -> Columns | None:
    """The columns of prose on a page; None for a page in one column. `deeper`: how often those on both sides of a
    strip are looked for."""
    words = [piece for piece in pieces if not _NUMBER.fullmatch(piece.text)]
    strip = _strip_of(words, CROSSED_SHARE)
    return Columns(tuple(_strips(words, strip, deeper))) if strip else None


def _strips(pieces: Sequence[Piece], strip: Strip, deeper: int) -> Iterator[Strip]:
    """The clearest strip between those on both sides of it."""
    sides = (
        [piece for piece in pieces if piece.right <= strip.middle],
        [piece for piece in pieces if piece.left >= strip.middle],
    )
    inner = [_strip_of(side, DEEPER_SHARE) if deeper else None for side in sides]
    for place, (side, found) in enumerate(zip(sides, inner, strict=True)):
        if found and _is_tall(side, found):
            yield from _strips(side, found, deeper - 1)
        if place == 0:
            yield strip


def _is_tall(pieces: Sequence[Piece], strip: Strip) -> bool:
    """Whether columns on both sides reach over most of the page's text, as cells of a table do not."""
    tall = around(pieces).height
    sides = ([p for p in pieces if p.right <= strip.middle], [p for p in pieces if p.left >= strip.middle])
    return all(around(side).height >= TALL_SHARE * tall for side in sides)


def _strip_of(pieces: Sequence[Piece], crossed: float) -> Strip | None:
    if len(pieces) < LEFT_LINES_MIN + RIGHT_LINES_MIN:
        return None
    box = around(pieces)
    start, end = (round(box.left + share * (box.right - box.left)) for share in LOOKED_AT)
    covered = _covered(pieces, start, end)
    least = min(covered)
    at, width = _widest(covered, least)
    middle = start + at + width / 2
    lefts = [piece for piece in pieces if piece.right <= middle]
    rights = [piece for piece in pieces if piece.left >= middle]
    if _count(lefts) < LEFT_LINES_MIN or len(rights) < RIGHT_LINES_MIN:
        return None
    if least > crossed * (_count(lefts) + _count(rights)):
        return None
    strip = Strip(
        max(piece.right for piece in lefts),
        _margin(rights),
        _margin(lefts),
    )
    is_wide = strip.right - strip.left >= STRIP_MIN * lefts[0].height
    return strip if is_wide and _is_prose(strip, lefts, rights, least) else None


def _is_prose(strip: Strip, lefts: Sequence[Piece], rights: Sequence[Piece], crossing: int) -> bool:
    """Full lines on the left, or fewer of them where sentences go on below, or units on both sides."""
    if strip.is_filled(lefts, rights, FILLED_SHARE):
        return True
    sides = (lefts, rights)
    if strip.is_filled(lefts, rights, FEW_FILLED_SHARE) and all(
        _wrapped(side) >= WRAPPED_SHARE for side in sides
    ):
        return True
    is_clear = crossing <= CLEAR_SHARE * _count(lefts)
    return is_clear and all(_wrapped(side) > 0 and _units(side) >= UNITS_MIN for side in sides)


def _margin(pieces: Sequence[Piece]) -> float:
    """Where the lines of the first column among these begin: the leftmost place that some of them share."""
    starts = sorted(min(piece.left for piece in row) for row in level(pieces))
    often = (
        start for start in starts if sum(abs(other - start) < 2 for other in starts) >= SHARED * len(starts)
    )
    return next(often, starts[0])


def _widest(covered: Sequence[int], least: int) -> tuple[int, int]:
    """Where the widest stretch of the least covered points begins, and its width."""
    place, widest = 0, (0, 0)
    for count, run in groupby(covered):
        width = sum(1 for _ in run)
        if count == least and width > widest[1]:
            widest = (place, width)
        place += width
    return widest


@dataclass(frozen=True)
class Stretch:
    """What is read on its own. `narrower`: points by which its column is narrower than the first one; `is_title`: it
    stands in the middle over all columns."""

    pieces: Sequence[Piece]
    narrower: float = 0.0
    is_title: bool = False


def in_reading_order(pieces: Sequence[Piece], columns: Columns, *, is_first: bool) -> Iterator[Stretch]:
    """The columns one after another, moved over the first one, then what stands over the whole width, from top to
    bottom. The first page may begin with the two sides of a head."""
    whole = around(pieces) if pieces else Piece(0, 0, 0, 0)
    titles = {id(piece) for piece in _titles(pieces, columns)}
    wide = list(level([piece for piece in pieces if columns.crosses(piece) or id(piece) in titles]))
    boxes = [around(row) for row in wide]
    bands: list[list[Piece]] = [[] for _ in range(len(wide) + 1)]
    for piece in (piece for piece in pieces if not columns.crosses(piece) and id(piece) not in titles):
        beside = next((place for place, box in enumerate(boxes) if piece.is_level_with(box)), None)
        if beside is not None:
            wide[beside].append(piece)
        else:
            bands[sum(box.middle[1] > piece.middle[1] for box in boxes)].append(piece)
    for place, band in enumerate(bands):
        first, *others = columns.each(band)
        rights = [piece for other in others for piece in other]
        may_be_head = is_first and place == 0 and bool(wide)
        if rights and (not may_be_head or columns.strips[0].parts(first, rights)):
            for column, own in enumerate((first, *others)):
                yield Stretch(columns.moved(own, column), columns.narrower(column, whole.right))
        else:
            yield Stretch(band)
        if place < len(wide):
            yield Stretch(wide[place], is_title=_is_in_middle(boxes[place], whole))


def _is_in_middle(line: Piece, whole: Piece) -> bool:
    is_centred = abs(line.middle[0] - whole.middle[0]) < CENTRED * line.height
    return is_centred and line.left > whole.left + 2 * line.height


def _titles(pieces: Sequence[Piece], columns: Columns) -> Iterator[Piece]:
    """Lines over the whole width that are too short to reach a strip: in the middle of the page, with nothing beside
    them in any column, and text below in another one."""
    if not pieces:
        return
    box = around(pieces)
    for row in level(pieces):
        line = around(row)
        if len({columns.of(piece) for piece in row}) > 1 or any(map(columns.crosses, row)):
            continue
        is_centred = abs(line.middle[0] - box.middle[0]) < CENTRED * line.height
        column = columns.of(row[0])
        first = columns.strips[column - 1].right if column else columns.strips[0].first
        is_further_in = line.left > first + line.height or is_capitals(row[0].text)
        if not (is_centred and is_further_in):
            continue
        others = [piece for piece in pieces if columns.of(piece) != column or columns.crosses(piece)]
        is_alone = all(_shared(piece, line) <= ALONE * line.height for piece in others)
        if is_alone and any(piece.top < line.bottom for piece in others):
            yield from row


def _shared(piece: Piece, line: Piece) -> float:
    """Points by which they stand at one height."""
    return min(piece.top, line.top) - max(piece.bottom, line.bottom)


def _covered(pieces: Sequence[Piece], start: int, end: int) -> list[int]:
    """How many pieces stand over each point from `start` to `end`."""
    steps = [0] * (end - start + 2)
    for piece in pieces:
        steps[max(0, min(round(piece.left) - start, end - start + 1))] += 1
        steps[max(0, min(round(piece.right) + 1 - start, end - start + 1))] -= 1
    return list(accumulate(steps))[:-1]


def _wrapped(pieces: Sequence[Piece]) -> float:
    """The share of lines that begin within a sentence, as where lines go on below."""
    firsts = [min(row, key=lambda piece: piece.left).text for row in level(pieces)]
    return sum(text[:1].islower() for text in firsts) / len(firsts)


def _units(pieces: Sequence[Piece]) -> int:
    """How many lines begin with a number or a letter that a stop follows."""
    return sum(_HEAD.match(min(row, key=lambda piece: piece.left).text) is not None for row in level(pieces))


def _count(pieces: Sequence[Piece]) -> int:
    return sum(1 for _ in level(pieces))
