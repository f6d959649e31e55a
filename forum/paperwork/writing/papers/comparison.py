"""Bản so sánh: two versions of a draft side by side, or the text in force, the draft and its explanation; the changed
words are marked on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.paperwork.description import (
    Block,
    Frame,
    Marked,
    OfficialPaper,
    Paragraph,
    Row,
    Run,
    Table,
    TableColumn,
)
from forum.paperwork.difference import Piece, by_words
from forum.paperwork.writing.wording import draft_of

NOT_GIVEN = "Cơ quan soạn thảo chưa cung cấp văn bản hiện hành."
LEGEND = (
    "Chữ in đậm ở cột bên phải là nội dung mới; chữ gạch ngang ở cột bên trái là nội dung được thay hoặc bỏ."
)
# Past this many letters in both texts the words are not marked: the whole paragraph is another one.
_MARKED_MAX = 60_000


@dataclass(frozen=True)
class ComparedLine:
    """`before` is empty for what is new, `after` for what was removed. A table has a line for each of its rows."""

    before: str
    after: str
    change: str
    explanation: str = ""


@dataclass(frozen=True)
class VersionComparison:
    document_name: str
    older: int
    newer: int
    lines: Sequence[ComparedLine]


@dataclass(frozen=True)
class InForceComparison:
    """`in_force` names the text in force; it is empty where the office has not given it, and then each `before` is."""

    document_name: str
    in_force: str
    lines: Sequence[ComparedLine]


def comparison_paper(frame: Frame, comparison: VersionComparison) -> OfficialPaper:
    columns = (
        TableColumn(f"DỰ THẢO BẢN {comparison.older}", 3),
        TableColumn(f"DỰ THẢO BẢN {comparison.newer}", 3),
        TableColumn("THAY ĐỔI", 0.8),
    )
    rows = [Row((*marked(line.before, line.after), line.change)) for line in comparison.lines]
    subject = f"Bản {comparison.older} và bản {comparison.newer} của {draft_of(comparison.document_name)}"
    blocks: list[Block] = [Paragraph(LEGEND), Table(columns, rows)]
    return OfficialPaper(frame, "Bản so sánh", subject, blocks, landscape=True)


def in_force_paper(frame: Frame, comparison: InForceComparison) -> OfficialPaper:
    """In three columns. Where nobody explained a paragraph, its change alone stands in the last."""
    columns = (
        TableColumn("VĂN BẢN HIỆN HÀNH", 3),
        TableColumn("DỰ THẢO", 3),
        TableColumn("THUYẾT MINH", 1.8),
    )
    rows = []
    for line in comparison.lines:
        sides = marked(line.before, line.after) if comparison.in_force else ("", line.after)
        change = line.change if comparison.in_force else ""
        rows.append(Row((*sides, ". ".join(filter(None, (change, line.explanation))))))
    draft = draft_of(comparison.document_name)
    subject = f"{comparison.in_force} và {draft}" if comparison.in_force else f"Thuyết minh {draft}"
    blocks: list[Block] = [Paragraph(LEGEND if comparison.in_force else NOT_GIVEN), Table(columns, rows)]
    return OfficialPaper(frame, "Bản so sánh", subject, blocks, landscape=True)


def marked(before: str, after: str) -> tuple[str | Marked, str | Marked]:
    """Both texts, each with the words marked that the other lacks. A text that has lines keeps them, unmarked."""
    whole = not before or not after or before == after
    if whole or "\n" in before + after or len(before) + len(after) > _MARKED_MAX:
        return before, after
    pieces = by_words(before, after)
    return (
        Marked(tuple(_run(piece) for piece in pieces if piece.kind != "inserted")),
        Marked(tuple(_run(piece) for piece in pieces if piece.kind != "deleted")),
    )


def _run(piece: Piece) -> Run:
    if piece.kind == "same":
        return Run(piece.text)
    return Run(piece.text, "added" if piece.kind == "inserted" else "dropped")
