"""Finds quoted parts: the new wording of another paper, whose articles and titles are no units of this one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS, Mark
from forum.paperwork.reading.numerals import follows_strictly
from forum.paperwork.reading.zones import is_post, is_signature, opens_annex
from forum.paperwork.remarks import Remark, RemarkKind

_OPENING, _CLOSING = "“„«", "”»"
_SIGN = re.compile('[“”„‟«»"]')
_SINGLE = re.compile("['‘’`´‚‹›′″‟❝❞〝〞〟「」『』,<>]")
_TWO_SINGLE = re.compile("''|‘‘|’’|``|´´|′′")
_OTHER_OPENING = re.compile(r"(?:^|(?<=:)|(?<=: ))(?:‚‚|,,|‚|<<|[‹「『❝〝″])(?=\w)")
_OTHER_CLOSING = re.compile(r"(?<=\w|[.;,!?…])(?:>>|[›」』❞〞〟]|(?<!\d)″)(?=[.;,]*\s*$)")
_SINGLE_WITHIN = re.compile(r"\s['‘]\w|\w['’](?=[\s,.;:]+\S)")
_SINGLE_AT_START = re.compile(r"^['‘](?=\w)")
_SINGLE_AT_END = re.compile(r"(?<=[^\W\d]|[.;,!?…])['’](?=[.;,]*\s*$)")
_BEFORE_OPENING = frozenset(' \t\n([{:“"—–-/')
_AFTER_CLOSING = frozenset(' \t\n)]}.,;:!?…”"—–-/')
_AMENDS = re.compile(
    r"(?:được\s+)?(?:sửa đổi|bổ sung|bãi bỏ|thay thế|thay (?:cụm )?từ|thay đổi|bỏ (?:cụm )?từ|thêm)\b",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"\b(?:điều|khoản|điểm|chương|mục|phụ lục|cụm từ|tên|một số|biểu|mẫu)\b", re.IGNORECASE)
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

    def is_followed_by(self, mark: Mark, *, by_amendment: bool) -> bool:
        """Whether a block has this paper's next number: of a clause that amends, or also of an article or chapter."""
        before = self.article if mark.family == "article" else dict(self.others).get(mark.family, "")
        if mark.rank <= RANKS["article"]:
            is_known = bool(before) or mark.family == "article"
            return not by_amendment and is_known and follows_strictly(mark.number, before, mark.family)
        is_next = bool(before) and follows_strictly(mark.number, before, mark.family)
        return is_next and _is_amendment(mark.rest)


def find_quoted(blocks: Sequence[Block]) -> Quoted:
    """The quoted blocks of a whole file, however long a quotation is.

    One that is never closed ends before this paper's own next number, and is named; so is one that never began.
    """
    inside: set[int] = set()
    remarks: list[Remark] = []
    blocks = [replace(block, text=_with_known_marks(block.text)) for block in blocks]
    balances = [_balance(block.text) for block in blocks]
    closed = _closed(balances)
    outer, place, settled = _Outer(), 0, 0
    while place < len(blocks):
        block, (opens, closes) = blocks[place], balances[place]
        if _starts_quoted(block.text):
            inside.add(place)
        elif mark := outer.mark(block):
            outer = outer.after(mark)
        elif is_signature(block) or opens_annex(blocks, place):
            outer = _Outer()  # below, articles are numbered anew
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
        elif end := _end_of_unmarked(blocks, balances, place, outer):
            remarks.append(
                Remark(RemarkKind.quote_missing, blocks[place + 1].place, blocks[end].text[:SHOWN])
            )
            inside.update(range(place + 1, end))
            settled = end
        place = max(settled, place + 1)
    return Quoted(frozenset(inside), tuple(remarks))


def _end_of(blocks: Sequence[Block], place: int, closed: int, outer: _Outer) -> int:
    """The place after a quotation that begins at `place`; `closed` is 0 where nothing closes it."""
    if _is_new_wording(blocks[place].text):
        end = closed or len(blocks)
        # New wording that itself amends something has such clauses of its own.
        is_nested = any(_is_amendment(block.text) for block in blocks[place : place + 2])
        if closed and is_nested:
            return closed
        return _own_number(blocks, place + 1, end, outer, by_amendment=bool(closed)) or end
    if (
        closed
        and closed - place <= WITHIN_SENTENCE_MAX
        and not _own_number(blocks, place + 1, closed, outer, by_amendment=False)
    ):
        return closed
    return place + 1


def _end_of_unmarked(
    blocks: Sequence[Block], balances: Sequence[tuple[int, int]], place: int, outer: _Outer
) -> int:
    """The place after new wording that bears no marks: below 'Sửa đổi Điều 4 như sau:' stands 'Điều 4', which is not
    this paper's next article, until its own next number; 0 for none."""
    text = blocks[place].text
    if not text.endswith(":") or place + 1 >= len(blocks) or not _is_amendment(text):
        return 0
    mark = outer.mark(blocks[place + 1])
    if mark is None or mark.rank > RANKS["article"] or outer.is_followed_by(mark, by_amendment=False):
        return 0
    if re.search(rf"(?:Điều|Chương|Mục|Phần) {re.escape(mark.number)}\b", text) is None:
        return 0
    end = _own_number(blocks, place + 2, len(blocks), outer, by_amendment=False)
    is_closed = any(closes > opens for opens, closes in balances[place + 1 : end])
    return 0 if is_closed else end


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


def _own_number(blocks: Sequence[Block], start: int, end: int, outer: _Outer, *, by_amendment: bool) -> int:
    """The first block from `start` that goes on with this paper's own numbers, or signs it; 0 for none.

    `by_amendment`: only a clause that amends counts, as where a quotation is closed, be it by another's mark.
    """
    for place in range(start, end):
        mark = outer.mark(blocks[place])
        if mark and outer.is_followed_by(mark, by_amendment=by_amendment):
            return place
        if not by_amendment and _ends_paper(blocks, place):
            return place
    return 0


def _is_amendment(text: str) -> bool:
    found = _AMENDS.search(text[:80])
    is_of_unit = found is not None and _AMENDED.search(text, found.end()) is not None
    return is_of_unit or text.rstrip().endswith("như sau:")


def _ends_paper(blocks: Sequence[Block], place: int) -> bool:
    return is_signature(blocks[place]) or is_post(blocks[place]) or opens_annex(blocks, place)


def _unopened(blocks: Sequence[Block], start: int, end: int, remarks: list[Remark]) -> range:
    """The blocks before a closing mark, from after the clause that announces a new wording."""
    for place in range(end - 1, start - 1, -1):
        text = blocks[place].text.rstrip()
        if _starts_quoted(text):
            return range(0)
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


def _with_known_marks(text: str) -> str:
    """One mark for two apostrophes, for a single one or one of another language that opens or ends a paragraph;
    'M’Nông' and 5’ stay."""
    if not _SINGLE.search(text):
        return text
    text = _TWO_SINGLE.sub('"', text)
    text = _OTHER_CLOSING.sub("”", _OTHER_OPENING.sub("“", text))
    return text if _SINGLE_WITHIN.search(text) else _SINGLE_AT_END.sub("”", _SINGLE_AT_START.sub("“", text))


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
