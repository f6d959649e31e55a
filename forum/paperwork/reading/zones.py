"""Finds the zones of a paper: preamble, body, signature block, annexes."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.letters import as_numeral
from forum.paperwork.reading.markers import RANKS, TITLE_MAX, is_capitals, recognise
from forum.paperwork.reading.numerals import roman_value

_ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+|SỐ\s+)?(?P<number>[IVXLCl|]{1,7}(?:[.-]?[A-Z0-9]{1,2})?"
    r"|\d{1,3}[a-zA-Z]?(?:\.\d{1,2})?|[A-Z](?:\.?\d)?)(?![^\W_]))?"
    r"(?P<stop>\s*[.:–-]|)(?:\s*(?P<rest>\S.*)|)$",
    re.DOTALL,
)
_ATTACHED = re.compile(r"\(?\s*(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|đính kèm)", re.IGNORECASE)
_SIGNED = re.compile(r"(?:TM|KT|TL|TUQ|Q)\.\s*[A-ZĐÀ-Ỹ]|(?:T/M|K/T|T/L)\.?\s+[A-ZĐÀ-Ỹ]")
_RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)
_POST = re.compile(
    r"(?:(?:PHÓ|QUYỀN|TỔNG)\s+)*(?:CHỦ (?:TỊCH|NHIỆM|TỌA|TOẠ)|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG"
    r"|THỦ T(?:ƯỚNG|RƯỞNG)|CHÁNH (?:ÁN|VĂN PHÒNG|THANH TRA)|VIỆN TRƯỞNG|TRƯỞNG (?:BAN|PHÒNG|ĐOÀN)|HIỆU TRƯỞNG"
    r"|BÍ THƯ|CỤC TRƯỞNG|VỤ TRƯỞNG|THƯ KÝ|TỔNG (?:KIỂM TOÁN|THANH TRA))\b"
)
_TYPE = re.compile(
    r"(?:DỰ THẢO\s+)?(?:QUYẾT ĐỊNH|NGHỊ ĐỊNH|NGHỊ QUYẾT|THÔNG TƯ|CHỈ THỊ|KẾ HOẠCH|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|CHƯƠNG TRÌNH"
    r"|BÁO CÁO|TỜ TRÌNH|BỘ LUẬT|LUẬT|PHÁP LỆNH|HƯỚNG DẪN|THÔNG BÁO|ĐIỀU LỆ|PHƯƠNG ÁN|QUY TRÌNH|KẾT LUẬN)\b"
)
_SUBJECT = re.compile(
    r"(?:về|v/v|ban hành|phê duyệt|quy định|sửa đổi|bổ sung|bãi bỏ|hướng dẫn)\b", re.IGNORECASE
)
_GROUND = re.compile(r"(?:căn cứ|theo đề nghị|xét|thực hiện|sau khi)\s", re.IGNORECASE)
HEAD_MAX = 80  # blocks before the first number
SIGNATURE_MAX = 14  # blocks of a signature without 'TM.' and recipients
SIGNED_LINE_MAX = 80


@dataclass(frozen=True)
class Segment:
    """The main paper or one annex: preamble, body and signature as ranges of block numbers."""

    title: str
    number: str
    preamble: range
    body: range
    signature: range
    by_post: bool = False


@dataclass(frozen=True)
class Zones:
    """The blocks of a file, and the places of those that are quoted and open nothing."""

    blocks: Sequence[Block]
    inside: Container[int]

    def segments(self) -> Iterator[Segment]:
        """The main paper, then each annex or attached regulation, in order. Each block is in exactly one range."""
        blocks = self.blocks
        signed = next(
            (place for place in self._open(0, len(blocks)) if is_signature(blocks[place])), len(blocks)
        )
        cuts = self._cuts(signed)
        for start, end in zip([0, *cuts], [*cuts, len(blocks)], strict=True):
            title, number, first = "", "", start
            if start:
                title, number = _annex_title(blocks[start].text)
                first += 1
            yield self._segment(title, number, first, end)

    def _open(self, start: int, end: int) -> Iterator[int]:
        return (place for place in range(start, end) if place not in self.inside)

    def _cuts(self, signed: int) -> list[int]:
        cuts: list[int] = []
        for place in self._open(1, len(self.blocks)):
            if self.blocks[place].kind not in {"paragraph", "heading"}:
                continue
            is_attached = place > signed and self._opens_attached(place)
            if _is_annex_line(self.blocks, place, signed) or (
                is_attached and not self._names_annex(cuts, place)
            ):
                cuts.append(place)
        return cuts

    def _names_annex(self, cuts: Sequence[int], place: int) -> bool:
        """Whether a title stands right below 'Phụ lục I', whose name it is."""
        if not cuts or not _ANNEX.match(self.blocks[cuts[-1]].text):
            return False
        between = self.blocks[cuts[-1] + 1 : place]
        return len(between) <= 3 and all(_is_head_line(block) for block in between)

    def _opens_attached(self, place: int) -> bool:
        """'QUY CHẾ' in capitals, followed within a few lines by '(Ban hành kèm theo …)', after the first
        signature."""
        blocks = self.blocks
        is_title = is_capitals(blocks[place].text) and not is_capitals(blocks[place - 1].text)
        if not is_title or _numbered(blocks[place]):
            return False
        for block in blocks[place + 1 : place + 5]:
            if _ATTACHED.match(block.text):
                return True
            if is_annex_name(block.text) or _numbered(block):
                return False
        return False

    def _segment(self, title: str, number: str, start: int, end: int) -> Segment:
        marks = [place for place in self._open(start, end) if _opens_body(self.blocks[place])]
        marks = marks[self._heads(marks, start) :]
        if not marks:
            signed = self._signature_start(start + 1, end)
            return Segment(title, number, range(start, start), range(start, signed), range(signed, end))
        signed = self._signature_start(marks[-1] + 1, end)
        by_post = signed == end
        if by_post:
            signed = self._post_start(marks[-1] + 1, end)
        return Segment(
            title,
            number,
            range(start, marks[0]),
            range(marks[0], signed),
            range(signed, end),
            by_post and signed < end,
        )

    def _heads(self, marks: Sequence[int], start: int) -> int:
        """How many lines in a heading style belong to the head: the paper's kind and its subject, above the grounds."""
        numbered = next((p for p in marks if _numbered(self.blocks[p])), len(self.blocks))
        for count, place in enumerate(marks):
            if place >= numbered or place - start > HEAD_MAX or not self._is_of_head(place, start, numbered):
                return count
        return len(marks)

    def _is_of_head(self, place: int, start: int, numbered: int) -> bool:
        text = self.blocks[place].text
        if any(_ATTACHED.match(block.text) for block in self.blocks[place + 1 : min(place + 5, numbered)]):
            return True
        if _TYPE.match(text) and len(text) <= SIGNED_LINE_MAX:
            return True
        above = self.blocks[start:place]
        is_below_kind = bool(above) and _TYPE.match(above[-1].text) is not None
        if not (is_below_kind or _SUBJECT.match(text) or any(_TYPE.match(block.text) for block in above)):
            return False
        grounds = (
            _GROUND.match(block.text) for block in self.blocks[place + 1 : min(numbered, place + HEAD_MAX)]
        )
        return is_below_kind or any(grounds)

    def _signature_start(self, start: int, end: int) -> int:
        blocks = self.blocks
        for place in self._open(start, end):
            if blocks[place].kind in {"paragraph", "table"} and is_signature(blocks[place]):
                while place > start and _is_signers_line(blocks[place - 1]):
                    place -= 1
                return place
        return end

    def _post_start(self, start: int, end: int) -> int:
        """Where 'CHỦ TỊCH' alone, as a law bears it, begins a signature: short lines to the end of the paper."""
        for place in self._open(max(start, end - SIGNATURE_MAX), end):
            if is_post(self.blocks[place]) and all(map(_is_short, self.blocks[place + 1 : end])):
                return place
        return end


def _is_annex_line(blocks: Sequence[Block], place: int, signed: int) -> bool:
    """'PHỤ LỤC I', 'Phụ lục I' with its name below or behind it, 'Phụ lục' without number; no list of annexes."""
    found = _ANNEX.match(blocks[place].text)
    if not found or blocks[place].text.endswith((";", ",")):
        return False
    rest, below = found["rest"] or "", blocks[place + 1 : place + 5]
    if not rest:
        is_named = (bool(below) and is_capitals(below[0].text)) or any(_ATTACHED.match(b.text) for b in below)
        return bool(found["number"]) or is_capitals(blocks[place].text) or is_named or place > signed
    if found["stop"]:
        is_listed = blocks[place - 1].text.endswith((":", ";")) and place < signed
        return (bool(found["number"]) and not (is_listed and not is_capitals(rest))) or is_capitals(
            blocks[place].text
        )
    return is_capitals(rest.splitlines()[0])


def is_annex_name(text: str) -> bool:
    """'Phụ lục', alone or with its number."""
    found = _ANNEX.match(text)
    return found is not None and not found["rest"]


def opens_annex(blocks: Sequence[Block], place: int) -> bool:
    """The same, wherever the paper is signed."""
    return place > 0 and _is_annex_line(blocks, place, len(blocks))


def _opens_body(block: Block) -> bool:
    return block.kind == "heading" or (block.kind == "paragraph" and _numbered(block))


def _numbered(block: Block) -> bool:
    mark = recognise(f"{block.marker} {block.text}".strip(), {})
    return mark is not None and mark.rank < RANKS["letter"]


def _is_head_line(block: Block) -> bool:
    is_line = block.kind in {"paragraph", "heading"} and len(block.text) <= TITLE_MAX
    return is_line and not _numbered(block)


def is_post(block: Block) -> bool:
    """A signer's post in capitals."""
    if block.kind == "table":
        cells = [cell.strip().splitlines()[0] for row in block.rows for cell in row if cell.strip()]
        return 0 < len(cells) <= 6 and any(_POST.match(cell) and is_capitals(cell) for cell in cells)
    is_line = block.kind in {"paragraph", "heading"} and len(block.text) <= SIGNED_LINE_MAX
    return is_line and _POST.match(block.text) is not None and is_capitals(block.text)


def _is_short(block: Block) -> bool:
    return block.kind in {"paragraph", "picture"} and len(block.text) <= SIGNED_LINE_MAX


def _is_signers_line(block: Block) -> bool:
    """'THƯ KÝ' and 'CHỦ TỌA' side by side above the recipients, or a bare 'GIÁM ĐỐC'."""
    cells = [cell for row in block.rows for cell in row if cell.strip()]
    if block.kind == "table":
        return 0 < len(cells) <= 4 and all(is_capitals(cell.splitlines()[0]) for cell in cells)
    return block.kind == "paragraph" and len(block.text) <= 60 and is_capitals(block.text)


def is_signature(block: Block) -> bool:
    """Recipients or a signer's authority, which offices often set side by side in a borderless table."""
    cells = [cell for row in block.rows[:6] for cell in row] or [block.text]
    lines = [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]
    return any(
        (_RECIPIENTS.match(line) and len(line) < 40) or (_SIGNED.match(line) and is_capitals(line))
        for line in lines[:20]
    )


def _annex_title(text: str) -> tuple[str, str]:
    found = _ANNEX.match(text)
    if not found:
        return text, ""
    number = found["number"] or ""
    alike = as_numeral(number) if not number.isdecimal() else number
    return (found["rest"] or "").strip(), alike if roman_value(alike) is not None else number
