"""Reads Markdown as a paper: headings, lists, tables and pictures; the rest as plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.outline import outline
from forum.paperwork.reading.text import table_text, text_blocks
from forum.paperwork.tree import Paper, Remark
from forum.words import _

MAX_CHARACTERS = 2_000_000


@dataclass
class _State:
    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    heading: int = 0
    rows: list[tuple[str, ...]] | None = None


def read_markdown(text: str) -> Paper:
    """The tree and report of a Markdown text. HTML stays visible as text and is mentioned in the report.

    Raises PaperError for damaged text and beyond two million characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise PaperError("too_long", _("Văn bản quá dài: tối đa 2 triệu ký tự."))
    state = _State()
    for token in MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").parse(printable(text)):
        _take(token, state)
    return outline(state.blocks, state.remarks)


def _take(token: Token, state: _State) -> None:
    place = f"dòng {token.map[0] + 1}" if token.map else ""
    if token.type == "heading_open":
        state.heading = int(token.tag[1])
    elif token.type == "heading_close":
        state.heading = 0
    elif token.type == "list_item_open":
        state.markers.append(f"{token.info}{token.markup}" if token.info else token.markup.replace("*", "-"))
    elif token.type == "list_item_close":
        state.markers.pop()
    elif token.type == "table_open":
        state.rows = []
    elif token.type == "table_close":
        rows = tuple(state.rows or ())
        state.rows = None
        state.blocks.append(Block(table_text(rows), "table", rows=rows, place=place))
    elif token.type == "tr_open" and state.rows is not None:
        state.rows.append(())
    elif token.type == "inline":
        _inline(token, state, place)
    elif token.type in {"fence", "code_block", "html_block"}:
        _verbatim(token, state, place)


def _inline(token: Token, state: _State, place: str) -> None:
    text = _plain(token.children or ())
    if state.rows is not None:
        state.rows[-1] = (*state.rows[-1], " ".join(text.split()))
        return
    if state.heading:
        state.blocks.append(Block(" ".join(text.split()), "heading", depth=state.heading, place=place))
    else:
        blocks, remarks = text_blocks(text)
        state.remarks.extend(replace(remark, place=place) for remark in remarks)
        marker, state.markers[-1:] = (state.markers[-1:] or [""])[0], [""] if state.markers else []
        for count, block in enumerate(blocks):
            own = "" if count else marker
            state.blocks.append(
                replace(block, marker=own, depth=len(state.markers) if own else 0, place=place)
            )
    for child in token.children or ():
        if child.type == "image":
            state.blocks.append(Block(child.content, "picture", place=place))


def _verbatim(token: Token, state: _State, place: str) -> None:
    if token.type == "html_block":
        state.remarks.append(Remark("warning", "html", "Thẻ HTML được giữ nguyên thành chữ.", place))
    state.blocks.extend(
        Block(" ".join(line.split()), place=place) for line in token.content.splitlines() if line.strip()
    )


def _plain(children: Sequence[Token]) -> str:
    parts = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(
        "" if child.type == "image" else parts.get(child.type, child.content) for child in children
    )
