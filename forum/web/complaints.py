"""What is wrong with a field: a sentence that begins with the field's label and says what to do."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from forum.fields import MISSING
from forum.words import Words, _, joined, lowered

CHOOSE = _("Đề nghị chọn một mục trong danh sách.")
NUMBER = _("Đề nghị nhập một số.")
INVALID = _("Nội dung chưa hợp lệ; đề nghị nhập lại.")

# A label that is a question or ends in the middle of a sentence cannot be asked for by its words.
_NO_NOUN = re.compile(r"\b(nào|gì|đâu|ai|chưa|bằng|này|tới|là|sao)\b|[?,(:]|Ông/Bà", re.IGNORECASE)
_LONGEST_NOUN = 5


@dataclass(frozen=True, slots=True)
class Label:
    """How a page asks for a field: its label, and the kind of its control (see the macro `field`)."""

    words: str
    kind: str

    @property
    def noun(self) -> str:
        """The label within a sentence; empty where it cannot stand there."""
        few = len(self.words.split()) <= _LONGEST_NOUN and not _NO_NOUN.search(self.words)
        return lowered(self.words) if few else ""


def complaint(label: Label, message: Words | str) -> Words:
    """'Diễn đàn: đề nghị chọn một diễn đàn.' What validators could not know, the kind of control, is said here."""
    if message in (MISSING, CHOOSE, NUMBER):
        message = _asked(label, message)
    sentence = message.lower() if isinstance(message, Words) else lowered(message)
    return joined([f"{label.words.strip(' ?:')}:", sentence])


def _asked(label: Label, message: Words | str) -> Words | str:
    noun = label.noun
    match label.kind:
        case "select" | "radio":
            return _("Đề nghị chọn một {noun}.", noun=noun) if noun else CHOOSE
        case "checkboxes":
            return (
                _("Đề nghị chọn ít nhất một {noun}.", noun=noun)
                if noun
                else _("Đề nghị chọn ít nhất một mục.")
            )
        case "checkbox":
            return _("Đề nghị đánh dấu vào ô này.")
        case "date":
            return _("Đề nghị nhập ngày theo dạng {form}.", form="24/11/2026")
        case "time":
            return _("Đề nghị nhập giờ theo dạng {form}.", form="14:30")
        case "number":
            return NUMBER
        case "textarea" if noun and message == MISSING:
            return _("Đề nghị viết {noun}.", noun=noun)
        case _ if noun and message == MISSING:
            return _("Đề nghị điền {noun}.", noun=noun)
    return message


def _wrong_value(context: Mapping[str, object]) -> Words:
    """The message of one of our validators, which raise ValueError(Words)."""
    error = context.get("error")
    message = (one for one in getattr(error, "args", ()) if isinstance(one, Words))
    return next(message, INVALID)


# Messages for pydantic's types of errors; the types of a choice or number are said by the control that gave it.
_MESSAGES: dict[str, Callable[[Mapping[str, object]], Words]] = {
    "missing": lambda c: MISSING,
    "string_too_short": lambda c: _("Đề nghị viết ít nhất {min_length} ký tự.", min_length=c["min_length"]),
    "string_too_long": lambda c: _("Đề nghị viết không quá {max_length} ký tự.", max_length=c["max_length"]),
    "int_parsing": lambda c: NUMBER,
    "int_parsing_size": lambda c: NUMBER,
    "int_from_float": lambda c: NUMBER,
    "int_type": lambda c: NUMBER,
    "greater_than_equal": lambda c: _("Đề nghị nhập số từ {least} trở lên.", least=c["ge"]),
    "greater_than": lambda c: _("Đề nghị nhập số lớn hơn {least}.", least=c["gt"]),
    "less_than_equal": lambda c: _("Đề nghị nhập số không quá {most}.", most=c["le"]),
    "less_than": lambda c: _("Đề nghị nhập số nhỏ hơn {most}.", most=c["lt"]),
    "bool_parsing": lambda c: CHOOSE,
    "bool_type": lambda c: CHOOSE,
    "enum": lambda c: CHOOSE,
    "literal_error": lambda c: CHOOSE,
    "too_short": lambda c: MISSING,
    "value_error": _wrong_value,
}


def complaints_of(invalid: ValidationError) -> dict[str, Words]:
    """By field; the first of each. An empty field is missing, whatever its type would have said."""
    messages: dict[str, Words] = {}
    for error in invalid.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        message_for = _MESSAGES.get(error["type"], _wrong_value)
        is_empty = error["type"] != "value_error" and error.get("input") in (None, "", [], b"")
        messages.setdefault(name, MISSING if is_empty and name else message_for(error.get("ctx", {})))
    return messages
