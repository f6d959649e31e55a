"""Aligns old paragraphs with new ones. Certain pairs are made first and guide the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.similarity import Weighed, candidates, weighed
from forum.paperwork.matching.splits_and_merges import partings

CLOSE_ENOUGH = 0.45  # by its words alone
CLOSE_IN_PLACE = 0.25  # where neighbours or parents are paired with each other
CLOSE_BETWEEN = 0.1  # where the paragraphs before and after and the parents are all paired
ROUNDS = 4


@dataclass
class Alignment:
    """The pairs made so far, as indexes into the two sequences."""

    old: Sequence[Passage]
    new: Sequence[Passage]
    targets: dict[int, list[int]] = field(default_factory=dict)
    sources: dict[int, list[int]] = field(default_factory=dict)
    old_places: dict[str, int] = field(default_factory=dict)
    new_places: dict[str, int] = field(default_factory=dict)

    def pair(self, i: int, j: int) -> None:
        self.targets.setdefault(i, []).append(j)
        self.sources.setdefault(j, []).append(i)

    def are_free(self, i: int, j: int) -> bool:
        return i not in self.targets and j not in self.sources

    def neighbourhood(self, i: int, j: int) -> int:
        """How many of three neighbours are paired: the paragraph before, the one after, the parent."""
        return self._beside(i, j, -1) + self._beside(i, j, 1) + self._under(i, j)

    def _beside(self, i: int, j: int, step: int) -> bool:
        before, after = i + step, j + step
        if not (0 <= before < len(self.old) and 0 <= after < len(self.new)):
            return (before < 0) == (after < 0) and (before >= len(self.old)) == (after >= len(self.new))
        return after in self.targets.get(before, ())

    def _under(self, i: int, j: int) -> bool:
        parent, other = self.old_places.get(self.old[i].parent), self.new_places.get(self.new[j].parent)
        if parent is None or other is None:
            return False
        return other in self.targets.get(parent, ())


def align_all(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Alignment, Weighed]:
    alignment = Alignment(
        old,
        new,
        old_places={passage.key: place for place, passage in enumerate(old)},
        new_places={passage.key: place for place, passage in enumerate(new)},
    )
    _pair_equal_and_only(alignment)
    texts = [passage.text for passage in old], [passage.text for passage in new]
    similarity = weighed(*texts, frozenset(alignment.targets), frozenset(alignment.sources))
    pairs = _pairs(alignment, similarity)
    _pair_splits_and_merges(alignment, similarity, pairs)
    _pair_close(alignment, similarity, pairs)
    for _ in range(ROUNDS):
        if not _pair_in_place(alignment, similarity, pairs):
            break
    _pair_equal_in_order(alignment)
    _pair_wordless(alignment)
    return alignment, similarity


def _pair_equal_and_only(alignment: Alignment) -> None:
    """Pair equal texts that occur once in each version."""
    before, after = Counter(p.text for p in alignment.old), Counter(p.text for p in alignment.new)
    places = {passage.text: j for j, passage in enumerate(alignment.new)}
    for i, passage in enumerate(alignment.old):
        if passage.text and before[passage.text] == after[passage.text] == 1:
            alignment.pair(i, places[passage.text])


def _pairs(alignment: Alignment, similarity: Weighed) -> set[tuple[int, int]]:
    """Candidate pairs among the paragraphs not paired yet."""
    left = [i for i in range(len(alignment.old)) if i not in alignment.targets]
    right = [j for j in range(len(alignment.new)) if j not in alignment.sources]
    olds, news = [similarity.old[i] for i in left], [similarity.new[j] for j in right]
    there = candidates(olds, news, similarity.weights)
    back = candidates(news, olds, similarity.weights)
    found = {(left[a], right[b]) for a, others in enumerate(there) for b in others}
    return found | {(left[a], right[b]) for b, others in enumerate(back) for a in others}


def _pair_splits_and_merges(
    alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]
) -> None:
    equal = {passage.text for passage in alignment.old} & {passage.text for passage in alignment.new}
    open_pairs = [
        (i, j) for i, j in pairs if alignment.old[i].text not in equal and alignment.new[j].text not in equal
    ]
    for olds, news in partings(similarity, open_pairs):
        if all(i not in alignment.targets for i in olds) and all(j not in alignment.sources for j in news):
            for i in olds:
                for j in news:
                    alignment.pair(i, j)


def _pair_close(alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> None:
    """Pair the closest first. Texts that occur in both versions are left for their equals."""
    equal = {passage.text for passage in alignment.old} & {passage.text for passage in alignment.new}
    ranked = []
    for i, j in pairs:
        if (
            alignment.are_free(i, j)
            and alignment.old[i].text not in equal
            and alignment.new[j].text not in equal
        ):
            closeness = similarity.closeness(i, j)
            if closeness >= CLOSE_ENOUGH:
                ranked.append((-closeness - 0.05 * alignment.neighbourhood(i, j), abs(i - j), i, j))
    for _, _, i, j in sorted(ranked):
        if alignment.are_free(i, j):
            alignment.pair(i, j)


def _pair_in_place(alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> bool:
    """Pair equal or weakly similar texts whose neighbours are paired; returns whether there were any."""
    ranked = []
    for i, j in {*pairs, *_equal_pairs(alignment), *_gap_pairs(alignment)}:
        if not alignment.are_free(i, j):
            continue
        around, is_equal = alignment.neighbourhood(i, j), alignment.old[i].text == alignment.new[j].text
        closeness = 1.0 if is_equal else similarity.closeness(i, j)
        wanted = (CLOSE_ENOUGH, CLOSE_ENOUGH, CLOSE_IN_PLACE, CLOSE_BETWEEN)[around]
        if around and closeness >= wanted and alignment.old[i].text:
            ranked.append((-closeness - 0.15 * around, abs(i - j), i, j))
    paired = False
    for _, _, i, j in sorted(ranked):
        if alignment.are_free(i, j):
            alignment.pair(i, j)
            paired = True
    return paired


def _equal_pairs(alignment: Alignment) -> Iterator[tuple[int, int]]:
    """Unpaired equal texts whose neighbours may agree: only the few nearest in order, never all with all."""
    for olds, news in _free_twins(alignment):
        for place, i in enumerate(olds):
            for j in news[max(0, place - 4) : place + 5]:
                yield i, j


def _gap_pairs(alignment: Alignment) -> Iterator[tuple[int, int]]:
    for i in range(len(alignment.old)):
        if i not in alignment.targets:
            yield from ((i, j) for j in _around(alignment, i) if j not in alignment.sources)


def _around(alignment: Alignment, i: int) -> set[int]:
    """The new indexes next to those that the neighbours of an old paragraph are paired with."""
    near = {j + 1 for j in alignment.targets.get(i - 1, ())} | {
        j - 1 for j in alignment.targets.get(i + 1, ())
    }
    return {j for j in near if 0 <= j < len(alignment.new)}


def _free_twins(alignment: Alignment) -> Iterator[tuple[list[int], list[int]]]:
    olds: defaultdict[str, list[int]] = defaultdict(list)
    news: defaultdict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(alignment.old):
        if passage.text and i not in alignment.targets:
            olds[passage.text].append(i)
    for j, passage in enumerate(alignment.new):
        if passage.text in olds and j not in alignment.sources:
            news[passage.text].append(j)
    return ((olds[text], news[text]) for text in news)


def _pair_equal_in_order(alignment: Alignment) -> None:
    for olds, news in list(_free_twins(alignment)):
        for i, j in zip(olds, news, strict=False):
            alignment.pair(i, j)


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
                alignment.pair(i, j)
