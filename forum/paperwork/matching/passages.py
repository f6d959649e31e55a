"""The paragraphs of one version as matching sees them."""

from dataclasses import dataclass

from forum.paperwork.difference import settled
from forum.paperwork.tree import Paper


@dataclass(frozen=True)
class Passage:
    """One paragraph. `key` is chosen by the caller and unique in its version; `text` excludes the number.

    `kind` (of `tree.Kind`), `parent` (a key of the same version) and `number` as written ('7', 'đ') help to
    distinguish similar paragraphs and may be empty. A parent stands before what is under it.
    """

    key: str
    text: str
    kind: str = ""
    parent: str = ""
    number: str = ""


# Paragraphs are paired within a group only: a title never with a clause, a table never with a sentence.
_GROUPS = (
    frozenset({"part", "chapter", "section", "subsection", "heading"}),
    frozenset({"article"}),
    frozenset({"annex"}),
    frozenset({"clause", "point", "item", "paragraph"}),
    frozenset({"table"}),
    frozenset({"picture"}),
    frozenset({"footnote"}),
)
_GROUP_OF = {kind: place for place, group in enumerate(_GROUPS) for kind in group}
TITLES = _GROUPS[0] | _GROUPS[1] | _GROUPS[2]


def are_comparable(one: Passage, other: Passage) -> bool:
    """Whether one can be what became of the other, by their kinds alone. A passage without a kind can be any."""
    here, there = _GROUP_OF.get(one.kind), _GROUP_OF.get(other.kind)
    return here is None or there is None or here == there


def passages(paper: Paper) -> list[Passage]:
    """Every paragraph of a parsed paper, with its anchor as key."""
    parents = {child.anchor: node.anchor for node in paper.tree.walk() for child in node.children}
    return [
        Passage(node.anchor, settled(node.text), node.kind, parents.get(node.anchor, ""), node.number)
        for node in paper.paragraphs()
    ]
