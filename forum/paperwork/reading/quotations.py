"""Finds quoted parts: the new wording of another paper, whose articles and titles are no units of this one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import RANKS, Mark, recognise
from forum.paperwork.reading.numerals import follows_strictly
from forum.paperwork.reading.zones import is_post, is_signature, opens_annex
from forum.paperwork.remarks import Remark, RemarkKind

_OPENING, _CLOSING = "“„«", "”»"
_SIGN = re.compile('[“”„‟«»"]')
_BEFORE_OPENING = frozenset(' \t\n([{:“"—–-/')
_AFTER_CLOSING = frozenset(' \t\n)]}.,;:!?…”"—–-/')
_AMENDS = re.compile(
    r"(?:được\s+)?(?:sửa đổi|bổ sung|bãi bỏ|thay thế|thay (?:cụm )?từ|thay đổi|bỏ (?:cụm )?từ|thêm)",
    re.IGNORECASE,
)
# A quotation that begins within a sentence goes on for so many paragraphs at most.
WITHIN_SENTENCE_MAX = 200
SHOWN = 60


@dataclass(frozen=True)
class Quoted:
    """`inside` are the places of blocks that are quoted whole."""

    inside: frozenset[int]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class _Outer:
    """Where this paper's own numbers stand: its last article, and the last of each family that is open in it."""

    article: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def mark(self, block: Block) -> Mark | None:
        if block.kind not in {"paragraph", "heading"} or _starts_quoted(block.text):
            return None
        return recognise(f"{block.marker} {block.text}".strip(), {"article": self.article})

    def after(self, mark: Mark) -> "_Outer":
        others = tuple(pair for pair in self.others if RANKS[pair[0]] < mark.rank and pair[0] != mark.family)
        article = mark.number if mark.family == "article" else self.article
        return _Outer(article, (*others, (mark.family, mark.number)))

    def is_followed_by(self, mark: Mark, block: Block) -> bool:
        """Whether a block is this paper's next number: its next article or chapter, or a clause that amends."""
        if mark.family == "article":
            return follows_strictly(mark.number, self.article, "article")
        before = dict(self.others).get(mark.family, "")
        is_next = bool(before) and follows_strictly(mark.number, before, mark.family)
        is_amending = _AMENDS.match(mark.rest) is not None or block.text.rstrip().endswith("như sau:")
        return is_next and (mark.rank < RANKS["article"] or is_amending)


def find_quoted(blocks: Sequence[Block]) -> Quoted:
    """The quoted blocks of a whole file, however long a quotation is.

    One that is never closed ends before this paper's own next number, and is named; so is one that never began.
    """
    inside: set[int] = set()
    remarks: list[Remark] = []
    balances = [_balance(block.text) for block in blocks]
    closed = _closed(balances)
    outer, place, settled = _Outer(), 0, 0
    while place < len(blocks):
        block, (opens, closes) = blocks[place], balances[place]
        if _starts_quoted(block.text):
            inside.add(place)
        elif mark := outer.mark(block):
            outer = outer.after(mark)
        if opens > closes:
            end = _end_of(blocks, place, closed[place], outer)
            if end != closed[place]:
                before = blocks[end].text[:SHOWN] if end < len(blocks) else "…"
                remarks.append(Remark(RemarkKind.quote_unclosed, block.place, before))
            inside.update(range(place + 1, end))
            settled = end
        elif closes > opens and _ends_quoted(block.text):
            inside.update(_unopened(blocks, settled, place, remarks))
            settled = place + 1
        place = max(settled, place + 1)
    return Quoted(frozenset(inside), tuple(remarks))


def _end_of(blocks: Sequence[Block], place: int, closed: int, outer: _Outer) -> int:
    """The place after a quotation that begins at `place`; `closed` is 0 where nothing closes it."""
    if _is_new_wording(blocks[place].text):
        return closed or _own_number(blocks, place + 1, len(blocks), outer) or len(blocks)
    if closed and closed - place <= WITHIN_SENTENCE_MAX and not _own_number(blocks, place + 1, closed, outer):
        return closed
    return place + 1


def _closed(balances: Sequence[tuple[int, int]]) -> list[int]:
    """For each block the place after the one that closes what it leaves open; 0 where none does."""
    found = [0] * len(balances)
    waiting: list[tuple[int, int]] = []  # the depth before each block that waits, and its place
    depth = 0
    for place, (opens, closes) in enumerate(balances):
        before, depth = depth, depth + opens - closes
        while waiting and waiting[-1][0] >= depth:
            found[waiting.pop()[1]] = place + 1
        if opens > closes:
            waiting.append((before, place))
    return found


def _own_number(blocks: Sequence[Block], start: int, end: int, outer: _Outer) -> int:
    """The first block from `start` that goes on with this paper's own numbers, or signs it; 0 for none."""
    for place in range(start, end):
        block = blocks[place]
        mark = outer.mark(block)
        if (mark and outer.is_followed_by(mark, block)) or _ends_paper(blocks, place):
            return place
    return 0


def _ends_paper(blocks: Sequence[Block], place: int) -> bool:
    return is_signature(blocks[place]) or is_post(blocks[place]) or opens_annex(blocks, place)


def _unopened(blocks: Sequence[Block], start: int, end: int, remarks: list[Remark]) -> range:
    """The blocks before a closing mark, from after the clause that announces a new wording."""
    for place in range(end - 1, start - 1, -1):
        text = blocks[place].text.rstrip()
        if text.endswith(":") and _AMENDS.search(text):
            remarks.append(Remark(RemarkKind.quote_unopened, blocks[end].place, text[:SHOWN]))
            return range(place + 1, end + 1)
    return range(0)


def _is_new_wording(text: str) -> bool:
    if _starts_quoted(text):
        return True
    return re.search(r":\s*[“„«\"][^“„«\"”»]*$", text, re.DOTALL) is not None


def _starts_quoted(text: str) -> bool:
    return bool(text) and text[0] in '“„«‟”»"' and any(char.isalnum() or char in "…." for char in text[1:])


def _ends_quoted(text: str) -> bool:
    return text.rstrip(" .;,:").endswith(("”", '"', "»", "“"))


def _balance(text: str) -> tuple[int, int]:
    """How many quotations a block leaves open, and how many it closes that others opened."""
    depth = closes = 0
    for found in _SIGN.finditer(text):
        if _opens(text, found.start()):
            depth += 1
        elif depth:
            depth -= 1
        else:
            closes += 1
    return depth, closes


def _opens(text: str, at: int) -> bool:
    """By where the mark stands: writers take the wrong one, and straight ones have no direction."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    may_open = (not before or before in _BEFORE_OPENING) and bool(after) and after not in " \t\n.,;:!?)"
    may_close = bool(before) and before not in " \t\n([" and (not after or after in _AFTER_CLOSING)
    if may_open != may_close:
        return may_open
    return text[at] in _OPENING or (text[at] == '"' and not before)
