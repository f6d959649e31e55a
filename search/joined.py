"""Numbers and codes in whatever spelling: '0225 3821 234' and '02253821234', 'TCVN 5574' and 'TCVN5574', 'hk2026-1'.

Words are cut where letters meet digits, in texts and in queries alike. A text also holds each of its numbers and
codes in one spelling, as words of their own, so that a query never grows.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from vietnamese import Word, fold, words_with_places

LETTERS_OR_DIGITS = re.compile(r"\d+|\D+")
MAX_JOINED_DIGITS = 15
MAX_JOINED_WORDS = 8
# A shorter number is joined only where its groups are thousands: '20-26/11' is not 2026.
MIN_JOINED_DIGITS = 7
# PostgreSQL holds a megabyte of words for each entry; what a page of figures has beyond this is found apart.
MAX_JOINS = 3_000
TELEPHONE_DIGITS = range(9, 13)
ABROAD_DIGITS = (11, 12)
FROM_ABROAD = ("84", "0084")
YEAR = re.compile(r"(?:19|20)\d\d")

CODE = re.compile(r"(?<![^\W\d_])([A-ZĐ]{2,4})[\W_]{0,3}((?:19|20)\d\d)[\W_]{0,3}(\d{1,7})(?!\d)")
TASK_CODE = re.compile(
    r"(?<![\w.-])[IVXLC]{1,7}(?=[.-])(?:\.(?:\d{1,3}|[A-ZĐ])(?!\w))*(?:-\d{1,3})?(?![\w-])(?!\.\w)"
)
SPACED_TASK_CODE = re.compile(r"[IVXLC]{1,7}(?:[\W_]+\d{1,3})+")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))


def cut_words(text: str) -> list[Word]:
    """The folded words of a text with their places, cut where letters meet digits."""
    words = []
    for word in words_with_places(text):
        if word.folded.isalpha() or word.folded.isdecimal():
            words.append(word)
        else:
            words += _cut(word, text[word.start : word.end])
    return words


def _cut(word: Word, raw: str) -> list[Word]:
    parts = [(part.group(), part.start(), part.end()) for part in LETTERS_OR_DIGITS.finditer(word.folded)]
    if len(fold(raw)) != len(raw):  # a sign that folds into several or none: each part stands for the whole
        return [Word(fold(part), word.start, word.end) for part, _, _ in parts]
    return [Word(fold(part), word.start + start, word.start + end) for part, start, end in parts]


def fold_cut(text: str) -> str:
    """The words of `cut_words`, one space between them."""
    return " ".join(word.folded for word in cut_words(text))


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that may stand in a sentence, as the program writes them, each once."""
    upper = unicodedata.normalize("NFKC", text).translate(DASHES).upper()
    found = [(code.start(), f"{code[1]}-{code[2]}-{int(code[3]):04d}") for code in CODE.finditer(upper)]
    found += [(code.start(), code.group()) for code in TASK_CODE.finditer(upper) if len(code.group()) > 2]
    if not found and SPACED_TASK_CODE.fullmatch(upper.strip()):
        return (upper.strip(),)
    return tuple(dict.fromkeys(code for _, code in sorted(found)))


def one_number(groups: Sequence[str]) -> str | None:
    """The number that groups of digits are: thousands, a telephone number; None for a date or some numbers."""
    whole = "".join(groups)
    if len(groups) < 2 or len(groups) > MAX_JOINED_WORDS or len(whole) > MAX_JOINED_DIGITS:
        return None
    if not all(group.isdecimal() for group in groups):
        return None
    if _are_thousands(groups) or (groups[0] in FROM_ABROAD and telephone(whole) != whole):
        return telephone(whole)
    if groups[0][0] == "0" and len(groups[0]) > 1 and len(whole) in TELEPHONE_DIGITS:
        return whole
    rest_is_grouped = all(len(group) in (3, 4) for group in groups[1:])
    has_year = any(YEAR.fullmatch(group) for group in groups[1:])
    is_number = len(whole) >= MIN_JOINED_DIGITS and rest_is_grouped and not has_year
    return telephone(whole) if is_number else None


def telephone(number: str) -> str:
    """The number of Vietnam with 0 instead of its country's 84, 0084 or 84 (0); others unchanged."""
    rest = number.removeprefix("00").removeprefix("84").removeprefix("0")
    is_ours = number.startswith(("84", "0084")) and 2 + len(rest) in ABROAD_DIGITS
    return f"0{rest}" if is_ours else number


def _are_thousands(groups: Sequence[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])


def reads_as_code(letters: str, number: str, *, in_capitals: bool) -> bool:
    """Whether a code typed with spaces is told from words: by its zeros, or by its capitals."""
    return (len(number) == 4 and number[0] == "0") or (in_capitals and len(letters) <= 3)


def code_at(words: Sequence[str], at: int) -> tuple[str, int] | None:
    """The code that begins at this word in its one spelling, and how many words it takes."""
    word = words[at]
    if not (2 <= len(word) <= 4 and word.isalpha()) or at + 1 >= len(words):
        return None
    year, size = words[at + 1], 2
    number = year[4:]
    if len(year) == 4 and at + 2 < len(words):
        number, size = words[at + 2], 3
    if not (year.isdecimal() and number.isdecimal() and YEAR.match(year) and len(number) <= 7):
        return None
    return f"{word}{year[:4]}{int(number):04d}", size


def joins(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The numbers and codes that stand in these words in several, each with the words that it is."""
    found: dict[str, tuple[str, ...]] = {}
    for at in _begins(words):
        for whole, size in _joins_at(words, at):
            found.setdefault(whole, tuple(words[at : at + size]))
        if len(found) >= MAX_JOINS:
            break
    return found


def _begins(words: Sequence[str]) -> Iterator[int]:
    """Where a number or a code may begin, in order: at digits, or at letters before them."""
    is_digits = [word[:1].isdecimal() for word in words]
    for at, begins in enumerate(is_digits):
        if begins or (at + 1 < len(words) and is_digits[at + 1]):
            yield at


def _joins_at(words: Sequence[str], at: int) -> Iterator[tuple[str, int]]:
    if code := code_at(words, at):
        yield code
    whole = ""
    for size, word in enumerate(words[at : at + MAX_JOINED_WORDS], start=1):
        whole += word
        if not word.isdecimal() or len(whole) > MAX_JOINED_DIGITS:
            return
        if size > 1 and (len(whole) >= MIN_JOINED_DIGITS or _are_thousands(words[at : at + size])):
            yield telephone(whole), size
        elif size == 1 and telephone(word) != word:
            yield telephone(word), 1
