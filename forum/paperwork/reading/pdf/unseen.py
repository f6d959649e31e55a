"""Tells letters that nobody sees on a page: without ink, white on white, tiny, covered, or beside the page.

A scan whose words were recognised bears them without ink over its picture: they are read where the picture shows
something below them.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from forum.paperwork.reading.pdf.pieces import Piece, Sight

TINY = 2.4  # points, of a line: letters of 2 points
PALE = 225  # of 255: what is as light may not be seen on white
ALIKE = 48  # of 255: a letter and what it stands on
SEEN = 14  # of 255: between the lightest and the darkest dot where a letter is printed
SEEN_IN_SCAN = 40  # the same in a picture of paper, which is not even
DOTS_A_POINT = 1.5
INNER = 0.2  # of a line's height above and below, where its surface may end
PICTURE_SHARE = 0.6  # of the page
OBJECTS_MAX = 20_000  # of a page; more are a drawing

_NO_INK = {raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP}
Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]  # left, bottom, right, top


class _Pointer(Protocol):
    """To a thing of the library."""

    @property
    def contents(self) -> ctypes.Structure: ...


@dataclass(frozen=True)
class _Filled:
    """A surface: its place in the order of painting, and its colour; None for a picture."""

    place: int
    box: Piece
    colour: Colour | None


@dataclass(frozen=True)
class _Look:
    """How a text is printed, and the surfaces that may take it from sight."""

    mode: int
    is_pale: bool
    opacity: int
    surfaces: tuple[Piece, ...]


@dataclass
class Looking:
    """What is painted on one page, and how a letter of it looks."""

    page: pypdfium2.PdfPage
    surfaces: list[_Filled] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)  # of texts in the order of painting
    is_picture: bool = False
    known: dict[int, _Look] = field(default_factory=dict)
    drawn: Image.Image | None = None

    def __post_init__(self) -> None:
        left, bottom, right, top = self.page.get_cropbox()
        self.frame = Piece(left, bottom, right, top)
        pictures = 0.0
        for place, thing in enumerate(self.page.get_objects(max_depth=4)):
            if place > OBJECTS_MAX:
                break
            if thing.type == raw.FPDF_PAGEOBJ_TEXT:
                self.places[_address(thing.raw)] = place
                continue
            box = Piece(*thing.get_bounds())
            if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
                pictures += _area(box, self.frame)
                self.surfaces.append(_Filled(place, box, None))
            elif thing.type == raw.FPDF_PAGEOBJ_PATH and (colour := _filled(thing.raw)):
                self.surfaces.append(_Filled(place, box, colour))
        self.is_picture = pictures > PICTURE_SHARE * _area(self.frame, self.frame)

    def at(self, words: pypdfium2.PdfTextPage, place: int, box: Box) -> Sight:
        """How the letter with this number is seen; `box` is where it stands."""
        text = raw.FPDFText_GetTextObject(words.raw, place)
        if not text:
            return Sight.seen
        look = self._look_of(text)
        if look.mode in _NO_INK:
            return Sight.laid if self.is_picture else Sight.unseen
        left, bottom, right, top = box
        if not _is_on(box, self.frame) or top - bottom <= TINY or look.opacity == 0:
            return Sight.unseen
        if not look.is_pale and not any(_is_on(box, surface) for surface in look.surfaces):
            return Sight.seen
        inner = INNER * (top - bottom)
        within = Piece(left, bottom + inner, right, top - inner)
        return Sight.seen if self.shows(within, SEEN) else Sight.unseen

    def shows(self, box: Piece, difference: int) -> bool:
        """Whether anything is to be seen in a box of the page as it is printed."""
        if self.drawn is None:
            self.drawn = self.page.render(scale=DOTS_A_POINT, grayscale=True).to_pil()
        width, height = self.drawn.size
        x, y, other_x, other_y = (ctypes.c_int() for _ in range(4))
        raw.FPDF_PageToDevice(self.page.raw, 0, 0, width, height, 0, box.left, box.top, x, y)
        raw.FPDF_PageToDevice(self.page.raw, 0, 0, width, height, 0, box.right, box.bottom, other_x, other_y)
        left, right = sorted((max(0, min(x.value, width)), max(0, min(other_x.value + 1, width))))
        low, high = sorted((max(0, min(y.value, height)), max(0, min(other_y.value + 1, height))))
        levels = self.drawn.crop((left, low, right, high)).histogram()
        found = [level for level, count in enumerate(levels) if count]
        return bool(found) and found[-1] - found[0] > difference

    def _look_of(self, text: _Pointer) -> _Look:
        """Which surfaces stand over a text or have its colour, so that the page must be drawn to tell."""
        address = _address(text)
        if address not in self.known:
            colour, opacity = _colour(text)
            edges = [ctypes.c_float() for _ in range(4)]
            raw.FPDFPageObj_GetBounds(text, *edges)
            left, bottom, right, top = (edge.value for edge in edges)
            box, place = Piece(left, bottom, right, top), self.places.get(address)
            over = [
                surface.box
                for surface in self.surfaces
                if _area(surface.box, box)
                and (
                    (place is not None and surface.place > place)
                    or (surface.colour is not None and _alike(colour, surface.colour))
                )
            ]
            mode = raw.FPDFTextObj_GetTextRenderMode(text)
            self.known[address] = _Look(mode, min(colour) >= PALE, opacity, tuple(over))
        return self.known[address]


def without_unseen(pieces: Sequence[Piece], page: Looking) -> tuple[list[Piece], list[str]]:
    """The pieces that are seen or that a recogniser laid over what a picture shows, and the words of the others."""
    read, lost = [], []
    for piece in pieces:
        is_lost = piece.sight is Sight.unseen or (
            piece.sight is Sight.laid and not page.shows(piece, SEEN_IN_SCAN)
        )
        (lost.append(piece.text.strip()) if is_lost else read.append(piece))
    return read, lost


def _filled(path: _Pointer) -> Colour | None:
    mode, has_line = ctypes.c_int(), ctypes.c_int()
    if not raw.FPDFPath_GetDrawMode(path, mode, has_line) or mode.value == raw.FPDF_FILLMODE_NONE:
        return None
    colour, opacity = _colour(path)
    return colour if opacity else None


def _colour(thing: _Pointer) -> tuple[Colour, int]:
    """Of what fills it, and its opacity (0 to 255); black where the file names none."""
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(thing, red, green, blue, opacity):
        return (0, 0, 0), 255
    return (red.value, green.value, blue.value), opacity.value


def _alike(one: Colour, other: Colour) -> bool:
    return all(abs(part - against) <= ALIKE for part, against in zip(one, other, strict=True))


def _is_on(box: Box, frame: Piece) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return frame.left <= x <= frame.right and frame.bottom <= y <= frame.top


def _area(box: Piece, frame: Piece) -> float:
    width = min(box.right, frame.right) - max(box.left, frame.left)
    return max(width, 0.0) * max(min(box.top, frame.top) - max(box.bottom, frame.bottom), 0.0)


def _address(thing: _Pointer) -> int:
    return ctypes.addressof(thing.contents)
