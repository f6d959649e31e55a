"""What is printed over or beside a page's text: watermarks, and the numbers of lines in the margin."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from forum.paperwork.reading.pdf.pieces import Piece, around, level

SLANT_MIN = math.radians(4)  # from level or upright text
LARGE = 3.0  # times the height of the page's letters
OFTEN = 0.5  # of the pages
LINES_MIN = 8  # with a number in the margin
NUMBERED_SHARE = 0.8  # of the lines of a page, or of each fifth one
DRAWN = 800  # rules of a page; more are a drawing, and compared with one another would take seconds
GAP = 3.0  # points between a line's number and its text

_NUMBER = re.compile(r"\d{1,4}")


def is_slanted(angle: float) -> bool:
    """Whether a letter stands at an angle (radians) as those of a watermark do."""
    return abs(math.remainder(angle, math.pi / 2)) > SLANT_MIN


def is_turned(angle: float) -> bool:
    """Whether a letter is set upright, as in the narrow columns of a table's head."""
    return abs(math.remainder(angle, math.pi)) > math.pi / 4


def large_on_pages(pages: Sequence[Sequence[Piece]]) -> set[tuple[str, int, int]]:
    """Large words that stand at one place of at least half of the pages, and of two."""
    found: Counter[tuple[str, int, int]] = Counter()
    for pieces in pages:
        if pieces:
            usual = median(piece.height for piece in pieces for _ in range(len(piece.text)))
            found.update(
                {spot(piece) for piece in pieces if piece.height > LARGE * usual and not piece.is_turned}
            )
    return {at for at, count in found.items() if count >= max(2, OFTEN * len(pages))}


def spot(piece: Piece) -> tuple[str, int, int]:
    return piece.text.strip(), round(piece.left / 5), round(piece.bottom / 5)


def numbers_of_lines(pieces: Sequence[Piece], rules: Sequence[Piece]) -> tuple[list[Piece], bool]:
    """Numbers in the margin that count on, and whether they do so for nearly each line, or each fifth one."""
    words = [piece for piece in pieces if not _NUMBER.fullmatch(piece.text.strip())]
    if not words:
        return [], False
    left, right = min(piece.left for piece in words), max(piece.right for piece in words)
    bare = sorted((piece for piece in pieces if _NUMBER.fullmatch(piece.text.strip())), key=lambda p: -p.top)
    before = [piece for piece in bare if piece.right < left - GAP]
    numbers = before or [piece for piece in bare if piece.left > right + GAP]
    upright = [rule for rule in rules if rule.right - rule.left < rule.top - rule.bottom]
    if len(numbers) < 2 or any(_is_inside(number, upright) for number in numbers):
        return [], False
    steps = Counter(int(below.text) - int(above.text) for above, below in pairwise(numbers))
    step, count = steps.most_common(1)[0]
    lines = sum(1 for _ in level(words))
    is_counted = step in {1, 2, 5, 10} and count >= NUMBERED_SHARE * (len(numbers) - 1)
    is_each = len(numbers) * step >= NUMBERED_SHARE * (lines - step)
    return (numbers, is_each and lines >= LINES_MIN) if is_counted else ([], False)


def touching(rules: Sequence[Piece]) -> list[Piece]:
    """The boxes around rules that meet one another: those of tables, and single lines. None of a drawing."""
    boxes: list[Piece] = []
    if len(rules) > DRAWN:
        return boxes
    for rule in sorted(rules, key=lambda rule: (-rule.top, rule.left)):
        met = [box for box in boxes if _meet(box, rule)]
        boxes = [box for box in boxes if box not in met] + [around([*met, rule])]
    return boxes


def _meet(box: Piece, rule: Piece) -> bool:
    beside = box.left - GAP <= rule.right and rule.left <= box.right + GAP
    return beside and box.bottom - GAP <= rule.top and rule.bottom <= box.top + GAP


def _is_inside(piece: Piece, upright: Sequence[Piece]) -> bool:
    """Whether a number stands behind the outer rule of a table, as one that counts rows does."""
    x, y = piece.middle
    return any(rule.left < x and rule.bottom <= y <= rule.top for rule in upright)
