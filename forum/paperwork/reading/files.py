"""Reads any supported file as a paper; its kind is detected by content first, then by name."""

from pathlib import PurePath

from forum.paperwork.errors import PaperError
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.reading.text import read_text
from forum.paperwork.tree import Paper
from forum.words import _

_MARKDOWN = {".md", ".markdown"}
_TEXT = {".txt", ".text", ""}


def read_file(name: str, content: bytes) -> Paper:
    """The tree of a DOCX, Markdown or plain text file. Raises PaperError with the reason and advice."""
    ending = PurePath(name).suffix.lower()
    if ending == ".docm":
        raise PaperError("macros", _("Tệp có macro (.docm); đề nghị lưu lại dạng .docx không có macro."))
    if ending == ".docx" or content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        return read_docx(content)
    if ending in _MARKDOWN:
        return read_markdown(decoded(content))
    if ending in _TEXT:
        return read_text(decoded(content))
    raise PaperError(
        "unknown_kind", _("Chỉ đọc được tệp Word (.docx), Markdown (.md) và văn bản thường (.txt).")
    )


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, with a byte order mark, UTF-16. Raises PaperError."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        message = _("Tệp không ở bảng mã Unicode (UTF-8); đề nghị lưu lại bằng UTF-8.")
        raise PaperError("not_unicode", message) from broken
