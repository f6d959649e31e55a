"""Sorts names by given name, with letters and tones in the order of Vietnamese dictionaries."""

import unicodedata

from vietnamese.folding import WORD, fold
from vietnamese.tones import TONES, split_tones

LETTER_RANKS = {
    letter: base + str(rank)
    for base, family in (("a", "aăâ"), ("d", "dđ"), ("e", "eê"), ("o", "oôơ"), ("u", "uư"))
    for rank, letter in enumerate(family)
}


def sort_key(name: str) -> str:
    """A key for text COLLATE "C": given name first, then the others in their written order.

    A word's letters come before its tone (level, huyền, hỏi, ngã, sắc, nặng), and a word before the next.
    Lower-case ASCII for Vietnamese names, so that search engines order it the same way.
    """
    words = [_word_key(word) for word in WORD.findall(unicodedata.normalize("NFC", name).lower())]
    return " ".join(words[-1:] + words[:-1])


def _word_key(word: str) -> str:
    letters, tones = split_tones(word)
    tone = TONES.index(tones[0]) + 1 if tones else 0
    return "".join(_letter_key(letter) for letter in letters) + str(tone)


def _letter_key(letter: str) -> str:
    if letter in LETTER_RANKS:
        return LETTER_RANKS[letter]
    if "a" <= letter <= "z":
        return letter + "0"
    if "0" <= letter <= "9":
        return "9" + letter  # sorts above every tone digit and below every letter
    folded = fold(letter)
    return f"{folded[0]}9" if folded and "a" <= folded[0] <= "z" else f"z9{letter}"
