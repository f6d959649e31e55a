"""Takes the notes at the foot of a page out of its text, and leaves a mark where the text refers to one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from forum.paperwork.reading.pdf.margins import DRAWN
from forum.paperwork.reading.pdf.pieces import Piece, level

SMALLER = 0.93  # of the height of the page's letters
RAISED = 0.82  # the same of a number that refers to a note
RULE_SHARE = 0.5  # of the page's width: the line above notes is shorter
RULE_MIN = 30.0  # points
FOOT_LINES = 2  # below the notes, such as the number of the page

_START = re.compile(r"\[?(?P<number>\d{1,3}|\*{1,3})\]?[.)]?\s*(?=\S)")
_REFERENCE = re.compile(r"\[?(\d{1,3}|\*{1,3})\]?")
_UNIT = re.compile(r"(?:^|[\s\d/(])[kcdm]?m$")  # before the 2 of m²
SIGN = "\x01"  # around the number of a note where the text refers to it; no text holds it
MARKED = re.compile(f"{SIGN}([^{SIGN}]*){SIGN}")


@dataclass(frozen=True)
class Note:
    """Its number is empty where it goes on from the page before."""

    number: str
    text: str


def part_notes(
    pieces: Sequence[Piece], rules: Sequence[Piece], width: float
) -> tuple[list[Piece], tuple[Note, ...]]:
    """The pieces without the notes below a short rule, and the notes."""
    if not pieces:
        return [], ()
    usual = median(piece.height for piece in pieces for _ in range(len(piece.text)))
    for rule in sorted(_short(rules, width), key=lambda rule: rule.top):
        below = [piece for piece in pieces if piece.top < rule.top + 1]
        rows = list(level(below))
        small = [row for row in rows if all(piece.height <= SMALLER * usual for piece in row)]
        is_first_small = bool(rows) and small[:1] == rows[:1]
        if not is_first_small or len(rows) - len(small) > FOOT_LINES:
            continue
        notes = _notes(small)
        noted = {id(piece) for row in small for piece in row}
        others = [piece for piece in pieces if id(piece) not in noted]
        return _with_marks(others, usual), notes
    return _with_marks(pieces, usual), ()


def _short(rules: Sequence[Piece], width: float) -> list[Piece]:
    """Level rules that may stand above notes; none of a table, which upright ones meet, nor of a drawing."""
    if len(rules) > DRAWN:
        return []
    upright = [rule for rule in rules if rule.right - rule.left <= rule.top - rule.bottom]
    return [
        rule
        for rule in rules
        if RULE_MIN <= rule.right - rule.left <= RULE_SHARE * width
        and rule.top - rule.bottom < rule.right - rule.left
        and not any(side.bottom - 2 <= rule.top <= side.top + 2 for side in upright)
    ]


def _notes(rows: Sequence[Sequence[Piece]]) -> tuple[Note, ...]:
    notes: list[Note] = []
    for row in rows:
        text = " ".join(" ".join(piece.text for piece in sorted(row, key=lambda piece: piece.left)).split())
        found = _START.match(text)
        is_next = found is not None and (not notes or _follows(found["number"], notes[-1].number))
        if found and is_next:
            notes.append(Note(found["number"], text[found.end() :]))
        elif notes:
            notes[-1] = replace(notes[-1], text=f"{notes[-1].text} {text}")
        else:
            notes.append(Note("", text))
    return tuple(notes)


def _follows(number: str, before: str) -> bool:
    if not (number.isdecimal() and before.isdecimal()):
        return len(number) == len(before) + 1 or not before
    return int(number) == int(before) + 1


def _with_marks(pieces: Sequence[Piece], usual: float) -> list[Piece]:
    """Small raised numbers as marks; one without a note, here or on a later page, is text again in the end."""
    marked: list[Piece] = []
    for place, piece in enumerate(pieces):
        found = _REFERENCE.fullmatch(piece.text.strip())
        if place and _UNIT.search(pieces[place - 1].text):
            found = None
        is_raised = piece.height <= RAISED * usual and not (place and _is_lowered(piece, pieces[place - 1]))
        marked.append(replace(piece, text=f"{SIGN}{piece.text}{SIGN}") if found and is_raised else piece)
    return marked


def _is_lowered(piece: Piece, before: Piece) -> bool:
    """As the 2 of CO₂ is."""
    return piece.is_level_with(before) and piece.middle[1] < before.middle[1]


def number_of(mark: str) -> str:
    """The number in a mark, without the brackets around it."""
    return mark.strip().strip("[]")
