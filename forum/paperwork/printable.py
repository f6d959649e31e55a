"""Text made fit for a paper: what XML forbids and what only deceives the eye is taken out, words stay."""

import re
import unicodedata

from forum.paperwork.errors import PaperError

# Zero-width marks, BOM, soft hyphen, marks and isolates of writing direction, interlinear annotation.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_FORBIDDEN_IN_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_PLANE_ENDS = frozenset(plane * 0x10000 + end for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))


def printable(text: str) -> str:
    """The text in NFC with line ends as \\n, without control, direction and zero-width characters.

    Raises PaperError for NUL and for lone surrogates: such text was damaged before it came here.
    """
    if "\x00" in text:
        raise PaperError("nul", "Văn bản chứa ký tự NUL, không ghi được vào tệp.")
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise PaperError("surrogate", "Văn bản chứa ký tự hỏng (nửa mã Unicode), không ghi được vào tệp.")
    text = _LINE_ENDS.sub("\n", text)
    text = _FORBIDDEN_IN_XML.sub("", _INVISIBLE.sub("", text))
    if text and max(text) > "\uffff":
        text = "".join(char for char in text if ord(char) not in _PLANE_ENDS)
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Printable text for a title or a property: runs of white space become one space."""
    return " ".join(printable(text).split())
