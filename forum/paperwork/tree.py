"""A parsed paper: a tree of nodes, and a report of what was guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from forum.paperwork.remarks import Remark

Kind = Literal[
    "paper",
    "preamble",
    "signature",
    "annex",
    "part",
    "chapter",
    "section",
    "subsection",
    "article",
    "heading",
    "clause",
    "point",
    "item",
    "paragraph",
    "table",
    "picture",
    "footnote",
]

# Containers only: their text is in their children.
HOLDERS: frozenset[Kind] = frozenset({"paper", "preamble", "signature"})


@dataclass(frozen=True)
class Node:
    """One unit of a paper.

    `number` is as written without its dot or bracket ('7', 'đ', 'III', '1.1'), `text` is without the
    number. `path` is how an office cites it ('Điều 7 khoản 2 điểm đ'). `anchor` is the path as an
    address ('dieu-7-khoan-2-diem-dd'): unique in its paper, and it moves when the paper is renumbered,
    so whoever keeps opinions gives each paragraph an identity of its own. `rows` is filled for tables; `note` is
    what a column beside the draft explains.
    """

    anchor: str
    kind: Kind
    number: str
    path: str
    text: str
    children: tuple["Node", ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""

    def walk(self) -> Iterator["Node"]:
        """The node and its descendants, in the order of the paper."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


@dataclass(frozen=True)
class Paper:
    """The root (kind 'paper') and the report."""

    tree: Node
    report: tuple[Remark, ...] = ()

    def paragraphs(self) -> Iterator[Node]:
        """Every node with its own text, in order: those that an opinion can be about."""
        return (node for node in self.tree.walk() if node.kind not in HOLDERS)


def plain(paper: Paper) -> dict[str, object]:
    """{tree, report} as plain values for JSON."""
    return {"tree": _plain_node(paper.tree), "report": [plain_remark(remark) for remark in paper.report]}


def plain_remark(remark: Remark) -> dict[str, str]:
    """With its words, in Vietnamese outside of a request."""
    return {
        "kind": remark.kind,
        "weight": remark.weight,
        "message": str(remark.message),
        "place": remark.place,
        "anchor": remark.anchor,
    }


def _plain_node(node: Node) -> dict[str, object]:
    return {
        "anchor": node.anchor,
        "kind": node.kind,
        "number": node.number,
        "path": node.path,
        "text": node.text,
        "rows": [list(row) for row in node.rows],
        "note": node.note,
        "children": [_plain_node(child) for child in node.children],
    }
