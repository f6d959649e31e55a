"""Entry point for uploads: cleans known kinds of files and refuses the rest with a reason."""

import posixpath
import unicodedata
from itertools import islice

import pypdfium2

from forum.paperwork.cleaning.cleaned import Cleaned, FileKind
from forum.paperwork.cleaning.images import clean_image, image_kind
from forum.paperwork.cleaning.markings import Findings, left_hidden, refuse_names_left, text_of
from forum.paperwork.cleaning.office_package import Parts, open_package, write_package
from forum.paperwork.cleaning.pdf import clean_pdf
from forum.paperwork.cleaning.sheets import clean_workbook
from forum.paperwork.cleaning.signatures import signature_of
from forum.paperwork.cleaning.word import clean_word
from forum.paperwork.errors import PaperError
from forum.paperwork.reading.pdf.pages import unseen_on
from forum.words import _

FILE_BYTES_LIMIT = 60 * 2**20
_NESTED_LIMIT = 2
_PAGES_SEARCHED = 300
_PAGES_LOOKED_AT, _UNSEEN_PAGES, _SHOWN = 100, 20, 80  # for words that nobody sees; characters of them


def clean_file(content: bytes) -> Cleaned:
    """Clean a file by its bytes, never by its name. Raises PaperError if it cannot be cleaned."""
    if len(content) > FILE_BYTES_LIMIT:
        raise PaperError("too_large", _("Tệp quá lớn, không xử lý."))
    if content.startswith(b"PK\x03\x04"):
        return _clean_office(content)
    if content.startswith(b"%PDF"):  # also with a broken head, which is no text
        return _clean_pdf(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PaperError(
            "old_office",
            _(
                "Tệp Office đời cũ (.doc, .xls) hoặc có mật khẩu: đề nghị lưu thành .docx, .xlsx không mật khẩu."
            ),
        )
    image = image_kind(content)
    if image:
        cleaned = clean_image(content)
        removed = ("EXIF và dữ liệu kèm theo ảnh",) if cleaned != content else ()
        return Cleaned(cleaned, _IMAGE_KINDS[image], removed, ())
    if _is_plain_text(content):
        return Cleaned(content, "txt", (), ())
    raise PaperError(
        "unknown_kind", _("Chỉ nhận và làm sạch tệp DOCX, XLSX, PDF, TXT và ảnh JPEG, PNG, GIF, WebP.")
    )


def _is_plain_text(content: bytes) -> bool:
    """Letters in UTF-8, without controls that no text has."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(char < " " and char not in "\t\n\r\f" for char in text)


_IMAGE_KINDS: dict[str, FileKind] = {"JPEG": "jpeg", "PNG": "png", "GIF": "gif", "WEBP": "webp"}


def _clean_office(content: bytes) -> Cleaned:
    found = Findings()
    parts = open_package(content)
    kind = _clean_parts(parts, found, depth=0)
    refuse_names_left(parts, found)
    named = _still_named(text_of(parts), found)
    return Cleaned(write_package(parts), kind, tuple(found.removed), named, tuple(left_hidden(parts)))


def _clean_parts(parts: Parts, found: Findings, depth: int) -> FileKind:
    """Clean a package, including embedded documents such as the sheet behind a chart."""
    for name in sorted(parts):
        if "/embeddings/" in name and name.endswith((".docx", ".xlsx")):
            if depth == _NESTED_LIMIT:
                raise PaperError("nested", _("Tệp lồng quá nhiều lớp, không xử lý."))
            nested = open_package(parts[name])
            _clean_parts(nested, found, depth + 1)
            parts[name] = write_package(nested)
    if any(posixpath.dirname(name) == "word" for name in parts):
        clean_word(parts, found)
        return "docx"
    if any(posixpath.dirname(name) == "xl" for name in parts):
        clean_workbook(parts, found)
        return "xlsx"
    raise PaperError("unknown_kind", _("Tệp nén này không phải DOCX hoặc XLSX nên chưa làm sạch được."))


def _clean_pdf(content: bytes) -> Cleaned:
    found = Findings()
    signature = signature_of(content)
    if signature is not None:
        unchanged = "tệp đã ký số nên giữ nguyên: tên và dữ liệu ẩn trong tệp không bị bỏ"
        hidden = (unchanged, *_unseen(content))
        return Cleaned(content, "pdf", (), (), hidden, signature.by, signature.on)
    cleaned = clean_pdf(content, found)
    text = _pdf_text(cleaned) if found.names else ""
    return Cleaned(cleaned, "pdf", tuple(found.removed), _still_named(text, found), _unseen(cleaned))


def _unseen(content: bytes) -> tuple[str, ...]:
    """A line for each of the first pages with words that nobody sees on it."""
    found = unseen_on(content, _PAGES_LOOKED_AT)
    return tuple(
        f"chữ không thấy được trên trang {page} (trắng, quá nhỏ, bị che …): “{words[:_SHOWN]}”"
        for page, words in islice(found, _UNSEEN_PAGES)
    )


def _pdf_text(content: bytes) -> str:
    try:
        with pypdfium2.PdfDocument(content) as document:
            pages = min(len(document), _PAGES_SEARCHED)
            return "\n".join(document[place].get_textpage().get_text_range() for place in range(pages))
    except pypdfium2.PdfiumError as broken:
        raise PaperError("broken_pdf", _("Tệp PDF hỏng, không làm sạch được.")) from broken


def _still_named(text: str, found: Findings) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", text).casefold()
    return tuple(
        name for name in sorted(found.names) if unicodedata.normalize("NFC", name).casefold() in plain
    )
