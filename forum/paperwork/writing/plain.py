"""Converts Markdown to plain text for papers: words and lines without markup."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

# As on web pages: raw HTML is text, and a line end is a line break.
_PARSER = (
    MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable("reference")
)
# A quick test: most texts contain no markup, and pages convert many of them.
_MAY_BE_MARKED = re.compile(r"[*_`#>\[\]~<&\\\t]|^ {0,3}[-+=\d]|^ {4}", re.MULTILINE)


def plain_words(text: str) -> str:
    """One line for each paragraph, line end and list item; bullets become dashes, numbers stay as typed.

    A link keeps its words and, where they differ, its address in brackets.
    """
    if not _MAY_BE_MARKED.search(text):
        return "\n".join(line for line in (line.strip() for line in text.splitlines()) if line)
    return parsed_words(text)


def parsed_words(text: str) -> str:
    """Like plain_words, but always by the parser."""
    lines: list[str] = []
    numbers: list[str] = []
    for token in _PARSER.parse(text):
        match token.type:
            case "list_item_open":
                numbers.append(f"{token.info}{token.markup} " if token.info else "- ")
            case "inline":
                lines.append("".join(numbers) + "".join(_words(token.children or ())))
                numbers.clear()
            case "fence" | "code_block":
                lines.append(token.content.rstrip("\n"))
    return "\n".join(lines)


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    address, message = "", ""
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                message += token.content
                yield token.content
            case "softbreak" | "hardbreak":
                yield "\n"
            case "link_open":
                address, message = str(token.attrs.get("href", "")), ""
            case "link_close":
                yield f" ({address})" if address != message else ""
            case "image":
                yield token.content
