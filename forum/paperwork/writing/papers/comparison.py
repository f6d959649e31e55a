"""Bản so sánh: two versions of a draft side by side, or the text in force, the draft and its explanation; the changed
words are marked on both sides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from forum.paperwork.description import (
    Block,
    Frame,
    Mark,
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
CELL = " | "  # between the cells of a row


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
    """Both texts, each with the words marked that the other lacks, all of them where there is no other. Of a table each
    row that the other lacks is marked; what was joined or parted keeps its lines, unmarked."""
    if before == after or len(before) + len(after) > _MARKED_MAX:
        return before, after
    if not before or not after:
        return _all(before, "dropped"), _all(after, "added")
    if "\n" not in before + after:
        return _by_words(before, after)
    old, new = before.split("\n"), after.split("\n")
    are_rows = all(CELL in line for line in (*old, *new))
    return _by_rows(old, new) if are_rows else (before, after)


def _all(text: str, mark: Mark) -> str | Marked:
    return Marked((Run(text, mark),)) if text else ""


def _by_words(before: str, after: str) -> tuple[Marked, Marked]:
    pieces = by_words(before, after)
    return (
        Marked(tuple(run for piece in pieces if piece.kind != "inserted" for run in _runs(piece))),
        Marked(tuple(run for piece in pieces if piece.kind != "deleted" for run in _runs(piece))),
    )


def _by_rows(old: Sequence[str], new: Sequence[str]) -> tuple[Marked, Marked]:
    """Of as many other rows in place of some, each is compared by its words."""
    left: list[Run] = []
    right: list[Run] = []
    for _how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b - a == d - c:
            for before, after in zip(old[a:b], new[c:d], strict=True):
                was, now = _by_words(before, after)
                left += [*was.runs, Run("\n")]
                right += [*now.runs, Run("\n")]
        else:
            left += [Run(f"{line}\n", "dropped") for line in old[a:b]]
            right += [Run(f"{line}\n", "added") for line in new[c:d]]
    return _without_last_end(left), _without_last_end(right)


def _without_last_end(runs: Sequence[Run]) -> Marked:
    *others, last = runs
    return Marked((*others, Run(last.text.removesuffix("\n"), last.mark)))


def _runs(piece: Piece) -> Iterator[Run]:
    """The spaces around changed words bear no mark, which would run into the word beside them."""
    if piece.kind == "same":
        yield Run(piece.text)
        return
    words = piece.text.strip()
    before, _words, after = piece.text.partition(words) if words else (piece.text, "", "")
    yield from (Run(space) for space in (before,) if space)
    if words:
        yield Run(words, "added" if piece.kind == "inserted" else "dropped")
    yield from (Run(space) for space in (after,) if space)
