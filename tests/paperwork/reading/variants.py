"""Drafts of the grammar as they arrive after a copy, a paste or another keyboard: the same units in other signs."""

import random
import re
import unicodedata
from collections.abc import Callable

from tests.paperwork.reading.made import Made

Line = Callable[[str, random.Random], str]
PAGE = 1500  # letters
# The head of a unit, not of a sentence that begins with one or of a list that ends in semicolons.
_NAMED = re.compile(
    r"(?!.*(?:[;.]|của Quy chế.*)$)(?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC)\s"
)
_NUMBERED = re.compile(
    r"(?P<number>(?:Chương|CHƯƠNG|Mục|MỤC|Phần thứ|PHẦN THỨ|Phụ lục|PHỤ LỤC|Điều|ĐIỀU|Khoản)\s+[^\s.:]+[.:]?(?=\s|$)"
    r"|\d{1,2}(?:\.\d+)*(?:[.\-/)–]+(?=\s)|\.(?=[^\d_]))|[a-zđ](?:\.\d)?[)/-]+|[IVX]+[.\-/]+)(?P<rest>.*)$",
    re.DOTALL,
)


def _lines(made: Made, change: Line, seed: int, *, in_cells: bool = False) -> list[str]:
    chance = random.Random(seed)
    shown: list[str] = []
    for line in made.lines:
        if isinstance(line, str):
            shown.append(change(line, chance))
        else:
            rows = [[change(text, chance) if in_cells else text for text in row] for row in line]
            shown += ["\t".join(row) for row in rows]
    return shown


def _each(change: Line) -> Callable[[Made, int], str]:
    return lambda made, seed: "\n".join(_lines(made, change, seed, in_cells=True))


def _each_line(change: Line) -> Callable[[Made, int], str]:
    return lambda made, seed: "\n".join(_lines(made, change, seed))


def _number(change: Callable[[str, str], str]) -> Callable[[Made, int], str]:
    def changed(line: str, _chance: random.Random) -> str:
        found = _NUMBERED.match(line)
        return change(found["number"], found["rest"]) if found else line

    return _each_line(changed)


def _sprinkled(signs: str, share: float, *, for_spaces: bool) -> Line:
    def sprinkle(text: str, chance: random.Random) -> str:
        return "".join(
            sign
            if chance.random() >= share or (for_spaces and sign != " ")
            else chance.choice(signs)
            if for_spaces
            else sign + chance.choice(signs)
            for sign in text
        )

    return sprinkle


def _wide(number: str, rest: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789.)" else sign for sign in number) + rest


def _of_pages(*edges: str) -> Callable[[Made, int], str]:
    """With the lines at the foot and head of pages among those of the text; {} is the page's number."""

    def paged(made: Made, _seed: int) -> str:
        shown: list[str] = []
        letters, page, last = 0, 1, ""
        for line in made.lines:
            # A page ends before a line of text, and not between the head of an annex or a form and its name.
            if letters > PAGE and isinstance(line, str) and not re.match("(?i)phụ lục|mẫu số", last):
                page, letters = page + 1, 0
                shown += [edge.format(page) for edge in edges]
            rows = [line] if isinstance(line, str) else ["\t".join(row) for row in line]
            shown += rows
            letters, last = letters + sum(map(len, rows)), rows[-1]
        return "\n".join(shown)

    return paged


TYPED: dict[str, Callable[[Made, int], str]] = {
    "no-break and other spaces": _each(_sprinkled("\u00a0\u2002\u2009\u202f\u3000", 0.4, for_spaces=True)),
    "signs without width": _each(
        _sprinkled("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e", 0.1, for_spaces=False)
    ),
    "taken apart": _each(lambda text, _chance: unicodedata.normalize("NFD", text)),
    "wide digits": _number(_wide),
    "tab before": _each_line(lambda text, _chance: f"\t{text}"),
    "tab or spaces behind": _each_line(lambda text, chance: text + chance.choice(["\t", "  ", "\u00a0", ""])),
    "name below its number": _each_line(
        lambda text, _chance: re.sub(r"^(Điều \d+\.) +(?=\S)", r"\1\n", text) if _NAMED.match(text) else text
    ),
    "bold numbers": _number(lambda number, rest: f"**{number}**{rest}"),
    "bold names": _each_line(lambda text, _chance: f"**{text}**" if _NAMED.match(text) else text),
    "headings": _each_line(lambda text, _chance: f"### {text}" if _NAMED.match(text) else text),
    "escaped numbers": _each_line(
        lambda text, _chance: re.sub(r"^(\d+(?:\.\d+)*|[a-zđ])(?=[.)] )", r"\1\\", text)
    ),
    "slanted in underscores": _number(lambda number, rest: f"__{number}__{rest}"),
    "page numbers": _of_pages("{}"),
    "dashed page numbers": _of_pages("- {} -"),
    "heads and page numbers": _of_pages("Lưu hành nội bộ", "Trang {}/19", "DỰ THẢO LẦN 2"),
}
