"""The place of a syllable's tone mark. People write both hòa and hoà; comparison needs one form."""

import re
import unicodedata
from functools import lru_cache

# In dictionary order, after the level tone.
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
SHAPED = frozenset("ăâêôơư")
SYLLABLE = re.compile(
    r"(?P<first>ngh|ng|nh|ch|gh|gi(?=[aăâeêioôơuưy])|kh|ph|qu(?=[aăâeêiouôơy])|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?P<vowels>[aăâeêioôơuưy]{1,3})"
    r"(?P<last>ch|ng|nh|[cmnpt])?",
)
LETTERS = re.compile(r"[^\W\d_]+")


def canonical_tones(text: str) -> str:
    """NFC with each syllable's tone mark in its older place: hoà → hòa, thuỷ → thủy, qúy → quý.

    Words other than a Vietnamese syllable with exactly one tone stay unchanged.
    """
    return LETTERS.sub(lambda word: _placed(word.group()), unicodedata.normalize("NFC", text))


@lru_cache(maxsize=30_000)
def _placed(word: str) -> str:
    letters, tones = split_tones(word)
    if len(tones) != 1:
        return word
    syllable = SYLLABLE.fullmatch(letters.lower())
    if syllable is None:
        return word
    at = syllable.start("vowels") + _toned_vowel(syllable["vowels"], bool(syllable["last"]))
    return unicodedata.normalize("NFC", letters[: at + 1] + tones + letters[at + 1 :])


def _toned_vowel(vowels: str, closed: bool) -> int:
    shaped = [at for at, vowel in enumerate(vowels) if vowel in SHAPED]
    if shaped:
        return shaped[-1]
    if closed or len(vowels) == 1:
        return len(vowels) - 1
    return len(vowels) - 2


def split_tones(word: str) -> tuple[str, str]:
    """The word's letters in NFC without tones, and its tone marks in order."""
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in decomposed if c in TONES)
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
    return letters, tones
