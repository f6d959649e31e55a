"""Reads the body of a Word file into blocks: paragraphs with numbers, tables, boxes, notes, pictures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from forum.paperwork.archives import Element, local, value
from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable
from forum.paperwork.reading.annexes import ATTACHED, opens_by_name
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.docx.findings import Findings
from forum.paperwork.reading.docx.layout import as_text
from forum.paperwork.reading.docx.numbering import Counters
from forum.paperwork.reading.docx.runs import Gathering, Words, is_placeholder, words_of
from forum.paperwork.reading.docx.styles import Look, Styles, properties
from forum.paperwork.reading.marks import RANKS, is_capitals
from forum.paperwork.reading.pasted import mark_of
from forum.paperwork.reading.tables import table_text
from forum.paperwork.reading.zones import is_signature
from forum.words import _

_WRAPPERS = {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice"}
MAX_NESTED = 60


@dataclass
class Body:
    """The file's context of a body, and the state of reading it."""

    styles: Styles
    counters: Counters
    around: Gathering
    notes: Mapping[tuple[str, str], Element]
    comments: Mapping[str, Element]
    list_levels: Mapping[str, tuple[str, int]]
    count: int = 0
    deferred: list[Words] = field(default_factory=list)

    @property
    def findings(self) -> Findings:
        return self.around.findings


def blocks_of(container: Element, body: Body, nested: int = 0) -> Iterator[Block]:
    """Every block inside a body, cell, box or note, in order."""
    if nested > MAX_NESTED:
        raise PaperError("too_deep", _("Văn bản lồng quá nhiều lớp khung, bảng; không đọc được."))
    for child in container:
        name = local(child)
        if name == "p":
            yield from _paragraph(child, body, nested)
        elif name == "tbl":
            yield from _table(child, body, nested)
        elif name == "sdt" and is_placeholder(child):
            body.findings.note("placeholder", _plain(child), _place(body))
        elif name == "sdt" and _is_contents(child):
            body.findings.note("contents", _plain(child), _place(body))
        elif name in _WRAPPERS:
            yield from blocks_of(child, body, nested + 1)
        elif name == "altChunk":
            body.findings.note("embedded", "altChunk", _place(body))


def _paragraph(element: Element, body: Body, nested: int) -> Iterator[Block]:
    body.count += 1
    was_contents = body.around.fields.in_contents()
    words = words_of(element, _place(body), body.around)
    style, own = _style_and_look(element)
    if _mark_is(element, {"del", "moveFrom"}):
        body.deferred.append(words)
        return
    if was_contents or body.around.fields.in_contents() or body.styles.is_contents_line(style):
        body.findings.note("contents", words.joined(), words.place)
        return
    look = own.over(body.styles.look(style))
    text = "".join(part.joined() for part in [*body.deferred, words])
    if not text.strip() and _mark_is(element, {"vanish"}):
        yield from _after(words, body, nested)  # a paragraph that is hidden whole takes no number
        return
    marker, depth = _marker(style, own, look, text, body)
    block = Block(
        printable(text).strip(),
        "heading" if look.outline is not None else "paragraph",
        marker,
        look.outline + 1 if look.outline is not None else depth,
        bool(look.is_centred) or (bool(text.strip()) and not words.plain_weight),
        place=words.place,
    )
    gathered = [*body.deferred, words]
    body.deferred = []
    yield from _lines(block, body)
    for part in gathered:
        yield from _after(part, body, nested)


def _lines(block: Block, body: Body) -> Iterator[Block]:
    """A paragraph with manual line breaks stays one, unless a line starts a unit of its own."""
    lines = [" ".join(line.split()) for line in block.text.split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        if any(char.isalnum() for char in block.marker):
            yield block  # 'Chương I' numbered by Word, with its title in the next paragraph
        return
    numbered = [f"{block.marker} {lines[0]}".strip(), *lines[1:]]
    starts = [place for place in range(1, len(lines)) if _parts(numbered[place - 1], numbered[place])]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        text = " ".join(lines[start:end])
        if start:
            body.findings.note("split_lines", text, block.place)
        yield replace(block, text=text, marker="" if start else block.marker)


def _parts(line: str, below: str) -> bool:
    """Whether a manual line break ends a paragraph: before a number, an annex or a signature, after what is a name."""
    if mark_of(below) or ATTACHED.match(below) or opens_by_name(below) or is_signature(Block(below)):
        return True
    if (opens_by_name(line) and not below[0].islower()) or (line.endswith(":") and below[0] in '“"'):
        return True
    mark = mark_of(line)
    is_named = mark is not None and mark.rank <= RANKS["article"] and not is_capitals(below)
    return mark is not None and (not mark.rest or (is_named and not below[0].islower()))


def _marker(style: str | None, own: Look, look: Look, text: str, body: Body) -> tuple[str, int]:
    """The automatic number of a paragraph and its list level from 1."""
    number_id, level = look.number_id, look.level or 0
    if own.number_id is None and style and style in body.list_levels:
        number_id, level = body.list_levels[style]
    if number_id is None or number_id == "0":
        return "", 0
    marker = body.counters.next_marker(number_id, level)
    if marker is None:
        body.findings.note("missing_list", text, _place(body))
        return "", 0
    return printable(marker).strip(), level + 1


def _after(words: Words, body: Body, nested: int) -> Iterator[Block]:
    for name in words.pictures:
        yield Block(printable(name).strip(), "picture", place=words.place)
    for box in words.boxes:
        inside = _inside(box, body, nested)
        body.findings.note("text_box", " ".join(block.text for block in inside), words.place)
        yield from (replace(block, is_aside=True) for block in inside)
    for key in words.notes:
        if key in body.notes:
            text = " ".join(block.text for block in _inside(body.notes[key], body, nested))
            yield Block(text, "footnote", place=words.place)
    for comment in words.comments:
        if comment in body.comments:
            body.findings.note("comment", _plain(body.comments[comment]), words.place)


def _inside(container: Element, body: Body, nested: int) -> list[Block]:
    """The blocks of a cell, box or note, with a last paragraph whose mark was deleted."""
    deferred, body.deferred = body.deferred, []
    around, body.around = body.around, replace(body.around, is_framed=True)
    inside = [*blocks_of(container, body, nested + 1), *left_over(body)]
    body.deferred, body.around = deferred, around
    return inside


def left_over(body: Body) -> Iterator[Block]:
    """Words of paragraphs whose mark was deleted, where no paragraph follows."""
    deferred, body.deferred = body.deferred, []
    for words in deferred:
        if text := printable(words.joined()).strip():
            yield Block(text, place=words.place)


def _table(element: Element, body: Body, nested: int) -> Iterator[Block]:
    yield from left_over(body)
    body.count += 1
    place = _place(body)
    cells = [_row(row, body, nested) for row in _rows(element, body, place)]
    rows = [row for row in cells if row]
    if len(rows) == 1 and len(rows[0]) == 1:
        yield from rows[0][0]  # a one-cell table used as a frame around text
        return
    if flow := as_text(rows):
        body.findings.note("table_as_text", flow[0].text, place)
        yield from flow
        return
    written = tuple(tuple(_cell_text(cell) for cell in row) for row in rows)
    if any(text for row in written for text in row):
        yield Block(table_text(written), "table", rows=written, place=place)
    for row in rows:
        for cell in row:
            yield from (block for block in cell if block.kind in {"picture", "footnote"})


def _rows(element: Element, body: Body, place: str) -> Iterator[Element]:
    for child in element:
        name = local(child)
        if name == "tr":
            changes = {local(inner) for pr in child if local(pr) == "trPr" for inner in pr}
            if "del" in changes:
                body.findings.note("row_deleted", _plain(child), place)
                continue
            if "ins" in changes:
                body.findings.note("inserted", _plain(child), place)
            yield child
        elif name in _WRAPPERS:
            yield from _rows(child, body, place)


def _row(row: Element, body: Body, nested: int) -> list[list[Block]]:
    cells: list[list[Block]] = [[] for _ in range(_left_out_before(row))]
    for cell in _cells(row):
        properties_of = {local(inner): inner for pr in cell if local(pr) == "tcPr" for inner in pr}
        merged = properties_of.get("vMerge")
        goes_on = merged is not None and value(merged) in {None, "continue"}
        inside = _inside(cell, body, nested)
        is_deleted = "cellDel" in properties_of
        if is_deleted or goes_on:  # Word shows nothing of what stands in the lower part of a merged cell
            body.findings.note("deleted" if is_deleted else "hidden", _plain(cell), _place(body))
        for block in inside:
            if block.kind == "table":
                body.findings.note("nested_table", block.text, _place(body))
        cells.append([] if goes_on or is_deleted else inside)
        span = value(properties_of["gridSpan"]) if "gridSpan" in properties_of else None
        cells.extend([] for _ in range(min(int(span), 60) - 1 if span and span.isdecimal() else 0))
    return cells


def _left_out_before(row: Element) -> int:
    """How many columns a row leaves out at its left."""
    before = (
        value(inner) for pr in row if local(pr) == "trPr" for inner in pr if local(inner) == "gridBefore"
    )
    return next((min(int(count), 60) for count in before if count and count.isdecimal()), 0)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in _WRAPPERS:
            yield from _cells(child)


def _cell_text(cell: Iterable[Block]) -> str:
    kinds = {"paragraph", "heading", "table"}
    return "\n".join(f"{block.marker} {block.text}".strip() for block in cell if block.kind in kinds)


def _style_and_look(element: Element) -> tuple[str | None, Look]:
    style = next(
        (
            value(inner)
            for child in element
            if local(child) == "pPr"
            for inner in child
            if local(inner) == "pStyle"
        ),
        None,
    )
    return style, properties(element)


def _mark_is(element: Element, changes: set[str]) -> bool:
    """Whether the paragraph mark was deleted under tracked changes, which joins it to the next paragraph, or hidden."""
    return any(
        local(change) in changes
        for child in element
        if local(child) == "pPr"
        for inner in child
        if local(inner) == "rPr"
        for change in inner
    )


def _is_contents(element: Element) -> bool:
    return any(
        local(inner) == "docPartGallery" and (value(inner) or "") == "Table of Contents"
        for child in element
        if local(child) == "sdtPr"
        for inner in child.iter()
    )


def _plain(element: Element) -> str:
    return "".join(
        " " if local(inner) == "p" else inner.text or ""
        for inner in element.iter()
        if local(inner) in {"t", "delText", "p"}
    )


def _place(body: Body) -> str:
    return f"đoạn {body.count}"
