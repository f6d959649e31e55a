"""Vietnamese in the encodings of old fonts, made from Unicode."""

import itertools

from vietnamese import Encoding, decode

_LATIN = [chr(point) for point in range(0xA1, 0x100)]


def encoded(text: str, encoding: Encoding) -> str:
    """The text as a program of that time stored it; in TCVN3 capitals with tones were small letters of a font."""
    if encoding is Encoding.misread:
        return text.encode().decode("latin-1")
    letters = _letters(encoding)
    return "".join(letters.get(sign) or letters.get(sign.lower()) or sign for sign in text)


def _letters(encoding: Encoding) -> dict[str, str]:
    bases = "aeouyAEOUYôöÔÖ" if encoding is Encoding.vni else ""
    typed = [*_LATIN, *(base + mark for base, mark in itertools.product(bases, _LATIN))]
    found = {letter: one for one in reversed(typed) if (letter := decode(one, encoding)) != one}
    return {letter: one for letter, one in found.items() if len(letter) == 1}
