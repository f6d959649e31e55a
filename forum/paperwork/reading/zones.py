"""Finds the zones of a paper: preamble, body, signature block, annexes, quoted amendments."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import RANKS, is_capitals, recognise

# A longer quotation is more likely a missing quotation mark.
MAX_QUOTED = 200

_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?(?P<number>[IVXLC]{1,7}|\d{1,3}[a-z]?|[A-Z]))?"
    r"(?P<stop>\s*[.:–-]|)(?:\s+(?P<rest>.+)|)$",
    re.DOTALL,
)
_ATTACHED = re.compile(r"\(?\s*(?:Ban hành )?kèm theo", re.IGNORECASE)
_SIGNED = re.compile(r"(?:TM|KT|TL|TUQ|Q)\.\s*[A-ZĐÀ-Ỹ]|(?:T/M|K/T|T/L)\.?\s+[A-ZĐÀ-Ỹ]")
_RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)


@dataclass(frozen=True)
class Segment:
    """The main paper or one annex: preamble, body and signature as ranges of block numbers."""

    title: str
    number: str
    preamble: range
    body: range
    signature: range


def segments(blocks: Sequence[Block]) -> Iterator[Segment]:
    """The main paper, then each annex or attached regulation, in order. Each block is in exactly one
    range."""
    signed = next((place for place, block in enumerate(blocks) if _is_signature(block)), len(blocks))
    cuts = [place for place in range(1, len(blocks)) if _opens_annex(blocks, place, signed)]
    for start, end in zip([0, *cuts], [*cuts, len(blocks)], strict=True):
        title, number, first = "", "", start
        if start:
            title, number = _annex_title(blocks[start].text)
            first += 1
        yield _segment(blocks, title, number, first, end)


def quoted(blocks: Sequence[Block], places: range) -> frozenset[int]:
    """The blocks inside a quotation that began in an earlier block: new wording, not this paper's units."""
    inside: set[int] = set()
    waiting: list[int] = []
    for place in places:
        opens, closes = _quotes(blocks[place].text, bool(waiting))
        if waiting:
            waiting.append(place)
            if closes > opens:
                inside.update(waiting[1:])
                waiting = []
            elif len(waiting) > MAX_QUOTED:
                waiting = []
        if not waiting and opens > closes:
            waiting = [place]
    return frozenset(inside)


def _quotes(text: str, is_open: bool) -> tuple[int, int]:
    """How many quotations a paragraph opens and closes. Straight marks count only around a new wording: the
    first at the start of a paragraph, the last at the end of one."""
    opens, closes = text.count("“"), text.count("”")
    if text.count('"') % 2:
        opens += text.startswith('"') and not is_open
        closes += is_open and text.rstrip(".;, ").endswith('"')
    return opens, closes


def _segment(blocks: Sequence[Block], title: str, number: str, start: int, end: int) -> Segment:
    marks = [place for place in range(start, end) if _opens_body(blocks[place])]
    if not marks:
        signed = _signature_start(blocks, start + 1, end)
        return Segment(title, number, range(start, start), range(start, signed), range(signed, end))
    signed = _signature_start(blocks, marks[-1] + 1, end)
    return Segment(title, number, range(start, marks[0]), range(marks[0], signed), range(signed, end))


def _opens_body(block: Block) -> bool:
    if block.kind == "heading":
        return True
    if block.kind != "paragraph":
        return False
    mark = recognise(f"{block.marker} {block.text}".strip(), {})
    return mark is not None and mark.rank < RANKS["letter"]


def _signature_start(blocks: Sequence[Block], start: int, end: int) -> int:
    for place in range(start, end):
        block = blocks[place]
        if block.kind in {"paragraph", "table"} and _is_signature(block):
            while place > start and _is_signers_line(blocks[place - 1]):
                place -= 1
            return place
    return end


def _is_signers_line(block: Block) -> bool:
    """'THƯ KÝ' and 'CHỦ TỌA' side by side above the recipients, or a bare 'GIÁM ĐỐC'."""
    cells = [cell for row in block.rows for cell in row if cell.strip()]
    if block.kind == "table":
        return 0 < len(cells) <= 4 and all(is_capitals(cell.splitlines()[0]) for cell in cells)
    return block.kind == "paragraph" and len(block.text) <= 60 and is_capitals(block.text)


def _is_signature(block: Block) -> bool:
    """Recipients or a signer's authority, which offices often set side by side in a borderless table."""
    cells = [cell for row in block.rows[:6] for cell in row] or [block.text]
    lines = [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]
    return any(
        (_RECIPIENTS.match(line) and len(line) < 40) or (_SIGNED.match(line) and is_capitals(line))
        for line in lines[:20]
    )


def _opens_annex(blocks: Sequence[Block], place: int, signed: int) -> bool:
    block = blocks[place]
    if block.kind not in {"paragraph", "heading"}:
        return False
    found = _ANNEX.match(block.text)
    if found:
        rest = found["rest"] or ""
        numbered = bool(found["number"]) or is_capitals(block.text)
        return numbered and (not rest or bool(found["stop"]) or is_capitals(rest.splitlines()[0]))
    return place > signed and _opens_attached(blocks, place)


def _opens_attached(blocks: Sequence[Block], place: int) -> bool:
    """'QUY CHẾ' in capitals, followed within a few lines by '(Ban hành kèm theo …)', after the first
    signature."""
    if not is_capitals(blocks[place].text) or is_capitals(blocks[place - 1].text):
        return False
    return any(_ATTACHED.match(block.text) for block in blocks[place + 1 : place + 5])


def _annex_title(text: str) -> tuple[str, str]:
    found = _ANNEX.match(text)
    if not found:
        return text, ""
    return (found["rest"] or "").strip(), found["number"] or ""
