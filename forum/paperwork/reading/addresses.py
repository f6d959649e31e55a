"""Gives each node its path, as an office cites it, and its anchor."""

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from forum.paperwork.reading.drafts import Draft
from forum.paperwork.tree import Kind, Node

MAX_ANCHOR = 90

_WORDS: dict[Kind, str] = {
    "part": "Phần",
    "chapter": "Chương",
    "section": "Mục",
    "subsection": "Tiểu mục",
    "point": "điểm",
    "item": "ý",
    "paragraph": "đoạn",
    "table": "bảng",
    "picture": "hình",
    "footnote": "chú thích",
    "preamble": "phần mở đầu",
    "signature": "phần ký",
}
_THROUGHOUT: frozenset[Kind] = frozenset({"picture", "footnote"})


@dataclass(frozen=True)
class _Scope:
    """The context of a node. `base` is its annex; `cited` leaves out headings without a number; `root` is the
    prefix of a clause's number."""

    kind: Kind = "paper"
    path: str = ""
    base: str = ""
    cited: str = ""
    root: str = "mục "


@dataclass
class _Taken:
    anchors: Counter[str] = field(default_factory=Counter)
    throughout: Counter[Kind] = field(default_factory=Counter)


def addressed(root: Draft) -> Node:
    """The finished tree. Equal papers get equal anchors; anchors are unique in a paper."""
    return _node(root, "", _Scope(), _Taken())


def _node(draft: Draft, path: str, scope: _Scope, taken: _Taken) -> Node:
    anchor = _anchor(path or "van-ban", taken)
    counts: Counter[Kind] = Counter()
    children = []
    for child in draft.children:
        counts[child.kind] += 1
        taken.throughout[child.kind] += 1
        place = taken.throughout if child.kind in _THROUGHOUT else counts
        below = _path(child, scope, place[child.kind])
        children.append(_node(child, below, _scope(child, below, scope), taken))
    return Node(anchor, draft.kind, draft.number, path, draft.text, tuple(children), draft.rows)


def _path(draft: Draft, scope: _Scope, count: int) -> str:
    kind, number = draft.kind, draft.number
    if kind == "annex":
        name = "Phụ lục" if draft.family == "annex" else "Văn bản kèm theo"
        return f"{name} {number or (count if count > 1 else '')}".strip()
    if kind == "article":
        return _join(scope.base, f"Điều {number}")
    if kind == "heading":
        return _heading_path(draft, scope)
    if kind == "clause":
        return scope.root + number
    if kind in {"preamble", "signature"}:
        return _join(scope.base, _WORDS[kind])
    if kind in {"part", "chapter", "section", "subsection"}:
        return _join(scope.cited, f"{_WORDS[kind]} {number}")
    if kind == "paragraph" and scope.kind in {"clause", "point", "item"}:
        count += 1  # the numbered line itself counts as the first
    return _join(scope.path, f"{_WORDS[kind]} {number if kind == 'point' else count}")


def _heading_path(draft: Draft, scope: _Scope) -> str:
    if not draft.number:
        words = draft.text.split()
        return _join(scope.base, f"phần “{' '.join(words[:8])}{' …' if len(words) > 8 else ''}”")
    if scope.root.endswith("."):
        return scope.root + draft.number
    return _join(scope.cited, f"mục {draft.number}")


def _scope(draft: Draft, path: str, scope: _Scope) -> _Scope:
    kind = draft.kind
    if kind == "annex":
        return _Scope(kind, path, path, path, f"{path} mục ")
    if kind == "heading" and not draft.number:
        return replace(scope, kind=kind, path=path, root=f"{path} mục ")
    if kind == "heading":
        return replace(scope, kind=kind, path=path, cited=path, root=f"{path}.")
    if kind == "article":
        return replace(scope, kind=kind, path=path, cited=path, root=f"{path} khoản ")
    if kind in {"part", "chapter", "section", "subsection"}:
        return replace(scope, kind=kind, path=path, cited=path, root=f"{path} mục ")
    return replace(scope, kind=kind, path=path)


def _join(path: str, step: str) -> str:
    return f"{path} {step}".strip()


def _anchor(path: str, taken: _Taken) -> str:
    slug = _slug(path)
    if len(slug) > MAX_ANCHOR:
        slug = f"{slug[: MAX_ANCHOR - 9]}-{hashlib.sha256(path.encode()).hexdigest()[:8]}"
    taken.anchors[slug] += 1
    return slug if taken.anchors[slug] == 1 else f"{slug}_{taken.anchors[slug]}"


def _slug(path: str) -> str:
    text = re.sub(r"(?<![^\W\d_])đ(?![^\W\d_])", "dd", path.lower()).replace("đ", "d")
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9.]+", "-", bare).strip("-.") or "doan"
