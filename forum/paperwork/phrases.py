"""Where a phrase of one text stands in the next version of it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.difference import Token, same_runs, tokens

State = Literal["same", "changed", "gone"]

# Where so much more than the phrase was written anew around it, what stands there now is another text.
LONGER, LONGER_BY = 3, 6


@dataclass(frozen=True)
class PhrasePlace:
    """What became of a phrase. `start` and `end` are code points of the new text in NFC, `words` what stands there.

    'same': the same words, wherever they stand now. 'changed': other words in its place. 'gone': `start` and
    `end` are the place where it stood, `words` is empty.
    """

    state: State
    start: int
    end: int
    words: str


def find_phrase(quoted: str, start: int, old_text: str, new_text: str) -> PhrasePlace | None:
    """Follow the words quoted from the old text, which began at `start` (code points of NFC), into the new text.

    A phrase that does not stand at `start` is taken where it stands nearest to there. None if the old text does not
    have it. How wide a gap between two words is plays no part. Takes time in proportion to the texts' length.
    """
    quoted, old_text, new_text = (unicodedata.normalize("NFC", text) for text in (quoted, old_text, new_text))
    old, new = tokens(old_text), tokens(new_text)
    span = _nearest(quoted, old_text, start)
    if span is None:
        return None
    first, last = _covered(old, span)
    to: dict[int, int] = {}
    for i, j, length in same_runs(old, new):
        to.update((i + step, j + step) for step in range(length))
    at, until, old_between = _range_between(to, first, last, len(old), len(new))
    whole = (
        all(to.get(place) == at + place - first for place in range(first, last))
        and until - at == last - first
    )
    if whole and (same := _same_place(old, new, first, last, at, span, new_text)):
        return same
    expected = new[at].start if at < len(new) else len(new_text)
    elsewhere = _nearest(quoted, new_text, expected)
    if elsewhere and _begins_and_ends_with_words(new_text, *elsewhere):
        return PhrasePlace("same", *elsewhere, new_text[slice(*elsewhere)])
    return _in_its_place(to, new, (first, last), (at, until), old_between, new_text)


def _nearest(quoted: str, text: str, start: int) -> tuple[int, int] | None:
    """The place of these words at `start`, or whole words nearest to there, whatever gaps are between them."""
    if text.startswith(quoted, start) and quoted.strip():
        return start, start + len(quoted)
    wanted = quoted.split()
    if not wanted:
        return None
    spans = list(_places(wanted, text))
    whole = [span for span in spans if _begins_and_ends_with_words(text, *span)]
    return min(whole or spans, key=lambda span: abs(span[0] - start), default=None)


def _begins_and_ends_with_words(text: str, start: int, end: int) -> bool:
    cuts_before = text[start].isalnum() and text[start - 1 : start].isalnum()
    return not cuts_before and not (text[end - 1].isalnum() and text[end : end + 1].isalnum())


def _places(wanted: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the words follow each other in the text, read as one line with single spaces."""
    line, starts = _one_line(text)
    flat = " ".join(wanted)
    at = line.find(flat)
    while at >= 0:
        yield starts[at], starts[at + len(flat) - 1] + 1
        at = line.find(flat, at + len(flat))


def _one_line(text: str) -> tuple[str, list[int]]:
    """The text with each gap as one space, and where each of its letters stood."""
    letters: list[str] = []
    starts: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        starts.append(place)
    return "".join(letters), starts


def _covered(old: list[Token], span: tuple[int, int]) -> tuple[int, int]:
    """The tokens that the span touches, as a range."""
    touched = [place for place, token in enumerate(old) if token.start < span[1] and token.end > span[0]]
    return touched[0], touched[-1] + 1


def _range_between(
    to: dict[int, int], first: int, last: int, old_count: int, new_count: int
) -> tuple[int, int, int]:
    """The new tokens between the nearest unchanged ones before and after the phrase, and how many old ones are."""
    before, after = first, last - 1
    while before >= 0 and before not in to:
        before -= 1
    while after < old_count and after not in to:
        after += 1
    begin = to[first] if before == first else to[before] + 1 if before >= 0 else 0
    end = to.get(after, new_count) + (after == last - 1)
    old_between = max(after, last) - min(before + 1, first)
    return begin, max(begin, end), old_between


def _same_place(
    old: list[Token], new: list[Token], first: int, last: int, at: int, span: tuple[int, int], new_text: str
) -> PhrasePlace | None:
    """The very tokens; a phrase may begin and end within one."""
    begin = new[at].start + max(0, span[0] - old[first].start)
    end = new[at + last - 1 - first].end - max(0, old[last - 1].end - span[1])
    return PhrasePlace("same", begin, end, new_text[begin:end])


def _in_its_place(
    to: dict[int, int],
    new: list[Token],
    phrase: tuple[int, int],
    there: tuple[int, int],
    old_between: int,
    new_text: str,
) -> PhrasePlace:
    """What stands between the same neighbours, or, if that is a text of its own, what is left of the phrase."""
    left = sorted(to[place] for place in range(*phrase) if place in to)
    begin, end = there
    is_other_text = max(end - begin, old_between) > LONGER * (phrase[1] - phrase[0]) + LONGER_BY
    if left and is_other_text:
        begin, end = left[0], left[-1] + 1
    if begin >= end or (is_other_text and not left):
        place = new[begin].start if begin < len(new) else len(new_text)
        return PhrasePlace("gone", place, place, "")
    span = new[begin].start, new[end - 1].end
    return PhrasePlace("changed", *span, new_text[slice(*span)])
