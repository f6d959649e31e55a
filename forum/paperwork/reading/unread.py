"""Lines that begin as a unit does but are none by their form: 'Điều 12; Họp', '* Điều 5. Nghỉ', 'I. Lê-nin'."""

import re

from forum.paperwork.reading.marks import DASHES, TITLE_MAX
from forum.paperwork.reading.named_units import OF_A_PAPER
from forum.paperwork.reading.numerals import BY_LATIN, WORDS, roman_value

_HEAD = re.compile(
    r"[\W_]{0,4}(?P<name>[đd]i[êềèeế][uùụ]|khoản|chương|tiểu mục|mục|phần|phụ lục)[\s.:_*]*(?:thứ\s+|số\s+)?"
    rf"(?P<number>[^\W_]{{1,6}})(?:{BY_LATIN}|\s*\([^()]{{1,40}}\))?(?P<after>[^\w\s]{{0,3}}_{{0,2}})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ROMAN_HEAD = re.compile(rf"[IVX]{{1,4}}\.\s[^\W\d_]+[{DASHES}][^\W\d_]")
_IN_WORDS = re.compile(WORDS, re.IGNORECASE)
_LIST_GOES_ON = (";", ",")


def begins_as_unit(text: str) -> bool:
    """Whether a person should look at a line that was read as plain text."""
    if text.endswith(_LIST_GOES_ON):
        return False
    found = _HEAD.match(text)
    if not found:
        return _ROMAN_HEAD.match(text) is not None
    number, after, rest = found["number"], found["after"], found["rest"].lstrip(" \t\n_*.:-–")
    if not (any(sign.isdecimal() for sign in number) or roman_value(number) or _IN_WORDS.fullmatch(number)):
        return False
    if not rest:
        return len(text) <= TITLE_MAX
    if after.startswith((",", "/", "”", '"')) or not (rest[0].isupper() or rest[0].isdecimal()):
        return False
    if OF_A_PAPER.match(rest):
        return False
    return bool(after) or (rest[0].isupper() and rest[-1] not in ".:" and len(rest) <= TITLE_MAX)
