"""Recognises units by their names: Phần thứ nhất, Chương II, Mục 1, Điều 7., Khoản 2., Điểm đ)."""

import re
from collections.abc import Mapping

from forum.paperwork.reading.letters import as_digits, as_numeral
from forum.paperwork.reading.marks import DASHES, NOTED, RANKS, TITLE_MAX, Mark, is_capitals, read_as
from forum.paperwork.reading.numerals import (
    BY_LATIN,
    PUT_IN,
    WORDS,
    follows_strictly,
    in_digits,
    roman_value,
)
from forum.paperwork.remarks import RemarkKind
from forum.paperwork.tree import Kind

_END = rf"(?P<stop>\s*[.:)/]*[_*]*(?:\s?[{DASHES}]+)?)(?P<gap>\s*)(?P<rest>.*)"
_NAMED = re.compile(
    r"(?P<name>phần|chương|tiểu\s+mục|mục)\s*(?:thứ\s+)?"
    rf"(?P<number>[ivxlc|1]{{1,7}}?|\d{{1,3}}|nhất|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|[A-Z])"
    rf"(?P<put_in>(?-i:{PUT_IN}))?(?![^\W_]){_END}",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"(?P<name>[đdĐD][iI][êÊềỀèÈeEếẾ][uUùÙ])\s*(?:thứ\s+)?"
    rf"(?P<number>\d{{1,4}}(?:{BY_LATIN}|(?:-?[A-HĐ]|[a-zđ]{{0,2}})(?:\.\d{{1,2}})?)|[\dlIOo|]{{1,4}}|[IVXLC]{{1,7}}"
    rf"|(?i:{WORDS}))(?![^\W_])(?:\[\d{{1,3}}\])?" + _END,
    re.DOTALL,
)
_SPELLED = re.compile(
    rf"(?:(?:Khoản|KHOẢN)\s*(?:thứ\s+)?(?P<clause>\d{{1,3}}(?:{BY_LATIN}|[a-zđA-HĐ]?)|(?i:{WORDS}))"
    rf"|(?P<word>[Đđ][iI][ểỂ][mM])\s+(?P<point>[a-zđ](?:{BY_LATIN}|\d{{0,2}})))"
    rf"(?P<stop>\s*[{DASHES}.:)/]+)(?P<gap>\s*)(?P<rest>.*)$",
    re.DOTALL,
)
_FRAMED = re.compile(
    r"(?:[\[(](?P<name>Điều|ĐIỀU)\s+(?P<number>\d{1,4})[\])]\s*[.:]?"
    r"|(?P<called>Điều|ĐIỀU)\s*(?:số|SỐ|[.:])\s*(?P<numbered>\d{1,4})\s*[.:]"
    r"|(?P<noted>Điều|ĐIỀU)\s+(?P<amended>\d{1,4})\s*"
    r"(?:\((?:mới|sửa đổi|bổ sung|thay thế|giữ nguyên)[^()]{0,40}\)|[*'’¹²³]{1,3}|\[[*\d]{1,3}\])\s*[.:])"
    r"\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_OF_A_UNIT = re.compile(r"(?:khoản|điều|điểm|mục)\s+(?:\d|[a-zđ]\b)", re.IGNORECASE)
# A sentence that begins with a number of another paper: 'Điều 3 Luật Đất đai quy định'.
OF_A_PAPER = re.compile(
    r"(?:Bộ luật|Luật|Hiến pháp|Pháp lệnh|Nghị|Thông tư|Quyết định|Quy chế|Quy định|Điều|Chương|Mục|Chỉ thị"
    r"|Công ước|Hiệp|Khoản|Điểm|Phần)\b"
)

_KINDS: dict[str, Kind] = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_ORDINALS = {
    word: str(place)
    for place, words in enumerate(
        ("nhất một", "hai", "ba", "tư bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in words.split()
}


def named(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _NAMED.match(text)
    if not found or not text[0].isupper():
        return None
    name, rest = " ".join(found["name"].lower().split()), found["rest"].strip()
    kind = _KINDS[name]
    typed = found["number"]
    number = number_of_part(typed, seen.get(kind, ""))
    if number is None or (typed.lower() in _ORDINALS and name not in {"phần", "chương"}):
        return None
    if letter := found["put_in"]:
        if not typed.isdecimal() and roman_value(number) is None:
            return None
        letter = letter if letter.strip() == letter else f" {letter.strip()}"
        typed, number = typed + letter, number + letter
    # 'Chương II của Quy chế này quy định …' is a sentence, 'Chương II QUY ĐỊNH CHUNG' a heading.
    has_stop = bool(found["stop"].strip())
    doubt = None
    if rest and not has_stop and not is_capitals(rest) and "\n" not in found["gap"]:
        if not (_is_title(rest) and follows_strictly(number, seen.get(kind, ""), kind)):
            return None
        doubt = RemarkKind.number_without_stop
    if rest and has_stop and not found["gap"]:
        if rest[0].isdecimal() or not (rest[0].isupper() or rest[0] in '“"'):
            return None
        doubt = RemarkKind.number_tight
    mark = Mark(kind, kind, number, rest, RANKS[kind], doubt)
    is_as_typed = number.upper() == typed.upper() or number == _ORDINALS.get(typed.lower())
    return mark if is_as_typed else read_as(mark, typed)


def number_of_part(typed: str, before: str) -> str | None:
    """A roman numeral in capitals, digits or one letter; None for what is no number."""
    if ordinal := _ORDINALS.get(typed.lower()):
        return ordinal
    if typed.isdecimal():
        return typed
    plain, alike = typed.upper(), as_numeral(typed)
    if plain != alike:
        choices = [alike, plain] if "l" in typed or "|" in typed else [plain, alike]
        choices = [choice for choice in choices if roman_value(choice) is not None]
        return next((c for c in choices if follows_strictly(c, before, "roman")), next(iter(choices), None))
    return plain if roman_value(plain) is not None or len(plain) == 1 else None


def article(text: str, seen: Mapping[str, str]) -> Mark | None:
    return _article(text, seen) or _framed_article(text, seen.get("article", ""))


def _article(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _ARTICLE.match(text)
    if not found:
        return None
    rest, before = found["rest"].strip(), seen.get("article", "")
    stop, doubt = found["stop"].strip(), None
    number = _number_of_article(found["number"], before)
    if number is None:
        return None
    is_slip = found["name"] not in {"Điều", "ĐIỀU"}
    if is_slip and not (_begins(found) and follows_strictly(number, before, "article")):
        return None
    if rest and not any(sign in stop for sign in ".:"):
        is_next = follows_strictly(number, before, "article")
        is_named = is_next and _is_title(rest) if not stop else rest[0].isupper() or rest[0] in '“"'
        if not is_named or (OF_A_PAPER.match(rest) and not (stop and is_next)):
            return None
        doubt = RemarkKind.number_without_stop if not stop else None
    elif rest and not found["gap"] and not NOTED.match(rest):
        if not rest[0].isalpha() and rest[0] not in '“"(':
            return None
        doubt = RemarkKind.number_tight
    mark = Mark("article", "article", number, rest, RANKS["article"], doubt)
    if is_slip:
        return read_as(mark, f"{found['name']} {found['number']}", f"Điều {number}")
    typed = " ".join(found["number"].split())
    return mark if number in {typed, _value(typed)} else read_as(mark, typed)


def _framed_article(text: str, before: str) -> Mark | None:
    """'[Điều 5].', 'Điều số 5.', 'Điều 5 (mới).', where the number comes next."""
    found = _FRAMED.match(text)
    if not found:
        return None
    number = found["number"] or found["numbered"] or found["amended"]
    if not follows_strictly(number, before, "article") or not found["rest"][0].isupper():
        return None
    mark = Mark("article", "article", number, found["rest"].strip(), RANKS["article"])
    return read_as(mark, text[: found.start("rest")].strip(), f"Điều {number}.")


def _begins(found: re.Match[str]) -> bool:
    """Whether a stop and a name follow a number, as at the head of a unit."""
    return any(sign in found["stop"] for sign in ".:") and bool(found["gap"]) and found["rest"][:1].isupper()


def _number_of_article(typed: str, before: str) -> str | None:
    if typed.split()[0].isalpha() and not roman_value(typed) and (number := _value(typed)):
        return number
    typed = " ".join(typed.split())
    digits = as_digits(typed)
    if re.fullmatch(r"\d{1,4}", digits) is None:
        return typed if typed[0].isdecimal() or roman_value(typed) is not None else None
    if typed == digits:
        return typed
    choices = [typed] if typed[0].isdecimal() and typed[1:].islower() else []
    choices = [digits, *choices] if "o" in typed else [*choices, digits]
    if roman_value(typed) is not None:
        choices.insert(0, typed)
    return next((one for one in choices if follows_strictly(one, before, "article")), choices[0])


def _value(typed: str) -> str:
    """A number in words as digits; '' for 'lll'."""
    return in_digits(typed) if re.fullmatch(WORDS, typed, re.IGNORECASE) else ""


def _is_title(rest: str) -> bool:
    """Whether words that follow a number without a stop are a name and no sentence."""
    return (
        rest[0].isupper()
        and len(rest) <= TITLE_MAX
        and "\n" not in rest
        and rest[-1] not in ".;:,"
        and not OF_A_PAPER.match(rest)
    )


def spelled(text: str) -> Mark | None:
    """'Khoản 2.', 'Khoản thứ hai:' and 'Điểm đ)' written out; 'điểm a) khoản 2 Điều này' is a sentence."""
    found = _SPELLED.match(text)
    if not found or _OF_A_UNIT.match(found["rest"]):
        return None
    if (found["word"] or "Đ")[0] == "đ" and ")" not in found["stop"] and ":" not in found["stop"]:
        return None
    rest = found["rest"].strip()
    if rest and (
        rest[0].isdecimal() or (any(sign in found["stop"] for sign in DASHES) and rest[0].islower())
    ):
        return None
    doubt = RemarkKind.number_tight if rest and not found["gap"] else None
    if found["clause"]:
        number = _value(found["clause"]) or " ".join(found["clause"].split())
        is_known = number[0].isdecimal()
        return Mark("clause", "decimal", number, rest, RANKS["decimal"] + 1, doubt) if is_known else None
    return Mark("point", "letter", " ".join(found["point"].split()), rest, RANKS["letter"], doubt)
