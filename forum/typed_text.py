"""Shows a text as it was typed: every sign stays, and only the layout is recognised.

People write letters here, not Markdown (docs/decisions/0020).
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from html import escape
from itertools import groupby

from vietnamese import normalise

REL = "nofollow noopener ugc"

# A new line of a list: a bullet of a keyboard or a word processor, a number or a letter.
_POINT = re.compile(
    r"\s*(?:"
    r"[\u2022\u2023\u2043\u25a0\u25aa\u25ab\u25cb\u25cf\u25e6\u2605\u2713\u2756\u27a2\ue000-\uf8ff]"
    r"|[-+*\u2010-\u2015](?=\s|[^\W\d_])"
    r"|o(?=\t)"
    r"|\d{1,3}(?:\.\d{1,3})*[.)](?=\s|[^\W\d_])"
    r"|\d{1,3}(?:\.\d{1,3})+(?=\s)"
    r"|(?:[^\W\d_]|[IVXivx]{2,5})[.)](?=\s)"
    r")"
)
_QUOTATION = re.compile(r"\s*>")
# Each pattern begins only where a word does and has no nested repetition, so that a long text takes linear time.
_ADDRESS = re.compile(
    r"(?<!\w)(?:https?://|www\.)[^\s<>\"“”«»\0]+|(?<![\w.+-])[\w.+-]{1,64}@[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
# The end of a sentence does not belong to its address.
_AFTER_ADDRESS = ".,;:!?'*_…\u2018\u2019。、，；：！？"
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "】": "【"}
# Each link writes its address twice; more of them are shown as words.
_MAX_LINKS = 400

# Stands for HTML of our own within a text; nobody can type it, since normalise refuses NUL.
_PLACE = re.compile("\0(\\d+)\0")
_NO_BREAK = re.compile("([\u00a0\u2007\u202f]+)")
# Bullets of a word processor's symbol font, for which no font of a reader has a picture.
_SYMBOL = re.compile("([\ue000-\uf8ff])")


class _Look(StrEnum):
    paragraph = "p"
    point = "ul"
    quotation = "blockquote"


def html_of(text: str) -> str:
    """HTML that is safe to store and show: the words of the text, sign by sign, and tags of our own around them.

    Raises UnreadableText for what no text may hold.
    """
    return _html(normalise(text))


def html_with(text: str, places: Sequence[tuple[int, int, str]]) -> str:
    """HTML of a stored text with HTML of our own in these places (start, end, HTML; in order and apart)."""
    pieces, at = [], 0
    for number, (start, end, _) in enumerate(places):
        pieces += [text[at:start], f"\0{number}\0"]
        at = end
    html = _html("".join([*pieces, text[at:]]))
    return _PLACE.sub(lambda found: places[int(found[1])][2], html)


def _html(text: str) -> str:
    links = _Links()
    html = []
    for _, paragraph in groupby(text.split("\n"), lambda line: bool(line.strip())):
        lines = [line for line in paragraph if line.strip()]
        for look, alike in groupby(lines, _look_of):
            html.append(_block(look, [links.shown(line) for line in alike]))
    return "".join(html)


def stored_or_made(html: str, text: str) -> str:
    """Stored HTML, or HTML made now where a migration emptied it and the worker has not come to it."""
    return html or html_of(text)


def plain_words(text: str) -> str:
    """The lines of a text without indents and empty lines, for papers."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def _look_of(line: str) -> _Look:
    if _QUOTATION.match(line):
        return _Look.quotation
    return _Look.point if _POINT.match(line) else _Look.paragraph


def _block(look: _Look, lines: list[str]) -> str:
    match look:
        case _Look.point:
            points = "".join(f"<li>{line}</li>" for line in lines)
            return f'<ul class="typed" role="list">{points}</ul>\n'
        case _Look.quotation:
            return f'<blockquote class="typed">{"<br>".join(lines)}</blockquote>\n'
    return "".join(f'<p class="typed">{"<br>".join(part)}</p>\n' for part in _paragraphs(lines))


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """An indented line begins a paragraph, as in a letter."""
    part: list[str] = []
    for line in lines:
        if part and line[0].isspace():
            yield part
            part = []
        part.append(line)
    yield part


class _Links:
    """Counts the links of one text."""

    def __init__(self) -> None:
        self.left = _MAX_LINKS

    def shown(self, line: str) -> str:
        html, done = [], 0
        for found in _ADDRESS.finditer(line):
            address = _trimmed(found.group())
            if not self.left or address.lower() in ("http://", "https://", "www."):
                continue
            self.left -= 1
            html += [_words(line[done : found.start()]), _link(address)]
            done = found.start() + len(address)
        return "".join([*html, _words(line[done:])])


def _trimmed(address: str) -> str:
    """Without the full stop of the sentence and a bracket that was opened before the address."""
    end = len(address)
    open_counts = {
        closing: address.count(opening) - address.count(closing) for closing, opening in _BRACKETS.items()
    }
    while end:
        last = address[end - 1]
        if last in _BRACKETS and open_counts[last] < 0:
            open_counts[last] += 1
        elif last not in _AFTER_ADDRESS:
            break
        end -= 1
    return address[:end]


def _link(address: str) -> str:
    lower = address.lower()
    scheme = "" if lower.startswith("http") else "https://" if lower.startswith("www.") else "mailto:"
    return f'<a href="{escape(scheme + address)}" rel="{REL}">{escape(address)}</a>'


def _words(text: str) -> str:
    """A no-break space out of a word processor lets a line break; a symbol gets a picture from the stylesheet."""
    html = _NO_BREAK.sub(r"\1<wbr>", escape(text))
    return _SYMBOL.sub(r'<span class="symbol">\1</span>', html)
