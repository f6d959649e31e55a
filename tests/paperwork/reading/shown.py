"""What a test sees of a paper: paths with texts, tables, remarks with the place they are shown at."""

from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import Node, Paper


def texts(paper: Paper) -> dict[str, str]:
    """The text at each path; paths that stand twice are a fault of the test."""
    nodes = list(paper.paragraphs())
    found = {node.path: node.text for node in nodes}
    assert len(found) == len(nodes), [node.path for node in nodes]
    return found


def of(*lines: str) -> dict[str, str]:
    return texts(read_text("\n".join(lines)))


def node(paper: Paper, path: str) -> Node:
    return next(found for found in paper.tree.walk() if found.path == path)


def remarked(paper: Paper) -> list[tuple[str, str]]:
    """The kind of each remark and the path that it is shown at."""
    paths = {found.anchor: found.path for found in paper.tree.walk()}
    return [(remark.kind.value, paths.get(remark.anchor, "")) for remark in paper.report]
