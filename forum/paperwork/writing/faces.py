"""The bundled faces: text widths and available characters."""

import struct
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from forum.paperwork.layout_rules import FONTS_FOLDER

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

REGULAR = FONTS_FOLDER / "Tinos_400Regular.ttf"
BOLD = FONTS_FOLDER / "Tinos_700Bold.ttf"
MISSING, BULLET = "□", "•"
_UNITS = 1000


def width_in_points(text: str, size: float, *, bold: bool) -> float:
    """The width of one line in Times New Roman or its metric twin."""
    return float(_face(bold).getlength(text)) * size / _UNITS


def in_our_faces(text: str) -> str:
    """The text with a box for each character that the bundled faces lack, so that the loss is visible."""
    known = _coverage()
    if known.issuperset(text):
        return text
    return "".join(char if char in known else _instead_of(char) for char in text)


def _instead_of(char: str) -> str:
    """Bullets of a word processor's symbol font are bullets here too, as on the page."""
    return BULLET if "\ue000" <= char <= "\uf8ff" else MISSING


@lru_cache(maxsize=2)
def _face(bold: bool) -> "FreeTypeFont":
    from PIL import ImageFont  # here, since only the writing of a file measures

    return ImageFont.truetype(str(BOLD if bold else REGULAR), _UNITS)


@cache
def _coverage() -> frozenset[str]:
    """Line end, tab, and all characters in the 'cmap' table of the regular face (OpenType, formats 4 and
    12)."""
    data = REGULAR.read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * place) for place in range(tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    codes: set[int] = set()
    for place in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * place)
        codes |= _codes_of_subtable(data, cmap + offset)
    held = {chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF and code != 0xFFFF}
    return frozenset(held | {"\n", "\t"})


def _codes_of_subtable(data: bytes, start: int) -> set[int]:
    (table_format,) = struct.unpack_from(">H", data, start)
    if table_format == 4:
        (twice,) = struct.unpack_from(">H", data, start + 6)
        ends = struct.unpack_from(f">{twice // 2}H", data, start + 14)
        starts = struct.unpack_from(f">{twice // 2}H", data, start + 16 + twice)
        return {code for low, high in zip(starts, ends, strict=True) for code in range(low, high + 1)}
    if table_format == 12:
        (groups,) = struct.unpack_from(">I", data, start + 12)
        spans = (struct.unpack_from(">III", data, start + 16 + 12 * place) for place in range(groups))
        return {code for low, high, _ in spans for code in range(low, high + 1)}
    return set()
