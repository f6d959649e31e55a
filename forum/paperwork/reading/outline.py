"""Builds a tree from blocks: each numbered unit goes under the nearest open unit that ranks above it."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forum.paperwork.reading.addresses import addressed
from forum.paperwork.reading.annexes import is_above_name
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.columns import with_columns_read
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.reading.letters import old_letters, with_known_letters
from forum.paperwork.reading.listings import find_listed
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS, TITLE_MAX, Mark, is_capitals
from forum.paperwork.reading.numerals import follows_strictly
from forum.paperwork.reading.odd_stops import with_known_stops
from forum.paperwork.reading.quotations import find_quoted
from forum.paperwork.reading.sequences import broken_sequences
from forum.paperwork.reading.tables import is_rule, table_remarks, without_contents
from forum.paperwork.reading.unread import begins_as_unit
from forum.paperwork.reading.zones import Segment, Zones
from forum.paperwork.remarks import Remark, RemarkKind
from forum.paperwork.tree import Kind, Paper

MAX_REMARKS = 200
SHOWN = 60
HEADED_MAX = 40  # blocks below a heading until the number that says where it belongs
_TITLED: frozenset[Kind] = frozenset({"part", "chapter", "section", "subsection", "article", "annex"})
_LONG_TITLED = _TITLED - {"article"}
_LEAF = 1000.0
Notes = Mapping[int, Sequence[Block]]  # by the place of the block that refers to them
_NAMES = {
    "part": "Phần {}",
    "chapter": "Chương {}",
    "section": "Mục {}",
    "subsection": "Tiểu mục {}",
    "article": "Điều {}",
    "heading": "mục {}",
    "clause": "khoản (mục) {}",
    "point": "điểm {}",
}


def outline(blocks: Iterable[Block], remarks: Iterable[Remark] = ()) -> Paper:
    """The tree of a paper and the report: first the reader's `remarks`, then what was guessed here."""
    root = Draft("paper", -1)
    report = [*remarks]
    lines = with_columns_read([block for block in blocks if not is_rule(block)], report)
    read, alike = with_known_letters(list(without_contents(lines, report)))
    typed, notes = _without_notes(read)
    known, odd = with_known_stops(typed, find_quoted(typed).inside)
    quoted = find_quoted(known)
    report += [*alike, *odd, *old_letters(typed), *quoted.remarks]
    inside = quoted.inside | find_listed(known)
    for count, segment in enumerate(Zones(known, inside).segments()):
        holder = root
        if count:
            opening, place = segment.opening, known[segment.preamble.start - 1].place
            holder = Draft("annex", 0, opening.number, opening.title, opening.family, place)
            root.children.append(holder)
            holder.children += map(_leaf, notes.get(segment.preamble.start - 1, ()))
            if opening.family == "annex" and not opening.number:
                report.append(Remark(RemarkKind.annex_without_number, place))
        _fill(holder, known, segment, inside, report, notes)
    report.extend(_with_digits(root))
    report.extend(table_remarks(root))
    report.extend(broken_sequences(root))
    return Paper(*addressed(root, _readable(report)))


def _without_notes(read: Sequence[Block]) -> tuple[list[Block], dict[int, list[Block]]]:
    """The blocks without footnotes, which stand between no two lines of a paper, and the notes by the place of the
    block that refers to them."""
    blocks: list[Block] = []
    notes: dict[int, list[Block]] = {}
    for block in read:
        if block.kind == "footnote" and blocks:
            notes.setdefault(len(blocks) - 1, []).append(block)
        else:
            blocks.append(block)
    return blocks, notes


def _with_digits(root: Draft) -> Iterator[Remark]:
    """'Điều I' is read as the first article where no other one bears a roman numeral."""
    articles = [draft for draft in root.walk() if draft.kind == "article"]
    first = [draft for draft in articles if draft.number == "I"]
    if any(draft.number.isdecimal() for draft in articles) and not any(a.number == "II" for a in articles):
        for draft in first:
            draft.number = "1"
            yield Remark(RemarkKind.look_alike, draft.place, "I", "1")


def _readable(report: Sequence[Remark]) -> Iterator[Remark]:
    """The first remarks of each kind and how many more there are, to keep the report readable."""
    counts: Counter[RemarkKind] = Counter()
    first: dict[RemarkKind, Remark] = {}
    for remark in report:
        counts[remark.kind] += 1
        first.setdefault(remark.kind, remark)
        if counts[remark.kind] <= MAX_REMARKS:
            yield remark
    for kind, count in counts.items():
        if count > MAX_REMARKS:
            yield Remark(RemarkKind.more, "", str(count - MAX_REMARKS), str(first[kind].message))


def _fill(
    holder: Draft,
    blocks: Sequence[Block],
    segment: Segment,
    inside: Container[int],
    report: list[Remark],
    notes: Notes,
) -> None:
    if segment.preamble:
        preamble = _Growing(Draft("preamble", 1), report, notes, is_body=False)
        preamble.grow(blocks, segment.preamble, inside)
        if holder.kind == "annex" and holder.family != "attached":
            _take_title(holder, preamble.holder)
        if preamble.holder.children:
            holder.children.append(preamble.holder)
    _Growing(holder, report, notes, is_body=True).grow(blocks, segment.body, inside)
    if segment.signature:
        signature = Draft("signature", 1)
        signed = [block for place in segment.signature for block in (blocks[place], *notes.get(place, ()))]
        signature.children = [_leaf(block) for block in signed]
        holder.children.append(signature)
        if segment.by_post:
            first = blocks[segment.signature.start]
            report.append(Remark(RemarkKind.signature_by_post, first.place, first.text.split("\n")[0]))


def _take_title(holder: Draft, preamble: Draft) -> None:
    """An annex without a name is called by the first line below its head, and the lines in capitals that go on."""
    lines = preamble.children
    at = next((at for at, line in enumerate(lines) if not is_above_name(line.text)), 0)
    if not holder.text:
        if lines[at].kind != "paragraph" or not (
            is_capitals(lines[at].text) or len(lines[at].text) <= TITLE_MAX
        ):
            return
        holder.text = lines.pop(at).text
    while at < len(lines) and _goes_on(holder, lines[at].kind, lines[at].text):
        holder.text = f"{holder.text} {lines.pop(at).text}"


def _goes_on(titled: Draft, kind: str, text: str) -> bool:
    """Whether a line in capitals is the rest of the title in capitals above it."""
    return (
        kind in {"paragraph", "heading"}
        and titled.kind in _LONG_TITLED
        and is_capitals(titled.text)
        and is_capitals(text)
        and titled.text[-1] not in '.:;”"'
        and len(titled.text) + len(text) <= 2 * TITLE_MAX
    )


@dataclass
class _Growing:
    """The units that are open below a holder, and the last number of each family."""

    holder: Draft
    report: list[Remark]
    notes: Notes
    is_body: bool
    stack: list[Draft] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    asides: set[int] = field(default_factory=set)

    def grow(self, blocks: Sequence[Block], places: range, inside: Container[int]) -> None:
        """Add the blocks below the holder. `inside` are those of a quotation, added as plain paragraphs."""
        self.stack = [self.holder]
        for place in places:
            block = blocks[place]
            if place in inside:
                self._hang(block)
            elif block.kind in {"paragraph", "heading"} and (mark := _mark(block, self.seen)):
                self._open(mark, block)
            elif self._is_heading(block) and not self._is_of_article(blocks, places, place):
                if not self._is_title(block):
                    self._open(self._heading(block), block)
            elif not self._is_title(block):
                self._hang(block)
                if self.is_body and block.kind == "paragraph" and begins_as_unit(block.text):
                    self.report.append(Remark(RemarkKind.unit_unread, block.place, block.text[:SHOWN]))
            for note in self.notes.get(place, ()):
                self._hang(note)

    def _is_heading(self, block: Block) -> bool:
        return self.is_body and (block.kind == "heading" or _looks_like_heading(block)) and not block.is_aside

    def _is_of_article(self, blocks: Sequence[Block], places: range, place: int) -> bool:
        """Whether a line without a number that looks like a heading belongs to an article: a sentence such as 'Tên đầy
        đủ:' leads to it, or the article's own clauses go on below it."""
        if not any(unit.kind == "article" for unit in self.stack):
            return False
        block, below = blocks[place], blocks[place + 1 : min(places.stop, place + 1 + HEADED_MAX)]
        is_led_to = blocks[place - 1].text.endswith(":") and is_capitals(block.text)
        if block.kind != "heading" and is_led_to:
            return True
        if not (_goes_on_below(below, self.seen) or (is_led_to and not _is_followed_by_heading(below))):
            return False
        self.report.append(Remark(RemarkKind.heading_as_text, block.place, block.text[:SHOWN]))
        return True

    def _open(self, mark: Mark, block: Block) -> None:
        stack, seen = self.stack, self.seen
        while len(stack) > 1 and stack[-1].rank >= mark.rank:
            stack.pop()
        # Articles are numbered through the whole paper.
        for family in [known for known in seen if _rank(known) > mark.rank and known != "article"]:
            del seen[family]
        seen[mark.family] = mark.number
        draft = Draft(mark.kind, mark.rank, mark.number, mark.rest, mark.family, block.place, note=block.note)
        stack[-1].children.append(draft)
        stack.append(draft)
        if block.marker and mark.kind != "item" and recognise(f"{block.text} …", seen):
            self.report.append(Remark(RemarkKind.two_numbers, block.place, block.marker, block.text[:SHOWN]))
        if mark.doubt:
            name = _NAMES.get(mark.kind, "{}").format(mark.number)
            typed = (mark.typed, mark.meant) if mark.typed else (name, "")
            self.report.append(Remark(mark.doubt, block.place, *typed))

    def _heading(self, block: Block) -> Mark:
        if block.kind != "heading":
            self.report.append(Remark(RemarkKind.heading_by_capitals, block.place))
        rank = RANKS["heading"] + 0.05 * min(max(block.depth, 1), 90)
        return Mark("heading", "heading", "", block.text, rank)

    def _is_title(self, block: Block) -> bool:
        """Give a bare 'Chương II' the next line as its title, and the capitals that go on; returns whether it did."""
        top = self.stack[-1]
        is_begun = any(id(child) not in self.asides for child in top.children)
        if is_begun or top.kind not in _TITLED or block.marker or block.is_aside:
            return False
        if block.kind not in {"paragraph", "heading"} or len(block.text) > TITLE_MAX:
            return False
        if top.text:
            if not _goes_on(top, block.kind, block.text):
                return False
            self.report.append(Remark(RemarkKind.title_joined, block.place, block.text))
            top.text = f"{top.text} {block.text}"
            return True
        is_line = block.is_title or block.kind == "heading" or is_capitals(block.text)
        if not is_line and (top.kind == "annex" or block.text.endswith((".", ";", ":", ","))):
            return False
        top.text = block.text
        return True

    def _hang(self, block: Block) -> None:
        """Add an unnumbered paragraph to the open numbered unit; a bullet holds only its own line."""
        while len(self.stack) > 1 and self.stack[-1].rank >= RANKS["dash"]:
            self.stack.pop()
        leaf = _leaf(block)
        self.stack[-1].children.append(leaf)
        if block.is_aside or block.kind == "footnote":
            self.asides.add(id(leaf))


def _mark(block: Block, seen: dict[str, str]) -> Mark | None:
    typed = recognise(block.text, seen)
    if not block.marker or (typed is not None and typed.rank <= RANKS["article"]):
        return typed
    # A number written by Word needs no full stop: 'Chương I' + 'Quy định chung'.
    marker = f"{block.marker}." if block.marker[-1].isalnum() else block.marker
    mark = recognise(f"{marker} {block.text or '…'}", seen)
    if mark is None:
        return Mark("item", "deeper", block.marker.strip(" .)"), block.text, RANKS["deeper"] + block.depth)
    rank = mark.rank + 0.1 * block.depth if mark.family == "dash" else mark.rank
    return replace(mark, rest=mark.rest if block.text else "", rank=rank)


def _goes_on_below(below: Sequence[Block], seen: dict[str, str]) -> bool:
    """Whether the next number below is the next one of the clauses or points that are open."""
    for block in below:
        if block.kind in {"paragraph", "heading"} and (mark := _mark(block, seen)):
            is_open = mark.family in {"decimal", "letter"} and bool(seen.get(mark.family))
            return is_open and follows_strictly(mark.number, seen[mark.family], mark.family)
        if block.kind == "heading":
            return False
    return False


def _is_followed_by_heading(below: Sequence[Block]) -> bool:
    """Whether another heading, or at once an article, stands below, as where headings part what an article holds."""
    for count, block in enumerate(below):
        mark = _mark(block, {}) if block.kind in {"paragraph", "heading"} else None
        if mark is not None and mark.rank <= RANKS["article"]:
            return count == 0
        if mark is None and block.kind == "heading":
            return True
    return False


def _rank(family: str) -> float:
    return RANKS.get(family, _LEAF)


def _looks_like_heading(block: Block) -> bool:
    return (
        block.kind == "paragraph"
        and is_capitals(block.text)
        and 4 <= len(block.text) <= TITLE_MAX
        and block.text[-1] not in ".;,"
        and " " in block.text
    )


def _leaf(block: Block) -> Draft:
    kind: Kind = "paragraph" if block.kind == "heading" else block.kind
    text = f"{block.marker} {block.text}".strip()
    return Draft(kind, _LEAF, "", text, "", block.place, block.rows, block.note)
