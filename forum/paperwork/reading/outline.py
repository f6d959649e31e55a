"""Builds a tree from blocks: each numbered unit goes under the nearest open unit that ranks above it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from forum.paperwork.reading.addresses import addressed
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.reading.markers import RANKS, Mark, is_capitals, recognise
from forum.paperwork.reading.sequences import broken_sequences
from forum.paperwork.reading.zones import Segment, quoted, segments
from forum.paperwork.tree import Kind, Paper, Remark
from vietnamese import is_syllable

MAX_REMARKS = 200
MAX_TITLE = 200  # maximum characters of a title
_TITLED: frozenset[Kind] = frozenset({"part", "chapter", "section", "subsection", "article", "annex"})
_LEAF = 1000.0
_WITH_ETH = re.compile(r"(?<![^\W\d_])[^\W\d_]*[Ðð][^\W\d_]*")
_VOWEL = re.compile(r"[AEIOUY\u00c0-\u00cf\u00d2-\u00de]")
_ETH = str.maketrans("Ðð", "Đđ")


def outline(blocks: Sequence[Block], remarks: Iterable[Remark] = ()) -> Paper:
    """The tree of a paper and the report: first the reader's `remarks`, then what was guessed here."""
    root = Draft("paper", -1)
    report = list(remarks)
    blocks, eths = _with_vietnamese_d(blocks)
    report.extend(eths)
    for count, segment in enumerate(segments(blocks)):
        holder = root
        if count:
            title = blocks[segment.preamble.start - 1]
            family = "annex" if title.text.lower().startswith("phụ lục") else "attached"
            holder = Draft("annex", 0, segment.number, segment.title, family, title.place)
            root.children.append(holder)
        _fill(holder, blocks, segment, report)
    report.extend(broken_sequences(root))
    return Paper(addressed(root), tuple(_readable(report)))


def _with_vietnamese_d(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[Remark]]:
    """Blocks in which the Icelandic letter that old keyboards typed is the Vietnamese one, and a remark on it.

    They look alike, but 'Điều' in the other letter begins no article.
    """
    found = next((block for block in blocks if _vietnamese_d(words := _words_of(block)) != words), None)
    if found is None:
        return blocks, []
    changed = [
        replace(
            block,
            text=_vietnamese_d(block.text),
            marker=_vietnamese_d(block.marker),
            rows=tuple(tuple(_vietnamese_d(cell) for cell in row) for row in block.rows),
        )
        for block in blocks
    ]
    message = "Chữ Ð gõ theo bộ gõ cũ (U+00D0) đã được đổi thành chữ Đ tiếng Việt."
    return changed, [Remark("guess", "other_d", message, found.place)]


def _vietnamese_d(text: str) -> str:
    """Đ for Ð in Vietnamese words. What Icelandic or Old English writes with it stays."""
    if "Ð" not in text and "ð" not in text:
        return text
    return _WITH_ETH.sub(
        lambda word: word[0].translate(_ETH) if _may_be_vietnamese(word[0]) else word[0], text
    )


def _may_be_vietnamese(word: str) -> bool:
    """A syllable, one of a place such as Đắk Lắk, or an abbreviation such as HĐND."""
    meant = word.translate(_ETH)
    return is_syllable(meant.removesuffix("k")) or (meant.isupper() and not _VOWEL.search(meant))


def _words_of(block: Block) -> str:
    return " ".join((block.text, block.marker, *(cell for row in block.rows for cell in row)))


def _readable(report: Sequence[Remark]) -> Iterator[Remark]:
    """The first remarks of each kind and how many more there are, to keep the report readable."""
    counts: Counter[str] = Counter()
    for remark in report:
        counts[remark.code] += 1
        if counts[remark.code] <= MAX_REMARKS:
            yield remark
    for code, count in counts.items():
        if count > MAX_REMARKS:
            message = f"Còn {count - MAX_REMARKS} chỗ khác cùng loại, không liệt kê."
            yield Remark("warning", code, message)


def _fill(holder: Draft, blocks: Sequence[Block], segment: Segment, report: list[Remark]) -> None:
    if segment.preamble:
        preamble = Draft("preamble", 1)
        _grow(preamble, [blocks[place] for place in segment.preamble], frozenset(), report, False)
        if holder.kind == "annex" and not holder.text:
            _take_title(holder, preamble)
        if preamble.children:
            holder.children.append(preamble)
    first = segment.body.start
    inside = frozenset(place - first for place in quoted(blocks, segment.body))
    _grow(holder, [blocks[place] for place in segment.body], inside, report, True)
    if segment.signature:
        signature = Draft("signature", 1)
        signature.children = [_leaf(blocks[place]) for place in segment.signature]
        holder.children.append(signature)


def _take_title(holder: Draft, preamble: Draft) -> None:
    first = preamble.children[0]
    if first.kind == "paragraph" and (is_capitals(first.text) or len(first.text) <= MAX_TITLE):
        holder.text = first.text
        del preamble.children[0]


def _grow(
    holder: Draft, blocks: Sequence[Block], inside: frozenset[int], report: list[Remark], is_body: bool
) -> None:
    """Add the blocks below the holder. `inside` are blocks of a quotation, added as plain paragraphs."""
    stack = [holder]
    seen: dict[str, str] = {}
    for place, block in enumerate(blocks):
        mark = None if place in inside or block.kind not in {"paragraph", "heading"} else _mark(block, seen)
        if mark:
            _open(stack, seen, mark, block)
        elif block.kind == "heading" or (is_body and place not in inside and _looks_like_heading(block)):
            if not _is_title_of(stack, block):
                _open(stack, seen, _heading(block, report), block)
        elif not (place not in inside and _is_title_of(stack, block)):
            _hang(stack, block)


def _mark(block: Block, seen: dict[str, str]) -> Mark | None:
    if not block.marker:
        return recognise(block.text, seen)
    # A number written by Word needs no full stop: 'Chương I' + 'Quy định chung'.
    marker = f"{block.marker}." if block.marker[-1].isalnum() else block.marker
    mark = recognise(f"{marker} {block.text or '…'}", seen)
    if mark is None:
        return Mark("item", "deeper", block.marker.strip(" .)"), block.text, RANKS["deeper"] + block.depth)
    rank = mark.rank + 0.1 * block.depth if mark.family == "dash" else mark.rank
    return replace(mark, rest=mark.rest if block.text else "", rank=rank)


def _open(stack: list[Draft], seen: dict[str, str], mark: Mark, block: Block) -> None:
    while len(stack) > 1 and stack[-1].rank >= mark.rank:
        stack.pop()
    for family in [known for known in seen if _rank(known) > mark.rank]:
        del seen[family]
    seen[mark.family] = mark.number
    draft = Draft(mark.kind, mark.rank, mark.number, mark.rest, mark.family, block.place)
    stack[-1].children.append(draft)
    stack.append(draft)


def _rank(family: str) -> float:
    return RANKS.get(family, _LEAF)


def _heading(block: Block, report: list[Remark]) -> Mark:
    if block.kind != "heading":
        message = "Dòng viết hoa toàn bộ được đọc là tiêu đề."
        report.append(Remark("guess", "heading_by_capitals", message, block.place or block.text[:60]))
    return Mark("heading", "heading", "", block.text, RANKS["heading"] + 0.05 * min(max(block.depth, 1), 90))


def _looks_like_heading(block: Block) -> bool:
    return (
        block.kind == "paragraph"
        and is_capitals(block.text)
        and 4 <= len(block.text) <= MAX_TITLE
        and " " in block.text
    )


def _is_title_of(stack: list[Draft], block: Block) -> bool:
    """Give a bare 'Chương II' the next line as its title; returns whether it did."""
    top = stack[-1]
    if top.text or top.children or top.kind not in _TITLED or block.marker:
        return False
    if block.kind not in {"paragraph", "heading"} or len(block.text) > MAX_TITLE:
        return False
    is_line = block.is_title or block.kind == "heading" or is_capitals(block.text)
    if not is_line and (top.kind == "annex" or block.text.endswith((".", ";", ":", ","))):
        return False
    top.text = block.text
    return True


def _hang(stack: list[Draft], block: Block) -> None:
    """Add an unnumbered paragraph to the open numbered unit; a bullet holds only its own line."""
    while len(stack) > 1 and stack[-1].rank >= RANKS["dash"]:
        stack.pop()
    stack[-1].children.append(_leaf(block))


def _leaf(block: Block) -> Draft:
    kind: Kind = "paragraph" if block.kind == "heading" else block.kind
    text = f"{block.marker} {block.text}".strip()
    return Draft(kind, _LEAF, "", text, "", block.place, block.rows)
