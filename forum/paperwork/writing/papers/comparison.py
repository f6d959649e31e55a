"""Bản so sánh: two versions of a draft side by side, with what became of each paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum.paperwork.description import Frame, OfficialPaper, Row, Table, TableColumn
from forum.paperwork.writing.wording import draft_of


@dataclass(frozen=True)
class ComparedLine:
    """`before` is empty for what is new, `after` for what was removed."""

    before: str
    after: str
    change: str


@dataclass(frozen=True)
class VersionComparison:
    document_name: str
    older: int
    newer: int
    lines: Sequence[ComparedLine]


def comparison_paper(frame: Frame, comparison: VersionComparison) -> OfficialPaper:
    columns = (
        TableColumn(f"DỰ THẢO BẢN {comparison.older}", 3),
        TableColumn(f"DỰ THẢO BẢN {comparison.newer}", 3),
        TableColumn("THAY ĐỔI", 0.8),
    )
    rows = [Row((line.before, line.after, line.change)) for line in comparison.lines]
    subject = f"Bản {comparison.older} và bản {comparison.newer} của {draft_of(comparison.document_name)}"
    return OfficialPaper(frame, "Bản so sánh", subject, [Table(columns, rows)], landscape=True)
