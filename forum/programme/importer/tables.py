"""Tables of tasks (STT | nhiệm vụ | chủ trì | phối hợp | thời hạn), pasted or out of a Word file, as lines.

Each row becomes the lines that a text without a table would have: the task, then a line for each of its labels.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vietnamese import fold

_ROMAN = re.compile(r"[IVXL]{1,7}[.)]?")
_ANNEX = re.compile(
    r"phụ lục(?:\s+(?:số\s+)?(?P<number>\d{1,2}|[IVX]{1,5}|[A-Z]))?\s*[.:]?(?:\s|$)", re.IGNORECASE
)
MAX_ANNEX_WORDS = 30
MAX_LINES_OF_A_ROW = 40
# Between the lines of one cell.
BREAK = "\v"

# What a column holds, by words of its heading; the first that fits.
_COLUMNS = (
    ("row_number", re.compile(r"stt|tt|so tt|so thu tu")),
    ("partners", re.compile(r".*phoi hop.*")),
    (
        "lead",
        re.compile(
            r".*chu tri.*|(?:co quan|don vi)(?:,? don vi)?(?: thuc hien)?|.*trach nhiem.*|.*phan cong.*"
        ),
    ),
    ("timing", re.compile(r".*thoi (?:gian|han).*|.*tien do.*|.*hoan thanh.*|lo trinh.*")),
    ("remainder", re.compile(r".*(?:san pham|ket qua|ghi chu|kinh phi|nguon von|can cu).*")),
    ("indicator", re.compile(r".*chi tieu.*")),
    ("task", re.compile(r".*(?:nhiem vu|noi dung|cong viec|ten viec|giai phap|hoat dong|du an|de an).*")),
)
_LABELS = {
    "lead": "Cơ quan chủ trì",
    "partners": "Cơ quan phối hợp",
    "timing": "Thời hạn hoàn thành",
    "remainder": "Ghi chú",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A line to read: `kind` is the mark it gets, or plain for the marks that it has itself."""

    number: int
    text: str
    kind: str = "plain"  # plain | annex | group | task | label | header
    last: int = 0  # the number of its last line, where its row was pasted in several


def cells_of(line: str) -> list[str]:
    """The cells of a row; one for a line that is none."""
    inner = line.strip(" ")
    if "\t" not in inner:
        inner = inner.strip().removeprefix("|").removesuffix("|")
    cells = inner.split("\t" if "\t" in inner else "|")
    return [BREAK.join(" ".join(one.split()) for one in cell.split(BREAK)).strip(BREAK) for cell in cells]


def columns_of(cells: list[str]) -> tuple[str, ...]:
    """What each column holds, for the row of headings of a table of tasks; () for any other row."""
    if len(cells) < 2 or any(len(cell) > 80 for cell in cells):
        return ()
    found = tuple(_column(cell) for cell in cells)
    names_a_task = found.count("task") == 1 or ("indicator" in found and "task" not in found)
    if not names_a_task or not {"lead", "timing", "row_number"} & set(found):
        return ()
    return found if "task" in found else tuple("task" if one == "indicator" else one for one in found)


def _column(cell: str) -> str:
    folded = fold(cell)
    return next((name for name, heading in _COLUMNS if heading.fullmatch(folded)), "remainder")


def annex_number(line: str) -> str | None:
    """The number of an annex that begins with this line, '' without one; None for any other line."""
    found = _ANNEX.match(line)
    if found is None or len(line.split()) > MAX_ANNEX_WORDS or not line[:1].isupper():
        return None
    if not line.isupper() and found["number"] is None and len(line.split()) > 2:
        return None  # 'Phụ lục kèm theo nêu …' is a sentence
    return found["number"] or ""


def pieces_of(lines: list[tuple[int, str]]) -> Iterator[Piece]:
    """The lines with their numbers; those of tables of tasks as what they say."""
    columns: tuple[str, ...] = ()
    last = 0
    for place, (number, line) in enumerate(lines):
        if number <= last:
            continue  # within the row before
        line, last = _whole_row(lines[place : place + MAX_LINES_OF_A_ROW], columns)
        if annex_number(line.strip()) is not None and "\t" not in line and "|" not in line:
            columns = ()
            yield Piece(number, " ".join(line.split()), "annex")
            continue
        cells = cells_of(line) if "\t" in line.strip() or "|" in line else []
        if headings := columns_of(cells):
            columns = headings
            yield Piece(number, " · ".join(cell for cell in cells if cell).replace(BREAK, " "), "header")
        elif columns and len(cells) > 1:
            if any(sign.isalnum() for sign in line):  # no line between headings and rows
                yield from (replace(one, last=last) for one in _row(number, cells, columns))
        else:
            columns = columns if not line.strip() or len(cells) > 1 else ()
            yield Piece(number, line)


def _whole_row(lines: list[tuple[int, str]], columns: tuple[str, ...]) -> tuple[str, int]:
    """The row that begins here, with the lines that its cells were pasted in, and the number of its last line. Lines
    are joined where together they fill the columns."""
    last, line = lines[0]
    missing = len(columns) - line.count("\t") - 1
    is_numbered = columns[:1] != ("row_number",) or _begins_a_row(line)
    if not columns or "\t" not in line.strip() or missing <= 0 or not is_numbered:
        return line, last
    joined = line
    for number, following in lines[1:]:
        missing -= following.count("\t")
        if not following.strip() or missing < 0 or _begins_a_row(following):
            break
        joined = f"{joined}{BREAK}{following}"
        if missing == 0:
            return joined, number
    return line, last


def _begins_a_row(line: str) -> bool:
    return re.match(r"\s*(?:\d{1,3}|[IVXL]{1,7})[.)]?\s*\t", line) is not None


_OF_BODIES = ("lead", "partners")  # columns whose cells list bodies


def _in_one_line(cell: str, column: str) -> str:
    """Bodies stand in lines of their own; in other cells a line goes on."""
    if column not in _OF_BODIES:
        return cell.replace(BREAK, " ")
    bodies: list[str] = []
    for one in (re.sub(r"^[-+•]\s*", "", part) for part in cell.split(BREAK) if part):
        goes_on = bodies and (one[:1].islower() or bodies[-1].endswith((" và", " &")))
        if goes_on:
            bodies[-1] = f"{bodies[-1]} {one}"
        else:
            bodies.append(one)
    return "; ".join(one.rstrip(" ,;") for one in bodies) if len(bodies) > 1 else "".join(bodies)


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> Iterator[Piece]:
    filled = [*cells[: len(columns) - 1], " ".join(cells[len(columns) - 1 :])]
    held = [_in_one_line(cell, column) for column, cell in zip(columns, filled, strict=False)]
    by_column: dict[str, list[str]] = {}
    for column, cell in zip(columns, held, strict=False):
        by_column.setdefault(column, []).append(cell)
    order, task = _first(by_column, "row_number"), _first(by_column, "task")
    others = [
        cell
        for column, cell in zip(columns, held, strict=False)
        if column not in ("row_number", "task") and cell
    ]
    if not others and (_ROMAN.fullmatch(order) or not order or not task):
        yield Piece(number, f"{order.rstrip('.)')}. {task}" if order and task else task or order, "group")
        return
    if not task:
        yield Piece(number, " · ".join(cell for cell in held if cell))
        return
    yield Piece(number, task, "task")
    for column, label in _LABELS.items():
        if column in by_column:
            value = "; ".join(cell for cell in by_column[column] if cell)
            if value or column != "remainder":
                yield Piece(number, f"{label}: {value}", "label")


def _first(by_column: dict[str, list[str]], column: str) -> str:
    return next((cell for cell in by_column.get(column, ()) if cell), "")
