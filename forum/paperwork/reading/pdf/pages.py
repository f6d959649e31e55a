"""The lines and ruled tables of a PDF's pages, by where their letters and rules stand."""

import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from forum.paperwork.errors import PaperError
from forum.paperwork.printable import printable
from forum.paperwork.reading.pdf import margins
from forum.paperwork.reading.pdf.columns import Columns, Stretch, by_side, common_columns, in_reading_order
from forum.paperwork.reading.pdf.footnotes import MARKED, Note, part_notes
from forum.paperwork.reading.pdf.pieces import Piece, Sight, around, level
from forum.paperwork.reading.pdf.unseen import Looking, without_unseen
from forum.words import _

PAGES_MAX = 300
THIN = 3.0  # points: a path no wider is a rule
SPACE = 0.12  # heights of a line: pieces that stand closer are one word
NEXT = 0.6  # heights of a line: letters that stand farther apart are not of one word
ALIKE = 0.8  # of the larger height: letters of one size
NUMBERS_OF_NOTES = frozenset("0123456789*[]")
CELL = 2.0  # heights of a line between texts side by side
TABLE = "\x00"  # begins what stands for a table among the pieces of a page; no text holds it
RULES_MAX = 4_000  # of a page; more are a drawing


@dataclass(frozen=True)
class Line:
    """One line of text, or a table with its rows."""

    box: Piece
    cells: tuple[str, ...]
    page: int
    rows: tuple[tuple[str, ...], ...] = ()
    narrower: float = 0.0  # points, of its column than the first one
    is_title: bool = False  # in the middle over all columns

    @property
    def right(self) -> float:
        """Where it ends, as if its column were as wide as the first one."""
        return self.box.right + self.narrower

    @property
    def text(self) -> str:
        """Without the marks of notes, which `written` has."""
        return MARKED.sub("", self.written)

    @property
    def written(self) -> str:
        return " ".join(self.cells)


@dataclass(frozen=True)
class Page:
    """The lines from top to bottom, or column by column, and whether one picture covers most of the page, as in a
    scan."""

    lines: tuple[Line, ...] = ()
    is_picture: bool = False
    width: float = 0.0  # in points
    columns: int = 1
    notes: tuple[Note, ...] = ()
    over: tuple[str, ...] = ()  # what is printed over the text, such as a watermark
    has_line_numbers: bool = False
    unseen: str = ""  # words that nobody sees on the page
    is_recognised: bool = False  # words without ink over a picture of them


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
        sheets = _without_margins([_sheet(document, number) for number in range(len(document))])
    columns = common_columns([sheet.pieces for sheet in sheets], [_outside_tables(sheet) for sheet in sheets])
    return [
        _page(sheet, one, number) for number, (sheet, one) in enumerate(zip(sheets, columns, strict=True), 1)
    ]


def unseen_on(content: bytes, pages: int) -> Iterator[tuple[int, str]]:
    """The number of each page, as far as `pages`, with words that nobody sees, and these. Raises PaperError as
    open_pdf."""
    with open_pdf(content) as document:
        for number in range(min(len(document), pages)):
            if words := _sheet(document, number).unseen:
                yield number + 1, words


@dataclass(frozen=True)
class _Sheet:
    """What stands on a page."""

    pieces: Sequence[Piece] = ()
    rules: Sequence[Piece] = ()
    is_picture: bool = False
    width: float = 0.0
    notes: tuple[Note, ...] = ()
    over: tuple[str, ...] = ()
    has_line_numbers: bool = False
    unseen: str = ""
    is_recognised: bool = False


def _sheet(document: pypdfium2.PdfDocument, number: int) -> _Sheet:
    try:
        page = document[number]
        over: list[str] = []
        looking = Looking(page)
        pieces, unseen = without_unseen(list(_pieces(page, over, looking)), looking)
        slanted = tuple(filter(None, [" ".join("".join(over).split())]))
        sheet = _Sheet(
            pieces,
            list(_rules(page)),
            looking.is_picture,
            page.get_width(),
            over=slanted,
            unseen=" ".join(unseen),
            is_recognised=any(piece.sight is Sight.laid for piece in pieces),
        )
        page.close()
    except pypdfium2.PdfiumError:
        return _Sheet()  # a damaged page reads as one without text
    return sheet


def _without_margins(sheets: Sequence[_Sheet]) -> list[_Sheet]:
    """The sheets without watermarks and numbers of lines, and with the notes at their foot apart."""
    large = margins.large_on_pages([sheet.pieces for sheet in sheets])
    numbers = [margins.numbers_of_lines(sheet.pieces, sheet.rules) for sheet in sheets]
    are_numbered = 2 * sum(is_each for _, is_each in numbers) >= sum(bool(sheet.pieces) for sheet in sheets)
    return [
        _without(sheet, large, own if are_numbered else [])
        for sheet, (own, _) in zip(sheets, numbers, strict=True)
    ]


def _without(sheet: _Sheet, large: Container[tuple[str, int, int]], numbers: Sequence[Piece]) -> _Sheet:
    over = tuple(piece.text.strip() for piece in sheet.pieces if margins.spot(piece) in large)
    out = {id(number) for number in numbers}
    pieces = [p for p in sheet.pieces if id(p) not in out and margins.spot(p) not in large]
    pieces, notes = part_notes(pieces, sheet.rules, sheet.width)
    found = (*sheet.over, *over)
    return replace(sheet, pieces=pieces, notes=notes, over=found, has_line_numbers=bool(numbers))


def _outside_tables(sheet: _Sheet) -> list[Piece]:
    """What can show columns of text: cells of tables stand in columns of their own."""
    boxes = [
        box for box in margins.touching(sheet.rules) if box.right - box.left > THIN < box.top - box.bottom
    ]
    return [piece for piece in sheet.pieces if not any(_is_in(piece, box) for box in boxes)]


def _page(sheet: _Sheet, columns: Columns | None, number: int) -> Page:
    pieces, tables = list(sheet.pieces), []
    for rules in [sheet.rules] if columns is None else by_side(sheet.rules, columns):
        for box, sides, bands in _grids(rules):
            inside = [piece for piece in pieces if _is_in(piece, box)]
            pieces = [piece for piece in pieces if not _is_in(piece, box)]
            rows = _table_rows(inside, sides, bands)
            if len(rows) == 1 or len(sides) == 2:  # a frame around text
                pieces += inside
            elif rows:
                tables.append(Line(box, (), number, rows))
    pieces += [replace(table.box, text=f"{TABLE}{place}") for place, table in enumerate(tables)]
    stretches = (
        [Stretch(pieces)] if columns is None else in_reading_order(pieces, columns, is_first=number == 1)
    )
    lines = [
        replace(line, narrower=stretch.narrower, is_title=stretch.is_title)
        for stretch in stretches
        for line in _lines(stretch.pieces, tables, number)
    ]
    return Page(
        tuple(lines),
        sheet.is_picture,
        sheet.width,
        columns.count if columns else 1,
        sheet.notes,
        sheet.over,
        sheet.has_line_numbers,
        sheet.unseen,
        sheet.is_recognised,
    )


def _lines(pieces: Sequence[Piece], tables: Sequence[Line], page: int) -> list[Line]:
    """From top to bottom, with the tables whose pieces are among them."""
    places = [piece for piece in pieces if piece.text.startswith(TABLE)]
    lines = [replace(tables[int(piece.text[1:])], box=piece) for piece in places]
    lines += [_line(row, page) for row in level([piece for piece in pieces if piece.text[:1] != TABLE])]
    return sorted(lines, key=lambda line: -line.box.top)


def _pieces(page: pypdfium2.PdfPage, over: list[str], looking: Looking) -> Iterator[Piece]:
    """Runs of letters that follow one another closely on one line, in the order of the file; slanted ones go to
    `over`."""
    words = page.get_textpage()
    run: list[Piece] = []
    for place in range(words.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(words, place))
        if sign in "\r\n":
            yield from _joined(run)
            run = []
        elif sign.isspace():
            run[-1:] = [replace(piece, text=f"{piece.text} ") for piece in run[-1:]]
            over += [" "] if over else []
        elif margins.is_slanted(angle := raw.FPDFText_GetCharAngle(words, place)):
            over.append(sign)
        elif sign.isprintable() or unicodedata.category(sign) == "Co":
            left, bottom, right, top = words.get_charbox(place, loose=True)
            is_word = sign.isalnum() or not run  # the other signs of a word are seen as it is
            sight = looking.at(words, place, (left, bottom, right, top)) if is_word else run[-1].sight
            piece = Piece(left, bottom, right, top, sign, margins.is_turned(angle), sight)
            if run and not _is_next(run[-1], piece):
                yield from _joined(run)
                run = []
            run.append(piece)
    yield from _joined(run)
    words.close()


def _is_next(last: Piece, piece: Piece) -> bool:
    if last.sight is not piece.sight:
        return False
    if last.is_turned or piece.is_turned:
        return last.is_turned == piece.is_turned and last.right > piece.left and piece.right > last.left
    gap = piece.left - last.right
    small, large = sorted((last, piece), key=lambda one: one.height)
    is_raised = small.height < ALIKE * large.height and small.text.strip() in NUMBERS_OF_NOTES
    return not is_raised and last.is_level_with(piece) and -0.5 * piece.height < gap < NEXT * piece.height


def _joined(run: Sequence[Piece]) -> Iterator[Piece]:
    text = " ".join(printable("".join(piece.text for piece in run)).split(" "))
    if text.strip():
        # Lines of turned letters stand side by side; they are two words all the same.
        is_turned = run[0].is_turned
        yield replace(
            around(run), text=f"{text} " if is_turned else text, is_turned=is_turned, sight=run[0].sight
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
        box = around(group)
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
        row = tuple("\n".join(_line(level, 0).text for level in level(cell)) for cell in cells)
        if any(row):
            rows.append(row)
    return tuple(rows)


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
    return Line(around(pieces), tuple(" ".join(cell.split()) for cell in cells), page)
