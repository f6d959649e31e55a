"""What an opinion quotes of a draft and proposes in its place: phrases, rows of tables, wordings. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from forum.paperwork.difference import settled
from forum.versions import version_of

Rows = Sequence[Sequence[str]]
ROW_ALIKE, ROW_ALIKE_IN_PLACE = 0.5, 0.35  # of the words of two rows, without the number that counts them
_WORD = re.compile(r"\S+")
_SYLLABLE = re.compile(r"\w+")
_QUOTES = "\"'“”‘’«» \t\n"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as the text has them; `start` counts code points. `times`: how often they stand in it."""

    text: str
    start: int
    times: int


def phrase_in(text: str, words: str, start: int | None = None) -> Phrase | None:
    """The first place of these words in the text, or the one at `start`. Spaces and lines between the words, the
    size of letters and quotation marks around them make no difference; None where the text does not have them."""
    sought = _WORD.findall(unicodedata.normalize("NFC", words).strip(_QUOTES))
    if not sought:
        return None
    found = _places(text, sought, re.UNICODE) or _places(text, sought, re.IGNORECASE)
    chosen = next((one for one in found if one.start() == start), found[0] if found else None)
    return Phrase(chosen.group(), chosen.start(), len(found)) if chosen is not None else None


def _places(text: str, sought: Sequence[str], flags: re.RegexFlag) -> list[re.Match[str]]:
    """Whole words alone: 'năm' is not found in 'nămg'."""
    words = r"\s+".join(map(re.escape, sought))
    before = r"(?<!\w)" if sought[0][0].isalnum() else ""
    after = r"(?!\w)" if sought[-1][-1].isalnum() else ""
    return list(re.finditer(f"{before}{words}{after}", text, flags))


def row_words(row: Sequence[str]) -> str:
    """A row of a table as one line."""
    return " | ".join(row)


def row_now(quoted: str, number: int, rows: Sequence[Sequence[str]]) -> str:
    """The row of another version of the table that a row, as it was quoted, has become; empty for none.

    By its words, since rows are put in above it; of two alike the one nearest to where it stood.
    """
    lines = [row_words(row) for row in rows]
    if quoted in lines:
        return quoted
    words = _words_of_row(quoted)
    ranked = []
    for place, line in enumerate(lines):
        others = _words_of_row(line)
        alike = len(words & others) / max(len(words | others), 1)
        if place and alike >= (ROW_ALIKE_IN_PLACE if place == number else ROW_ALIKE):
            ranked.append((-alike, abs(place - number), line))
    return min(ranked)[2] if ranked else ""


def row_shown(
    it: "Draft", seen_version: str, number: int, text: str, rows: Rows, former: Sequence[tuple[int, Rows]]
) -> int | None:
    """The row of a table, as it stands now, that a form showed as this number; None for the whole table, where the row
    is gone.

    By the words that the form showed: `seen_version` is theirs, or those of the table, whose `text` stands beside the
    rows. `former` are the rows of the table in other versions of the draft.
    """
    if not seen_version or seen_version == seen_of(it, text):
        return None if seen_version else number
    if not any(0 < number < len(table) for table in (rows, *(before for _version, before in former))):
        return number
    near = sorted(range(1, len(rows)), key=lambda place: abs(place - number))
    for place in near:
        if seen_of(it, row_words(rows[place])) == seen_version:
            return place
    for version, before in former:
        if 0 < number < len(before) and version_of(version, row_words(before[number])) == seen_version:
            now = row_now(row_words(before[number]), number, rows)
            return next((place for place in near if row_words(rows[place]) == now), None)
    return number


def _words_of_row(line: str) -> set[str]:
    return {*_SYLLABLE.findall(re.sub(r"^\s*\d+[.)]?\s*\|", "", line).lower())}


def is_unchanged(wording: str, text: str) -> bool:
    """Whether a proposed wording proposes nothing."""
    return settled(wording) == settled(text)


def without_label(wording: str, label: str, text: str) -> str:
    """The wording without the paragraph's label, which the page shows before its text and which people copy along:
    '1. Mức hỗ trợ …' for the paragraph '1.'."""
    core = _WORD.findall(label.rstrip(" .):/–-"))
    if not core:
        return wording
    typed = re.compile(r"\s*" + r"\s+".join(map(re.escape, core)) + r"\s*[.):/–-]+\s+", re.IGNORECASE)
    found = typed.match(wording)
    return wording[found.end() :] if found is not None and typed.match(text) is None else wording


class Draft(Protocol):
    """A consultation, or its line."""

    @property
    def shown_version(self) -> int: ...


def seen_of(it: Draft, quoted: str) -> str:
    """The version of what a form of an opinion shows: of the draft, and of the words themselves, which a notice may
    mend within a version."""
    return version_of(it.shown_version, quoted)
