"""Pairs what stands under two paired paragraphs, in order: what is left between two sure pairs is compared there."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from forum.paperwork.difference import rising
from forum.paperwork.matching.alignment import ROOT, Alignment
from forum.paperwork.matching.similarity import Weighed
from forum.paperwork.matching.titles import Contents

WANTED = 0.3
OF_NUMBER = 0.14
OF_SAME_COUNT = 0.06  # as many on both sides between the sure pairs
OF_KIND = 0.03
OF_CONTENTS = 0.3
PAIRS_MAX = 10_000  # of one gap; a larger one is a list without order, left to the words


def pair_siblings(alignment: Alignment, similarity: Weighed, inside: Contents, close: float) -> None:
    """From the top down, so that what is paired here guides what stands below it.

    `close` is how close two must be by their words, whatever their place says.
    """
    olds, news = _children(alignment.old_parents), _children(alignment.new_parents)
    for i in (ROOT, *range(len(alignment.old))):
        for j in [ROOT] if i == ROOT else alignment.targets.get(i, ()):
            for left, right in _gaps(alignment, olds.get(i, []), news.get(j, [])):
                if 0 < len(left) * len(right) <= PAIRS_MAX:
                    for one, other in _best_in_order(alignment, similarity, inside, close, left, right):
                        is_same = alignment.old[one].text == alignment.new[other].text
                        alignment.pair(one, other, "same_words" if is_same else "same_place")


def _children(parents: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, parent in enumerate(parents):
        found.setdefault(parent, []).append(place)
    return found


def _gaps(
    alignment: Alignment, olds: Sequence[int], news: Sequence[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """The unpaired ones on both sides between pairs that stand in the same order."""
    at = {j: place for place, j in enumerate(news)}
    known = [(a, at[j]) for a, i in enumerate(olds) for j in alignment.targets.get(i, ())[:1] if j in at]
    sure = [(-1, -1), *rising(known), (len(olds), len(news))]
    for (a, b), (a_end, b_end) in pairwise(sure):
        left = [i for i in olds[a + 1 : a_end] if i not in alignment.targets]
        right = [j for j in news[b + 1 : b_end] if j not in alignment.sources]
        yield left, right


def _best_in_order(
    alignment: Alignment,
    similarity: Weighed,
    inside: Contents,
    close: float,
    left: Sequence[int],
    right: Sequence[int],
) -> list[tuple[int, int]]:
    """The pairs that keep the order and whose gains add up to the most."""
    is_same_count = len(left) == len(right)
    gains = [[_gain(alignment, similarity, inside, i, j, close) for j in right] for i in left]
    if is_same_count:
        gains = [[gain + OF_SAME_COUNT if gain > -1.0 else gain for gain in row] for row in gains]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            best[a][b] = max(best[a + 1][b], best[a][b + 1], best[a + 1][b + 1] + gains[a][b])
    found = []
    a = b = 0
    while a < len(left) and b < len(right):
        if gains[a][b] > 0 and best[a][b] == best[a + 1][b + 1] + gains[a][b]:
            found.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return found


def _gain(alignment: Alignment, similarity: Weighed, inside: Contents, i: int, j: int, close: float) -> float:
    """How much more than enough speaks for a pair; under 0 if too little does."""
    one, other = alignment.old[i], alignment.new[j]
    if not alignment.are_free(i, j):
        return -1.0
    if one.text == other.text:
        return 1.0
    closeness = similarity.closeness(i, j)
    if closeness < close:
        return -1.0
    return (
        closeness
        + OF_NUMBER * _number_speaks(alignment, i, j)
        + OF_KIND * (one.kind == other.kind)
        + OF_CONTENTS * inside.likeness(i, j)
        - WANTED
    )


def _number_speaks(alignment: Alignment, i: int, j: int) -> bool:
    """Whether both bear the same number, and the numbers are not shifted where the one before is paired."""
    if not alignment.have_same_number(i, j):
        return False
    for before in alignment.targets.get(i - 1, ()):
        if alignment.old_parents[i - 1] == alignment.old_parents[i]:
            return alignment.have_same_number(i - 1, before)
    return True
