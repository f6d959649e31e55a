"""Tables in pasted text: rows are lines with tabs, and the lines of a cell stand below one another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from forum.paperwork.reading.annexes import is_annex_name
from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.columns import columns_of
from forum.paperwork.reading.letters import known_letters
from forum.paperwork.reading.markers import recognise_alone
from forum.paperwork.reading.marks import RANKS, Mark, is_capitals
from forum.paperwork.reading.numerals import follows_strictly
from forum.paperwork.reading.tables import table_text
from forum.paperwork.remarks import Remark, RemarkKind

AHEAD_MAX = 15  # lines of one cell
SHOWN = 60

_COUNT = re.compile(r"(\d{1,4})[.)]?")
_STILL_OPEN = (";", ",", ":")


def cells_of(raw: str) -> tuple[str, ...]:
    """The cells of a line; none for a line of text, such as a number with a tab before its words."""
    cells = tuple(" ".join(cell.split()) for cell in raw.strip(" ").split("\t"))
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return ()
    if len(filled) == 2 and not columns_of(filled) and _is_line(*filled):
        return ()
    mark = mark_of(" ".join(filled))
    return () if mark and mark.rank <= RANKS["article"] else cells


def read_rows(lines: Sequence[str], start: int) -> tuple[Block, list[Remark], int]:
    """The table that begins at a line with cells, what was joined, and the place after it."""
    table = _Table(lines, start, _width(lines, start))
    if not columns_of(cells_of(lines[start])):
        table.take()
    elif table.width == 2:
        table.take_columns()
    else:
        table.take_draft()
    rows = tuple((*row, *("" for _ in range(table.width - len(row)))) for row in table.rows)
    return Block(table_text(rows), "table", rows=rows, place=f"dòng {start + 1}"), table.remarks, table.at


@dataclass
class _Table:
    """The rows so far; `at` is the line to read next."""

    lines: Sequence[str]
    at: int
    width: int
    rows: list[list[str]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def take(self) -> None:
        while self.at < len(self.lines) and self.lines[self.at].strip():
            cells = self._cells(self.lines[self.at])
            if self._is_next_clause(cells):
                return
            if not cells:
                if not self._goes_on(self.lines[self.at]):
                    return
                self._join(cells or (" ".join(self.lines[self.at].split()),))
            elif not self.rows or self._is_new(cells):
                if len(cells) > self.width:
                    return
                self.rows.append([*cells])
            else:
                self._join(cells)
            self.at += 1

    def _cells(self, line: str) -> tuple[str, ...]:
        """A line with a tab before or after it alone is no row below a full one of a wider table; nor is a clause."""
        cells = cells_in_table(line)
        words = [cell for cell in cells if cell]
        if len(words) != 1 or not self.rows or len(self.rows[-1]) < self.width:
            return cells
        mark = mark_of(words[0])
        is_unit = mark is not None and mark.rank < RANKS["letter"]
        return () if is_unit or len(cells) == 2 < self.width else cells

    def take_columns(self) -> None:
        """A draft beside its explanation: a line with a number begins a row, other lines go on in the last cell."""
        waiting: list[str] = []
        last = max(
            place
            for place in range(self.at, len(self.lines))
            if place == self.at or "\t" in self.lines[place]
        )
        while self.at <= last or (self.at < len(self.lines) and self.lines[self.at].strip() and not waiting):
            line = self.lines[self.at]
            cells = line.strip(" ").split("\t")
            words = " ".join(line.split())
            if len(cells) > 1:
                first = "\n".join([*waiting, " ".join(cells[0].split())])
                self.rows.append([first, " ".join(" ".join(cells[1:]).split())])
                waiting = []
            elif words and (waiting or mark_of(words)):
                if self.at > last:
                    return
                waiting.append(words)
            elif words:
                self.rows[-1][-1] = f"{self.rows[-1][-1]}\n{words}".strip()
            self.at += 1

    def take_draft(self) -> None:
        """A draft beside the text in force: a number begins a row where the one above is full."""
        while self.at < len(self.lines) and self.lines[self.at].strip():
            cells = [" ".join(cell.split()) for cell in self.lines[self.at].strip(" ").split("\t")]
            is_full = bool(self.rows) and len(self.rows[-1]) >= self.width
            if not self.rows or (is_full and (len(cells) > 1 or mark_of(cells[0]))):
                self.rows.append(cells)
            else:
                self.rows[-1][-1] = f"{self.rows[-1][-1]}\n{cells[0]}".strip()
                self.rows[-1].extend(cells[1:])
            self.at += 1
        self.width = max(map(len, self.rows))

    def _is_new(self, cells: tuple[str, ...]) -> bool:
        row = self.rows[-1]
        if len(row) >= self.width or len(cells) >= self.width or self._counts_on(cells[0]):
            return True
        is_rest = len(row) + len(cells) - 1 <= self.width
        is_open = row[-1].endswith(_STILL_OPEN) or cells[0][:1].islower() or self._is_counted()
        return not (is_rest and is_open)

    def _is_next_clause(self, cells: tuple[str, ...]) -> bool:
        """'2.' and a tab below a wider table, whose own rows are not counted so."""
        if len(cells) != 2 or self.width == 2 or not self.rows or cells[0].isdecimal():
            return False
        return _COUNT.fullmatch(cells[0]) is not None and not self._counts_on(cells[0])

    def _is_counted(self) -> bool:
        """Whether the rows are numbered in their first cell, so that a line without a number is no row."""
        return any(_COUNT.fullmatch(row[0]) for row in self.rows[-2:])

    def _counts_on(self, cell: str) -> bool:
        """Whether a cell has the next number of the rows, written as theirs are."""
        found = _COUNT.fullmatch(cell)
        last = next((m for row in reversed(self.rows) if (m := _COUNT.fullmatch(row[0]))), None)
        if found is None or last is None:
            return found is not None and len(self.rows) == 1 and int(found[1]) == 1
        return int(found[1]) == int(last[1]) + 1 and cell.isdecimal() == last[0].isdecimal()

    def _goes_on(self, line: str) -> bool:
        """Whether a line without tabs belongs to the last cell."""
        words, cell = " ".join(line.split()), self.rows[-1][-1]
        mark = mark_of(words)
        if (mark and mark.rank < RANKS["decimal"]) or is_annex_name(words):
            return False
        if len(self.rows[-1]) < self.width and not is_capitals(words):
            return True
        ahead = self.lines[self.at + 1 : self.at + AHEAD_MAX]
        below = next((cells for raw in ahead if (cells := cells_in_table(raw)) or not raw.strip()), ())
        if below and len(self.rows) > 1 and _COUNT.fullmatch(below[0]) and self._counts_on(below[0]):
            return True
        if mark:
            return _follows_in(cell, mark)
        return cell.endswith(_STILL_OPEN) or words[0].islower()

    def _join(self, cells: tuple[str, ...]) -> None:
        row = self.rows[-1]
        row[-1] = f"{row[-1]}\n{cells[0]}".strip()
        row.extend(cells[1:])
        self.remarks.append(Remark(RemarkKind.table_cells_joined, f"dòng {self.at + 1}", cells[0][:SHOWN]))


def cells_in_table(raw: str) -> tuple[str, ...]:
    """The cells of a line below another row, where a number before a tab counts the rows."""
    cells = tuple(" ".join(cell.split()) for cell in raw.strip(" ").split("\t"))
    if len(cells) < 2 or not any(cells):
        return ()
    mark = mark_of(" ".join(cell for cell in cells if cell))
    return () if mark and mark.rank <= RANKS["article"] else cells


def mark_of(line: str) -> Mark | None:
    """The number of a line by itself."""
    return recognise_alone(known_letters(line))


def _width(lines: Sequence[str], start: int) -> int:
    """The columns of a table: those of its first row, or of the next if that has more."""
    first = len(cells_of(lines[start]))
    below = next((raw for raw in lines[start + 1 : start + 2] if raw.strip()), "")
    return max(first, len(cells_in_table(below)))


def _is_line(cell: str, rest: str) -> bool:
    """A tab within a sentence, or after '1.', 'a)', '-' or 'Điều 2.'; not after the bare '1' that counts rows."""
    if cell.isdecimal():
        return False
    if rest[0].islower():
        return True
    mark = mark_of(f"{cell} {rest}")
    return mark is not None and mark.rest.strip() == rest


def _follows_in(cell: str, mark: Mark) -> bool:
    """Whether a list in a cell goes on: 'b)' below 'a)', '-' below '-'."""
    last = next((found for line in reversed(cell.split("\n")) if (found := mark_of(line))), None)
    if last is None or last.family != mark.family:
        return False
    return mark.kind == "item" or follows_strictly(mark.number, last.number, mark.family)
