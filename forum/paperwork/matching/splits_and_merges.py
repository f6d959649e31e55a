"""Finds paragraphs split into several, and several merged into one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from forum.paperwork.matching.similarity import DISTINCTIVE_FROM, Features, Weighed, shared_weight, syllables

PART_HELD = 0.5  # of a part's weight must stand in the whole
PART_OWN = 0.4  # of a part's weight must stand in the whole and in no other part,
FRAME_HELD, FRAME_OWN = 0.75, 0.12  # or nearly all in the whole, and it adds this share of the whole:
# 'đo mực nước và độ mặn ở cửa sông' becomes 'đo mực nước ở cửa sông', 'đo độ mặn ở cửa sông'
WHOLE_COVERED = 0.6  # of the whole's weight must be made up by its parts
OWN_TWIN = 0.8  # a part this close to another paragraph belongs to that one
NEAR = 12  # parts of one whole stand within this many paragraphs; farther ones must be nearly all of it, and long
FAR_HELD = 0.8

Parting = tuple[tuple[int, ...], tuple[int, ...]]


def partings(similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> list[Parting]:
    """(old indexes, new indexes), one on one side and two or more on the other, most certain first."""
    closest_old: defaultdict[int, float] = defaultdict(float)
    closest_new: defaultdict[int, float] = defaultdict(float)
    parts_of_old: defaultdict[int, list[int]] = defaultdict(list)
    parts_of_new: defaultdict[int, list[int]] = defaultdict(list)
    close: dict[tuple[int, int], float] = {}
    for i, j in pairs:
        close[i, j] = similarity.alike(i, j)
        shared = similarity.shared(i, j)
        if shared >= PART_HELD * similarity.new_sizes[j] > 0:
            parts_of_old[i].append(j)
        if shared >= PART_HELD * similarity.old_sizes[i] > 0:
            parts_of_new[j].append(i)
    for (i, j), value in close.items():
        closest_old[i], closest_new[j] = max(closest_old[i], value), max(closest_new[j], value)
    found: list[tuple[float, Parting]] = []
    for i, news in parts_of_old.items():
        own = [j for j in news if closest_new[j] < OWN_TWIN or closest_new[j] == close[i, j]]
        weight, parts = _covering(similarity.old[i], similarity.old_sizes[i], own, similarity.new, similarity)
        found.extend([(weight, ((i,), tuple(parts)))] if parts else [])
    for j, olds in parts_of_new.items():
        own = [i for i in olds if closest_old[i] < OWN_TWIN or closest_old[i] == close[i, j]]
        weight, parts = _covering(similarity.new[j], similarity.new_sizes[j], own, similarity.old, similarity)
        found.extend([(weight, (tuple(parts), (j,)))] if parts else [])
    return [parting for _, parting in sorted(found, key=lambda entry: (-entry[0], entry[1]))]


def _covering(
    whole: Features, size: float, parts: Iterable[int], bags: Sequence[Features], similarity: Weighed
) -> tuple[float, list[int]]:
    """The parts that make up the whole, and the weight they cover; no parts if they do not make it up."""
    rest = whole.copy()
    chosen: list[int] = []
    covered = 0.0
    for part in _by_share(whole, parts, bags, similarity):
        gain = shared_weight(rest, bags[part], similarity.weights)
        held = shared_weight(whole, bags[part], similarity.weights)
        own = shared_weight(bags[part], bags[part], similarity.weights)
        is_far = chosen and abs(part - chosen[0]) > NEAR
        if is_far and (gain < FAR_HELD * own or syllables(bags[part]) < DISTINCTIVE_FROM):
            continue
        if gain >= PART_OWN * own > 0 or (held >= FRAME_HELD * own and gain >= FRAME_OWN * size):
            chosen.append(part)
            covered += gain
            rest = rest - bags[part]
    if len(chosen) < 2 or covered < WHOLE_COVERED * size:
        return 0.0, []
    return covered, sorted(chosen)


def _by_share(
    whole: Features, parts: Iterable[int], bags: Sequence[Features], similarity: Weighed
) -> Iterator[int]:
    return iter(sorted(parts, key=lambda part: (-shared_weight(whole, bags[part], similarity.weights), part)))
