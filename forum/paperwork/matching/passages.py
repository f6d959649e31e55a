"""The paragraphs of one version, as matching sees them: by what they say, never by their number."""

from dataclasses import dataclass

from forum.paperwork.difference import settled
from forum.paperwork.tree import Paper


@dataclass(frozen=True)
class Passage:
    """One paragraph. `key` is the caller's own and unique in its version; `text` has no number in front.

    `kind` and `parent` (a key) help to tell like paragraphs apart and may stay empty.
    """

    key: str
    text: str
    kind: str = ""
    parent: str = ""


def passages(paper: Paper) -> list[Passage]:
    """Every paragraph of a paper that was read, with its anchor as key."""
    parents = {child.anchor: node.anchor for node in paper.tree.walk() for child in node.children}
    return [
        Passage(node.anchor, settled(node.text), node.kind, parents.get(node.anchor, ""))
        for node in paper.paragraphs()
    ]
