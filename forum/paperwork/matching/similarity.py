"""The similarity of two paragraphs: shared syllables and pairs of syllables, rare ones weighing more."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter

# Each paragraph is looked up by its rarest features; one shared by half the paper is useless.
FEATURES_LOOKED_UP = 24
MAX_HOLDERS = 40
MAX_CANDIDATES = 10
# A paragraph with fewer syllables is not taken for part of a longer one on its words alone.
DISTINCTIVE_FROM = 6

_WORD = re.compile(r"\w+")

Features = Counter[str]


@dataclass(frozen=True)
class Weighed:
    """Both versions as weighted features. `size` is the total weight of one paragraph's features."""

    weights: dict[str, float]
    old: list[Features]
    new: list[Features]
    old_sizes: list[float]
    new_sizes: list[float]
    known: dict[tuple[int, int], float] = field(default_factory=dict)

    def shared(self, i: int, j: int) -> float:
        if (i, j) not in self.known:
            self.known[i, j] = shared_weight(self.old[i], self.new[j], self.weights)
        return self.known[i, j]

    def closeness(self, i: int, j: int) -> float:
        """From 0 (no common syllable) to 1. A paragraph that grew or shrank a lot stays fairly close."""
        shared = self.shared(i, j)
        if not shared:
            return 0.0
        smaller = min(self.old_sizes[i], self.new_sizes[j])
        words = min(syllables(self.old[i]), syllables(self.new[j]))
        return 0.6 * self.alike(i, j) + 0.4 * shared / smaller * min(1.0, words / DISTINCTIVE_FROM)

    def alike(self, i: int, j: int) -> float:
        """Twice the shared weight over the sum of both weights: 1 for the same syllables in the same
        order."""
        total = self.old_sizes[i] + self.new_sizes[j]
        return 2 * self.shared(i, j) / total if total else 0.0


def weighed(
    old: Sequence[str], new: Sequence[str], done_old: Container[int], done_new: Container[int]
) -> Weighed:
    """Weigh the features of all paragraphs, but keep only those of paragraphs not done yet."""
    holders: Counter[str] = Counter()
    before, after = _chosen(old, done_old, holders), _chosen(new, done_new, holders)
    total = len(old) + len(new)
    weights = {feature: math.log(1 + total / count) for feature, count in holders.items()}
    return Weighed(
        weights,
        before,
        after,
        [_size(bag, weights) for bag in before],
        [_size(bag, weights) for bag in after],
    )


def _chosen(texts: Sequence[str], done: Container[int], holders: Counter[str]) -> list[Features]:
    chosen = []
    for place, text in enumerate(texts):
        bag = features(text)
        holders.update(bag.keys())
        chosen.append(Features() if place in done else bag)
    return chosen


def features(text: str) -> Features:
    words = [word.lower() for word in _WORD.findall(text)]
    return Counter([*words, *(f"{first} {second}" for first, second in pairwise(words))])


def shared_weight(one: Features, other: Features, weights: dict[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return sum(
        min(count, other[feature]) * weights[feature] for feature, count in one.items() if feature in other
    )


def candidates(
    here: Sequence[Features], there: Sequence[Features], weights: dict[str, float]
) -> list[list[int]]:
    """For each paragraph here, the few there that share its rarest features, best first."""
    index: dict[str, list[int]] = {}
    for place, bag in enumerate(there):
        for feature in bag:
            index.setdefault(feature, []).append(place)
    return [_best(place, bag, index, weights) for place, bag in enumerate(here)]


def _best(place: int, bag: Features, index: dict[str, list[int]], weights: dict[str, float]) -> list[int]:
    known = sorted((feature for feature in bag if feature in index), key=lambda feature: len(index[feature]))
    found: dict[int, float] = {}
    for feature in known[:FEATURES_LOOKED_UP]:
        holders, weight = index[feature], weights[feature]
        if len(holders) > MAX_HOLDERS:
            near = max(0, bisect_left(holders, place) - MAX_HOLDERS // 2)
            holders = holders[near : near + MAX_HOLDERS]
        for other in holders:
            found[other] = found.get(other, 0.0) + weight
    heaviest = sorted(found.items(), key=itemgetter(1), reverse=True)[: 3 * MAX_CANDIDATES]
    heaviest.sort(key=lambda entry: (-entry[1], abs(entry[0] - place)))
    return [other for other, _ in heaviest[:MAX_CANDIDATES]]


def syllables(bag: Features) -> int:
    return (bag.total() + 1) // 2


def _size(bag: Features, weights: dict[str, float]) -> float:
    return sum(count * weights[feature] for feature, count in bag.items())
