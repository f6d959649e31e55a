"""Vietnamese text: normalising, folding for search, and sorting as Vietnamese readers expect."""

from vietnamese.folding import (
    Word,
    find_phrases,
    fold,
    fold_keeping_marks,
    folded_words,
    slug,
    syllables,
    without_marks,
    words_with_places,
)
from vietnamese.legacy import (
    FONTS,
    Encoding,
    Legacy,
    decode,
    encoding_of_font,
    find_legacy,
    is_syllable,
    may_be_legacy,
)
from vietnamese.likeness import look, words_looked_at
from vietnamese.normal import INVISIBLE, UnreadableText, normalise, visible_length
from vietnamese.numbers import format_number
from vietnamese.ordering import sort_key
from vietnamese.signs import has_letter, has_letter_or_digit, has_too_many_marks, trimmed
from vietnamese.tones import canonical_tones

__all__ = [
    "FONTS",
    "INVISIBLE",
    "Encoding",
    "Legacy",
    "UnreadableText",
    "Word",
    "canonical_tones",
    "decode",
    "encoding_of_font",
    "find_legacy",
    "find_phrases",
    "fold",
    "fold_keeping_marks",
    "folded_words",
    "format_number",
    "has_letter",
    "has_letter_or_digit",
    "has_too_many_marks",
    "is_syllable",
    "look",
    "may_be_legacy",
    "normalise",
    "slug",
    "sort_key",
    "syllables",
    "trimmed",
    "visible_length",
    "without_marks",
    "words_looked_at",
    "words_with_places",
]
