"""What the signs of a text are: letters, digits, marks on a letter, or nothing that anybody sees."""

import unicodedata

# Letters and symbols by their category, with no picture: Hangul fillers, the empty Braille cell, hieroglyphic blanks.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800\U00013441\U00013442"
MAX_MARKS = 3
_LETTERS = {"Lu", "Ll", "Lt", "Lo"}


def has_letter(text: str) -> bool:
    return any(unicodedata.category(sign) in _LETTERS and sign not in BLANKS for sign in text)


def has_letter_or_digit(text: str) -> bool:
    return has_letter(text) or any(unicodedata.category(sign)[0] == "N" for sign in text)


def has_too_many_marks(text: str) -> bool:
    """More marks on one letter than any language here writes: they would run over the lines around."""
    marks = 0
    for sign in unicodedata.normalize("NFD", text):
        category = unicodedata.category(sign)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MAX_MARKS:
                return True
        elif category != "Cf":  # what nobody sees does not begin another letter
            marks = 0
    return False


def trimmed(text: str) -> str:
    """Without white space around it, nor signs that look like white space."""
    start, end = 0, len(text)
    while start < end and _is_white(text[start]):
        start += 1
    while start < end and _is_white(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_white(sign: str) -> bool:
    return sign.isspace() or sign in BLANKS
