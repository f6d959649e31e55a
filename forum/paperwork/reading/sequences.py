"""Reports numbers that are skipped or repeated; they are read as they are."""

from collections.abc import Iterator, Sequence

from forum.paperwork.reading.drafts import Draft
from forum.paperwork.reading.markers import follows
from forum.paperwork.tree import Remark

_NAMES = {
    "part": "Phần",
    "chapter": "Chương",
    "section": "Mục",
    "subsection": "Tiểu mục",
    "article": "Điều",
    "capital": "Mục",
    "roman": "Mục",
    "decimal": "Khoản, mục",
    "letter": "Điểm",
    "bracket": "Điểm",
    "numeral": "Điểm",
}


def broken_sequences(root: Draft) -> list[Remark]:
    """One remark per number that does not follow the one before it in its series.

    Articles are numbered through the whole paper; everything else restarts under each parent.
    """
    return [remark for scope in _scopes(root) for remark in _of_one(scope)]


def _scopes(root: Draft) -> Iterator[list[Draft]]:
    for holder in [root, *(child for child in root.children if child.kind == "annex")]:
        yield [draft for draft in _inside(holder) if draft.kind == "article"]
    for draft in root.walk():
        for family in dict.fromkeys(child.family for child in draft.children):
            if family in _NAMES and family != "article":
                yield [child for child in draft.children if child.family == family]


def _inside(holder: Draft) -> Iterator[Draft]:
    for child in holder.children:
        if child.kind != "annex":
            yield from child.walk()


def _of_one(series: Sequence[Draft]) -> Iterator[Remark]:
    before = ""
    for draft in series:
        if not follows(draft.number, before, draft.family):
            name = _NAMES[draft.family]
            message = f"đứng sau {name} {before}" if before else "đứng đầu"
            message = f"Số thứ tự không liền: {name} {draft.number} {message}."
            yield Remark("warning", "numbers", message, draft.place)
        before = draft.number
