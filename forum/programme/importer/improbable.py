"""Improbable content: dates that do not exist, dates in a wrong order, a misspelt body."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from forum.programme.importer.marks import Line
from forum.programme.importer.result import Remark, TaskText
from forum.programme.importer.suspicions import one_edit
from vietnamese import fold_keeping_marks

_DAY = re.compile(
    r"\b(?P<day>\d{1,2})(?:\s*[/-]\s*|\s+tháng\s+)(?P<month>\d{1,2})(?:\s*[/-]\s*|\s+năm\s+)(?P<year>(?:19|20|21)\d\d)\b"
)
_MONTH = re.compile(r"\btháng\s+(?P<month>\d{1,2})(?=\s*/\s*\d{4}|\s+năm\s+\d{4}|\s*,\s*năm\s+\d{4})")
_QUARTER = re.compile(r"\bquý\s+(?P<quarter>\d+|[IVX]+)\b(?=\s*/|,?\s+năm)", re.IGNORECASE)
_QUARTERS = frozenset({"1", "2", "3", "4", "01", "02", "03", "04", "I", "II", "III", "IV"})


def improbable(lines: Sequence[Line], tasks: Sequence[TaskText], names: frozenset[str]) -> list[Remark]:
    """`names` are those of known bodies."""
    return [
        *_impossible_dates(lines),
        *_before_the_document(lines, tasks),
        *_misspelt_bodies(tasks, names),
    ]


def _suspected(line: int, text: str, why: str) -> Remark:
    return Remark("suspected", line, text, why)


def _impossible_dates(lines: Sequence[Line]) -> Iterator[Remark]:
    for line in lines:
        for found in _DAY.finditer(line.whole):
            if _date(found) is None:
                yield _suspected(line.number, found[0], "không có ngày này")
        for found in _MONTH.finditer(line.whole):
            if not 1 <= int(found["month"]) <= 12:
                yield _suspected(line.number, found[0], "không có tháng này")
        for found in _QUARTER.finditer(line.whole):
            if found["quarter"].upper() not in _QUARTERS:
                yield _suspected(line.number, found[0], "không có quý này")


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _before_the_document(lines: Sequence[Line], tasks: Sequence[TaskText]) -> Iterator[Remark]:
    """Task dates earlier than the latest date above the first section: the text cannot be older than that."""
    first = next((at for at, line in enumerate(lines) if line.mark.kind in ("roman", "number")), 0)
    named = [day for line in lines[:first] for found in _DAY.finditer(line.whole) if (day := _date(found))]
    written_after = max(named, default=None)
    for task in tasks:
        timing = task.timing
        until = timing.deadline_on
        shown = f"{task.code}: {timing.words or ''}"
        if until and written_after and until < written_after:
            named_on = written_after.strftime("%d/%m/%Y")
            yield _suspected(task.line, shown, f"thời hạn trước ngày {named_on} nêu ở đầu văn bản")
        if until and timing.from_on and until < timing.from_on:
            yield _suspected(task.line, shown, "thời hạn trước khi bắt đầu")


def _misspelt_bodies(tasks: Sequence[TaskText], names: frozenset[str]) -> Iterator[Remark]:
    """A body named once, one letter or mark off one that is known or named more often."""
    counts = Counter(name for task in tasks for name in (*task.lead, *task.partners))
    trusted = {_key(name): name for name in counts if counts[name] > 1} | {_key(name): name for name in names}
    for task in tasks:
        for name in (*task.lead, *task.partners):
            key = _key(name)
            if counts[name] > 1 or key in trusted:
                continue
            like = next((shown for other, shown in trusted.items() if one_edit(key, other)), None)
            if like is not None:
                yield _suspected(task.line, name, like)


def _key(name: str) -> str:
    return fold_keeping_marks(name)
