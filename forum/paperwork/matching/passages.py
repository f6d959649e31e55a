"""The paragraphs of one version as matching sees them: by their words, never by their number."""

from dataclasses import dataclass

from forum.paperwork.difference import settled
from forum.paperwork.tree import Paper


@dataclass(frozen=True)
class Passage:
    """One paragraph. `key` is chosen by the caller and unique in its version; `text` excludes the number.

    `kind` and `parent` (a key) help to distinguish similar paragraphs and may be empty.
    """

    key: str
    text: str
    kind: str = ""
    parent: str = ""


def passages(paper: Paper) -> list[Passage]:
    """Every paragraph of a parsed paper, with its anchor as key."""
    parents = {child.anchor: node.anchor for node in paper.tree.walk() for child in node.children}
    return [
        Passage(node.anchor, settled(node.text), node.kind, parents.get(node.anchor, ""))
        for node in paper.paragraphs()
    ]
