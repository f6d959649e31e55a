"""Which tasks stand first where one is chosen: the chosen ones, those found by words or code, those like the text."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forum.programme.queries import TaskLabel
from vietnamese import fold

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Picked:
    """`likely` are suggested from the text or found by the words that were searched for."""

    chosen: tuple[TaskLabel, ...]
    likely: tuple[TaskLabel, ...]
    others: tuple[TaskLabel, ...]


def pick(tasks: Sequence[TaskLabel], chosen: Collection[str], words: str, text: str) -> Picked:
    """All the tasks, each once. Words are found with or without marks, a code in any spelling."""
    is_chosen = {task.id for task in tasks if str(task.id) in chosen}
    left = [task for task in tasks if task.id not in is_chosen]
    likely = _found(left, words) if words.strip() else _alike(left, text)
    first = is_chosen | {task.id for task in likely}
    return Picked(
        tuple(task for task in tasks if task.id in is_chosen),
        tuple(likely),
        tuple(task for task in tasks if task.id not in first),
    )


def _found(tasks: Iterable[TaskLabel], words: str) -> list[TaskLabel]:
    sought, code = fold(words).split(), _joined(words)
    return [
        task
        for task in tasks
        if _joined(task.code) == code or all(word in fold(task.title).split() for word in sought)
    ]


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _alike(tasks: Sequence[TaskLabel], text: str) -> list[TaskLabel]:
    """The tasks that share most pairs of syllables with the text; a pair of few titles weighs more."""
    pairs = {task.id: _pairs(task.title) for task in tasks}
    known = Counter(pair for each in pairs.values() for pair in each)
    shared = _pairs(text)
    scores = {task.id: sum(1 / known[pair] for pair in pairs[task.id] & shared) for task in tasks}
    best = sorted((task for task in tasks if scores[task.id] > 0), key=lambda task: -scores[task.id])
    return best[:SUGGESTED]


def _pairs(text: str) -> set[tuple[str, str]]:
    syllables = fold(text).split()
    return set(pairwise(syllables))
