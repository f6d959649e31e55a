"""Recognises the numbers that offices put before a paragraph: Chương II, Điều 7., 1., 1.1., đ), -, +.

Some are ambiguous ('i)' after 'h)' is a letter, alone a roman numeral; 'C.' may be a heading or begin
'C. Mác'), so the reading depends on what came before: `seen` holds the last number of each family that is
still open.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forum.paperwork.tree import Kind

LETTERS = list("abcdđeghiklmnopqrstuvxy")
DEEPEST = 64  # levels of 1.1.1…; anything deeper stays text

RANKS: dict[str, float] = {
    "part": 10,
    "chapter": 20,
    "section": 30,
    "subsection": 40,
    "heading": 45,
    "article": 50,
    "capital": 60,
    "roman": 70,
    "decimal": 80,
    "letter": 150,
    "bracket": 152,
    "numeral": 155,
    "round": 156,
    "dash": 160,
    "plus": 170,
    "deeper": 175,
}

# A quick test, since most paragraphs start with no mark.
_MAY_BE_MARKED = re.compile(
    r"[-–—•*●▪◦·✓+(\d]|o\s|[^\W\d_]{1,7}\d{0,2}[)./]|phần|chương|tiểu|mục|điều|khoản|điểm", re.IGNORECASE
)
_NAMED = re.compile(
    r"(?P<name>phần|chương|tiểu mục|mục)\s+(?:thứ\s+)?"
    r"(?P<number>[ivxlc]{1,7}|\d{1,3}|nhất|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|[A-Z])"
    r"(?P<stop>\s*[.:–-]|)(?:\s+(?P<rest>.+)|)$",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"(?:Điều|ĐIỀU)\s+(?P<number>\d{1,4}[a-zđ]{0,2})(?:\s*[.:](?:\s+|$)(?P<rest>.*)|\s*$)", re.DOTALL
)
_SPELLED = re.compile(
    r"(?:(?:Khoản|KHOẢN)\s+(?P<clause>\d{1,3}[a-zđ]?)|(?:Điểm|ĐIỂM)\s+(?P<point>[a-zđ]\d{0,2}))"
    r"\s*[.:)](?:\s+(?P<rest>.+)|)$",
    re.DOTALL,
)
_CAPITAL = re.compile(r"(?P<number>[A-HĐ])[./]\s+(?P<rest>\S.*)", re.DOTALL)
_ROMAN = re.compile(r"(?P<number>[IVXLC]{1,7})[./]\s+(?P<rest>\S.*)", re.DOTALL)
_DECIMAL = re.compile(
    r"(?P<number>\d{1,3}[a-zđ]?|\d{1,3}(?:\.\d{1,3}){1,80})(?P<stop>[./]|)\s+(?P<rest>\S.*)", re.DOTALL
)
_LETTER = re.compile(r"(?P<number>[a-zđ]\d{0,2}|([a-z])\2)[)./]\s+(?P<rest>\S.*)", re.DOTALL)
_NUMERAL = re.compile(r"(?P<number>[ivx]{1,5})[)./]\s+(?P<rest>\S.*)", re.DOTALL)
_BRACKET = re.compile(r"(?P<number>\d{1,3})\)\s+(?P<rest>\S.*)", re.DOTALL)
_ROUND = re.compile(r"\((?P<number>\d{1,3}|[a-zđ]|[ivx]{1,5})\)\s+(?P<rest>\S.*)", re.DOTALL)
_BULLET = re.compile(
    r"(?P<number>[-–—•*●▪◦·o✓+])\s+(?P<rest>\S.*)|(?P<tight>[-–+])(?P<close>[^\W\d_].*)", re.DOTALL
)

_KINDS: dict[str, Kind] = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_ORDINALS = {
    "nhất": "1",
    "một": "1",
    "hai": "2",
    "ba": "3",
    "tư": "4",
    "bốn": "4",
    "năm": "5",
    "sáu": "6",
    "bảy": "7",
    "tám": "8",
    "chín": "9",
    "mười": "10",
}
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


@dataclass(frozen=True)
class Mark:
    """A recognised number. `rest` is the text after it; a lower rank is further out."""

    kind: Kind
    family: str
    number: str
    rest: str
    rank: float


def recognise(text: str, seen: Mapping[str, str]) -> Mark | None:
    """The mark at the start of a paragraph, or None for plain text."""
    if not _MAY_BE_MARKED.match(text):
        return None
    return (
        _named(text)
        or _article(text)
        or _spelled(text)
        or _capital(text, seen)
        or _roman(text, seen)
        or _decimal(text)
        or _numeral(text, seen)
        or _listed(text)
    )


def follows(number: str, before: str, family: str) -> bool:
    """Whether the number comes right after the other one. A first number follows ''."""
    place, last = position(number, family), position(before, family) if before else 0
    if place is None or last is None:
        return True
    return place == last + 1 or (place == last and number != before)


def position(number: str, family: str) -> int | None:
    """The position of a number in its series, from 1; None for a series without an order."""
    if family in {"letter", "capital"}:
        head = number[0].lower()
        order = LETTERS if family == "letter" else [*"abcdefgh"]
        return order.index(head) + 1 if head in order else None
    if family in {"roman", "numeral"} or re.fullmatch("[IVXLC]+", number):
        return roman_value(number)
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


def is_capitals(text: str) -> bool:
    """Whether a line is in capitals, as titles are."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and not any(char.islower() for char in letters)


def _named(text: str) -> Mark | None:
    found = _NAMED.match(text)
    if not found or not text[0].isupper():
        return None
    name, rest = found["name"].lower(), (found["rest"] or "").strip()
    number = _ORDINALS.get(found["number"].lower(), found["number"])
    if found["number"].lower() in _ORDINALS and name != "phần":
        return None
    if not number.isdecimal():
        if roman_value(number) is None and len(number) > 1:
            return None
        number = number.upper()
    # 'Chương II của Quy chế này quy định …' is a sentence, 'Chương II QUY ĐỊNH CHUNG' a heading.
    if rest and not found["stop"] and not is_capitals(rest) and "\n" not in found["rest"]:
        return None
    kind = _KINDS[name]
    return Mark(kind, kind, number, rest, RANKS[kind])


def _article(text: str) -> Mark | None:
    found = _ARTICLE.match(text)
    if not found:
        return None
    return Mark("article", "article", found["number"], (found["rest"] or "").strip(), RANKS["article"])


def _spelled(text: str) -> Mark | None:
    """'Khoản 2.' and 'Điểm đ)' written out."""
    found = _SPELLED.match(text)
    if not found:
        return None
    rest = (found["rest"] or "").strip()
    if found["clause"]:
        return Mark("clause", "decimal", found["clause"], rest, RANKS["decimal"] + 1)
    return Mark("point", "letter", found["point"], rest, RANKS["letter"])


def _capital(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _CAPITAL.match(text)
    if not found:
        return None
    before = seen.get("capital", "")
    if not (follows(found["number"], before, "capital") and (before or is_capitals(found["rest"]))):
        return None
    return Mark("heading", "capital", found["number"], found["rest"], RANKS["capital"])


def _roman(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _ROMAN.match(text)
    if not found or roman_value(found["number"]) is None:
        return None
    number = found["number"]
    alone = len(number) == 1 and number != "I"
    if alone and not follows(number, seen.get("roman", ""), "roman") and not is_capitals(found["rest"]):
        return None
    return Mark("heading", "roman", number, found["rest"], RANKS["roman"])


def _decimal(text: str) -> Mark | None:
    found = _DECIMAL.match(text)
    if not found:
        return None
    number, rest, depth = found["number"], found["rest"], found["number"].count(".") + 1
    if depth > DEEPEST or (depth == 1 and not found["stop"]):
        return None
    # '1.500 người' is a quantity; without a closing dot only '1.2 Tên mục' counts.
    if not found["stop"] and (not rest[0].isupper() or any(len(part) > 2 for part in number.split("."))):
        return None
    return Mark("clause", "decimal", number, rest, RANKS["decimal"] + depth)


def _numeral(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _NUMERAL.match(text)
    if not found or roman_value(found["number"]) is None:
        return None
    number = found["number"]
    goes_on = follows(number, seen.get("numeral", ""), "numeral")
    is_next_letter = len(number) == 1 and follows(number, seen.get("letter", ""), "letter")
    if len(number) == 1 and (is_next_letter or not goes_on):
        return None
    return Mark("point", "numeral", number, found["rest"], RANKS["numeral"])


def _listed(text: str) -> Mark | None:
    for pattern, family in ((_LETTER, "letter"), (_BRACKET, "bracket"), (_ROUND, "round")):
        found = pattern.match(text)
        if found:
            return Mark("point", family, found["number"], found["rest"], RANKS[family])
    found = _BULLET.match(text)
    if not found:
        return None
    sign, rest = found["number"] or found["tight"], found["rest"] or found["close"]
    family = "plus" if sign == "+" else "dash"
    return Mark("item", family, "+" if family == "plus" else "-", rest, RANKS[family])
