"""Makes PDF files whose pages are set in columns: of any number and width, below titles over the whole width."""

import json
from collections.abc import Iterator, Sequence

import typst

Line = str | list[list[str]]

_PAGE = """
#let it = json(bytes(sys.inputs.data))
#set page(width: 210mm, height: 297mm, margin: (left: 25mm, right: 15mm, y: 18mm),
  header: if it.header != "" { align(center, it.header) } else { none })
#set text(lang: "vi", size: it.size * 1pt)
#set par(justify: it.justify, first-line-indent: (amount: if it.indent {4mm} else {0mm}, all: true), spacing: 0.9em)
#let shown(line, centred: false) = if type(line) == str {
  if centred { align(center, strong(line)) } else { par(line) }
} else {
  table(columns: line.at(0).len(), table.header(..line.at(0).map(text)), ..line.slice(1).flatten().map(text))
}
#for (number, page) in it.pages.enumerate() {
  if number > 0 { pagebreak() }
  for band in page {
    for line in band.wide { shown(line, centred: true) }
    if band.columns.len() > 0 {
      grid(columns: it.widths.map(width => width * 1fr), column-gutter: it.gutter * 1mm,
        ..band.columns.map(column => { for line in column { shown(line) } }))
    }
  }
}
"""
TALL = 240  # millimetres of a page


def pdf_in_bands(
    lines: Sequence[Line],
    widths: Sequence[float],
    *,
    titles: Sequence[int] = (),
    size: float = 9,
    gutter: float = 8,
    justify: bool = True,
    indent: bool = False,
    header: str = "",
) -> bytes:
    """The lines in columns of these widths, which are filled from the left on each page. Those at `titles`, and what
    stands above the first one of them, go over the whole width, with columns of their own below."""
    pages = list(_pages(lines, widths, frozenset(titles), size))
    data = {
        "pages": pages,
        "widths": widths,
        "size": size,
        "gutter": gutter,
        "justify": justify,
        "indent": indent,
        "header": header,
    }
    return bytes(typst.compile(_PAGE.encode(), sys_inputs={"data": json.dumps(data)}))


def _height(line: Line, width: float, size: float) -> float:
    """About how tall a line is set, in millimetres."""
    step = size * 0.353 * 1.35
    if isinstance(line, str):
        return step * (1 + len(line) * size * 0.16 // width) + 1
    cell = width / len(line[0]) - 4
    return sum(
        max(step * sum(1 + len(part) * size * 0.2 // cell for part in text.split("\n")) for text in row) + 4
        for row in line
    )


def _pages(
    lines: Sequence[Line], widths: Sequence[float], titles: frozenset[int], size: float
) -> Iterator[list[dict[str, list[object]]]]:
    """Bands of columns, each as tall as what is left of its page, or less before a title."""
    whole = 165.0
    parts = [whole * width / sum(widths) for width in widths]
    page: list[dict[str, list[object]]] = []
    left = float(TALL)
    place = 0
    while place < len(lines):
        wide: list[object] = []
        while place in titles:
            wide.append(lines[place])
            left -= _height(lines[place], whole, size)
            place += 1
        end = min([*(title for title in titles if title >= place), len(lines)])
        tall = sum(_height(line, parts[0], size) for line in lines[place:end]) / len(widths)
        columns, place = _filled(lines, place, end, parts, min(max(tall * 1.1, 10), left), size)
        used = max(
            (
                sum(_height(line, part, size) for line in column)
                for column, part in zip(columns, parts, strict=True)
            ),
            default=0,
        )
        if not any(columns) and not wide:  # nothing fitted
            yield page
            page, left = [], float(TALL)
            continue
        page.append({"wide": wide, "columns": [*columns] if any(columns) else []})
        left -= used + 5
        if left < 30 or place < end:
            yield page
            page, left = [], float(TALL)
    if page:
        yield page


def _filled(
    lines: Sequence[Line], place: int, end: int, parts: Sequence[float], tall: float, size: float
) -> tuple[list[list[Line]], int]:
    columns: list[list[Line]] = []
    for part in parts:
        column: list[Line] = []
        used = 0.0
        while place < end:
            height = _height(lines[place], part, size)
            if used + height > tall and (column or height < tall):
                break
            column.append(lines[place])
            used, place = used + height, place + 1
        columns.append(column)
    return columns, place
