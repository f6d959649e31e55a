"""The order of numbers in a series: digits, letters of the Vietnamese list, roman numerals."""

import re

LETTERS = list("abcdđeghiklmnopqrstuvxy")
LATIN = ("bis", "ter", "quater", "quinquies")  # of what is put in later, in treaties and older laws: 5 bis
BY_LATIN = rf"(?:\s?(?:{'|'.join(LATIN)})(?![^\W_]))"
PUT_IN = rf"(?:{BY_LATIN}|[a-hđA-HĐ]|-[A-HĐ])"  # what is put in later: IIa, IIA, II-A or II bis, after II
_WITH_PUT_IN = re.compile(rf"(?P<before>.*?)[-\s]?(?P<letter>{'|'.join(LATIN)}|[a-hđA-HĐ]?)")
_LETTERED = {"chapter", "section", "article", "roman"}
_IN_WORDS = {
    word: value
    for value, words in enumerate(
        ("một nhất mốt", "hai", "ba", "bốn tư", "năm lăm nhăm", "sáu", "bảy bẩy", "tám", "chín", "mười"),
        start=1,
    )
    for word in words.split()
}
WORDS = rf"(?:{'|'.join(_IN_WORDS)})(?:\s+(?:{'|'.join(_IN_WORDS)}|mươi)){{0,3}}(?![^\W_])"
_ROMAN_SIGNS = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def follows(number: str, before: str, family: str) -> bool:
    """Whether the number comes right after the other one. A first number follows ''."""
    if "." in number + before and family == "article":
        return not before or _follows_in_chapter(number, before)
    place, last = position(number, family), position(before, family) if before else 0
    if place is None or last is None:
        return True
    return place == last + 1 or (place == last and number != before)


def follows_strictly(number: str, before: str, family: str) -> bool:
    """The same, where both have a place in the series and differ in it; 2.1 follows 2, and 2.2 or 3 follows 2.1."""
    if family == "decimal":
        return _follows_decimal(number.split("."), before.split(".") if before else [])
    if "." in number + before and family == "article":
        return _follows_in_chapter(number, before)
    place, last = position(number, family), position(before, family) if before else 0
    if place is None or last is None:
        return False
    is_put_in = family in _LETTERED and place == last and _put_in(number) == _put_in(before) + 1
    return place == last + 1 or is_put_in


def _put_in(number: str) -> int:
    """0 for II, 1 for IIa or II bis, 2 for IIb or II ter."""
    found = _WITH_PUT_IN.fullmatch(number)
    if found and found["letter"] in LATIN:
        return LATIN.index(found["letter"]) + 1
    letter = found["letter"].lower() if found and roman_value(number) is None else ""
    return LETTERS.index(letter) + 1 if letter else 0


def _follows_decimal(parts: list[str], before: list[str]) -> bool:
    if len(parts) > len(before):
        return parts[: len(before)] == before and all(
            part.lstrip("0") == "1" for part in parts[len(before) :]
        )
    *outer, last = parts
    digits, until = re.match(r"\d+", last), re.match(r"\d+", before[len(outer)])
    is_next = digits is not None and until is not None and int(digits[0]) == int(until[0]) + 1
    return is_next and outer == before[: len(outer)]


def _follows_in_chapter(number: str, before: str) -> bool:
    """Articles numbered anew in each chapter, 2.1 after 1.4; one without a chapter's number may stand among them."""
    (chapter, _, place), (last, _, until) = number.partition("."), before.partition(".")
    step = int(_digits(chapter)) - int(_digits(last) or 0)
    if not place:
        return step == 1
    return (step == 0 and int(place) == int(until or 0) + 1) or (step in {0, 1} and place == "1")


def _digits(number: str) -> str:
    found = re.match(r"\d+", number)
    return found[0] if found else ""


def in_digits(words: str) -> str:
    """'mười hai' as 12 and 'hai mươi mốt' as 21; '' for what is no number below 100."""
    parts = words.lower().split()
    if "mươi" in parts:
        tens, ones = parts[: parts.index("mươi")], parts[parts.index("mươi") + 1 :]
        value = 10 * _IN_WORDS[tens[0]] if len(tens) == 1 and _IN_WORDS[tens[0]] > 1 else 0
    elif parts[0] == "mười":
        value, ones = 10, parts[1:]
    else:
        value, ones = 0, parts
    if len(ones) > 1 or not (value or ones) or (value and ones and _IN_WORDS.get(ones[0], 10) > 9):
        return ""
    return str(value + (_IN_WORDS[ones[0]] if ones else 0))


def position(number: str, family: str) -> int | None:
    """The position of a number in its series, from 1; None for a series without an order."""
    if family in {"letter", "capital"}:
        head = number[0].lower()
        order = LETTERS if family == "letter" else [*"abcdefgh"]
        return order.index(head) + 1 if head in order else None
    if family == "numeral":
        return roman_value(number)
    if (value := roman_value(number)) is not None:
        return value
    if number[0] in "IVXLC" and (found := _WITH_PUT_IN.fullmatch(number)):
        return roman_value(found["before"])
    digits = re.match(r"\d+", number.rpartition(".")[2])
    return int(digits.group()) if digits else None


def roman_value(numeral: str) -> int | None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    parts = [values.get(letter, 0) for letter in numeral.upper()]
    if not parts or 0 in parts:
        return None
    total = sum(-part if part < max(parts[place:]) else part for place, part in enumerate(parts))
    return total if roman(total) == numeral.upper() else None


def roman(value: int) -> str:
    """The numeral for 1 to 399; '' outside."""
    if not 0 < value < 400:
        return ""
    out = ""
    for size, sign in _ROMAN_SIGNS:
        count, value = divmod(value, size)
        out += sign * count
    return out
