"""Matches two versions of a draft: the outcome of each old paragraph, the origin of each new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.difference import Piece, by_words
from forum.paperwork.matching.alignment import Alignment, Reason
from forum.paperwork.matching.passages import Passage
from forum.paperwork.matching.similarity import Weighed
from forum.paperwork.matching.steps import align_all

Fate = Literal["unchanged", "changed", "moved", "split", "joined", "removed", "new", "unsure"]


@dataclass(frozen=True)
class Outcome:
    """One old paragraph. `to` are keys of the new version, in its order; several if it was split.

    `score`, from 0 to 1, is how much of the words is unchanged. A paragraph moved and reworded has the fate
    'moved' and a score under 1. An unsure one has in `to` what is proposed, and in `others` the keys that it
    may be as well, best first; `to` may then be empty, for a title with other words over the same contents.
    `to` is empty as well where it was removed.
    """

    key: str
    fate: Fate
    to: tuple[str, ...]
    score: float
    is_moved: bool = False
    reason: Reason = "no_counterpart"
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """One new paragraph and the old ones it came from; none if it is new. The fate is that of the old ones."""

    key: str
    came_from: tuple[str, ...]
    score: float
    fate: Fate = "new"
    reason: Reason = "no_counterpart"


@dataclass(frozen=True)
class Matching:
    """Every old and every new paragraph once, each in the order of its version. `asdict` makes JSON of it."""

    outcomes: tuple[Outcome, ...]
    origins: tuple[Origin, ...]


def match(old: Sequence[Passage], new: Sequence[Passage]) -> Matching:
    """Say what became of each old paragraph, and where each new one came from.

    Paragraphs are followed by their words, so renumbering is not a change; kind, parent and number decide where the
    words alone do not. A title is never paired with a clause or point. Paragraphs without a common word are never
    paired. If two swapped places, the one with less text counts as moved. Raises ValueError if a key occurs twice in
    one version.
    """
    for version in (old, new):
        if len({passage.key for passage in version}) < len(version):
            raise ValueError("a key stands twice in one version")
    alignment, similarity = align_all(old, new)
    moved = _moved(alignment)
    outcomes = tuple(_outcome(alignment, similarity, i, i in moved) for i in range(len(old)))
    return Matching(
        outcomes,
        tuple(_origin(alignment, similarity, j, outcomes) for j in range(len(new))),
    )


def differences(old: Sequence[Passage], new: Sequence[Passage], matching: Matching) -> dict[str, list[Piece]]:
    """By old key, the word difference of each paragraph whose text changed (also by a split or merge)."""
    before, after = {p.key: p.text for p in old}, {p.key: p.text for p in new}
    sources = {origin.key: origin.came_from for origin in matching.origins}
    found: dict[str, list[Piece]] = {}
    for outcome in matching.outcomes:
        if not outcome.to:
            continue
        olds = sources[outcome.to[0]] if outcome.fate == "joined" else (outcome.key,)
        was = " ".join(before[key] for key in olds)
        now = " ".join(after[key] for key in outcome.to)
        if was != now:
            found[outcome.key] = by_words(was, now)
    return found


def _outcome(alignment: Alignment, similarity: Weighed, i: int, is_moved: bool) -> Outcome:
    key, to = alignment.old[i].key, sorted(alignment.targets.get(i, ()))
    others = tuple(alignment.new[j].key for j in alignment.others.get(i, ()))
    if not to:
        fate: Fate = "unsure" if i in alignment.unsure else "removed"
        return Outcome(key, fate, (), 0.0, reason="contents" if others else "no_counterpart", others=others)
    score = _score(alignment, similarity, [i], to)
    fate = "moved" if is_moved else "changed" if _differ(alignment, i, to[0]) else "unchanged"
    if i in alignment.unsure:
        fate = "unsure"
    elif len(to) > 1:
        fate = "split"
    elif len(alignment.sources[to[0]]) > 1:
        fate = "joined"
        score = _score(alignment, similarity, alignment.sources[to[0]], to)
    news = tuple(alignment.new[j].key for j in to)
    return Outcome(key, fate, news, score, is_moved, alignment.reasons[i], others)


def _origin(alignment: Alignment, similarity: Weighed, j: int, outcomes: Sequence[Outcome]) -> Origin:
    key, olds = alignment.new[j].key, sorted(alignment.sources.get(j, ()))
    if not olds:
        is_asked = any(not outcomes[i].to and key in outcomes[i].others for i in alignment.unsure)
        return Origin(key, (), 0.0, "unsure" if is_asked else "new")
    first = outcomes[olds[0]]
    score = _score(alignment, similarity, olds, [j] if len(olds) > 1 else alignment.targets[olds[0]])
    return Origin(key, tuple(alignment.old[i].key for i in olds), score, first.fate, first.reason)


def _differ(alignment: Alignment, i: int, j: int) -> bool:
    return alignment.old[i].text != alignment.new[j].text


def _score(alignment: Alignment, similarity: Weighed, olds: Sequence[int], news: Sequence[int]) -> float:
    """Twice the shared weight over the sum of both weights; 1 for equal texts, under 1 for any change."""
    if len(olds) == len(news) == 1 and not _differ(alignment, olds[0], news[0]):
        return 1.0
    shared = sum(similarity.shared(i, j) for i in olds for j in news)
    total = sum(similarity.old.sizes[i] for i in olds) + sum(similarity.new.sizes[j] for j in news)
    return round(min(2 * shared / total, 0.999), 3) if total else 0.0


def _moved(alignment: Alignment) -> set[int]:
    """Those out of order, and what stands under them. The same number under the same parent is the same place."""
    moved = _out_of_order(alignment)
    for i in sorted(moved):
        is_same_place = alignment.have_same_number(i, alignment.targets[i][0])
        if is_same_place and alignment.old_parents[i] not in moved:
            moved.discard(i)
    return moved


def _out_of_order(alignment: Alignment) -> set[int]:
    """Matching old indexes outside the heaviest sequence that keeps its order, weighted by text length."""
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
