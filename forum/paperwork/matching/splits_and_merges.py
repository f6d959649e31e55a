"""Finds paragraphs split into several, and several merged into one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from forum.paperwork.matching.alignment import ROOT
from forum.paperwork.matching.similarity import Side, Weighed

PART_HELD = 0.5  # of a part's weight must stand in the whole
PART_OWN = 0.4  # of a part's weight must stand in the whole and in no other part,
FRAME_HELD, FRAME_OWN = 0.75, 0.12  # or nearly all in the whole, and it adds this share of the whole:
# 'đo mực nước và độ mặn ở cửa sông' becomes 'đo mực nước ở cửa sông', 'đo độ mặn ở cửa sông'
WORD_FOR_WORD = 0.97  # of a part's weight: it stands in the whole beside other parts, however short it is
WHOLE_COVERED = 0.6  # of the whole's weight must be made up by its parts
WHOLE_HELD = 0.9  # of a paragraph's weight: all of it stands in the other,
BESIDE = 2  # and it is this near to the one whose sentence was put there
OWN_TWIN = 0.8  # a part this close to another paragraph belongs to that one
# Parts of one whole stand under one parent, or this near where nothing has one; farther ones are long and
# nearly all of it.
NEAR = 12
FAR_HELD = 0.8
FAR_FROM = 8  # syllables

Parting = tuple[tuple[int, ...], tuple[int, ...]]


def partings(
    similarity: Weighed,
    pairs: Iterable[tuple[int, int]],
    old_parents: Sequence[int],
    new_parents: Sequence[int],
) -> list[Parting]:
    """(old indexes, new indexes), one on one side and two or more on the other, most certain first."""
    closest_old: defaultdict[int, float] = defaultdict(float)
    closest_new: defaultdict[int, float] = defaultdict(float)
    parts_of_old: defaultdict[int, list[int]] = defaultdict(list)
    parts_of_new: defaultdict[int, list[int]] = defaultdict(list)
    close: dict[tuple[int, int], float] = {}
    inside_new: defaultdict[int, list[int]] = defaultdict(list)  # the old ones that stand whole in a new one
    inside_old: defaultdict[int, list[int]] = defaultdict(list)
    for i, j in pairs:
        close[i, j] = similarity.alike(i, j)
        shared = similarity.shared(i, j)
        if shared >= WHOLE_HELD * similarity.old.sizes[i] > 0:
            inside_new[j].append(i)
        if shared >= WHOLE_HELD * similarity.new.sizes[j] > 0:
            inside_old[i].append(j)
        if shared >= PART_HELD * similarity.new.sizes[j] > 0:
            parts_of_old[i].append(j)
        if shared >= PART_HELD * similarity.old.sizes[i] > 0:
            parts_of_new[j].append(i)
    for (i, j), value in close.items():
        closest_old[i], closest_new[j] = max(closest_old[i], value), max(closest_new[j], value)
    found: list[tuple[float, Parting]] = []
    for i, news in parts_of_old.items():
        own = [j for j in news if closest_new[j] < OWN_TWIN or closest_new[j] == close[i, j]]
        own = [j for j in own if not _is_in_neighbour(i, inside_new[j], old_parents)]
        weight, parts = _covering(similarity.old, i, own, similarity.new, similarity, new_parents)
        found.extend([(weight, ((i,), parts))] if parts else [])
    for j, olds in parts_of_new.items():
        own = [i for i in olds if closest_old[i] < OWN_TWIN or closest_old[i] == close[i, j]]
        own = [i for i in own if not _is_in_neighbour(j, inside_old[i], new_parents)]
        weight, parts = _covering(similarity.new, j, own, similarity.old, similarity, old_parents)
        found.extend([(weight, (parts, (j,)))] if parts else [])
    return [parting for _, parting in sorted(found, key=lambda entry: (-entry[0], entry[1]))]


def _is_in_neighbour(whole: int, inside: Sequence[int], parents: Sequence[int]) -> bool:
    """Whether a part holds all of the whole's neighbour: a sentence was put there, and that one goes on in it."""
    return any(
        one != whole and parents[one] == parents[whole] and abs(one - whole) <= BESIDE for one in inside
    )


def _covering(
    side: Side,
    whole: int,
    parts: list[int],
    other: Side,
    similarity: Weighed,
    parents: Sequence[int],
) -> tuple[float, tuple[int, ...]]:
    """The weight that the parts cover of the whole, and the parts; none if they do not make it up."""
    if len(parts) < 2:
        return 0.0, ()
    rest, size = side.features[whole], side.sizes[whole]
    chosen: list[int] = []
    covered = 0.0
    shares = {part: similarity.weight(rest & other.features[part]) for part in parts}
    for part in sorted(parts, key=lambda part: (-shares[part], part)):
        gain = similarity.weight(rest & other.features[part])
        own = other.sizes[part]
        is_far = not all(_are_near(part, one, parents) for one in chosen)
        if is_far and (gain < FAR_HELD * own or other.syllables[part] < FAR_FROM):
            continue
        is_frame = shares[part] >= FRAME_HELD * own and gain >= FRAME_OWN * size
        is_word_for_word = chosen and not is_far and shares[part] >= WORD_FOR_WORD * own
        if gain >= PART_OWN * own > 0 or is_frame or is_word_for_word:
            chosen.append(part)
            covered += gain
            rest = rest - other.features[part]
    if len(chosen) < 2 or covered < WHOLE_COVERED * size:
        return 0.0, ()
    return covered, tuple(sorted(chosen))


def _are_near(one: int, other: int, parents: Sequence[int]) -> bool:
    if parents[one] == parents[other] == ROOT:
        return abs(one - other) <= NEAR
    return parents[one] == parents[other] or parents[one] == other or parents[other] == one
