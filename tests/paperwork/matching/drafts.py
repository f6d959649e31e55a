"""The drafts of truth/: two versions each, every paragraph judged by hand with a tag at the line's end.

Old lines carry an id, '{a3}'. New lines say where they came from and what became of it: '{a3: changed}',
'{a3+a4: joined}', or '{new}'. An id that no new line names was removed. A table has one tag, on its last
row.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from forum.paperwork.matching.passages import Passage, passages
from forum.paperwork.matching.versions import Matching
from forum.paperwork.reading.text import read_text

FOLDER = Path(__file__).parent / "truth"
_TAG = re.compile(r" \{(?P<ids>[\w+]+)(?:: (?P<fate>\w+))?\}$", re.MULTILINE)


@dataclass(frozen=True)
class Judged:
    """Both versions with their ids as keys, and what a person says about each paragraph."""

    name: str
    old: list[Passage]
    new: list[Passage]
    outcomes: dict[str, tuple[str, frozenset[str]]]
    origins: dict[str, frozenset[str]]


def judged_drafts() -> list[Judged]:
    return [_judged(path) for path in sorted(FOLDER.glob("*.old.txt"))]


def errors(draft: Judged, matched: Matching) -> list[str]:
    """Each paragraph whose fate or tie differs from the judgement, as a line to read."""
    found = []
    for outcome in matched.outcomes:
        wanted = draft.outcomes[outcome.key]
        if (outcome.fate, frozenset(outcome.to)) != wanted:
            found.append(f"{draft.name} {outcome.key}: {outcome.fate} {outcome.to}, judged {wanted}")
    for origin in matched.origins:
        if frozenset(origin.came_from) != draft.origins[origin.key]:
            found.append(
                f"{draft.name} {origin.key}: from {origin.came_from}, judged {draft.origins[origin.key]}"
            )
    return found


def _judged(path: Path) -> Judged:
    new_path = path.with_name(path.name.replace(".old.", ".new."))
    old, ids = _tagged(path)
    new, came_from = _tagged(new_path)
    old_keys = [found[0] for found in ids]
    new_keys = [f"line{place}" for place in range(len(new))]
    outcomes = {key: ("removed", frozenset[str]()) for key in old_keys}
    origins: dict[str, frozenset[str]] = {}
    for key, (names, fate) in zip(new_keys, came_from, strict=True):
        origins[key] = frozenset() if names == "new" else frozenset(names.split("+"))
        for name in origins[key]:
            outcomes[name] = (fate, outcomes[name][1] | {key})
    return Judged(
        path.name.removesuffix(".old.txt"), _keyed(old, old_keys), _keyed(new, new_keys), outcomes, origins
    )


def _tagged(path: Path) -> tuple[list[Passage], list[tuple[str, str]]]:
    text = path.read_text(encoding="utf-8")
    tags = [(found["ids"], found["fate"] or "") for found in _TAG.finditer(text)]
    read = passages(read_text(_TAG.sub("", text)))
    assert len(read) == len(tags), f"{path.name}: {len(read)} paragraphs read, {len(tags)} judged"
    return read, tags


def _keyed(read: list[Passage], keys: list[str]) -> list[Passage]:
    names = {passage.key: key for passage, key in zip(read, keys, strict=True)}
    return [
        replace(passage, key=names[passage.key], parent=names.get(passage.parent, "")) for passage in read
    ]
