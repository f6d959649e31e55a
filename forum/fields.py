"""Form field types shared by all rooms: what a field takes, what is nothing, and what is too much.

The least length counts characters as a person does, the most counts what is stored.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from forum.days import day_typed, hour_typed
from forum.words import Words, _
from vietnamese import (
    FONTS,
    Encoding,
    Legacy,
    UnreadableText,
    find_legacy,
    fold,
    has_letter,
    has_letter_or_digit,
    has_too_many_marks,
    normalise,
    trimmed,
    visible_length,
)


def legacy_words(found: Legacy) -> Words:
    """What to say where a text is in an encoding older than Unicode."""
    if found.encoding in (Encoding.misread, Encoding.lost):
        return _(
            "Chữ có dấu đã hỏng khi chép: “{passage}”. "
            "Đề nghị mở văn bản gốc bằng bảng mã Unicode (UTF-8) rồi chép lại.",
            passage=found.passage,
        )
    return _(
        "Có chữ gõ bằng phông cũ như {font} (bảng mã {encoding}): “{passage}” là “{meant}”. "
        "Đề nghị chuyển văn bản sang Unicode rồi dán lại.",
        font=FONTS[found.encoding],
        encoding=found.encoding,
        passage=found.passage,
        meant=found.meant,
    )


def _readable(text: str) -> str:
    if (found := find_legacy(text)) is not None:
        raise ValueError(legacy_words(found))
    try:
        readable = trimmed(normalise(text))
    except UnreadableText as unreadable:
        raise ValueError(_("Văn bản có ký tự không đọc được; đề nghị gõ lại đoạn đó.")) from unreadable
    if has_too_many_marks(readable):
        raise ValueError(_("Có chữ mang hơn ba dấu chồng lên nhau; đề nghị gõ lại chữ đó."))
    return readable


def _line(text: str) -> str:
    """A name or title is one line, also where a request sends several."""
    return " ".join(filter(None, (trimmed(line) for line in _readable(text).splitlines())))


def _length(least: int, most: int, *, required: bool) -> AfterValidator:
    def check(text: str) -> str:
        seen = visible_length(text)
        if seen == 0:
            if required:
                raise ValueError(MISSING)
            return ""
        if seen < least:
            raise ValueError(_("Đề nghị viết ít nhất {least} ký tự; hiện có {seen}.", least=least, seen=seen))
        if len(text) > most:
            raise ValueError(
                _("Đề nghị viết không quá {most:n} ký tự; hiện có {seen}.", most=most, seen=len(text))
            )
        return text

    return AfterValidator(check)


def _having(has: Callable[[str], bool], message: Words) -> AfterValidator:
    def check(text: str) -> str:
        if text and not has(text):
            raise ValueError(message)
        return text

    return AfterValidator(check)


MISSING = _("Đề nghị điền mục này.")  # the page that shows the field says which
_LETTER = _having(has_letter, _("Mục này cần có chữ cái; đề nghị viết lại."))
_LETTER_OR_DIGIT = _having(has_letter_or_digit, _("Mục này cần có chữ cái hoặc chữ số; đề nghị viết lại."))
_NOTHING = frozenset(
    ["n a", "na", "none", "null", "nil", "x", "k", "ko", "khong", "khong co", "toi", "ban than", "ca nhan"]
)
_OPENS_A_NAME = "\"'“‘«("


def _names_somebody(text: str) -> bool:
    """'N/A', 'không' and '=A1' fill a field and name no organisation."""
    return fold(text) not in _NOTHING and (text[0].isalnum() or text[0] in _OPENS_A_NAME)


_NAMED = _having(_names_somebody, _("Đề nghị ghi tên tổ chức, hoặc để trống mục này."))
_READ = AfterValidator(_readable)
_READ_LINE = AfterValidator(_line)


def _day(value: object) -> object:
    """A day as people write it. An empty field is no day."""
    if not isinstance(value, str):
        return value
    return day_typed(value) if trimmed(value) else None


def _hour(typed: str) -> str:
    """An hour as people write it; kept as 14:30."""
    if not trimmed(typed):
        raise ValueError(MISSING)
    return f"{hour_typed(typed):%H:%M}"


def _optional_hour(typed: str) -> str:
    return _hour(typed) if trimmed(typed) else ""


_NO_ADDRESS = _("Đề nghị dán cả địa chỉ trang, bắt đầu bằng https://, ví dụ https://thuvien.example/bao-cao.")


def _web_address(text: str) -> str:
    """An address that a browser opens over an encrypted connection, with a host's name and no log-in in it."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError as unreadable:
        raise ValueError(_NO_ADDRESS) from unreadable
    names_host = all(_HOST_PART.fullmatch(part) for part in host.split(".")) and "." in host
    if parts.scheme != "https" or not names_host or "@" in parts.netloc or re.search(r"[\s\\<>\"]", text):
        raise ValueError(_NO_ADDRESS)
    return text


_HOST_PART = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


class Box(StrEnum):
    """The box in which a field is written. Enter begins a new line in it, so it sends no form that has one; a
    `letter` is long enough to be previewed and kept as a draft."""

    note = "note"
    letter = "letter"


# As typed, for what stands in a document already: a paragraph of a draft, the words that a moderator cites.
Readable = Annotated[str, _READ]
Title = Annotated[str, _READ_LINE, _length(5, 200, required=True), _LETTER_OR_DIGIT]
OptionalTitle = Annotated[str, _READ_LINE, _length(5, 200, required=False), _LETTER_OR_DIGIT]
Name = Annotated[str, _READ_LINE, _length(2, 120, required=True), _LETTER]
# An office.
OptionalName = Annotated[str, _READ_LINE, _length(1, 500, required=False), _LETTER]
# An organisation on whose behalf a person writes.
OnBehalf = Annotated[str, _READ_LINE, _length(1, 500, required=False), _LETTER, _NAMED]
# The number of a document, 45/QĐ-UBND.
Number = Annotated[str, _READ_LINE, _length(1, 80, required=True), _LETTER_OR_DIGIT]
OptionalNumber = Annotated[str, _READ_LINE, _length(1, 80, required=False), _LETTER_OR_DIGIT]
# A whole draft.
Document = Annotated[str, _READ, _length(1, 2_000_000, required=True), _LETTER_OR_DIGIT, Box.note]
# A page on the web, or nothing.
Link = Annotated[str, _READ_LINE, _length(1, 2000, required=False), AfterValidator(_web_address)]
OptionalDocument = Annotated[str, _READ, _length(1, 2_000_000, required=False), _LETTER_OR_DIGIT, Box.note]
ShortText = Annotated[str, _READ, _length(0, 500, required=False), _LETTER_OR_DIGIT]
# A note of a line or two, taken while something runs.
NoteText = Annotated[str, _READ_LINE, _length(2, 300, required=True), _LETTER_OR_DIGIT]
OwnWords = Annotated[str, _READ, _length(2, 2000, required=True), _LETTER_OR_DIGIT, Box.note]
Reason = Annotated[str, _READ, _length(5, 2000, required=True), _LETTER_OR_DIGIT, Box.note]
LongText = Annotated[str, _READ, _length(10, 20_000, required=True), _LETTER_OR_DIGIT, Box.letter]
OptionalLongText = Annotated[str, _READ, _length(0, 20_000, required=False), _LETTER_OR_DIGIT, Box.letter]
Day = Annotated[date, BeforeValidator(_day)]
OptionalDay = Annotated[date | None, BeforeValidator(_day)]
Hour = Annotated[str, AfterValidator(_hour)]
OptionalHour = Annotated[str, AfterValidator(_optional_hour)]


def is_words(metadata: Iterable[object]) -> bool:
    """Whether a field of a form, by the metadata of its type, is one of words that a person writes."""
    return any(isinstance(one, Box) or one in (_READ, _READ_LINE) for one in metadata)


class Certainty(StrEnum):
    """The basis of a date or a limit: a public source, an assumption, or the office's own rule."""

    confirmed = "confirmed"
    assumed = "assumed"
    local_policy = "local_policy"
