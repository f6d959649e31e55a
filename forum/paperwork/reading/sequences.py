"""Reports numbers that are skipped or repeated; they are read as they are."""

from collections.abc import Iterator, Sequence

from forum.paperwork.reading.annexes import FORMS
from forum.paperwork.reading.annexes import NAMES as ANNEXES
from forum.paperwork.reading.drafts import Draft
from forum.paperwork.reading.numerals import follows, position
from forum.paperwork.remarks import Remark, RemarkKind

_NAMES = {
    "part": "Phần",
    "chapter": "Chương",
    "section": "Mục",
    "subsection": "Tiểu mục",
    "article": "Điều",
    "capital": "Mục",
    "roman": "Mục",
    "decimal": "Mục",
    "letter": "Điểm",
    "bracket": "Điểm",
    "numeral": "Điểm",
}
_THROUGHOUT = {"chapter", "roman"}


def broken_sequences(root: Draft) -> list[Remark]:
    """One remark per number that stands twice or does not follow the one before it in its series.

    Articles are numbered through the whole paper; everything else restarts under each parent, but chapters and roman
    headings may go on from the part before.
    """
    remarks: list[Remark] = []
    last: dict[str, str] = {}
    for series in _scopes(root):
        family = series[0].family if series else ""
        may_go_on = family in _THROUGHOUT and follows(series[0].number, last.get(family, ""), family)
        remarks += _of_one(series, last[family] if may_go_on and family in last else "")
        if series:
            last[family] = series[-1].number
    return [*remarks, *_annexes_twice(root)]


def _annexes_twice(root: Draft) -> Iterator[Remark]:
    """Annexes with the number of another, but forms below different annexes."""
    known: set[tuple[str, str, str]] = set()
    holder = ""
    for child in root.children:
        if child.kind != "annex":
            continue
        is_form = child.family in FORMS
        number = (holder if is_form else "", child.family, child.number)
        if number in known and child.number:
            yield Remark(RemarkKind.number_twice, child.place, f"{ANNEXES[child.family]} {child.number}")
        known.add(number)
        holder = holder if is_form else child.number


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


def _of_one(series: Sequence[Draft], before: str) -> Iterator[Remark]:
    for draft in series:
        if not follows(draft.number, before, draft.family):
            name = "Khoản" if draft.kind == "clause" else _NAMES[draft.family]
            if before and _is_same(draft, before):
                yield Remark(RemarkKind.number_twice, draft.place, f"{name} {draft.number}")
            else:
                last = f"{name} {before}" if before else ""
                yield Remark(RemarkKind.numbers, draft.place, f"{name} {draft.number}", last)
        before = draft.number


def _is_same(draft: Draft, before: str) -> bool:
    return draft.number == before or position(draft.number, draft.family) == position(before, draft.family)
