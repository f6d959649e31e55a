"""Drafts set in columns (current text | draft | explanation): the draft's column is the text, the others are notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS
from forum.paperwork.remarks import Remark, RemarkKind

HEAD_MAX = 120  # characters of a column's name
_NOTE = re.compile(r"thuyết minh|lý do|lí do|giải (?:trình|thích)|cơ sở|ghi chú|căn cứ", re.IGNORECASE)
_OLD = re.compile(r"hiện hành|đang có hiệu lực|(?:văn bản|quy định|bản) (?:cũ|gốc)", re.IGNORECASE)
_DRAFT = re.compile(r"dự thảo|(?:nội dung|quy định) (?:mới|sửa đổi|đề xuất)", re.IGNORECASE)
_COUNT = re.compile(r"(?:s?tt|số tt|số thứ tự)\.?", re.IGNORECASE)
_BREAK = re.compile(r"\n|<br */?>")


@dataclass(frozen=True)
class Columns:
    """The places of the draft's column, of explanations, and of the text in force."""

    draft: int
    notes: tuple[int, ...]
    old: tuple[int, ...]


def columns_of(head: Sequence[str]) -> Columns | None:
    """The columns by their names; None where one of them is something else, as in a table of opinions."""
    kinds: dict[str, list[int]] = {"draft": [], "note": [], "old": [], "count": []}
    for place, cell in enumerate(head):
        name = " ".join(cell.split())
        if _COUNT.fullmatch(name):
            kinds["count"].append(place)
        elif len(name) > HEAD_MAX:
            return None
        elif _OLD.search(name):
            kinds["old"].append(place)
        elif _NOTE.search(name):
            kinds["note"].append(place)
        elif _DRAFT.search(name):
            kinds["draft"].append(place)
        else:
            return None
    if len(kinds["draft"]) != 1 or not (kinds["note"] or kinds["old"]):
        return None
    return Columns(kinds["draft"][0], tuple(kinds["note"]), tuple(kinds["old"]))


def with_columns_read(blocks: Sequence[Block], remarks: list[Remark]) -> Iterator[Block]:
    """The blocks, with those of a draft's column in place of each table that is a draft in columns."""
    for block in blocks:
        columns = columns_of(block.rows[0]) if block.kind == "table" and len(block.rows) > 1 else None
        read = list(_read(block, columns)) if columns else []
        if columns is None or not any(map(_is_unit, read)):
            yield block
            continue
        head = [" ".join(cell.split()) for cell in block.rows[0]]
        if columns.notes:
            notes = ", ".join(head[place] for place in columns.notes)
            remarks.append(Remark(RemarkKind.columns_read, block.place, head[columns.draft], notes))
        remarks.extend(Remark(RemarkKind.column_left_out, block.place, head[place]) for place in columns.old)
        yield from read


def _read(table: Block, columns: Columns) -> Iterator[Block]:
    waiting: Block | None = None
    for row in table.rows[1:]:
        cells = [*row, *("" for _ in range(len(table.rows[0]) - len(row)))]
        lines = _lines(cells[columns.draft])
        if not lines and _is_unit(Block(cells[0].strip())):
            lines = _lines(cells[0])  # a title across all columns
        note = "\n".join(cells[place].strip() for place in columns.notes if cells[place].strip())
        if not lines and waiting:
            waiting = replace(waiting, note=f"{waiting.note}\n{note}".strip())
            continue
        for count, line in enumerate(lines):
            if waiting:
                yield waiting
            waiting = Block(line, place=table.place, note="" if count else note)
    if waiting:
        yield waiting


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in _BREAK.split(cell) if line.strip()]


def _is_unit(block: Block) -> bool:
    mark = recognise(block.text, {}) if block.kind == "paragraph" else None
    return mark is not None and mark.rank <= RANKS["letter"]
