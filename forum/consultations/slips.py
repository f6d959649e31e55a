"""Slips: the only change that may be made in the words of a draft while people write about them. Pure.

A slip is at most two syllables, each written otherwise by one or two letters, such as a mark left out. What
could change the meaning is refused: a figure, a name, a sign, a word of slip_words.yaml, one word of a pair there
that becomes the other. What is refused is a matter for a new version.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

import yaml

from forum.words import Words, _

SYLLABLES_MAX = 2
LETTERS_MAX = 2
SYLLABLE_LENGTH_MAX = 24  # letters and marks; no syllable is longer, and the work stays small

WORDS_FILE = Path(__file__).with_name("slip_words.yaml")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SENTENCE_ENDS = re.compile(r"[.?!…\n][\s\"'”’)\]]*$")
_OPENING = "\"'“‘(["

Rule = Literal["same", "too_many", "syllables", "signs", "letters", "figure", "name", "meaning"]


class _Group(TypedDict):
    why: str
    words: NotRequired[list[str]]
    pairs: NotRequired[list[list[str]]]


@dataclass(frozen=True)
class Correction:
    """One syllable written otherwise. `start` is its place in the old text, in code points of NFC."""

    start: int
    old: str
    new: str


@dataclass(frozen=True)
class Slip:
    """What a slip corrects, in reading order: one or two syllables."""

    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class NoSlip:
    """Why a change is more than a slip: the rule, and words for the page."""

    rule: Rule
    message: Words


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    is_spaced: bool


def slip(old_text: str, new_text: str) -> Slip | NoSlip:
    """The slip that makes the old text into the new one, or the rule that it breaks.

    Both texts are compared in NFC; how wide a gap between two words is plays no part.
    """
    old, new = unicodedata.normalize("NFC", old_text), unicodedata.normalize("NFC", new_text)
    before, after = list(_tokens(old)), list(_tokens(new))
    places = _changed_places(before, after)
    if isinstance(places, NoSlip):
        return places
    for place in places:
        refusal = (
            _refused_letters(before[place].text, after[place].text)
            or _refused_name(old, before, place)
            or _refused_name(new, after, place)
            or _refused_meaning(before, place)
            or _refused_meaning(after, place)
            or _refused_word(before, after, place)
        )
        if refusal:
            return refusal
    return Slip(
        tuple(Correction(before[place].start, before[place].text, after[place].text) for place in places)
    )


def _tokens(text: str) -> Iterator[_Token]:
    """Syllables and signs of a text in NFC. A sign, too, may be moved by a gap."""
    for found in _TOKEN.finditer(text):
        start = found.start()
        yield _Token(found.group(), start, start > 0 and text[start - 1].isspace())


def _changed_places(before: Sequence[_Token], after: Sequence[_Token]) -> list[int] | NoSlip:
    if len([token for token in before if _is_word(token)]) != len([t for t in after if _is_word(t)]):
        return NoSlip(
            "syllables",
            _("Thay đổi này thêm, bớt, tách hoặc nối tiếng; lỗi gõ chỉ được sửa trong từng tiếng."),
        )
    if [_frame(token) for token in before] != [_frame(token) for token in after]:
        return NoSlip("signs", _("Thay đổi này động đến dấu câu, ký hiệu hoặc khoảng trắng giữa các tiếng."))
    places = [place for place, token in enumerate(before) if token.text != after[place].text]
    if not places:
        return NoSlip("same", _("Hai bản không có tiếng nào khác nhau."))
    if len(places) > SYLLABLES_MAX:
        return NoSlip(
            "too_many",
            _(
                "Thay đổi này sửa {count} tiếng; lỗi gõ nhiều nhất là {limit} tiếng.",
                count=len(places),
                limit=SYLLABLES_MAX,
            ),
        )
    return places


def _is_word(token: _Token) -> bool:
    return token.text[0].isalnum() or token.text[0] == "_"


def _frame(token: _Token) -> tuple[str, bool]:
    """What a slip leaves as it is: signs, and where the gaps stand."""
    return ("" if _is_word(token) else token.text, token.is_spaced)


def _refused_letters(old: str, new: str) -> NoSlip | None:
    if any(unicodedata.category(letter).startswith("N") for letter in old + new):
        return NoSlip(
            "figure", _("Thay đổi '{old}' → '{new}' động đến số, không phải lỗi gõ.", old=old, new=new)
        )
    if _edit_distance(old, new) > LETTERS_MAX:
        return NoSlip(
            "letters",
            _(
                "'{old}' → '{new}' khác nhau quá {limit} chữ cái hoặc dấu.",
                old=old,
                new=new,
                limit=LETTERS_MAX,
            ),
        )
    return None


def _edit_distance(old: str, new: str) -> int:
    """How many letters and marks must be put in, taken out or written otherwise; a mark counts as a letter."""
    one, other = unicodedata.normalize("NFD", old), unicodedata.normalize("NFD", new)
    if max(len(one), len(other)) > SYLLABLE_LENGTH_MAX:
        return LETTERS_MAX + 1
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], i
        for j, there in enumerate(other, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != there))
    return row[-1]


def _refused_name(text: str, tokens: Sequence[_Token], place: int) -> NoSlip | None:
    """A capital within the sentence, or at its beginning in what looks like a name or an abbreviation."""
    word = tokens[place].text
    if not any(letter.isupper() for letter in word):
        return None
    next_word = tokens[place + 1].text if place + 1 < len(tokens) else ""
    is_name = any(letter.isupper() for letter in word[1:]) or next_word[:1].isupper()
    if is_name or not _begins_sentence(text, tokens, place):
        return NoSlip(
            "name",
            _("'{word}' viết hoa trong câu: có thể là tên riêng, tên văn bản hoặc chữ viết tắt.", word=word),
        )
    return None


def _begins_sentence(text: str, tokens: Sequence[_Token], place: int) -> bool:
    while place > 0 and tokens[place - 1].text in _OPENING:
        place -= 1
    end = tokens[place].start
    before = text[max(0, end - 20) : end]
    return place == 0 or bool(_SENTENCE_ENDS.search(before.rstrip(" \t") if "\n" not in before else before))


def _refused_meaning(tokens: Sequence[_Token], place: int) -> NoSlip | None:
    """Whether the syllable is a word of the list, or belongs to one of several syllables."""
    words = weighty_words()
    written = next((one for one in _words_at(tokens, place) if one in words), None)
    if written is None:
        return None
    return NoSlip(
        "meaning",
        _(
            "'{word}' có thể làm đổi nghĩa của câu ({why}).",
            word=" ".join(written),
            why=words[written],
        ),
    )


def _refused_word(before: Sequence[_Token], after: Sequence[_Token], place: int) -> NoSlip | None:
    """Whether one word of the list becomes another."""
    for old, new in zip(_words_at(before, place), _words_at(after, place), strict=True):
        if (why := other_words().get(frozenset({old, new}))) is not None:
            return NoSlip(
                "meaning",
                _(
                    "'{old}' và '{new}' có thể làm đổi nghĩa của câu ({why}).",
                    old=" ".join(old),
                    new=" ".join(new),
                    why=why,
                ),
            )
    return None


def _words_at(tokens: Sequence[_Token], place: int) -> Iterator[tuple[str, ...]]:
    """What a syllable belongs to, as far as the lists have words of so many syllables."""
    longest = max(len(word) for word in (*weighty_words(), *chain(*other_words())))
    for first in range(max(0, place - longest + 1), place + 1):
        for length in range(place - first + 1, longest + 1):
            yield tuple(token.text.lower() for token in tokens[first : first + length])


@cache
def other_words() -> Mapping[frozenset[tuple[str, ...]], str]:
    """Pairs of words, by syllables in lower case, of which a slip may not make one from the other, and why."""
    return {
        frozenset(_syllables(word) for word in pair): group["why"]
        for group in _groups()
        for pair in group.get("pairs", ())
    }


@cache
def weighty_words() -> Mapping[tuple[str, ...], str]:
    """Every word of the list, by syllables in lower case, and why no slip may touch it."""
    return {_syllables(word): group["why"] for group in _groups() for word in group.get("words", ())}


def _groups() -> list[_Group]:
    groups: list[_Group] = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
    return groups


def _syllables(word: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", word).lower().split())
