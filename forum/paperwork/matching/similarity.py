"""The similarity of two paragraphs: shared syllables and pairs of syllables, rare ones weighing more."""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import pairwise

# Each paragraph is looked up by its rarest features; one shared by half the paper is useless.
FEATURES_LOOKED_UP = 24
HOLDERS_MAX = 40
LOOKED_AT_MAX = 400
CANDIDATES_MAX = 8
NEAR = 0.15  # of the smaller one's weight
# A paragraph with fewer syllables is not taken for part of a longer one on its words alone.
DISTINCTIVE_FROM = 6

_WORD = re.compile(r"\w+")

Features = frozenset[str]
NONE: Features = frozenset()


@dataclass(frozen=True)
class Side:
    """The paragraphs of one version that are not paired by equal words, as weighed features."""

    features: list[Features]
    sizes: list[float]
    syllables: list[int]


@dataclass(frozen=True)
class Weighed:
    """Both versions as weighed features. The size of a paragraph is the weight of all its features."""

    weights: Mapping[str, float]
    old: Side
    new: Side
    known: dict[tuple[int, int], float] = field(default_factory=dict)

    def shared(self, i: int, j: int) -> float:
        found = self.known.get((i, j))
        if found is None:
            both = self.old.features[i] & self.new.features[j]
            found = self.known[i, j] = self.weight(both)
        return found

    def is_near(self, i: int, j: int) -> bool:
        """Whether the smaller shares enough with the other to be worth a comparison."""
        shared = self.weight(self.old.features[i] & self.new.features[j])
        if shared < NEAR * min(self.old.sizes[i], self.new.sizes[j]):
            return False
        self.known[i, j] = shared
        return True

    def weight(self, features: Features) -> float:
        return sum(map(self.weights.__getitem__, features))

    def closeness(self, i: int, j: int) -> float:
        """From 0 (no common syllable) to 1. A paragraph that grew or shrank a lot stays fairly close."""
        shared = self.shared(i, j)
        if not shared:
            return 0.0
        smaller = min(self.old.sizes[i], self.new.sizes[j])
        words = min(self.old.syllables[i], self.new.syllables[j])
        return 0.6 * self.alike(i, j) + 0.4 * shared / smaller * min(1.0, words / DISTINCTIVE_FROM)

    def alike(self, i: int, j: int) -> float:
        """Twice the shared weight over the sum of both: 1 for the same syllables in the same order."""
        total = self.old.sizes[i] + self.new.sizes[j]
        return 2 * self.shared(i, j) / total if total else 0.0


def weighed(
    old: Sequence[str], new: Sequence[str], done_old: Container[int], done_new: Container[int]
) -> Weighed:
    """Weigh the features of all paragraphs, but keep only those of paragraphs not paired yet."""
    counts: Counter[str] = Counter()
    before, after = _chosen(old, done_old, counts), _chosen(new, done_new, counts)
    total = len(old) + len(new)
    weights = {feature: math.log(1 + total / count) for feature, count in counts.items()}
    return Weighed(weights, _side(before, weights), _side(after, weights))


def _chosen(texts: Sequence[str], done: Container[int], counts: Counter[str]) -> list[Features]:
    """The features of the texts not done, while it counts in how many of all texts each feature stands."""
    chosen = []
    for place, text in enumerate(texts):
        found = features(text)
        counts.update(found)
        chosen.append(NONE if place in done else found)
    return chosen


def _side(every: list[Features], weights: Mapping[str, float]) -> Side:
    sizes = [sum(map(weights.__getitem__, one)) for one in every]
    return Side(every, sizes, [(len(one) + 1) // 2 for one in every])


def features(text: str) -> Features:
    """Its syllables and pairs of neighbouring syllables in lower case; a repeated syllable counts as another."""
    words = _WORD.findall(text.lower())
    found = set(words)
    if len(found) < len(words):
        seen: dict[str, int] = {}
        for word in words:
            count = seen[word] = seen.get(word, 0) + 1
            if count > 1:
                found.add(f"{word}\n{count}")
    found.update(map(" ".join, pairwise(words)))
    return frozenset(found)


def candidates(
    here: Mapping[int, Features], there: Mapping[int, Features], weights: Mapping[str, float]
) -> set[tuple[int, int]]:
    """(place here, place there) of the few pairs that share their rarest features."""
    index: dict[str, list[int]] = {}
    for place, found in there.items():
        for feature in found:
            index.setdefault(feature, []).append(place)
    return {(place, other) for place, found in here.items() for other in _best(place, found, index, weights)}


def _best(
    place: int, found: Features, index: Mapping[str, list[int]], weights: Mapping[str, float]
) -> list[int]:
    known = sorted((len(index[feature]), feature) for feature in found if feature in index)
    scores: dict[int, float] = {}
    looked_at = 0
    for count, feature in known[:FEATURES_LOOKED_UP]:
        holders, weight = index[feature], weights[feature]
        if count > HOLDERS_MAX:
            near = max(0, bisect_left(holders, place) - HOLDERS_MAX // 2)
            holders = holders[near : near + HOLDERS_MAX]
        for other in holders:
            scores[other] = scores.get(other, 0.0) + weight
        looked_at += len(holders)
        if looked_at > LOOKED_AT_MAX:
            break
    ranked = [(-score, abs(other - place), other) for other, score in scores.items()]
    return [other for _, _, other in nsmallest(CANDIDATES_MAX, ranked)]
