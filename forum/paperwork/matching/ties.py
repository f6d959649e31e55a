"""Which old paragraphs are tied to which new ones. Sure ties come first and guide the rest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from forum.paperwork.matching.likeness import Weighed, candidates, weighed
from forum.paperwork.matching.partings import partings
from forum.paperwork.matching.passages import Passage

CLOSE_ENOUGH = 0.45  # by its words alone
CLOSE_IN_PLACE = 0.25  # where neighbours or parent are tied to neighbours or parent
CLOSE_BETWEEN = 0.1  # where the paragraph before, the one after and the parent all are
ROUNDS = 4


@dataclass
class Ties:
    """What is tied so far. Positions are places in the two sequences."""

    old: Sequence[Passage]
    new: Sequence[Passage]
    targets: dict[int, list[int]] = field(default_factory=dict)
    sources: dict[int, list[int]] = field(default_factory=dict)
    old_places: dict[str, int] = field(default_factory=dict)
    new_places: dict[str, int] = field(default_factory=dict)

    def tie(self, i: int, j: int) -> None:
        self.targets.setdefault(i, []).append(j)
        self.sources.setdefault(j, []).append(i)

    def are_free(self, i: int, j: int) -> bool:
        return i not in self.targets and j not in self.sources

    def neighbourhood(self, i: int, j: int) -> int:
        """How many of three surroundings agree: the paragraph before, the one after, the parent."""
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


def all_ties(old: Sequence[Passage], new: Sequence[Passage]) -> tuple[Ties, Weighed]:
    ties = Ties(
        old,
        new,
        old_places={passage.key: place for place, passage in enumerate(old)},
        new_places={passage.key: place for place, passage in enumerate(new)},
    )
    _tie_equal_and_only(ties)
    texts = [passage.text for passage in old], [passage.text for passage in new]
    likeness = weighed(*texts, frozenset(ties.targets), frozenset(ties.sources))
    pairs = _pairs(ties, likeness)
    _tie_partings(ties, likeness, pairs)
    _tie_close(ties, likeness, pairs)
    for _ in range(ROUNDS):
        if not _tie_in_place(ties, likeness, pairs):
            break
    _tie_equal_in_order(ties)
    _tie_wordless(ties)
    return ties, likeness


def _tie_equal_and_only(ties: Ties) -> None:
    """Texts that stand once in each version."""
    before, after = Counter(p.text for p in ties.old), Counter(p.text for p in ties.new)
    places = {passage.text: j for j, passage in enumerate(ties.new)}
    for i, passage in enumerate(ties.old):
        if passage.text and before[passage.text] == after[passage.text] == 1:
            ties.tie(i, places[passage.text])


def _pairs(ties: Ties, likeness: Weighed) -> set[tuple[int, int]]:
    """Pairs worth comparing among what is not tied yet."""
    left = [i for i in range(len(ties.old)) if i not in ties.targets]
    right = [j for j in range(len(ties.new)) if j not in ties.sources]
    olds, news = [likeness.old[i] for i in left], [likeness.new[j] for j in right]
    there = candidates(olds, news, likeness.weights)
    back = candidates(news, olds, likeness.weights)
    found = {(left[a], right[b]) for a, others in enumerate(there) for b in others}
    return found | {(left[a], right[b]) for b, others in enumerate(back) for a in others}


def _tie_partings(ties: Ties, likeness: Weighed, pairs: Iterable[tuple[int, int]]) -> None:
    equal = {passage.text for passage in ties.old} & {passage.text for passage in ties.new}
    open_pairs = [(i, j) for i, j in pairs if ties.old[i].text not in equal and ties.new[j].text not in equal]
    for olds, news in partings(likeness, open_pairs):
        if all(i not in ties.targets for i in olds) and all(j not in ties.sources for j in news):
            for i in olds:
                for j in news:
                    ties.tie(i, j)


def _tie_close(ties: Ties, likeness: Weighed, pairs: Iterable[tuple[int, int]]) -> None:
    """The closest first. Texts that stand on both sides wait for their own twins."""
    equal = {passage.text for passage in ties.old} & {passage.text for passage in ties.new}
    ranked = []
    for i, j in pairs:
        if ties.are_free(i, j) and ties.old[i].text not in equal and ties.new[j].text not in equal:
            closeness = likeness.closeness(i, j)
            if closeness >= CLOSE_ENOUGH:
                ranked.append((-closeness - 0.05 * ties.neighbourhood(i, j), abs(i - j), i, j))
    for _, _, i, j in sorted(ranked):
        if ties.are_free(i, j):
            ties.tie(i, j)


def _tie_in_place(ties: Ties, likeness: Weighed, pairs: Iterable[tuple[int, int]]) -> bool:
    """Twins and weaker likenesses whose surroundings agree; says whether any was found."""
    ranked = []
    for i, j in {*pairs, *_equal_pairs(ties), *_gap_pairs(ties)}:
        if not ties.are_free(i, j):
            continue
        around, is_equal = ties.neighbourhood(i, j), ties.old[i].text == ties.new[j].text
        closeness = 1.0 if is_equal else likeness.closeness(i, j)
        wanted = (CLOSE_ENOUGH, CLOSE_ENOUGH, CLOSE_IN_PLACE, CLOSE_BETWEEN)[around]
        if around and closeness >= wanted and ties.old[i].text:
            ranked.append((-closeness - 0.15 * around, abs(i - j), i, j))
    tied = False
    for _, _, i, j in sorted(ranked):
        if ties.are_free(i, j):
            ties.tie(i, j)
            tied = True
    return tied


def _equal_pairs(ties: Ties) -> Iterator[tuple[int, int]]:
    """Free twins whose surroundings may agree: the few nearest in order, never all with all."""
    for olds, news in _free_twins(ties):
        for place, i in enumerate(olds):
            for j in news[max(0, place - 4) : place + 5]:
                yield i, j


def _gap_pairs(ties: Ties) -> Iterator[tuple[int, int]]:
    for i in range(len(ties.old)):
        if i not in ties.targets:
            yield from ((i, j) for j in _around(ties, i) if j not in ties.sources)


def _around(ties: Ties, i: int) -> set[int]:
    """The new places next to where the neighbours of an old paragraph went."""
    near = {j + 1 for j in ties.targets.get(i - 1, ())} | {j - 1 for j in ties.targets.get(i + 1, ())}
    return {j for j in near if 0 <= j < len(ties.new)}


def _free_twins(ties: Ties) -> Iterator[tuple[list[int], list[int]]]:
    olds: defaultdict[str, list[int]] = defaultdict(list)
    news: defaultdict[str, list[int]] = defaultdict(list)
    for i, passage in enumerate(ties.old):
        if passage.text and i not in ties.targets:
            olds[passage.text].append(i)
    for j, passage in enumerate(ties.new):
        if passage.text in olds and j not in ties.sources:
            news[passage.text].append(j)
    return ((olds[text], news[text]) for text in news)


def _tie_equal_in_order(ties: Ties) -> None:
    for olds, news in list(_free_twins(ties)):
        for i, j in zip(olds, news, strict=False):
            ties.tie(i, j)


def _tie_wordless(ties: Ties) -> None:
    """A bare 'Điều 3' has no words of its own: it goes where the paragraph after it went."""
    for i in range(len(ties.old) - 2, -1, -1):
        if ties.old[i].text or i in ties.targets:
            continue
        for j in (to - 1 for to in ties.targets.get(i + 1, ())):
            if (
                j >= 0
                and ties.are_free(i, j)
                and not ties.new[j].text
                and ties.old[i].kind == ties.new[j].kind
            ):
                ties.tie(i, j)
