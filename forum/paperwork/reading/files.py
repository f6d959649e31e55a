"""Reads any supported file as a paper; its kind is detected by content first, then by name."""

from pathlib import PurePath

from forum.paperwork.errors import PaperError
from forum.paperwork.reading.docx.reader import read_docx
from forum.paperwork.reading.markdown import read_markdown
from forum.paperwork.reading.pdf.reader import read_pdf
from forum.paperwork.reading.typed import read_typed
from forum.paperwork.readings import PARAGRAPHS_MAX, Reading, reading_of
from forum.paperwork.tree import Paper
from forum.words import _

_MARKDOWN = {".md", ".markdown"}
_TEXT = {".txt", ".text", ""}


def read_file(name: str, content: bytes) -> Paper:
    """The tree of a DOCX, PDF, Markdown or plain text file. Raises PaperError with the reason and advice."""
    ending = PurePath(name).suffix.lower()
    if ending == ".docm":
        raise PaperError("macros", _("Tệp có macro (.docm); đề nghị lưu lại dạng .docx không có macro."))
    if content[:1024].lstrip().startswith(b"%PDF") and ending != ".docx":
        return read_pdf(content)
    if ending == ".docx" or content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_docx(content)
    if ending in _MARKDOWN:
        return read_markdown(decoded(content))
    if ending in _TEXT:
        return read_typed(decoded(content))
    raise PaperError(
        "unknown_kind",
        _("Chỉ đọc được tệp Word (.docx), PDF có chữ, Markdown (.md) và văn bản thường (.txt)."),
    )


def read_draft_file(name: str, content: bytes) -> Reading:
    """The paragraphs of a draft and the report. Raises PaperError as read_file, and for none or more than 5,000."""
    reading = reading_of(read_file(name, content))
    if not reading.nodes:
        raise PaperError("no_text", _("Tệp không có chữ nào để đọc."))
    if len(reading.nodes) > PARAGRAPHS_MAX:
        count = str(len(reading.nodes))
        message = _(
            "Dự thảo có {count} đoạn, quá mức 5.000 đoạn; đề nghị chia thành nhiều phần.", count=count
        )
        raise PaperError("too_many_paragraphs", message)
    return reading


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8 or, with a byte order mark, UTF-16. Raises PaperError."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        message = _("Tệp không ở bảng mã Unicode (UTF-8); đề nghị lưu lại bằng UTF-8.")
        raise PaperError("not_unicode", message) from broken
