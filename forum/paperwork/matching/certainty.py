"""Which pairs are sure, which a person should look at, and which are none after all.

Where two paragraphs stand counts: under paired parents, and with the same number, few common words are enough; far from
there many are needed, since the phrases of offices are alike everywhere.
"""

from collections.abc import Iterable

from forum.paperwork.matching.alignment import Alignment
from forum.paperwork.matching.passages import TITLES, are_comparable
from forum.paperwork.matching.similarity import Weighed
from forum.paperwork.matching.titles import Contents, title_likeness

# (sure from, unsure from), by likeness of words
BETWEEN_PAIRS = (0.12, 0.04)  # also of the paragraphs before and after
OF_TITLES = (0.36, 0.25)  # with what stands under them
BY_NUMBER = (0.25, 0.06)
IN_PLACE = (0.34, 0.2)
ELSEWHERE = (0.7, 0.5)
SHORT_ELSEWHERE = (0.8, 0.6)
SHORT = 12  # syllables
CONTENTS_ALONE = 0.5  # a title with other words over contents this much the same is shown as a question
RIVAL = 0.9  # of the likeness of a pair; what is left over and this close to one of the two might be meant,
RIVAL_UNDER = 0.7  # if the pair itself is less alike than this
OTHERS_MAX = 3
OTHERS_CLOSE = 0.7  # of the likeness of the one proposed


def judge(
    alignment: Alignment, similarity: Weighed, inside: Contents, pairs: Iterable[tuple[int, int]]
) -> None:
    """Mark the unsure pairs, and undo those for which nearly nothing speaks."""
    rivals = _rivals(alignment, similarity, pairs)
    left_over = {alignment.old[i].text for i in alignment.open_old()}
    left_over |= {alignment.new[j].text for j in alignment.open_new()}
    for i, news in list(alignment.targets.items()):
        j = news[0]
        if len(news) > 1 or len(alignment.sources[j]) > 1:
            continue
        if alignment.old[i].text == alignment.new[j].text:
            if alignment.old[i].text in left_over and not alignment.are_in_place(i, j):
                alignment.unsure.add(i)  # which of the twins went there cannot be told from the words
            continue
        sure, possible = _wanted(alignment, similarity, i, j)
        alike = similarity.alike(i, j)
        if alignment.old[i].kind in TITLES:
            alike = max(alike, title_likeness(alignment, similarity, inside, i, j))
        if alike < possible:
            alignment.part(i, j)
        elif alike < sure or (alike < RIVAL_UNDER and rivals.get((i, j), 0.0) >= RIVAL * alike):
            alignment.unsure.add(i)


def propose_others(alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]) -> None:
    """For each unsure paragraph, the few others that it may have become, best first."""
    wanted = {i: _alike_of(alignment, similarity, i) for i in alignment.unsure}
    ranked = sorted(
        (-similarity.alike(i, j), i, j)
        for i, j in pairs
        if i in wanted and j not in alignment.targets.get(i, ())
    )
    for closeness, i, j in ranked:
        found = alignment.others.setdefault(i, [])
        if -closeness >= OTHERS_CLOSE * wanted[i] and len(found) < OTHERS_MAX:
            found.append(j)


def question_titles(alignment: Alignment, inside: Contents) -> None:
    """A title that shares no word with another but stands over the same: a person says whether it is the same."""
    for (i, j), _ in sorted(inside.shared.items(), key=lambda entry: -entry[1]):
        is_open = alignment.are_free(i, j) and i not in alignment.unsure
        if is_open and alignment.old[i].kind in TITLES and inside.likeness(i, j) >= CONTENTS_ALONE:
            alignment.unsure.add(i)
            alignment.others.setdefault(i, []).append(j)


def _rivals(
    alignment: Alignment, similarity: Weighed, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """By pair, the closest likeness of one of the two to a paragraph that is left over.

    Not where the number says which one is meant.
    """
    rivals: dict[tuple[int, int], float] = {}
    for i, j in pairs:
        targets, sources = alignment.targets.get(i, []), alignment.sources.get(j, [])
        made = [(i, to) for to in targets if not sources] + [(of, j) for of in sources if not targets]
        for pair in made:
            if are_comparable(alignment.old[i], alignment.new[j]) and not alignment.have_same_number(*pair):
                rivals[pair] = max(rivals.get(pair, 0.0), similarity.alike(i, j))
    return rivals


def _wanted(alignment: Alignment, similarity: Weighed, i: int, j: int) -> tuple[float, float]:
    if alignment.neighbourhood(i, j) == 3:
        return BETWEEN_PAIRS
    if alignment.old[i].kind in TITLES:
        return OF_TITLES
    if alignment.have_same_number(i, j):
        return BY_NUMBER
    if alignment.are_in_place(i, j):
        return IN_PLACE
    is_short = min(similarity.old.syllables[i], similarity.new.syllables[j]) < SHORT
    return SHORT_ELSEWHERE if is_short else ELSEWHERE


def _alike_of(alignment: Alignment, similarity: Weighed, i: int) -> float:
    return max((similarity.alike(i, j) for j in alignment.targets.get(i, ())), default=0.0)
