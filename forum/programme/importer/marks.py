"""Lines of a text and the marks they begin with: I. · 1. · 1.1. · a) · - · + · or none."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from forum.programme.importer.result import ProgrammeError
from forum.programme.importer.tables import Piece, annex_number, pieces_of

MAX_LINES = 120_000
MAX_CHARACTERS = 20_000_000

# Beyond all roman numbers: the places of what has none.
OF_TABLES, OF_ANNEXES, OF_GROUPS = 100, 1_000, 200_000
TABLE_HEADING = "Danh mục nhiệm vụ"

MarkKind = Literal["roman", "number", "letter", "bullet", "none"]

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ROMAN = re.compile(r"(?P<roman>[IVXL]{1,7})\s*[.)/](?:\s+|$)")
_NUMBER = re.compile(
    r"(?P<path>\d{1,2}(?:\.\d{1,2}){0,5})(?:[.)/](?:\s+|$)|(?<=\.\d)(?:\s+(?=[^\W\d_])|$)|(?<=\.\d\d)(?:\s+(?=[^\W\d_])|$))"
)
_LETTER = re.compile(r"(?P<letter>[a-zđ])\s*[.)](?:\s+|$)")
_BULLET = re.compile(
    r"(?P<bullet>[-–—+•●▪*○◦‣⁃■□▫◆◇❖►▶➢➤→✓✔☑\ue000-\uf8ff]|o(?= [A-ZĐÀ-Ỹ]))(?:\s+|$|(?=[A-ZĐÀ-Ỹ]))"
)
_PAGE_NUMBER = re.compile(r"(?:[-–]\s*)?(?:trang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*[-–])?$", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.;:!?…]\s*[\"”’»)\]]*$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
ROMAN_NUMERALS = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV"),
    *("XVI", "XVII", "XVIII", "XIX", "XX"),
)
LETTERS = ("abcdđeghiklmnopqrstuvxy", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Mark:
    kind: MarkKind
    shown: str = ""
    path: tuple[int, ...] = ()

    @property
    def is_annex(self) -> bool:
        """Whether it holds romans of its own: an annex, or a table without a section above."""
        return self.kind == "roman" and OF_TABLES <= self.path[0] < OF_GROUPS

    @property
    def depth(self) -> int:
        """Nesting depth by the kind of mark: annex -1, roman 0, 1. 1, 1.1. 2, a) 10, bullets 20, none 30."""
        if self.kind == "number":
            return len(self.path)
        if self.is_annex:
            return -1
        return {"roman": 0, "letter": 10, "bullet": 20}.get(self.kind, 30)


NO_MARK = Mark("none")


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    mark: Mark
    text: str
    whole: str
    is_row: bool = False  # of a table, or the heading of an annex: never joined to the line before
    last: int = 0  # the number of the last line of its row

    @property
    def is_capitals(self) -> bool:
        return is_capitals(self.text)


def is_capitals(text: str) -> bool:
    """Whether it is a title in capitals: 'II/2026' and 'UBND' are not."""
    return text.isupper() and sum(letter.isalpha() for letter in text[:40]) > 5


def lines_of(text: str) -> list[Line]:
    """Non-blank lines, NFC, without emphasis marks; numbered by line feeds from 1."""
    if len(text) > MAX_CHARACTERS:
        raise ProgrammeError(1, f"văn bản dài quá {MAX_CHARACTERS} ký tự")
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
    lines: list[Line] = []
    for piece in pieces_of(list(enumerate(text.split("\n"), start=1))):
        number, raw = piece.number, piece.text
        if not raw or raw.isspace():
            continue
        if "\x00" in raw:
            raise ProgrammeError(number, "có ký tự NUL, đây không phải là văn bản")
        lines.extend(_lines_of_piece(piece, lines))
        if len(lines) > MAX_LINES:
            raise ProgrammeError(number, f"văn bản có hơn {MAX_LINES} dòng chữ")
    if not lines:
        raise ProgrammeError(1, "văn bản không có chữ")
    return lines


def _lines_of_piece(piece: Piece, before: list[Line]) -> list[Line]:
    """The line that a piece of the text is; none for the headings of a table below a section."""
    whole = _plain(piece.text)
    mark, rest = read_mark(whole)
    match piece.kind:
        case "header":
            if any(line.mark.kind in ("roman", "number", "letter") for line in before):
                return []
            mark, rest = Mark("roman", "B", (OF_TABLES,)), TABLE_HEADING
        case "annex":
            count = sum(line.mark.is_annex for line in before) + 1
            mark, rest = Mark("roman", f"PL{annex_number(whole) or count}", (OF_ANNEXES + count,)), whole
        case "group" if mark.kind == "none":
            count = sum(line.mark.path[:1] > (OF_GROUPS,) for line in before) + 1
            mark, rest = Mark("roman", f"N{count}", (OF_GROUPS + count,)), whole
        case "task":
            mark, rest = Mark("bullet", "-"), whole
        case "label":
            mark, rest = NO_MARK, whole
    return [Line(piece.number, mark, rest, whole, piece.kind != "plain", piece.last)] if whole else []


def read_mark(text: str) -> tuple[Mark, str]:
    """The mark at the start of a line, and the rest of the line."""
    if found := _ROMAN.match(text):
        numeral = found["roman"]
        if numeral in ROMAN_NUMERALS:
            return Mark("roman", numeral, (ROMAN_NUMERALS.index(numeral) + 1,)), text[found.end() :]
    if found := _NUMBER.match(text):
        path = tuple(int(part) for part in found["path"].split("."))
        return Mark("number", found["path"], path), text[found.end() :]
    if found := _LETTER.match(text):
        return Mark("letter", found["letter"]), text[found.end() :]
    if found := _BULLET.match(text):
        return Mark("bullet", found["bullet"]), text[found.end() :]
    return NO_MARK, text


def is_page_number(line: Line) -> bool:
    return len(line.whole) <= 12 and _PAGE_NUMBER.match(line.whole) is not None


def ends_a_sentence(text: str) -> bool:
    return _SENTENCE_ENDS.search(text[-12:]) is not None


def _plain(raw: str) -> str:
    text = " ".join(raw.split())
    if text.startswith("#"):
        text = text.lstrip("#").lstrip()
    if "*" not in text:
        return text
    text = re.sub(r"(?<=\w)\*{2,3}(?=\w)", " ", text)
    text = re.sub(r"\*{2,3}", "", text)
    return re.sub(r"\*(?=[^\s*])|(?<=[^\s*])\*", "", text).strip()
