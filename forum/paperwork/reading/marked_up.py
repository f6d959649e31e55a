"""Pasted text that is written in Markdown: known by units that begin behind its marks, as in '**Điều 1.** Phạm vi'."""

import re

from forum.paperwork.reading.annexes import opens_by_name
from forum.paperwork.reading.marks import RANKS
from forum.paperwork.reading.pasted import mark_of

QUOTED_SHARE = 0.8  # of the lines, where a whole text was quoted in a mail
_QUOTED = re.compile(r"^(?: {0,3}>)+ ?", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+")
_EMPHASIS = re.compile(
    r"^(?P<before>\s*)(?P<sign>\*{1,3}|_{2,3})(?=\S)(?P<words>[^\n]*?\S)(?P=sign)(?P<after>.*)$"
)
_ESCAPED = re.compile(r"^(\s*(?:\d{1,3}(?:\.\d{1,3})*|[a-zđ]|[IVX]+))\\(?=[.)-])")


def unquoted(text: str) -> str:
    """A text without the sign that a mail puts before each line it quotes."""
    if not text.lstrip().startswith(">"):
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = sum(_QUOTED.match(line) is not None for line in lines)
    return _QUOTED.sub("", text) if quoted >= QUOTED_SHARE * len(lines) else text


def is_marked_up(text: str) -> bool:
    """Whether a line begins a unit only behind marks of Markdown."""
    if not any(sign in text for sign in ("**", "__", "#", "\\", "*")):
        return False
    return any(_is_unit_behind(line) for line in text.split("\n"))


def bare(line: str) -> str:
    """A line without the marks before its first words, and without those that end them."""
    plain = _HEADING.sub("", line)
    for _again in range(2):  # bold within slanted words
        found = _EMPHASIS.match(plain)
        if found is None:
            break
        gap = "" if not found["after"] or found["after"][0] in " \t.,;:)" else " "
        plain = f"{found['before']}{found['words']}{gap}{found['after']}"
    return _ESCAPED.sub(r"\1", plain)


def _is_unit_behind(line: str) -> bool:
    if not line.lstrip().startswith(("*", "_", "#")) and _ESCAPED.match(line) is None:
        return False
    words = " ".join(bare(line).split())
    if not words or words == " ".join(line.split()):
        return False
    mark = mark_of(words)
    return opens_by_name(words) or (mark is not None and mark.rank <= RANKS["letter"])
