"""The pairs made so far between two versions, and what they say about others: neighbours, parents, numbers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from forum.paperwork.matching.passages import Passage, are_comparable

# Why two paragraphs are paired, or why one has no other.
Reason = Literal[
    "same_words",  # word for word
    "close_words",
    "same_place",  # the number, or the place between paired neighbours, under paired parents
    "contents",  # what stands under a title
    "parts",  # of one paragraph, or one made of several
    "no_counterpart",
]
ROOT = -1


@dataclass
class Alignment:
    """Pairs of indexes into the two versions. `old_parents` and `new_parents` are indexes, or ROOT."""

    old: Sequence[Passage]
    new: Sequence[Passage]
    targets: dict[int, list[int]] = field(default_factory=dict)
    sources: dict[int, list[int]] = field(default_factory=dict)
    reasons: dict[int, Reason] = field(default_factory=dict)  # by old index
    unsure: set[int] = field(default_factory=set)  # old indexes
    others: dict[int, list[int]] = field(default_factory=dict)  # of unsure ones, what they may be instead
    old_parents: list[int] = field(default_factory=list)
    new_parents: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.old_parents, self.new_parents = _parents(self.old), _parents(self.new)

    def pair(self, i: int, j: int, reason: Reason) -> None:
        self.targets.setdefault(i, []).append(j)
        self.sources.setdefault(j, []).append(i)
        self.reasons[i] = reason

    def part(self, i: int, j: int) -> None:
        """Undo the pair of one with one."""
        del self.targets[i], self.sources[j], self.reasons[i]

    def are_free(self, i: int, j: int) -> bool:
        return i not in self.targets and j not in self.sources and are_comparable(self.old[i], self.new[j])

    def open_old(self) -> list[int]:
        return [i for i in range(len(self.old)) if i not in self.targets]

    def open_new(self) -> list[int]:
        return [j for j in range(len(self.new)) if j not in self.sources]

    def neighbourhood(self, i: int, j: int) -> int:
        """How many of three neighbours are paired: the paragraph before, the one after, the parent."""
        return self._beside(i, j, -1) + self._beside(i, j, 1) + self.under_pair(i, j)

    def _beside(self, i: int, j: int, step: int) -> bool:
        before, after = i + step, j + step
        if not (0 <= before < len(self.old) and 0 <= after < len(self.new)):
            return (before < 0) == (after < 0) and (before >= len(self.old)) == (after >= len(self.new))
        return after in self.targets.get(before, ())

    def under_pair(self, i: int, j: int) -> bool:
        """Whether both stand under paragraphs that are paired with each other."""
        return self.new_parents[j] in self.targets.get(self.old_parents[i], ())

    def are_in_place(self, i: int, j: int) -> bool:
        """Whether both stand under paired parents, or under none."""
        return self.under_pair(i, j) or self.old_parents[i] == self.new_parents[j] == ROOT

    def have_same_number(self, i: int, j: int) -> bool:
        """Whether both bear one number under paired parents, or both stand under none."""
        one, other = self.old[i], self.new[j]
        if not one.number or (one.kind, one.number) != (other.kind, other.number):
            return False
        return self.are_in_place(i, j)

    def free_twins(self) -> Iterator[tuple[list[int], list[int]]]:
        """Of each text that stands unpaired in both versions, the old and new indexes in order."""
        olds: defaultdict[str, list[int]] = defaultdict(list)
        news: defaultdict[str, list[int]] = defaultdict(list)
        for i, passage in enumerate(self.old):
            if passage.text and i not in self.targets:
                olds[passage.text].append(i)
        for j, passage in enumerate(self.new):
            if passage.text in olds and j not in self.sources:
                news[passage.text].append(j)
        return ((olds[text], news[text]) for text in news)


def _parents(version: Sequence[Passage]) -> list[int]:
    places = {passage.key: place for place, passage in enumerate(version)}
    return [places.get(passage.parent, ROOT) for passage in version]
