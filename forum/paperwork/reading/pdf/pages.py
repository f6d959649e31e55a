"""The lines and ruled tables of a PDF's pages, by where their letters and rules stand."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable
from forum.words import _

PAGES_MAX = 300
THIN = 3.0  # points: a path no wider is a rule
SPACE = 0.12  # heights of a line: pieces that stand closer are one word
NEXT = 0.6  # heights of a line: letters that stand farther apart are not of one word
CELL = 2.0  # heights of a line between texts side by side
PICTURE_SHARE = 0.6  # of the page
RULES_MAX = 4_000  # of a page; more are a drawing


@dataclass(frozen=True)
class Piece:
    """Letters side by side in one face; y counts from the bottom, in points."""

    left: float
    bottom: float
    right: float
    top: float
    text: str = ""

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def is_level_with(self, other: "Piece") -> bool:
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared >= 0.5 * min(self.height, other.height)


@dataclass(frozen=True)
class Line:
    """One line of text, or a table with its rows."""

    box: Piece
    cells: tuple[str, ...]
    page: int
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.cells)


@dataclass(frozen=True)
class Page:
    """The lines from top to bottom, and whether one picture covers most of the page, as in a scan."""

    lines: tuple[Line, ...] = ()
    is_picture: bool = False
    width: float = 0.0  # in points


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Raises PaperError for a password and for a damaged file."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as refused:
        if "password" in str(refused).lower():
            message = _("Tệp PDF đặt mật khẩu; đề nghị gỡ mật khẩu rồi gửi lại.")
            raise PaperError("encrypted", message) from refused
        raise PaperError("broken_pdf", _("Tệp PDF hỏng hoặc chưa tải lên trọn vẹn.")) from refused


def pages_of(content: bytes) -> list[Page]:
    """Raises PaperError as open_pdf, and beyond 300 pages."""
    with open_pdf(content) as document:
        if len(document) > PAGES_MAX:
            message = _("Tệp PDF có {count} trang, quá mức 300 trang; đề nghị chia nhỏ.", count=len(document))
            raise PaperError("too_many_pages", message)
        return [_page(document, number) for number in range(len(document))]


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
        pieces, rules, is_picture = list(_pieces(page)), list(_rules(page)), _is_picture(page)
        width = page.get_width()
        page.close()
    except pypdfium2.PdfiumError:
        return Page()  # a damaged page reads as one without text
    lines: list[Line] = []
    for box, columns, bands in _grids(rules):
        inside = [piece for piece in pieces if _is_in(piece, box)]
        pieces = [piece for piece in pieces if not _is_in(piece, box)]
        rows = _table_rows(inside, columns, bands)
        if len(rows) == 1 or len(columns) == 2:  # a frame around text
            pieces += inside
        elif rows:
            lines.append(Line(box, (), number + 1, rows))
    lines += [_line(row, number + 1) for row in _level(pieces)]
    return Page(tuple(sorted(lines, key=lambda line: -line.box.top)), is_picture, width)


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    bounds = (
        picture.get_bounds() for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    )
    areas = ((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return any(area > PICTURE_SHARE * width * height for area in areas)


def _pieces(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """Runs of letters that follow one another closely on one line, in the order of the file."""
    words = page.get_textpage()
    run: list[Piece] = []
    for place in range(words.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(words, place))
        if sign in "\r\n":
            yield from _joined(run)
            run = []
        elif sign.isspace():
            run[-1:] = [replace(piece, text=f"{piece.text} ") for piece in run[-1:]]
        elif sign.isprintable() or unicodedata.category(sign) == "Co":
            left, bottom, right, top = words.get_charbox(place, loose=True)
            piece = Piece(left, bottom, right, top, sign)
            if run and not _is_next(run[-1], piece):
                yield from _joined(run)
                run = []
            run.append(piece)
    yield from _joined(run)
    words.close()


def _is_next(last: Piece, piece: Piece) -> bool:
    gap = piece.left - last.right
    return last.is_level_with(piece) and -0.5 * piece.height < gap < NEXT * piece.height


def _joined(run: Sequence[Piece]) -> Iterator[Piece]:
    text = " ".join(printable("".join(piece.text for piece in run)).split(" "))
    if text.strip():
        yield replace(_around(run), text=text)


def _around(pieces: Sequence[Piece]) -> Piece:
    return Piece(
        min(piece.left for piece in pieces),
        min(piece.bottom for piece in pieces),
        max(piece.right for piece in pieces),
        max(piece.top for piece in pieces),
    )


def _rules(page: pypdfium2.PdfPage) -> Iterator[Piece]:
    """The straight lines of a page; a box counts as its four sides."""
    for count, path in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if count > RULES_MAX:
            return
        left, bottom, right, top = path.get_bounds()
        if min(right - left, top - bottom) <= THIN:
            yield Piece(left, bottom, right, top)
        else:
            yield from (
                Piece(left, bottom, left, top),
                Piece(right, bottom, right, top),
                Piece(left, bottom, right, bottom),
                Piece(left, top, right, top),
            )


def _grids(rules: Sequence[Piece]) -> Iterator[tuple[Piece, list[float], list[float]]]:
    """The tables by their rules: the box, where columns begin and end, where rows do (from the bottom)."""
    upright = sorted((r for r in rules if r.right - r.left <= THIN < r.top - r.bottom), key=lambda r: -r.top)
    groups: list[list[Piece]] = []
    for rule in upright:
        if groups and rule.top >= min(other.bottom for other in groups[-1]) - THIN:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    for group in groups:
        box = _around(group)
        level = [r for r in rules if r.top - r.bottom <= THIN < r.right - r.left and _is_in(r, box)]
        columns = _distinct([rule.middle[0] for rule in group])
        bands = _distinct([box.bottom, box.top, *(rule.middle[1] for rule in level)])
        if len(columns) > 1 and len(bands) > 1:
            yield box, columns, bands


def _distinct(places: Sequence[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 2 * THIN:
            found.append(place)
    return found


def _is_in(piece: Piece, box: Piece) -> bool:
    x, y = piece.middle
    return box.left - THIN <= x <= box.right + THIN and box.bottom - THIN <= y <= box.top + THIN


def _table_rows(
    pieces: Sequence[Piece], columns: Sequence[float], bands: Sequence[float]
) -> tuple[tuple[str, ...], ...]:
    rows = []
    for low, high in zip(reversed(bands[:-1]), reversed(bands[1:]), strict=True):
        inside = [piece for piece in pieces if low <= piece.middle[1] < high]
        cells = (
            [piece for piece in inside if left <= piece.middle[0] < right]
            for left, right in pairwise(columns)
        )
        row = tuple("\n".join(_line(level, 0).text for level in _level(cell)) for cell in cells)
        if any(row):
            rows.append(row)
    return tuple(rows)


def _level(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces of each line, from top to bottom."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: -piece.middle[1]):
        if row and not piece.is_level_with(max(row, key=lambda other: other.height)):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _line(pieces: Sequence[Piece], page: int) -> Line:
    cells: list[str] = []
    last: Piece | None = None
    for piece in sorted(pieces, key=lambda piece: piece.left):
        gap = (piece.left - last.right) / min(piece.height, last.height) if last else 0.0
        if last is None or gap > CELL:
            cells.append(piece.text)
        else:
            cells[-1] += f"{' ' if gap > SPACE else ''}{piece.text}"
        last = piece
    return Line(_around(pieces), tuple(" ".join(cell.split()) for cell in cells), page)
