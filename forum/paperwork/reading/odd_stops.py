"""Numbers with a sign behind them that ends no number, '1, Họp' and 'a] họp': read as numbers where they count on."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.markers import recognise
from forum.paperwork.reading.marks import RANKS
from forum.paperwork.reading.numerals import follows_strictly
from forum.paperwork.remarks import Remark, RemarkKind

RUN_MIN = 2  # numbers that count on from the first one; others have the same sign behind them

_CLAUSE = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,6})(?P<odd>[,;:|·•。\]}]|\.{2,3}|[°º][./]?)\s+(?P<rest>[^\W\d_].*)",
    re.DOTALL,
)
_POINT = re.compile(r"(?P<number>[a-zđ])(?P<odd>[,;:|·\]}]|\.\)|\)[.)]|\.{2,3})\s+(?P<rest>\S.*)", re.DOTALL)
_STYLES = ((_CLAUSE, "decimal", "."), (_POINT, "letter", ")"))


def with_known_stops(
    blocks: Sequence[Block], inside: Collection[int]
) -> tuple[Sequence[Block], tuple[Remark, ...]]:
    """The blocks with a known stop behind such numbers, and one remark for each run of them; none of a quotation."""
    changed = list(blocks)
    remarks: list[Remark] = []
    for style, family, stop in _STYLES:
        runs = list(_runs(changed, inside, style, family))
        signs = {run[0][1]["odd"] for run in runs if len(run) >= RUN_MIN}
        for run in (run for run in runs if run[0][1]["odd"] in signs):
            for place, found in run:
                text = f"{found['number']}{stop} {found['rest']}"
                changed[place] = replace(changed[place], text=text)
            first = run[0][1]
            typed, meant = f"{first['number']}{first['odd']}", f"{first['number']}{stop}"
            remarks.append(Remark(RemarkKind.number_odd, blocks[run[0][0]].place, typed, meant))
    return (changed, tuple(remarks)) if remarks else (blocks, ())


def _runs(
    blocks: Sequence[Block], inside: Collection[int], style: re.Pattern[str], family: str
) -> Iterator[list[tuple[int, re.Match[str]]]]:
    """From the first number on, until a unit that ranks above ends them; a run may be of one number."""
    run: list[tuple[int, re.Match[str]]] = []
    for place, block in enumerate(blocks):
        if place in inside or block.kind != "paragraph" or block.marker:
            continue
        found = style.match(block.text)
        if found is None or not _may_begin(found, family):
            mark = recognise(block.text, {})
            if mark is None or mark.rank > RANKS[family]:
                continue
            found = None
        last = run[-1][1]["number"] if run else ""
        if found and run and follows_strictly(found["number"], last, family):
            run.append((place, found))
            continue
        if run:
            yield run
        run = [(place, found)] if found and follows_strictly(found["number"], "", family) else []
    if run:
        yield run


def _may_begin(found: re.Match[str], family: str) -> bool:
    """A clause begins with a capital, and no point with another letter, as 'a, b và c' does."""
    rest = found["rest"]
    return rest[0].isupper() if family == "decimal" else not re.match(r"[a-zđ]\b", rest)
