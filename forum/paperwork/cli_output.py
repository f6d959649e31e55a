"""Output of trees and matches: JSON, indented text, a comparison table."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from forum.paperwork.difference import Piece, by_words
from forum.paperwork.matching.passages import passages
from forum.paperwork.matching.versions import Fate, Matching, Outcome, differences, match
from forum.paperwork.readings import Reading
from forum.paperwork.tree import Node, Paper
from forum.paperwork.writing.xlsx import Column, table_workbook

FATES: dict[Fate, str] = {
    "unchanged": "giữ nguyên",
    "changed": "sửa đổi",
    "moved": "chuyển chỗ",
    "split": "tách",
    "joined": "nhập",
    "removed": "bỏ",
    "new": "mới",
    "unsure": "chưa chắc",
}
_COLUMNS = (
    Column("STT", 6, "number"),
    Column("Vị trí cũ", 24),
    Column("Văn bản cũ", 60),
    Column("Kết quả", 14),
    Column("Vị trí mới", 24),
    Column("Văn bản mới", 60),
    Column("Thay đổi", 60),
    Column("Giống nhau", 12, "number"),
)


def reading_lines(reading: Reading) -> Iterator[str]:
    """The paragraphs, indented by depth, then the report and how much of it is to be looked at."""
    for unit in reading.nodes:
        indent = "  " * unit.depth
        first, *rows = unit.text.split("\n")
        yield f"{indent}[{unit.path}] {first}".rstrip()
        yield from (f"{indent}  {row}".rstrip() for row in rows)
        yield from (f"{indent}  > {line}" for line in unit.note.splitlines())
    paths = {unit.anchor: unit.path for unit in reading.nodes}
    for remark in reading.report:
        where = ", ".join(part for part in (paths.get(remark.anchor), remark.place) if part)
        yield f"! {remark.message}{f' ({where})' if where else ''}"
    yield f"Cần xem lại: {reading.doubts} chỗ."


def match_values(old: Paper, new: Paper) -> dict[str, object]:
    """{old, new}: each paragraph with its path, its outcome or origin, and the difference."""
    matched = _matched(old, new)
    was, now = _by_anchor(old), _by_anchor(new)
    changes = differences(passages(old), passages(new), matched)
    return {
        "old": [
            asdict(outcome)
            | {
                "path": was[outcome.key].path,
                "to_paths": [now[key].path for key in outcome.to],
                "other_paths": [now[key].path for key in outcome.others],
                "difference": [asdict(piece) for piece in changes.get(outcome.key, [])],
            }
            for outcome in matched.outcomes
        ],
        "new": [asdict(origin) | {"path": now[origin.key].path} for origin in matched.origins],
    }


def match_lines(old: Paper, new: Paper) -> Iterator[str]:
    """One line per paragraph: its outcome, old and new path, and the words deleted and inserted."""
    matched = _matched(old, new)
    was, now = _by_anchor(old), _by_anchor(new)
    changes = differences(passages(old), passages(new), matched)
    for outcome in matched.outcomes:
        to = "; ".join(now[key].path for key in outcome.to)
        where = f"{_named(was[outcome.key])} → {to}" if to else _named(was[outcome.key])
        yield f"{FATES[outcome.fate]:<11} {where} [{outcome.score:.2f}]"
        if outcome.key in changes:
            yield f"            {marked(changes[outcome.key])}"
    for origin in matched.origins:
        if not origin.came_from:
            yield f"{FATES[origin.fate]:<11} {_named(now[origin.key])}: {now[origin.key].text}"


def comparison_workbook(old: Paper, new: Paper) -> bytes:
    """The two versions side by side as XLSX: first every old paragraph, then the new ones."""
    matched = _matched(old, new)
    rows = [*_compared(matched, old, new), *_new(matched, new)]
    numbered = [[place, *row] for place, row in enumerate(rows, start=1)]
    return table_workbook("So sánh hai bản dự thảo", _COLUMNS, numbered)


def marked(pieces: Sequence[Piece]) -> str:
    """A difference on one line: [-struck out-] {+put in+}."""
    frames = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
    return "".join(frames[piece.kind].format(piece.text) for piece in pieces)


def _compared(matched: Matching, old: Paper, new: Paper) -> Iterator[list[str | float]]:
    was, now = _by_anchor(old), _by_anchor(new)
    for outcome in matched.outcomes:
        before = was[outcome.key]
        after = [now[key] for key in outcome.to]
        yield [
            before.path,
            before.text,
            FATES[outcome.fate],
            "; ".join(node.path for node in after),
            "\n".join(node.text for node in after),
            _change(outcome, before, after),
            outcome.score,
        ]


def _change(outcome: Outcome, before: Node, after: Sequence[Node]) -> str:
    text = " ".join(node.text for node in after)
    return marked(by_words(before.text, text)) if after and before.text != text else ""


def _new(matched: Matching, new: Paper) -> Iterator[list[str | float]]:
    now = _by_anchor(new)
    for origin in matched.origins:
        if not origin.came_from:
            node = now[origin.key]
            yield ["", "", FATES[origin.fate], node.path, node.text, "", 0.0]


def _matched(old: Paper, new: Paper) -> Matching:
    return match(passages(old), passages(new))


def _by_anchor(paper: Paper) -> dict[str, Node]:
    return {node.anchor: node for node in paper.tree.walk()}


def _named(node: Node) -> str:
    return node.path or node.kind
