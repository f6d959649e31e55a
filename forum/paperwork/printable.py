"""Makes text printable: removes what XML forbids and invisible characters, keeps the words."""

import re

from forum.fields import legacy_words
from forum.paperwork.errors import PaperError
from forum.words import _
from vietnamese.legacy import find_legacy
from vietnamese.normal import UnreadableText, normalise

# Letters that are blank, and signs that only say how the letter before them is drawn.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_UNSEEN = re.compile("(?<=[^\\W_])[\ufe00-\ufe0f]+(?!\u20e3)|\u034f")
_STRANGE = re.compile("[\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0]")


def printable(text: str) -> str:
    """The text in NFC with line ends as \\n, without control, direction and zero-width characters.

    Raises PaperError for NUL and for lone surrogates, which only damaged text contains.
    """
    try:
        plain = normalise(text)
    except UnreadableText as damaged:
        what = "ký tự NUL" if "\x00" in text else "ký tự hỏng (nửa mã Unicode)"
        raise PaperError(
            "unreadable_text", _("Văn bản chứa {what}, không ghi được vào tệp.", what=what)
        ) from damaged
    return _UNSEEN.sub("", _BLANK.sub(" ", plain)) if _STRANGE.search(plain) else plain


def require_unicode(text: str) -> None:
    """Raises PaperError for Vietnamese in an older encoding, naming its font and what to do."""
    if (found := find_legacy(text)) is not None:
        raise PaperError("old_encoding", legacy_words(found))


def one_line(text: str) -> str:
    """Printable text for a title or a property: runs of white space become one space."""
    return " ".join(printable(text).split())
