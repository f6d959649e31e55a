"""Folding: one form for all ways to type the same Vietnamese words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from vietnamese.tones import canonical_tones

# Different letters in Unicode that look like đ and are typed for it.
BARRED_D = dict.fromkeys("đĐðÐɖƉ", "d")

# A syllable whose only vowel is i or y is the same word with either (kỹ/kĩ, y/i), as is i or y after qu.
# Not ay/ai or uy/ui, which are different words.
CONSONANTS = "bcdfghjklmnpqrstvwxz"

MARKED_LONE_Y = re.compile(r"\b([b-df-hj-np-tv-xzđ]*)([yýỳỷỹỵ])\b")
MARKED_QU_Y = re.compile(r"\bqu([yýỳỷỹỵ])")
AS_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")

WORD = re.compile(r"[^\W_]+")
# A combining mark is not a word character to `re`, but a word typed in NFD must not be split.
RAW_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


class Word(NamedTuple):
    """A folded word and its range in the original text (end exclusive)."""

    folded: str
    start: int
    end: int


class _Foldings(dict[int, str]):
    """Code point → folded characters, filled on demand. Anything but letters and digits becomes a space."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if unicodedata.category(character)[0] == "M" or unicodedata.category(character) == "Cf":
            folded = ""
        elif character in BARRED_D:
            folded = "d"
        else:
            lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).lower())
            bare = (c for c in lowered if unicodedata.category(c)[0] != "M")
            folded = "".join(BARRED_D.get(c, c) if c.isalnum() else " " for c in bare)
        self[point] = folded
        return folded


_foldings = _Foldings()


def _bare_words(text: str) -> list[str]:
    return text.translate(_foldings).split()


def without_marks(text: str) -> str:
    """What a keyboard without Vietnamese letters would have typed, in lower case; other signs stay."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(BARRED_D.get(one, one) for one in plain if unicodedata.category(one)[0] != "M")


def _merge_y(word: str) -> str:
    if word.startswith("quy"):
        return f"qui{word[3:]}"
    is_lone = word.endswith("y") and not word[:-1].strip(CONSONANTS)
    return f"{word[:-1]}i" if is_lone else word


def fold(text: str) -> str:
    """Lower-case words without marks, with d for đ, i for y where both spellings exist, and single spaces.

    '45–NQ/TW' gives '45 nq tw'. Idempotent.
    """
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of fold(text)."""
    return [_merge_y(word) if "y" in word else word for word in _bare_words(text)]


def fold_keeping_marks(text: str) -> str:
    """Like fold, but keeps the marks, with tones in their canonical place: 'hải' still differs from 'hai'."""
    lowered = canonical_tones(unicodedata.normalize("NFC", text).lower())
    words = " ".join(WORD.findall(lowered))
    merged = MARKED_LONE_Y.sub(lambda m: m[1] + m[2].translate(AS_I), words)
    return MARKED_QU_Y.sub(lambda m: "qu" + m[1].translate(AS_I), merged)


def syllables(text: str) -> list[str]:
    """Runs of letters and digits as written, in NFC."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def slug(text: str, longest: int = 80) -> str:
    """An ASCII slug for URLs, cut between words; empty if nothing remains."""
    words = re.findall(r"[a-z0-9]+", " ".join(_bare_words(text)))
    slug = ""
    for word in words:
        joined = f"{slug}-{word}" if slug else word[:longest]
        if len(joined) > longest:
            break
        slug = joined
    return slug


def words_with_places(text: str) -> list[Word]:
    """Every folded word with its range in `text`, which may be NFC or NFD.

    The words are those of fold(text), so that a match in folded text can be shown in the original.
    """
    places: list[Word] = []
    for run in RAW_WORD.finditer(text):
        start, end = run.span()
        for part in _folded_parts(run.group()):
            places.append(Word(part, start, end))
    return places


@lru_cache(maxsize=30_000)
def _folded_parts(word: str) -> tuple[str, ...]:
    """Cached: Vietnamese has few syllables, so nearly all of a text hits the cache."""
    return tuple(folded_words(word))


def find_phrases(words: list[Word], phrases: Iterable[tuple[str, ...]]) -> tuple[tuple[int, int], ...]:
    """Ranges of the original text covered by any phrase of folded words, in order, not overlapping."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        if phrase:
            by_first.setdefault(phrase[0], []).append(phrase)
    found: list[tuple[int, int]] = []
    for at, (folded, start, _) in enumerate(words):
        if folded not in by_first:
            continue
        for phrase in by_first[folded]:
            run = words[at : at + len(phrase)]
            if tuple(w.folded for w in run) == phrase:
                found.append((start, run[-1].end))
    return _joined(found)


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
