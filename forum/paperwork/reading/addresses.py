"""Gives each node its path, as an office cites it, and its anchor."""

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from forum.paperwork.reading.annexes import FORMS, NAMES
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.remarks import Remark
from forum.paperwork.tree import Kind, Node

MAX_ANCHOR = 90
_DIGITS = re.compile(r"\d+")

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
    places: list[tuple[tuple[int, ...], str]] = field(default_factory=list)


def addressed(root: Draft, remarks: Iterable[Remark]) -> tuple[Node, tuple[Remark, ...]]:
    """The finished tree, and the remarks in its order, each with the anchor of the node at its place in the file, or
    of the last one before it.

    Equal papers get equal anchors; anchors are unique in a paper.
    """
    taken = _Taken()
    tree = _node(root, "", _Scope(), taken)
    taken.places.sort(key=lambda entry: entry[0])
    ordered = sorted(remarks, key=lambda remark: _spot(remark.place))
    return tree, tuple(_located(remark, taken.places) for remark in ordered)


def _located(remark: Remark, places: Sequence[tuple[tuple[int, ...], str]]) -> Remark:
    spot = _spot(remark.place)
    last = bisect_right(places, spot, key=lambda entry: entry[0]) - 1
    if not spot or last < 0:
        return remark
    first = bisect_left(places, places[last][0], key=lambda entry: entry[0])
    return remark.at(places[first][1])


def _spot(place: str) -> tuple[int, ...]:
    """'trang 3 dòng 12' in an order."""
    return tuple(map(int, _DIGITS.findall(place)))


def _node(draft: Draft, path: str, scope: _Scope, taken: _Taken) -> Node:
    anchor = _anchor(path or "van-ban", taken)
    if draft.place:
        taken.places.append((_spot(draft.place), anchor))
    counts: Counter[str] = Counter()
    children = []
    holders = _holders_of_annexes(draft.children)
    for child in draft.children:
        series = child.family if child.kind == "annex" else child.kind
        counts[series] += 1
        taken.throughout[child.kind] += 1
        below = _path(
            child, scope, taken.throughout[child.kind] if child.kind in _THROUGHOUT else counts[series]
        )
        below = _join(holders.get(id(child), ""), below)
        children.append(_node(child, below, _scope(child, below, scope), taken))
    return Node(anchor, draft.kind, draft.number, path, draft.text, tuple(children), draft.rows, draft.note)


def _holders_of_annexes(children: Sequence[Draft]) -> dict[int, str]:
    """The annex above each form whose number another form has too: 'Phụ lục II' of 'Phụ lục II Mẫu số 01'."""
    forms = [child for child in children if child.kind == "annex" and child.family in FORMS]
    numbers = Counter((form.family, form.number) for form in forms)
    found, holder = {}, ""
    for child in children:
        if child.kind == "annex" and child.family not in FORMS:
            holder = f"{NAMES[child.family]} {child.number}".strip()
        elif child.kind == "annex" and numbers[child.family, child.number] > 1:
            found[id(child)] = holder
    return found


def _path(draft: Draft, scope: _Scope, count: int) -> str:
    kind, number = draft.kind, draft.number
    if kind == "annex":
        return f"{NAMES[draft.family]} {number or (count if count > 1 else '')}".strip()
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
