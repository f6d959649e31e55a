"""A draft as it was read, flat and ready to be stored: what a room keeps of a file until a person has looked at it."""

import re
from dataclasses import dataclass

from pydantic import TypeAdapter

from forum.paperwork.remarks import Remark
from forum.paperwork.tree import HOLDERS, Kind, Node, Paper

PARAGRAPHS_MAX = 5_000


@dataclass(frozen=True)
class Unit:
    """One paragraph that an opinion can be about.

    `label` is its number as printed before its text ('Điều 7', '2.', 'đ)', 'Phụ lục I'), `path` how it is cited,
    `depth` how deep it stands below the paper, from 0. `rows` are those of a table, whose `text` has one line a row.
    `note` is what a column beside the draft explains. `anchor` is unique in the reading.
    """

    anchor: str
    kind: Kind
    number: str
    label: str
    path: str
    depth: int
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Reading:
    """`nodes` in the order of the draft, and `report`, in the same order.

    Each remark has its kind (RemarkKind), weight (guess, warning, left_out), words (`message`), place in the file, and
    in `anchor` the node that it is shown at; those on the draft as a whole have none.
    """

    nodes: tuple[Unit, ...]
    report: tuple[Remark, ...] = ()

    @property
    def doubts(self) -> int:
        """How many remarks a person should look at: guesses and faults, not what was left out as meant."""
        return sum(remark.is_doubt for remark in self.report)


_READING = TypeAdapter(Reading)
_LABELS: dict[Kind, str] = {
    "part": "Phần {}",
    "chapter": "Chương {}",
    "section": "Mục {}",
    "subsection": "Tiểu mục {}",
    "article": "Điều {}",
    "clause": "{}.",
    "point": "{})",
}
_FORM = re.compile(
    r"^.* (?=(?:Mẫu|Biểu) số )"
)  # the annex above, which is not printed before a form's number


def reading_of(paper: Paper) -> Reading:
    """The paper's paragraphs one after another; a remark on what has no text of its own stands at what follows it."""
    nodes: list[Unit] = []
    anchors: dict[str, str] = {}
    waiting: list[str] = []
    for node, depth in _with_depth(paper.tree):
        waiting.append(node.anchor)
        if node.kind in HOLDERS or not (node.text or node.number or node.kind == "annex"):
            continue
        anchors |= dict.fromkeys(waiting, node.anchor)
        waiting.clear()
        label = _FORM.sub("", node.path) if node.kind == "annex" else label_of(node.kind, node.number)
        nodes.append(
            Unit(
                node.anchor,
                node.kind,
                node.number,
                label,
                node.path,
                depth,
                node.text,
                node.rows,
                node.note,
            )
        )
    report = (remark.at(anchors.get(remark.anchor, "")) for remark in paper.report)
    return Reading(tuple(nodes), tuple(report))


def label_of(kind: Kind, number: str) -> str:
    """A paragraph's number as printed before its text."""
    return _LABELS.get(kind, "{}").format(number) if number else ""


def stored(reading: Reading) -> dict[str, object]:
    """Plain values for JSON."""
    values: dict[str, object] = _READING.dump_python(reading, mode="json")
    return values


def restored(values: object) -> Reading:
    """The reading that was stored. Raises pydantic's ValidationError for anything else."""
    return _READING.validate_python(values)


def _with_depth(tree: Node) -> list[tuple[Node, int]]:
    found: list[tuple[Node, int]] = []
    waiting = [(child, 0) for child in reversed(tree.children)]
    while waiting:
        node, depth = waiting.pop()
        found.append((node, depth))
        below = depth if node.kind in HOLDERS else depth + 1
        waiting.extend((child, below) for child in reversed(node.children))
    return found
