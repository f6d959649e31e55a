"""Recognises the numbers that offices put before a paragraph: Chương II, Điều 7., 1., 1.1., đ), I-, a-, -, +.

Some are ambiguous ('i)' after 'h)' is a letter, alone a roman numeral; 'C.' may be a heading or begin
'C. Mác'; '1.UBND' a clause or a symbol), so the reading depends on what came before: `seen` holds the last number of
each family that is still open, and the last article of all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forum.paperwork.reading.letters import as_digits, as_numeral
from forum.paperwork.reading.numerals import follows, follows_strictly, roman_value
from forum.paperwork.remarks import RemarkKind
from forum.paperwork.tree import Kind
from vietnamese import is_syllable

DEEPEST = 64  # levels of 1.1.1…; anything deeper stays text
CLOSING = '”"»)]'  # what may end a sentence, or stand within one
TITLE_MAX = 200  # characters of a title
DASHES = "-\u2010\u2011\u2012–—\u2212"

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
    "subletter": 151,
    "bracket": 152,
    "numeral": 155,
    "round": 156,
    "dash": 160,
    "plus": 170,
    "deeper": 175,
}

# A quick test, since most paragraphs start with no mark.
_MAY_BE_MARKED = re.compile(
    rf"[{DASHES}•*●▪◦·✓\uf000-\uf0ff+(\d|]|o\s|[^\W\d_]{{1,7}}\d{{0,2}}\s?[{DASHES}.:)/]|"
    r"phần|chương|tiểu|mục|điều|khoản|điểm",
    re.IGNORECASE,
)
_END = rf"(?P<stop>\s*[.:)/]*(?:\s?[{DASHES}]+)?)(?P<gap>\s*)(?P<rest>.*)"
_NAMED = re.compile(
    r"(?P<name>phần|chương|tiểu\s+mục|mục)\s*(?:thứ\s+)?"
    rf"(?P<number>[ivxlc|1]{{1,7}}|\d{{1,3}}|nhất|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười|[A-Z])"
    rf"(?P<put_in>(?-i:[a-hđ]))?(?![^\W_]){_END}",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(
    r"(?:Điều|ĐIỀU)\s*(?:thứ\s+)?(?P<number>\d{1,4}[a-zđ]{0,2}|[\dlIOo|]{1,4}|[IVXLC]{1,7})(?![^\W_])(?:\[\d{1,3}\])?"
    + _END,
    re.DOTALL,
)
_SPELLED = re.compile(
    r"(?:(?:Khoản|KHOẢN)\s*(?P<clause>\d{1,3}[a-zđ]?)|(?:Điểm|ĐIỂM)\s+(?P<point>[a-zđ]\d{0,2}))"
    rf"(?P<stop>\s*[{DASHES}.:)/]+)(?P<gap>\s*)(?P<rest>.*)$",
    re.DOTALL,
)
_STOP = rf"(?P<stop>[.:/)]{{0,2}}\s?[{DASHES}]{{1,2}}|\s?[./)]|)(?P<gap>\s*)(?P<rest>\S.*)"
_CAPITAL = re.compile(r"(?P<number>[A-HĐ])" + _STOP, re.DOTALL)
_ROMAN = re.compile(r"(?P<number>[IVXLCl|]{1,7})" + _STOP, re.DOTALL)
_DECIMAL = re.compile(
    r"(?P<number>\d{1,3}(?:\.[\dlIO]{1,3}){1,80}|\d{1,3}[a-zđ]?|\d[\dlIOo]{1,2})" + _STOP, re.DOTALL
)
_SUBLETTER = re.compile(
    r"(?P<number>[a-zđ]\.\d{1,2}|[a-zđ]\d{1,2}\.\d{1,2})(?P<stop>[.)]?)(?P<gap>\s+)(?P<rest>\S.*)", re.DOTALL
)
_LETTER = re.compile(r"(?P<number>([a-z])\2|[a-zđ]\d{0,2})" + _STOP, re.DOTALL)
_NUMERAL = re.compile(r"(?P<number>[ivx]{1,5})" + _STOP, re.DOTALL)
_BRACKET = re.compile(r"(?P<number>\d{1,3})\)\s*(?P<rest>[^\W\d_“\"‘(].*|\s\S.*)", re.DOTALL)
_ROUND = re.compile(r"\((?P<number>\d{1,3}|[a-zđ]|[ivx]{1,5})\)\s*(?P<rest>[^\W_“\"‘].*|\s\S.*)", re.DOTALL)
_BULLET = re.compile(
    rf"(?P<number>[{DASHES}•*●▪◦·o✓\uf000-\uf0ff+])\s+(?P<rest>\S.*)|(?P<tight>[{DASHES}+])(?P<close>[^\W\d_].*)",
    re.DOTALL,
)
# A sentence that begins with a number of another paper: 'Điều 3 Luật Đất đai quy định'.
_OF_A_PAPER = re.compile(
    r"(?:Bộ luật|Luật|Hiến pháp|Pháp lệnh|Nghị|Thông tư|Quyết định|Quy chế|Quy định|Điều|Chương|Mục|Chỉ thị"
    r"|Công ước|Hiệp|Khoản|Điểm|Phần)\b"
)
_NOTED = re.compile(r"\[\d{1,3}\]")  # the reference to a footnote, in consolidated texts
_HUNDREDS = re.compile(r"\d{3}(?=[\s.,;]|$)")
_ONE_WORD = re.compile(r"[^\W\d_]+")

_KINDS: dict[str, Kind] = {"phần": "part", "chương": "chapter", "mục": "section", "tiểu mục": "subsection"}
_ORDINALS = {
    word: str(place)
    for place, words in enumerate(
        ("nhất một", "hai", "ba", "tư bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), start=1
    )
    for word in words.split()
}


@dataclass(frozen=True)
class Mark:
    """A recognised number. `rest` is the text after it; a lower rank is further out.

    `doubt` says what is unusual about how it is written; `typed` is the number as typed where it was read otherwise.
    """

    kind: Kind
    family: str
    number: str
    rest: str
    rank: float
    doubt: RemarkKind | None = None
    typed: str = ""


def recognise(text: str, seen: Mapping[str, str]) -> Mark | None:
    """The mark at the start of a paragraph, or None for plain text."""
    if not _MAY_BE_MARKED.match(text):
        return None
    return (
        _named(text, seen)
        or _article(text, seen)
        or _spelled(text)
        or _capital(text, seen)
        or _roman(text, seen)
        or _decimal(text, seen)
        or _numeral(text, seen)
        or _listed(text, seen)
    )


def is_capitals(text: str) -> bool:
    """Whether a line is in capitals, as titles are."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and not any(char.islower() for char in letters)


def _named(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _NAMED.match(text)
    if not found or not text[0].isupper():
        return None
    name, rest = " ".join(found["name"].lower().split()), found["rest"].strip()
    kind = _KINDS[name]
    typed = found["number"]
    number = _number_of_part(typed, seen.get(kind, ""))
    if number is None or (typed.lower() in _ORDINALS and name not in {"phần", "chương"}):
        return None
    typed, number = typed + (found["put_in"] or ""), number + (found["put_in"] or "")
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
    return mark if is_as_typed else _read_as(mark, typed)


def _number_of_part(typed: str, before: str) -> str | None:
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


def _article(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _ARTICLE.match(text)
    if not found:
        return None
    rest, before = found["rest"].strip(), seen.get("article", "")
    stop, doubt = found["stop"].strip(), None
    number = _number_of_article(found["number"], before)
    if number is None:
        return None
    if rest and not any(sign in stop for sign in ".:"):
        is_next = follows_strictly(number, before, "article")
        is_named = is_next and _is_title(rest) if not stop else rest[0].isupper() or rest[0] in '“"'
        if not is_named or (_OF_A_PAPER.match(rest) and not (stop and is_next)):
            return None
        doubt = RemarkKind.number_without_stop if not stop else None
    elif rest and not found["gap"] and not _NOTED.match(rest):
        if not rest[0].isalpha() and rest[0] not in '“"(':
            return None
        doubt = RemarkKind.number_tight
    mark = Mark("article", "article", number, rest, RANKS["article"], doubt)
    return mark if number == found["number"] else _read_as(mark, found["number"])


def _number_of_article(typed: str, before: str) -> str | None:
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


def _is_title(rest: str) -> bool:
    """Whether words that follow a number without a stop are a name and no sentence."""
    return (
        rest[0].isupper()
        and len(rest) <= TITLE_MAX
        and "\n" not in rest
        and rest[-1] not in ".;:,"
        and not _OF_A_PAPER.match(rest)
    )


def _spelled(text: str) -> Mark | None:
    """'Khoản 2.' and 'Điểm đ)' written out."""
    found = _SPELLED.match(text)
    if not found:
        return None
    rest = found["rest"].strip()
    if rest and (
        rest[0].isdecimal() or (any(sign in found["stop"] for sign in DASHES) and rest[0].islower())
    ):
        return None
    doubt = RemarkKind.number_tight if rest and not found["gap"] else None
    if found["clause"]:
        return Mark("clause", "decimal", found["clause"], rest, RANKS["decimal"] + 1, doubt)
    return Mark("point", "letter", found["point"], rest, RANKS["letter"], doubt)


def _capital(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _CAPITAL.match(text)
    if not found or ")" in found["stop"] or not _ends(found, seen, "capital"):
        return None
    before = seen.get("capital", "")
    if not (follows(found["number"], before, "capital") and (before or is_capitals(found["rest"]))):
        return None
    return _marked("heading", "capital", found)


def _roman(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _ROMAN.match(text)
    if not found or ")" in found["stop"]:
        return None
    typed, before = found["number"], seen.get("roman", "")
    number = _number_of_part(typed, before)
    is_alike = number != typed
    if number is None or roman_value(number) is None or (typed.islower() and not is_capitals(found["rest"])):
        return None
    alone = len(number) == 1 and number != "I"
    if alone and not follows_strictly(number, before, "roman") and not is_capitals(found["rest"]):
        return None
    is_written = _ends(found, {"roman": before}, "roman") or (
        is_capitals(found["rest"]) and bool(found["stop"].strip())
    )
    if not is_written:
        return None
    mark = replace(_marked("heading", "roman", found), number=number)
    return _read_as(mark, typed) if is_alike else mark


def _decimal(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _DECIMAL.match(text)
    if not found or ")" in found["stop"].strip(DASHES + " "):
        return None
    typed, rest, stop = found["number"], found["rest"], found["stop"]
    number = _digits(typed, seen.get("decimal", ""))
    depth = number.count(".") + 1
    if depth > DEEPEST or (depth == 1 and not stop):
        return None
    # '1.500 người' is a quantity; without a closing dot only '1.2 Tên mục' counts.
    if not stop:
        is_long = any(len(part) > 2 for part in number.split("."))
        if not rest[0].isupper() or is_long or (not found["gap"] and not _is_word(rest)):
            return None
    elif not _ends(found, seen, "decimal") or _is_quantity(found, seen):
        return None
    mark = replace(_marked("clause", "decimal", found), number=number, rank=RANKS["decimal"] + depth)
    return mark if number == typed else _read_as(mark, typed)


def _is_quantity(found: re.Match[str], seen: Mapping[str, str]) -> bool:
    """'2. 500 suất': thousands with a space after the stop, unless a clause of this number comes next."""
    is_next = follows_strictly(found["number"], seen.get("decimal", ""), "decimal")
    return _HUNDREDS.match(found["rest"]) is not None and not is_next


def _digits(typed: str, before: str) -> str:
    """The number with digits for the letters that look like them; '1l' may also be a clause put in after 1k."""
    digits = as_digits(typed)
    if digits == typed or (typed[:-1].isdecimal() and not follows_strictly(digits, before, "decimal")):
        return typed
    return digits


def _numeral(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _NUMERAL.match(text)
    if not found or not found["stop"] or roman_value(found["number"]) is None:
        return None
    number = found["number"]
    goes_on = follows(number, seen.get("numeral", ""), "numeral")
    is_next_letter = len(number) == 1 and follows(number, seen.get("letter", ""), "letter")
    if len(number) == 1 and (is_next_letter or not goes_on):
        return None
    return _marked("point", "numeral", found) if _ends(found, seen, "numeral") else None


def _listed(text: str, seen: Mapping[str, str]) -> Mark | None:
    if found := _SUBLETTER.match(text):
        return _marked("point", "subletter", found)
    found = _LETTER.match(text)
    if found and found["stop"] and _ends(found, seen, "letter"):
        if _is_one(found, seen):
            mark = replace(_marked("clause", "decimal", found), number="1", rank=RANKS["decimal"] + 1)
            return _read_as(mark, "l")
        return _marked("point", "letter", found)
    for pattern, family in ((_BRACKET, "bracket"), (_ROUND, "round")):
        if found := pattern.match(text):
            tight = (
                RemarkKind.number_tight
                if text[found.start("rest") - 1] == ")" and found["rest"][0] != " "
                else None
            )
            return Mark("point", family, found["number"], found["rest"].strip(), RANKS[family], tight)
    found = _BULLET.match(text)
    if not found:
        return None
    sign, rest = found["number"] or found["tight"], found["rest"] or found["close"]
    family = "plus" if sign == "+" else "dash"
    return Mark("item", family, "+" if family == "plus" else "-", rest, RANKS[family])


def _is_one(found: re.Match[str], seen: Mapping[str, str]) -> bool:
    """'l. Phạm vi' with a small L for the digit, where no point l can stand."""
    is_first = not seen.get("decimal") and seen.get("letter", "") != "k"
    return found["number"] == "l" and found["stop"] == "." and found["rest"][0].isupper() and is_first


def _ends(found: re.Match[str], seen: Mapping[str, str], family: str) -> bool:
    """Whether what stands between a number and the text ends a number: a stop, or a dash after it."""
    stop, gap, rest = found["stop"], found["gap"], found["rest"]
    is_next = follows_strictly(found["number"], seen.get(family, ""), family)
    starts = rest[0].isupper() or rest[0] in '“"‘'
    if not stop:
        return False
    if stop[-1] in DASHES:
        if rest[0].isdecimal():
            return False
        if any(char.isspace() for char in stop):  # '1 - Kết quả'
            return bool(gap) and starts and is_next
        return rest[0] not in DASHES if gap else starts and is_next and _is_word(rest)
    if stop[0].isspace():  # '1 . Một'
        return bool(gap) and not rest[0].isdecimal() and is_next
    if gap or _NOTED.match(rest):
        return True
    if stop == ")":
        return rest[0].isalpha() or rest[0] in '“"‘('
    if rest[0] in '“"‘':
        return True
    if rest[0].isupper():
        return _is_word(rest) or (stop == "." and is_next and family != "letter")
    return rest[0].islower() and is_next and family == "decimal" and _is_word(rest)


def _is_word(rest: str) -> bool:
    """Whether the first word is Vietnamese, which the rest of a symbol ('12/QĐ-UBND') or of a quantity is not."""
    word = _ONE_WORD.match(rest)
    return word is not None and len(word[0]) > 1 and is_syllable(word[0])


def _marked(kind: Kind, family: str, found: re.Match[str]) -> Mark:
    doubt = None if found["gap"] or _NOTED.match(found["rest"]) else RemarkKind.number_tight
    return Mark(kind, family, found["number"], found["rest"], RANKS[family], doubt)


def _read_as(mark: Mark, typed: str) -> Mark:
    return replace(mark, doubt=RemarkKind.look_alike, typed=typed)
