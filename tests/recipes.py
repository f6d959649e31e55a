"""Reads docs/recipes/*.md as a machine would follow them.

A fenced block is one step. Its first line says where its other lines go, after the sign of a comment:

    # forum/threads/queries.py: at the end          (or: a new file, among the imports)
    # forum/urls.py: below "threads.new_thread"     (or: above …, instead of …: the one line that begins so)
    # forum/contact/events.py: change               (its lines begin with '-', '+' or a space, as of a diff)

A block of lines that begin with `$ ` is commands.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT

FOLDER = ROOT / "docs" / "recipes"
FENCED = re.compile(r"^( *)```\w*\n(.*?)\n\1```$", re.M | re.S)
PLACE = re.compile(
    r"(?:#|\{#) (?P<file>[\w./]+): "
    r"(?P<where>at the end|a new file|among the imports|change|below|above|instead of)(?: (?P<line>.+?))?(?: #\})?"
)


@dataclass(frozen=True)
class Edit:
    """`line` is how the one line begins that `where` speaks of."""

    file: str
    where: str
    line: str
    text: str


@dataclass(frozen=True)
class Command:
    words: str


def recipes() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.md"))


def steps_of(recipe: str) -> list[Edit | Command]:
    steps: list[Edit | Command] = []
    for indent, block in FENCED.findall((FOLDER / f"{recipe}.md").read_text(encoding="utf-8")):
        first, *rest = [line.removeprefix(indent) for line in block.split("\n")]
        if first.startswith("$ "):
            steps += [Command(line.removeprefix("$ ")) for line in (first, *rest)]
            continue
        place = PLACE.fullmatch(first)
        assert place, f"{recipe}: {first!r} says not where"
        steps.append(Edit(place["file"], place["where"], place["line"] or "", "\n".join(rest)))
    return steps


def files_of(steps: Iterable[Edit | Command]) -> list[str]:
    """The files of the program that are opened; what a command writes is not counted."""
    return sorted({s.file for s in steps if isinstance(s, Edit) and not s.file.startswith("tests/")})


def follow(edit: Edit, checkout: Path) -> None:
    """Makes the edit in this checkout. Raises AssertionError where the file is not as the recipe takes it to be."""
    path = checkout / edit.file
    if edit.where == "a new file":
        assert not path.exists(), f"{edit.file} is there already"
        path.write_text(edit.text + "\n", encoding="utf-8")
        return
    path.write_text(edited(edit, path.read_text(encoding="utf-8")), encoding="utf-8")


def edited(edit: Edit, text: str) -> str:
    if edit.where == "at the end":
        return f"{text.rstrip()}\n\n{edit.text}\n"
    if edit.where == "change":
        old, new = (_side(edit.text, sign) for sign in "-+")
        assert text.count(old) == 1, f"{edit.file}: what is to be changed is there {text.count(old)} times"
        return text.replace(old, new)
    lines = text.split("\n")
    if edit.where == "among the imports":
        at = next(n for n, line in enumerate(lines) if line.startswith(("from ", "import ")))
        return "\n".join([*lines[:at], edit.text, *lines[at:]])
    found = [n for n, line in enumerate(lines) if line.strip().startswith(edit.line)]
    assert len(found) == 1, f"{edit.file}: {len(found)} lines begin with {edit.line!r}, not one"
    before, after = {"above": (0, 0), "below": (1, 1), "instead of": (0, 1)}[edit.where]
    return "\n".join([*lines[: found[0] + before], edit.text, *lines[found[0] + after :]])


def _side(difference: str, sign: str) -> str:
    """The lines before ('-') or after ('+') the change."""
    return "".join(f"{line[1:]}\n" for line in difference.split("\n") if line[:1] in (sign, " "))
