"""Finds the zones of a paper: preamble, body, signature block, annexes."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from forum.paperwork.reading.annexes import ANNEX, ATTACHED, Opening, opening_of, opens_form
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS, TITLE_MAX, is_capitals

_SIGNED = re.compile(r"(?:TM|KT|TL|TUQ|Q)\.\s*[A-ZĐÀ-Ỹ]|(?:T/M|K/T|T/L)\.?\s+[A-ZĐÀ-Ỹ]")
NAME_WORDS = range(2, 7)
_TO_SIGN = re.compile(r"\((?:ký|chữ ký)\b", re.IGNORECASE)
_RECIPIENTS = re.compile(r"nơi nhận\s*:?", re.IGNORECASE)
_POST = re.compile(
    r"(?:(?:PHÓ|QUYỀN|TỔNG)\s+)*(?:CHỦ (?:TỊCH|NHIỆM|TỌA|TOẠ)|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG"
    r"|THỦ T(?:ƯỚNG|RƯỞNG)|CHÁNH (?:ÁN|VĂN PHÒNG|THANH TRA)|VIỆN TRƯỞNG|TRƯỞNG (?:BAN|PHÒNG|ĐOÀN)|HIỆU TRƯỞNG"
    r"|BÍ THƯ|CỤC TRƯỞNG|VỤ TRƯỞNG|THƯ KÝ|TỔNG (?:KIỂM TOÁN|THANH TRA))\b"
)
_TYPE = re.compile(
    r"(?:DỰ THẢO\s+)?(?:QUYẾT ĐỊNH|NGHỊ ĐỊNH|NGHỊ QUYẾT|THÔNG TƯ|CHỈ THỊ|KẾ HOẠCH|QUY CHẾ|QUY ĐỊNH|ĐỀ ÁN|CHƯƠNG TRÌNH"
    r"|BÁO CÁO|TỜ TRÌNH|BỘ LUẬT|LUẬT|PHÁP LỆNH|HƯỚNG DẪN|THÔNG BÁO|ĐIỀU LỆ|PHƯƠNG ÁN|QUY TRÌNH|KẾT LUẬN|QUYẾT NGHỊ"
    r"|NỘI QUY|VĂN BẢN HỢP NHẤT|HIẾN PHÁP|ĐỀ CƯƠNG)\b"
)
_SUBJECT = re.compile(
    r"(?:về|v/v|ban hành|phê duyệt|quy định|sửa đổi|bổ sung|bãi bỏ|hướng dẫn)\b", re.IGNORECASE
)
_HEAD_LINE = re.compile(r"số\s*:?\s*[\d…./]|kính gửi|độc lập\s*[-–]\s*tự do", re.IGNORECASE)
_GROUND = re.compile(r"(?:căn cứ|theo đề nghị|xét|thực hiện|sau khi)\s", re.IGNORECASE)
HEAD_MAX = 80  # blocks before the first number
SIGNATURE_MAX = 14  # blocks of a signature without 'TM.' and recipients
SIGNED_LINE_MAX = 80
_SIGNING = {"paragraph", "heading", "table"}


@dataclass(frozen=True)
class Segment:
    """The main paper or one annex: preamble, body and signature as ranges of block numbers."""

    opening: Opening
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
            (place for place in self._open(0, len(blocks)) if self._is_signed_at(place)), len(blocks)
        )
        cuts = self._cuts(signed)
        for start, end in zip([0, *cuts], [*cuts, len(blocks)], strict=True):
            opening = opening_of(blocks[start].text) if start else Opening("")
            yield self._segment(opening, start + bool(start), end)

    def _is_signed_at(self, place: int) -> bool:
        """A signature, also of a post alone with its holder's name below, as at the end of a council's resolution."""
        block, below = self.blocks[place], self.blocks[place + 1 : place + 3]
        if is_signature(block):
            return True
        if block.kind == "table" or not is_post(block):
            return False
        return any(_is_name(line) for line in below)

    def _open(self, start: int, end: int) -> Iterator[int]:
        return (place for place in range(start, end) if place not in self.inside)

    def _cuts(self, signed: int) -> list[int]:
        cuts: list[int] = []
        for place in self._open(1, len(self.blocks)):
            if self.blocks[place].kind not in {"paragraph", "heading"}:
                continue
            is_attached = place > signed and self._opens_attached(place)
            is_form = place > signed and opens_form(self.blocks, place)
            if (
                is_form
                or _is_annex_line(self.blocks, place, signed)
                or (is_attached and not self._names_annex(cuts, place))
            ):
                cuts.append(place)
        return cuts

    def _names_annex(self, cuts: Sequence[int], place: int) -> bool:
        """Whether a title stands right below 'Phụ lục I', whose name it is."""
        if not cuts or opening_of(self.blocks[cuts[-1]].text).family == "attached":
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
        if is_post(blocks[place]) or is_signature(blocks[place]):
            return False
        for block in blocks[place + 1 : place + 5]:
            if ATTACHED.match(block.text):
                return True
            if opening_of(block.text).family != "attached" or _numbered(block):
                return False
        return False

    def _segment(self, opening: Opening, start: int, end: int) -> Segment:
        marks = [place for place in self._open(start, end) if _opens_body(self.blocks[place])]
        marks = marks[self._heads(marks, start) :]
        if not marks:
            signed = self._signature_start(start + 1, end)
            return Segment(opening, range(start, start), range(start, signed), range(signed, end))
        # A head or a title in a heading style may stand below the signature.
        last = next((place for place in reversed(marks) if _numbered(self.blocks[place])), marks[-1])
        signed = self._signature_start(last + 1, end)
        by_post = signed == end
        if by_post:
            signed = self._post_start(marks[-1] + 1, end)
        return Segment(
            opening,
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
        if any(ATTACHED.match(block.text) for block in self.blocks[place + 1 : min(place + 5, numbered)]):
            return True
        if _TYPE.match(text) and len(text) <= SIGNED_LINE_MAX:
            return True
        below = self.blocks[place + 1 : min(numbered, place + HEAD_MAX)]
        if is_capitals(text) and any(_is_kind(block) or _HEAD_LINE.match(block.text) for block in below):
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
            if blocks[place].kind in _SIGNING and self._signs(place):
                while place > start and _is_signers_line(blocks[place - 1]):
                    place -= 1
                return place
        return end

    def _signs(self, place: int) -> bool:
        """Recipients, an authority, or 'NGƯỜI LÀM ĐƠN' above '(Ký, ghi rõ họ tên)'."""
        block, below = self.blocks[place], self.blocks[place + 1 : place + 2]
        is_named = is_capitals(block.text) and bool(below) and _TO_SIGN.match(below[0].text) is not None
        return is_signature(block) or (is_named and _is_short(block))

    def _post_start(self, start: int, end: int) -> int:
        """Where 'CHỦ TỊCH' alone, as a law bears it, begins a signature: short lines to the end of the paper."""
        for place in self._open(max(start, end - SIGNATURE_MAX), end):
            if is_post(self.blocks[place]) and all(map(_is_short, self.blocks[place + 1 : end])):
                return place
        return end


def _is_annex_line(blocks: Sequence[Block], place: int, signed: int) -> bool:
    """'PHỤ LỤC I', 'Phụ lục I' with its name below or behind it, 'Phụ lục' without number; no list of annexes."""
    found = ANNEX.match(blocks[place].text)
    if not found or blocks[place].text.endswith((";", ",")):
        return False
    rest, below = found["rest"] or "", blocks[place + 1 : place + 5]
    if not rest:
        is_named = (bool(below) and is_capitals(below[0].text)) or any(ATTACHED.match(b.text) for b in below)
        return bool(found["number"]) or is_capitals(blocks[place].text) or is_named or place > signed
    if found["stop"]:
        is_listed = place < signed and _is_in_list(blocks, place)
        return (bool(found["number"]) and not (is_listed and not is_capitals(rest))) or is_capitals(
            blocks[place].text
        )
    return is_capitals(rest.splitlines()[0])


def _is_in_list(blocks: Sequence[Block], place: int) -> bool:
    """Whether a line names an annex below a sentence that leads to a list, or beside a line that names another."""
    beside = (blocks[place - 1], *blocks[place + 1 : place + 2])
    return beside[0].text.endswith((":", ";")) or any(ANNEX.match(block.text) for block in beside)


def opens_annex(blocks: Sequence[Block], place: int) -> bool:
    """The same, wherever the paper is signed."""
    return place > 0 and _is_annex_line(blocks, place, len(blocks))


def _is_kind(block: Block) -> bool:
    """The kind of paper alone on its line, below which the head ends."""
    return _TYPE.fullmatch(block.text.strip()) is not None


def _opens_body(block: Block) -> bool:
    if block.kind == "heading":
        return _numbered(block) or not (is_signature(block) or is_post(block))
    return block.kind == "paragraph" and _numbered(block)


def _numbered(block: Block) -> bool:
    mark = recognise(f"{block.marker} {block.text}".strip(), {})
    return mark is not None and mark.rank < RANKS["letter"]


def _is_head_line(block: Block) -> bool:
    is_line = block.kind in {"paragraph", "heading"} and len(block.text) <= TITLE_MAX
    return is_line and not _numbered(block)


def _is_name(block: Block) -> bool:
    """A signer's name, of which each word begins with a capital, or '(Đã ký)' in its place."""
    words = block.text.replace(".", ". ").split()
    is_titled = all(word[0].isupper() for word in words) and not is_capitals(block.text)
    is_named = len(words) in NAME_WORDS and is_titled and not any(sign in block.text for sign in ",;:“")
    return block.kind == "paragraph" and (is_named or block.text.strip("()./").lower() == "đã ký")


def is_post(block: Block) -> bool:
    """A signer's post in capitals."""
    if block.kind == "table":
        cells = [cell.strip().splitlines()[0] for row in block.rows for cell in row if cell.strip()]
        return 0 < len(cells) <= 6 and any(_POST.match(cell) and is_capitals(cell) for cell in cells)
    is_line = block.kind in {"paragraph", "heading"} and len(block.text) <= SIGNED_LINE_MAX
    return is_line and _POST.match(block.text) is not None and is_capitals(block.text)


def _is_short(block: Block) -> bool:
    return block.kind in {"paragraph", "heading", "picture"} and len(block.text) <= SIGNED_LINE_MAX


def _is_signers_line(block: Block) -> bool:
    """'THƯ KÝ' and 'CHỦ TỌA' side by side above the recipients, or a bare 'GIÁM ĐỐC'."""
    cells = [cell for row in block.rows for cell in row if cell.strip()]
    if block.kind == "table":
        return 0 < len(cells) <= 4 and all(is_capitals(cell.splitlines()[0]) for cell in cells)
    is_line = block.kind in {"paragraph", "heading"} and len(block.text) <= 60
    return is_line and is_capitals(block.text) and not _numbered(block)


def is_signature(block: Block) -> bool:
    """Recipients or a signer's authority, which offices often set side by side in a borderless table."""
    cells = [cell for row in block.rows[:6] for cell in row] or [block.text]
    lines = [line.strip() for cell in cells for line in cell.splitlines() if line.strip()]
    return any(
        (_RECIPIENTS.match(line) and len(line) < 40) or (_SIGNED.match(line) and is_capitals(line))
        for line in lines[:20]
    )
