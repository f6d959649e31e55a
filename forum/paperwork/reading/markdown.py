"""Reads a draft written in Markdown as a paper: headings, lists, tables and pictures; the rest as plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable, require_unicode
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.marked_up import bare
from forum.paperwork.reading.outline import outline
from forum.paperwork.reading.tables import table_text
from forum.paperwork.reading.text import text_blocks
from forum.paperwork.remarks import Remark, RemarkKind
from forum.paperwork.tree import Paper
from forum.words import _

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 20

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[\w+.-]*[ \t]*$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])(?:[ \t]+|$)(.*)$")
_DELIMITER = re.compile(r"[ \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_HTML = re.compile(r" {0,3}<(?:[A-Za-z/!?])")
_CODE = re.compile(r"(?: {4}|\t)")

_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\([^)\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,500}\")?\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\([^)\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,500}\")?\)")
_QUOTED_CODE = re.compile(r"(?<!`)(`+)(?!`)([^`\n]{1,2000})\1(?!`)")
# Marks of emphasis stand at the edges of words; a sign between two letters or numbers is the writer's own.
_EMPHASIS = re.compile(r"(?<![\w*\\])(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,2000})(?<=\S)\1(?![\w*])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass
class _State:
    """The lines of the open paragraph with its marker, and the indents of the list items around it."""

    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    marker: str = ""
    first: int = 0
    indents: list[int] = field(default_factory=list)

    def close(self) -> None:
        """Finish the open paragraph."""
        raw, self.lines = "\n".join(self.lines), []
        marker, self.marker = self.marker, ""
        if not raw.strip() and not marker:
            return
        place = f"dòng {self.first}"
        blocks, remarks = text_blocks(_plain(raw, without_pictures=True))
        self.remarks.extend(replace(remark, place=place) for remark in remarks)
        for count, block in enumerate(blocks):
            own = "" if count else marker
            self.blocks.append(replace(block, marker=own, depth=len(self.indents) if own else 0, place=place))
        self.blocks.extend(Block(name, "picture", place=place) for name in _PICTURE.findall(raw))


def read_markdown(text: str, remarks: Sequence[Remark] = ()) -> Paper:
    """The tree and report (`remarks` first) of a Markdown text. HTML stays visible as text and is mentioned there.

    Raises PaperError for damaged text and beyond two million characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise PaperError("too_long", _("Văn bản quá dài: tối đa 2 triệu ký tự."))
    require_unicode(text)
    state = _State(remarks=[*remarks])
    lines = printable(text).split("\n")
    at = 0
    while at < len(lines):
        at = _take(lines, at, state)
    state.close()
    return outline(state.blocks, state.remarks)


def _take(lines: list[str], at: int, state: _State) -> int:
    """Read one line, or the table or code that begins there; returns where to go on."""
    line = lines[at]
    if fence := _FENCE.match(line):
        return _take_code(lines, at, fence[1], state)
    if not state.lines and "|" in line and at + 1 < len(lines) and _is_delimiter(lines[at + 1]):
        return _take_table(lines, at, state)
    if not line.strip():
        state.close()
    elif heading := _HEADING.match(line):
        state.close()
        state.indents.clear()
        text = " ".join(_plain(bare(heading[2])).split())
        state.blocks.append(Block(text, "heading", depth=len(heading[1]), place=f"dòng {at + 1}"))
    elif _RULE.match(line):
        state.close()
    elif item := _ITEM.match(line):
        _open_item(item, at, state)
    else:
        _take_text(line, at, state)
    return at + 1


def _open_item(item: re.Match[str], at: int, state: _State) -> None:
    state.close()
    indent = len(item[1].expandtabs(4))
    while state.indents and indent < state.indents[-1] + 2:
        state.indents.pop()
    if len(state.indents) < MAX_DEPTH:
        state.indents.append(indent)
    state.marker, state.first = item[2].replace("*", "-"), at + 1
    state.lines.append(bare(item[3]))


def _take_text(line: str, at: int, state: _State) -> None:
    is_indented = line[0].isspace()
    if not state.lines and not is_indented:
        state.indents.clear()  # a paragraph of its own ends the list
    if not state.lines and not state.indents and _CODE.match(line):
        state.blocks.append(Block(" ".join(line.split()), place=f"dòng {at + 1}"))
        return
    if not state.lines:
        state.first = at + 1
        if _HTML.match(line):
            place = f"dòng {at + 1}"
            state.remarks.append(Remark(RemarkKind.html, place))
    state.lines.append(bare(line.strip(" ")))


def _take_code(lines: list[str], at: int, fence: str, state: _State) -> int:
    """Lines between fences as they stand, to the end of the text where the fence is never closed."""
    state.close()
    for number in range(at + 1, len(lines)):
        if lines[number].strip().startswith(fence) and not lines[number].strip().strip(fence[0]):
            return number + 1
        if lines[number].strip():
            state.blocks.append(Block(" ".join(lines[number].split()), place=f"dòng {number + 1}"))
    return len(lines)


def _is_delimiter(line: str) -> bool:
    return "|" in line and _DELIMITER.match(line) is not None


def _take_table(lines: list[str], at: int, state: _State) -> int:
    rows = [_cells(lines[at])]
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        rows.append(_cells(lines[end]))
        end += 1
    table = tuple(rows)
    state.blocks.append(Block(table_text(table), "table", rows=table, place=f"dòng {at + 1}"))
    return end


def _cells(line: str) -> tuple[str, ...]:
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return tuple(" ".join(_plain(cell).split()) for cell in re.split(r"(?<!\\)\|", inner))


def _plain(raw: str, *, without_pictures: bool = False) -> str:
    """The words of a text without the marks around them."""
    originals: list[str] = []
    bare = _QUOTED_CODE.sub(lambda code: _set_aside(originals, code[2].strip() or code[2]), raw)
    bare = _ESCAPED.sub(lambda sign: _set_aside(originals, sign[1]), bare)
    bare = _LINK.sub(r"\1", _PICTURE.sub("" if without_pictures else r"\1", bare))
    for _again in range(3):  # bold within slanted words
        bare = _EMPHASIS.sub(r"\2", bare)
    return "".join(_restored(unescape(bare), originals))


def _set_aside(originals: list[str], text: str) -> str:
    """A place for words that no further mark is sought in. NUL stands in no readable text."""
    originals.append(text)
    return f"\0{len(originals) - 1}\0"


def _restored(text: str, originals: list[str]) -> Iterator[str]:
    for at, part in enumerate(text.split("\0")):
        yield originals[int(part)] if at % 2 else part
