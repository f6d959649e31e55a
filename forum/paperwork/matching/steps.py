"""Aligns two versions step by step. Sure pairs are made first and guide the rest."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from forum.paperwork.matching.alignment import Alignment
from forum.paperwork.matching.certainty import judge, propose_others, question_titles
from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.siblings import pair_siblings
from forum.paperwork.matching.similarity import Weighed, candidates, weighed
from forum.paperwork.matching.splits_and_merges import partings
from forum.paperwork.matching.titles import contents, pair_titles

CLOSE_ENOUGH = 0.45  # by its words alone
ALIKE_BETWEEN = 0.8  # a half of what was split is less alike
CLOSE_ENOUGH = 0.45  # by its words alone
CLOSE_SIBLINGS, FAINT_SIBLINGS = 0.3, 0.04  # where they stand in order under paired parents
CLOSE_IN_PLACE = 0.25  # where neighbours or parents are paired with each other
CLOSE_BETWEEN = 0.1  # where the paragraphs before and after and the parents are all paired
ROUNDS = 4
TWINS_NEAR = 4

Pairs = set[tuple[int, int]]


class Wanted(NamedTuple):
    """How close two must be by their words: under paired parents, where neither has one, and elsewhere."""

    under: float
    at_root: float
    elsewhere: float


SURE = Wanted(0.6, 0.6, 0.75)
CLOSE = Wanted(CLOSE_ENOUGH, CLOSE_ENOUGH, 0.6)
LEFT_OVER = Wanted(0.3, CLOSE_ENOUGH, CLOSE_ENOUGH)


def align_all(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Alignment, Weighed]:
    """The alignment, and what it was weighed by."""
    alignment = Alignment(old, new)
    _pair_equal_and_only(alignment)
    texts = [passage.text for passage in old], [passage.text for passage in new]
    similarity = weighed(*texts, frozenset(alignment.targets), frozenset(alignment.sources))
    _pair_between(alignment, similarity)
    pairs = _pairs(alignment, similarity)
    inside = contents(alignment, similarity, pairs)
    pair_titles(alignment, similarity, pairs, inside)
    _pair_twins_in_place(alignment)
    _pair_splits_and_merges(alignment, similarity, pairs)
    _pair_close(alignment, similarity, pairs, SURE)
    pair_siblings(alignment, similarity, inside, CLOSE_SIBLINGS)
    _pair_close(alignment, similarity, pairs, CLOSE)
    pair_siblings(alignment, similarity, inside, FAINT_SIBLINGS)
    _pair_close(alignment, similarity, pairs, LEFT_OVER)
    for _ in range(ROUNDS):
        if not _pair_in_place(alignment, similarity, pairs):
            break
    _pair_twins_in_order(alignment)
    _pair_wordless(alignment)
    judge(alignment, similarity, inside, pairs)
    propose_others(alignment, similarity, pairs)
    question_titles(alignment, inside)
    return alignment, similarity


def _pair_equal_and_only(alignment: Alignment) -> None:
    """Pair equal texts that occur once in each version."""
    before, after = Counter(p.text for p in alignment.old), Counter(p.text for p in alignment.new)
    places = {passage.text: j for j, passage in enumerate(alignment.new)}
    for i, passage in enumerate(alignment.old):
        is_only = passage.text and before[passage.text] == after[passage.text] == 1
        if is_only and alignment.are_free(i, places[passage.text]):
            alignment.pair(i, places[passage.text], "same_words")


def _pair_between(alignment: Alignment, similarity: Weighed) -> None:
    """Pair what is as many paragraphs on both sides between two sure pairs, where each is close to its other."""
    for start, begin, count in list(_equal_gaps(alignment)):
        gap = [(start + step, begin + step) for step in range(count)]
        if all(alignment.are_free(i, j) and similarity.alike(i, j) >= ALIKE_BETWEEN for i, j in gap):
            for i, j in gap:
                alignment.pair(i, j, "close_words")


def _equal_gaps(alignment: Alignment) -> Iterator[tuple[int, int, int]]:
    """(start in old, start in new, count) of unpaired paragraphs between paired ones that follow each other."""
    sure = [(-1, -1), *sorted((i, news[0]) for i, news in alignment.targets.items())]
    for (i, j), (i_end, j_end) in pairwise([*sure, (len(alignment.old), len(alignment.new))]):
        if i_end - i == j_end - j > 1:
            yield i + 1, j + 1, i_end - i - 1


def _pairs(alignment: Alignment, similarity: Weighed) -> Pairs:
    """Pairs worth comparing among the paragraphs not paired yet."""
    olds = {i: similarity.old.features[i] for i in alignment.open_old()}
    news = {j: similarity.new.features[j] for j in alignment.open_new()}
    there = candidates(olds, news, similarity.weights)
    back = candidates(news, olds, similarity.weights)
    found = there | {(i, j) for j, i in back}
    return {(i, j) for i, j in found if alignment.are_free(i, j) and similarity.is_near(i, j)}


def _equal_texts(alignment: Alignment) -> set[str]:
    """Those that stand unpaired in both versions."""
    olds = {alignment.old[i].text for i in alignment.open_old()}
    return olds & {alignment.new[j].text for j in alignment.open_new()}


def _pair_splits_and_merges(
    alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]
) -> None:
    equal = _equal_texts(alignment)
    open_pairs = [
        (i, j)
        for i, j in pairs
        if alignment.are_free(i, j)
        and alignment.old[i].text not in equal
        and alignment.new[j].text not in equal
    ]
    for olds, news in partings(similarity, open_pairs, alignment.old_parents, alignment.new_parents):
        if all(i not in alignment.targets for i in olds) and all(j not in alignment.sources for j in news):
            for i in olds:
                for j in news:
                    alignment.pair(i, j, "parts")


def _pair_close(
    alignment: Alignment,
    similarity: Weighed,
    pairs: Iterable[tuple[int, int]],
    wanted: Wanted,
) -> None:
    """Pair the closest first. Texts that occur in both versions are left for their equals."""
    equal = _equal_texts(alignment)
    ranked = []
    for i, j in pairs:
        if (
            alignment.are_free(i, j)
            and alignment.old[i].text not in equal
            and alignment.new[j].text not in equal
        ):
            closeness = similarity.closeness(i, j)
            if closeness >= _wanted_at(alignment, i, j, wanted):
                context = 0.05 * alignment.neighbourhood(i, j) + 0.05 * alignment.have_same_number(i, j)
                ranked.append((-closeness - context, abs(i - j), i, j))
    for _, _, i, j in sorted(ranked):
        if alignment.are_free(i, j):
            alignment.pair(i, j, "close_words")


def _wanted_at(alignment: Alignment, i: int, j: int, wanted: Wanted) -> float:
    if alignment.under_pair(i, j):
        return wanted.under
    return wanted.at_root if alignment.are_in_place(i, j) else wanted.elsewhere


def _pair_in_place(alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> bool:
    """Pair equal or weakly similar texts whose neighbours are paired; returns whether there were any."""
    ranked = []
    for i, j in {*pairs, *_near_twins(alignment), *_gap_pairs(alignment)}:
        if not alignment.are_free(i, j):
            continue
        around, is_equal = alignment.neighbourhood(i, j), alignment.old[i].text == alignment.new[j].text
        closeness = 1.0 if is_equal else similarity.closeness(i, j)
        wanted = (CLOSE_ENOUGH, CLOSE_ENOUGH, CLOSE_IN_PLACE, CLOSE_BETWEEN)[around]
        if around and closeness >= wanted and alignment.old[i].text:
            ranked.append((-closeness - 0.15 * around, abs(i - j), i, j, is_equal))
    paired = False
    for _, _, i, j, is_equal in sorted(ranked):
        if alignment.are_free(i, j):
            alignment.pair(i, j, "same_words" if is_equal else "same_place")
            paired = True
    return paired


def _near_twins(alignment: Alignment) -> Iterator[tuple[int, int]]:
    """Unpaired equal texts whose neighbours may agree: only the few nearest in order, never all with all."""
    for olds, news in alignment.free_twins():
        for place, i in enumerate(olds):
            for j in news[max(0, place - TWINS_NEAR) : place + TWINS_NEAR + 1]:
                yield i, j


def _gap_pairs(alignment: Alignment) -> Iterator[tuple[int, int]]:
    for i in alignment.open_old():
        yield from ((i, j) for j in _around(alignment, i) if j not in alignment.sources)


def _around(alignment: Alignment, i: int) -> set[int]:
    """The new indexes next to those that the neighbours of an old paragraph are paired with."""
    near = {j + 1 for j in alignment.targets.get(i - 1, ())} | {
        j - 1 for j in alignment.targets.get(i + 1, ())
    }
    return {j for j in near if 0 <= j < len(alignment.new)}


def _pair_twins_in_place(alignment: Alignment) -> None:
    """Pair equal texts that stand under paired parents, the same number first; those that stand once there."""
    for olds, news in list(alignment.free_twins()):
        under: dict[int, list[int]] = {}
        for j in news:
            under.setdefault(alignment.new_parents[j], []).append(j)
        for i in olds:
            for parent in alignment.targets.get(alignment.old_parents[i], ()):
                for j in sorted(under.get(parent, ()), key=lambda j: not alignment.have_same_number(i, j)):
                    if alignment.are_free(i, j):
                        alignment.pair(i, j, "same_words")
                        break


def _pair_twins_in_order(alignment: Alignment) -> None:
    for olds, news in list(alignment.free_twins()):
        for i, j in zip(olds, news, strict=False):
            if alignment.are_free(i, j):
                alignment.pair(i, j, "same_words")


def _pair_wordless(alignment: Alignment) -> None:
    """Pair paragraphs without words, such as a bare 'Điều 3', by the paragraph after them."""
    for i in range(len(alignment.old) - 2, -1, -1):
        if alignment.old[i].text or i in alignment.targets:
            continue
        for j in (to - 1 for to in alignment.targets.get(i + 1, ())):
            if (
                j >= 0
                and alignment.are_free(i, j)
                and not alignment.new[j].text
                and alignment.old[i].kind == alignment.new[j].kind
            ):
                alignment.pair(i, j, "contents")
