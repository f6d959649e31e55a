"""How paragraphs in an order are cited, from their kinds and numbers alone: for drafts that a person has corrected."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from forum.paperwork.reading.addresses import addressed
from forum.paperwork.reading.annexes import NAMES as ANNEXES
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS
from forum.paperwork.tree import Kind

_HOLDERS: dict[str, Kind] = {"phần mở đầu": "preamble", "phần ký": "signature"}
_LEAVES = frozenset({"paragraph", "table", "picture", "footnote"})
_LEAF = 1000.0
_RANKS: dict[Kind, float] = {
    "heading": RANKS["heading"],
    "clause": RANKS["decimal"],
    "point": RANKS["letter"],
    "item": RANKS["dash"],
    **{kind: RANKS[kind] for kind in ("part", "chapter", "section", "subsection", "article")},
}
_NAMES = (
    *("phần", "chương", "tiểu mục", "mục", "điều", "khoản", "điểm"),
    *(name.lower() for name in ANNEXES.values()),
)


@dataclass(frozen=True)
class Line:
    """A paragraph: `label` is its number as printed, `path` how it was cited, from which only the preamble and the
    signature are known."""

    kind: Kind
    label: str
    text: str
    path: str = ""


@dataclass
class _Open:
    base: Draft
    stack: list[Draft] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)

    def begin(self, draft: Draft) -> None:
        self.stack, self.seen = [draft], {}

    def add(self, draft: Draft) -> None:
        at = RANKS["dash"] if draft.kind in _LEAVES else draft.rank
        while len(self.stack) > 1 and self.stack[-1].rank >= at:
            self.stack.pop()
        self.stack[-1].children.append(draft)
        if draft.kind not in _LEAVES:
            self.stack.append(draft)
            higher = [
                known for known in self.seen if RANKS.get(known, _LEAF) > draft.rank and known != "article"
            ]
            for family in higher:
                del self.seen[family]
            self.seen[draft.family] = draft.number


def paths_of(lines: Iterable[Line]) -> list[str]:
    """The path of each line, as the reader would cite it in this order."""
    root = Draft("paper", 0)
    now, drafts = _Open(root, [root]), []
    for line in lines:
        _take_holder(now, line)
        draft = _draft(line, now.seen)
        if line.kind == "annex":
            root.children.append(draft)
            now.base = draft
            now.begin(draft)
        else:
            now.add(draft)
        drafts.append(draft)
    tree, _remarks = addressed(root, ())
    paths = {id(draft): node.path for draft, node in zip(root.walk(), tree.walk(), strict=True)}
    return [paths[id(draft)] for draft in drafts]


def _take_holder(now: _Open, line: Line) -> None:
    """Go into the preamble or the signature, or out of it."""
    holder = next((kind for words, kind in _HOLDERS.items() if words in line.path), None)
    inside = now.stack[0].kind
    if holder is not None and inside != holder:
        draft = Draft(holder, 1)
        now.base.children.append(draft)
        now.begin(draft)
    elif holder is None and inside in _HOLDERS.values():
        now.begin(now.base)


def _draft(line: Line, seen: dict[str, str]) -> Draft:
    label = line.label.strip()
    number = number_of(label)
    if line.kind in _LEAVES:
        return Draft(line.kind, _LEAF, text=line.text)
    if line.kind == "annex":
        named = (family for family, name in ANNEXES.items() if label.lower().startswith(name.lower()))
        family = next(named, "annex")
        return Draft("annex", 5, number, line.text, family)
    mark = recognise(f"{label}{'.' if label[-1].isalnum() else ''} …", seen) if label else None
    if mark is not None and mark.kind == line.kind:
        return Draft(line.kind, mark.rank, mark.number, line.text, mark.family)
    rank = RANKS["roman"] if line.kind == "heading" and number else _RANKS[line.kind]
    return Draft(line.kind, rank, number, line.text, line.kind)


def number_of(label: str) -> str:
    """'7' of 'Điều 7.', 'đ' of 'đ)'."""
    bare = label.strip()
    name = next((one for one in _NAMES if bare.lower().startswith(f"{one} ") or bare.lower() == one), "")
    return bare[len(name) :].strip(" .):(-/–\t")
