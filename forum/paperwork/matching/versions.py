"""Matches two versions of a draft: the outcome of each old paragraph, the origin of each new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.difference import Piece, by_words
from forum.paperwork.matching.alignment import Alignment, align_all
from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.similarity import Weighed

Fate = Literal["unchanged", "changed", "moved", "split", "joined", "removed"]


@dataclass(frozen=True)
class Outcome:
    """One old paragraph. `to` are keys of the new version, in its order; empty only if it was removed.

    `score`, from 0 to 1, is how much of the words is kept. A paragraph moved and reworded has the fate
    'moved' and a score under 1.
    """

    key: str
    fate: Fate
    to: tuple[str, ...]
    score: float
    is_moved: bool = False


@dataclass(frozen=True)
class Origin:
    """One new paragraph and the old ones it came from; none if it is new."""

    key: str
    came_from: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Matched:
    """Every old and every new paragraph once, each in the order of its version."""

    outcomes: tuple[Outcome, ...]
    origins: tuple[Origin, ...]


def match(old: Sequence[Passage], new: Sequence[Passage]) -> Matched:
    """Match paragraphs by their words; numbers are ignored, so renumbering is not a change.

    Paragraphs without a common word are never matched. If two swapped places, the one with less text counts
    as moved. Raises ValueError if a key occurs twice in one version.
    """
    for version in (old, new):
        if len({passage.key for passage in version}) < len(version):
            raise ValueError("a key stands twice in one version")
    alignment, similarity = align_all(old, new)
    moved = _out_of_order(alignment)
    return Matched(
        tuple(_outcome(alignment, similarity, i, i in moved) for i in range(len(old))),
        tuple(_origin(alignment, similarity, j) for j in range(len(new))),
    )


def differences(old: Sequence[Passage], new: Sequence[Passage], matched: Matched) -> dict[str, list[Piece]]:
    """By old key, the word difference of each paragraph whose text changed (also by a split or merge)."""
    before, after = {p.key: p.text for p in old}, {p.key: p.text for p in new}
    sources = {origin.key: origin.came_from for origin in matched.origins}
    found: dict[str, list[Piece]] = {}
    for outcome in matched.outcomes:
        if not outcome.to:
            continue
        olds = sources[outcome.to[0]] if outcome.fate == "joined" else (outcome.key,)
        was = " ".join(before[key] for key in olds)
        now = " ".join(after[key] for key in outcome.to)
        if was != now:
            found[outcome.key] = by_words(was, now)
    return found


def _outcome(alignment: Alignment, similarity: Weighed, i: int, is_moved: bool) -> Outcome:
    to = sorted(alignment.targets.get(i, ()))
    if not to:
        return Outcome(alignment.old[i].key, "removed", (), 0.0)
    score = _score(alignment, similarity, [i], to)
    fate: Fate = "moved" if is_moved else "changed" if _differ(alignment, i, to[0]) else "unchanged"
    if len(to) > 1:
        fate = "split"
    elif len(alignment.sources[to[0]]) > 1:
        fate = "joined"
        score = _score(alignment, similarity, alignment.sources[to[0]], to)
    return Outcome(alignment.old[i].key, fate, tuple(alignment.new[j].key for j in to), score, is_moved)


def _origin(alignment: Alignment, similarity: Weighed, j: int) -> Origin:
    olds = sorted(alignment.sources.get(j, ()))
    if not olds:
        return Origin(alignment.new[j].key, (), 0.0)
    score = _score(alignment, similarity, olds, [j] if len(olds) > 1 else alignment.targets[olds[0]])
    return Origin(alignment.new[j].key, tuple(alignment.old[i].key for i in olds), score)


def _differ(alignment: Alignment, i: int, j: int) -> bool:
    return alignment.old[i].text != alignment.new[j].text


def _score(alignment: Alignment, similarity: Weighed, olds: Sequence[int], news: Sequence[int]) -> float:
    """Twice the shared weight over the sum of both weights; 1 for equal texts, under 1 for any change."""
    if len(olds) == len(news) == 1 and not _differ(alignment, olds[0], news[0]):
        return 1.0
    shared = sum(similarity.shared(i, j) for i in olds for j in news)
    total = sum(similarity.old_sizes[i] for i in olds) + sum(similarity.new_sizes[j] for j in news)
    return round(min(2 * shared / total, 0.999), 3) if total else 0.0


def _out_of_order(alignment: Alignment) -> set[int]:
    """Matched old indexes outside the heaviest sequence that keeps its order, weighted by text length."""
    # Of several merged into one, only the first counts for the order.
    places = [i for i in sorted(alignment.targets) if i == min(alignment.sources[min(alignment.targets[i])])]
    tree: dict[int, tuple[int, int]] = {}
    before: dict[int, int] = {}
    best, last = 0, -1
    for i in places:
        to = min(alignment.targets[i]) + 1
        weight, previous = _heaviest(tree, to)
        weight += len(alignment.old[i].text) + 1
        before[i] = previous
        while to <= len(alignment.new):
            if tree.get(to, (0, -1))[0] < weight:
                tree[to] = (weight, i)
            to += to & -to
        if weight > best:
            best, last = weight, i
    chosen: set[int] = set()
    while last >= 0:
        chosen.add(last)
        last = before[last]
    return set(places) - chosen


def _heaviest(tree: dict[int, tuple[int, int]], to: int) -> tuple[int, int]:
    """The heaviest sequence ending at or before a new index, and its last old index (a Fenwick tree)."""
    best = (0, -1)
    while to > 0:
        found = tree.get(to, (0, -1))
        best = max(best, found, key=lambda entry: entry[0])
        to -= to & -to
    return best
