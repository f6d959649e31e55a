"""Pairs chapters, articles and other titles by their words, their number and what stands under them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forum.paperwork.matching.alignment import ROOT, Alignment
from forum.paperwork.matching.passages import TITLES, Passage
from forum.paperwork.matching.similarity import Weighed

OF_WORDS, OF_CONTENTS, OF_NUMBER = 0.45, 0.55, 0.1
ENOUGH = 0.33
CLOSE = 0.5  # from here on a pair of paragraphs speaks for their titles


@dataclass(frozen=True)
class Contents:
    """How much of what stands under two titles is the same, from 0 to 1."""

    shared: dict[tuple[int, int], float]
    old: Sequence[float]
    new: Sequence[float]

    def likeness(self, i: int, j: int) -> float:
        total = self.old[i] + self.new[j]
        return min(1.0, 2 * self.shared.get((i, j), 0.0) / total) if total else 0.0


def contents(alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> Contents:
    """Every pair that is made counts in full, the closest of the others by their closeness."""
    shared: defaultdict[tuple[int, int], float] = defaultdict(float)
    for i, j, share in _speaking(alignment, similarity, pairs):
        weight = share * (_length(alignment.old[i]) + _length(alignment.new[j])) / 2
        for a in _above(alignment.old_parents, i):
            for b in _above(alignment.new_parents, j):
                if alignment.old[a].kind == alignment.new[b].kind:
                    shared[a, b] += weight
    return Contents(
        shared,
        _under(alignment.old, alignment.old_parents),
        _under(alignment.new, alignment.new_parents),
    )


def pair_titles(
    alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]], inside: Contents
) -> None:
    """Pair the surest titles first: words, contents and number together."""
    ranked = []
    for i, j in {*pairs, *inside.shared, *_twins(alignment)}:
        if alignment.old[i].kind in TITLES and alignment.are_free(i, j):
            value = title_likeness(alignment, similarity, inside, i, j)
            if value >= ENOUGH and _share_words(alignment, similarity, i, j):
                ranked.append((-value, abs(i - j), i, j))
    for _, _, i, j in sorted(ranked):
        if alignment.are_free(i, j):
            is_same = alignment.old[i].text == alignment.new[j].text
            by_words = similarity.closeness(i, j) > inside.likeness(i, j)
            alignment.pair(i, j, "same_words" if is_same else "close_words" if by_words else "contents")


def title_likeness(alignment: Alignment, similarity: Weighed, inside: Contents, i: int, j: int) -> float:
    is_same = alignment.old[i].text == alignment.new[j].text
    words = 1.0 if is_same else similarity.closeness(i, j)
    number = OF_NUMBER * (alignment.old[i].number == alignment.new[j].number != "")
    if not (inside.old[i] and inside.new[j]):
        return words * (1 - OF_NUMBER) + number
    return OF_WORDS * words + OF_CONTENTS * inside.likeness(i, j) + number


def _share_words(alignment: Alignment, similarity: Weighed, i: int, j: int) -> bool:
    return alignment.old[i].text == alignment.new[j].text or similarity.shared(i, j) > 0


def _twins(alignment: Alignment) -> Iterator[tuple[int, int]]:
    for olds, news in alignment.free_twins():
        if len(olds) * len(news) <= 400:
            yield from ((i, j) for i in olds for j in news)


def _speaking(
    alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, float]]:
    for i, news in alignment.targets.items():
        yield from ((i, j, 1.0) for j in news)
    best: dict[int, tuple[float, int]] = {}
    for i, j in pairs:
        if alignment.are_free(i, j):
            closeness = similarity.closeness(i, j)
            if closeness >= CLOSE and (closeness, -abs(i - j)) > best.get(i, (0.0, 0)):
                best[i] = (closeness, j)
    yield from ((i, j, closeness) for i, (closeness, j) in best.items())


def _above(parents: Sequence[int], place: int) -> Iterator[int]:
    """The places of what it stands under, from its parent on; a broken caller's circle ends."""
    for _ in range(12):
        place = parents[place]
        if place == ROOT:
            return
        yield place


def _under(version: Sequence[Passage], parents: Sequence[int]) -> list[float]:
    sums = [0.0] * len(version)
    for place, passage in enumerate(version):
        for above in _above(parents, place):
            sums[above] += _length(passage)
    return sums


def _length(passage: Passage) -> float:
    """Letters, of long paragraphs fewer: three short clauses say more than one table."""
    return min(len(passage.text), 400) + 20.0
