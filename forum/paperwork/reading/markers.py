"""Recognises the numbers that offices put before a paragraph: Chương II, Điều 7., 1., 1.1., đ), I-, a-, -, +.

Some are ambiguous ('i)' after 'h)' is a letter, alone a roman numeral; 'C.' may be a heading or begin
'C. Mác'; '1.UBND' a clause or a symbol), so the reading depends on what came before: `seen` holds the last number of
each family that is still open, and the last article of all.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from forum.paperwork.reading.letters import as_digits
from forum.paperwork.reading.marks import DASHES, NOTED, RANKS, Mark, is_capitals, read_as
from forum.paperwork.reading.named_units import article, named, number_of_part, spelled
from forum.paperwork.reading.numerals import BY_LATIN, LETTERS, PUT_IN, follows, follows_strictly, roman_value
from forum.paperwork.remarks import RemarkKind
from forum.paperwork.tree import Kind
from vietnamese import is_syllable

DEEPEST = 64  # levels of 1.1.1…; anything deeper stays text

# A quick test, since most paragraphs start with no mark.
_MAY_BE_MARKED = re.compile(
    rf"[{DASHES}•*●▪◦·✓\uf000-\uf0ff+(\d|]|o\s|[^\W\d_]{{1,7}}\d{{0,2}}{BY_LATIN}?\s?[{DASHES}.:)/]|"
    r"[\[(]?(?:phần|chương|tiểu|mục|[đd]i[êềèeế][uù]|khoản|điểm)",
    re.IGNORECASE,
)
_STOP = (
    rf"(?P<stop>[.:/)]{{0,2}}\s?[{DASHES}]{{1,2}}|[.)][_*]{{1,3}}(?=\s)|\s?[./)]|)(?P<gap>\s*)(?P<rest>\S.*)"
)
_CAPITAL = re.compile(r"(?P<number>[A-HĐ])" + _STOP, re.DOTALL)
_ROMAN = re.compile(r"(?P<number>[IVXLCl|]{1,7}|[ivx]{1,6})" + _STOP, re.DOTALL)
_ROMAN_PUT_IN = re.compile(rf"(?P<number>(?P<base>[IVXL]{{1,7}})(?P<put_in>{PUT_IN}))" + _STOP, re.DOTALL)
_DECIMAL = re.compile(
    rf"(?P<number>\d{{1,3}}(?:\.[\dlIO]{{1,3}}){{1,80}}|\d{{1,3}}(?:{BY_LATIN}|[a-zđA-HĐ]?)|\d[\dlIOo]{{1,2}})"
    + _STOP,
    re.DOTALL,
)
# A point that bears its clause's number too: 1.a) and 1.1.a. below 1 and 1.1; 1a) has a bracket.
_PREFIXED = re.compile(
    r"(?P<clause>\d{1,3}(?:\.\d{1,3}){0,6})(?P<dot>\.?)(?P<number>[a-zđ])(?P<stop>[.)]{1,2})(?P<gap>\s*)(?P<rest>\S.*)",
    re.DOTALL,
)
_SUBLETTER = re.compile(
    r"(?P<number>[a-zđ]\.\d{1,2}|[a-zđ]\d{1,2}\.\d{1,2})(?P<stop>[.)]?)(?P<gap>\s+)(?P<rest>\S.*)", re.DOTALL
)
_LETTER = re.compile(rf"(?P<number>([a-z])\2|[a-zđ](?:{BY_LATIN}|\d{{0,2}}))" + _STOP, re.DOTALL)
_NUMERAL = re.compile(r"(?P<number>[ivx]{1,5})" + _STOP, re.DOTALL)
_BRACKET = re.compile(r"(?P<number>\d{1,3})\)\s*(?P<rest>[^\W\d_“\"‘(].*|\s\S.*)", re.DOTALL)
_ROUND = re.compile(r"\((?P<number>\d{1,3}|[a-zđ]|[ivx]{1,5})\)\s*(?P<rest>[^\W_“\"‘].*|\s\S.*)", re.DOTALL)
_BULLET = re.compile(
    rf"(?P<number>[{DASHES}•*●▪◦·o✓\uf000-\uf0ff+])\s+(?P<rest>\S.*)|(?P<tight>[{DASHES}+])(?P<close>[^\W\d_].*)",
    re.DOTALL,
)
_ALONE = re.compile(
    rf"[\[(]?(?:Điều|ĐIỀU)\W{{0,3}}(?:số\s+)?(?P<article>\d{{1,4}})|(?P<base>[IVXL]{{1,7}})(?P<put_in>{PUT_IN})(?![^\W_])"
    r"|(?P<clause>\d{1,3}(?:\.\d{1,3}){0,6})\.?(?P<letter>[a-zđ])[.)]"
)
_BEFORE = dict(zip(LETTERS[1:], LETTERS, strict=False)) | {"a": "", "ter": " bis", "quater": " ter"}
_BEFORE |= {letter.upper(): before.upper() for letter, before in _BEFORE.items() if len(letter) == 1}
_HUNDREDS = re.compile(r"\d{3}(?=[\s.,;]|$)")
_FOREIGN_NAME = re.compile(rf"[^\W\d_]+[{DASHES}][^\W\d_]")
_ONE_WORD = re.compile(r"[^\W\d_]+")


def recognise(text: str, seen: Mapping[str, str]) -> Mark | None:
    """The mark at the start of a paragraph, or None for plain text."""
    if not _MAY_BE_MARKED.match(text):
        return None
    return (
        named(text, seen)
        or article(text, seen)
        or spelled(text)
        or _capital(text, seen)
        or _roman(text, seen)
        or _roman_put_in(text, seen.get("roman", ""))
        or _prefixed(text, seen)
        or _decimal(text, seen)
        or _numeral(text, seen)
        or _listed(text, seen)
    )


def recognise_alone(text: str) -> Mark | None:
    """The mark of a line whatever stands above it: one that counts only where its number comes next is taken to."""
    if mark := recognise(text, {}):
        return mark
    found = _ALONE.match(text)
    if not found:
        return None
    if found["article"]:
        return recognise(text, {"article": str(int(found["article"]) - 1)})
    if found["base"]:
        return recognise(text, {"roman": found["base"] + _BEFORE.get(found["put_in"].strip("- "), "")})
    return recognise(text, {"decimal": found["clause"], "letter": _BEFORE[found["letter"]]})


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
    number = number_of_part(typed, before)
    is_alike = number != typed
    if number is None or roman_value(number) is None or (typed.islower() and not is_capitals(found["rest"])):
        return None
    if _is_letter_here(typed, seen) or _is_initial(found):
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
    return read_as(mark, typed) if is_alike else mark


def _roman_put_in(text: str, before: str) -> Mark | None:
    """'IIa. VIỆC' below II, and 'IIb. VIỆC' below it."""
    found = _ROMAN_PUT_IN.match(text)
    if not found or not before.startswith(found["base"]) or ")" in found["stop"]:
        return None
    if not follows_strictly(found["number"], before, "roman") or not found["stop"].strip():
        return None
    is_written = is_capitals(found["rest"]) or _ends(found, {"roman": before}, "roman")
    return _marked("heading", "roman", found) if is_written else None


def _prefixed(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _PREFIXED.match(text)
    if not found or (not found["gap"] and not _is_word(found["rest"])):
        return None
    is_below = found["clause"] == seen.get("decimal") and (found["dot"] or found["stop"][0] == ")")
    if is_below and follows_strictly(found["number"], seen.get("letter", ""), "letter"):
        return _marked("point", "letter", found)
    is_alone = bool(found["dot"]) and (found["number"] == "a" or bool(seen.get("prefixed"))) and not is_below
    if not is_alone:
        return None
    mark = _marked("point", "letter", found)
    return replace(mark, family="prefixed", number=f"{found['clause']}.{found['number']}")


def _is_letter_here(typed: str, seen: Mapping[str, str]) -> bool:
    """'i.' after 'h.' is a letter, also before capitals."""
    return typed.islower() and follows_strictly(typed, seen.get("letter", ""), "letter")


def _is_initial(found: re.Match[str]) -> bool:
    """'I. Lê-nin toàn tập': a person's initial before a name of another language, whose parts a hyphen joins."""
    return len(found["number"]) == 1 and _FOREIGN_NAME.match(found["rest"]) is not None


def _decimal(text: str, seen: Mapping[str, str]) -> Mark | None:
    found = _DECIMAL.match(text)
    if not found or ")" in found["stop"].strip(DASHES + " "):
        return None
    typed, rest, stop = found["number"], found["rest"], found["stop"]
    number = " ".join(_digits(typed, seen.get("decimal", "")).split())
    depth = number.count(".") + 1
    if depth > DEEPEST or (depth == 1 and not stop):
        return None
    if number[-1].isupper() and number[:-1] != seen.get("decimal", "").rstrip("ABCDEFGHĐ"):
        return None  # '1A' is put in after 1; '2B. Phố Mẫu' is none
    # '1.500 người' is a quantity; without a closing dot only '1.2 Tên mục' counts.
    if not stop:
        is_long = any(len(part) > 2 for part in number.split("."))
        if not rest[0].isupper() or is_long or (not found["gap"] and not _is_word(rest)):
            return None
    elif not _ends(found, seen, "decimal") or _is_quantity(found, seen):
        return None
    mark = replace(_marked("clause", "decimal", found), number=number, rank=RANKS["decimal"] + depth)
    return mark if number == " ".join(typed.split()) else read_as(mark, typed)


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
            return read_as(mark, "l")
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
    if gap or NOTED.match(rest):
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
    doubt = None if found["gap"] or NOTED.match(found["rest"]) else RemarkKind.number_tight
    return Mark(kind, family, " ".join(found["number"].split()), found["rest"], RANKS[family], doubt)
