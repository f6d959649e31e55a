"""Form field types shared by several rooms. Lengths count user-perceived characters."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from forum.words import _
from vietnamese import UnreadableText, normalise, visible_length


def _readable(text: str) -> str:
    try:
        return normalise(text).strip()
    except UnreadableText as unreadable:
        raise ValueError(_("Văn bản có ký tự không đọc được; đề nghị gõ lại đoạn đó.")) from unreadable


def _length(least: int, most: int) -> AfterValidator:
    def check(text: str) -> str:
        seen = visible_length(text)
        if seen == 0 and least:
            raise ValueError(_("Đề nghị điền mục này."))
        if seen < least:
            raise ValueError(_("Đề nghị viết ít nhất {least} ký tự; hiện có {seen}.", least=least, seen=seen))
        if seen > most:
            raise ValueError(
                _("Đề nghị viết không quá {most:n} ký tự; hiện có {seen}.", most=most, seen=seen)
            )
        return text

    return AfterValidator(check)


def _day(value: object) -> object:
    """24/11/2026 as people write it, or 2026-11-24 as a browser's date field sends it."""
    if not isinstance(value, str) or value.strip() == "":
        return None if value == "" else value
    parts = value.strip().split("/")
    if len(parts) == 3:
        try:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        except ValueError:
            pass
    try:
        return date.fromisoformat(value.strip())
    except ValueError as wrong:
        raise ValueError(_("Đề nghị nhập ngày theo dạng 24/11/2026.")) from wrong


Readable = Annotated[str, AfterValidator(_readable)]
Title = Annotated[str, AfterValidator(_readable), _length(5, 200)]
Name = Annotated[str, AfterValidator(_readable), _length(2, 120)]
ShortText = Annotated[str, AfterValidator(_readable), _length(0, 500)]
Reason = Annotated[str, AfterValidator(_readable), _length(5, 2000)]
LongText = Annotated[str, AfterValidator(_readable), _length(10, 20_000)]
OptionalLongText = Annotated[str, AfterValidator(_readable), _length(0, 20_000)]
Day = Annotated[date, BeforeValidator(_day)]
OptionalDay = Annotated[date | None, BeforeValidator(_day)]


class Certainty(StrEnum):
    """The basis of a date or a limit: a public source, an assumption, or the office's own rule."""

    confirmed = "confirmed"
    assumed = "assumed"
    local_policy = "local_policy"
