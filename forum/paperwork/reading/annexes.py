"""The lines that open an annex: 'PHỤ LỤC I', 'Mẫu số 01', 'Biểu số 02'; and what stands between one and its name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from forum.paperwork.reading.blocks import Block
from forum.paperwork.reading.letters import as_numeral
from forum.paperwork.reading.marks import is_capitals
from forum.paperwork.reading.numerals import roman_value

ANNEX = re.compile(
    r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+|SỐ\s+)?(?P<number>[IVXLCl|]{1,7}(?:[.-]?[A-Z0-9]{1,2}|[a-hđ])?"
    r"|\d{1,3}[a-zA-Z]?(?:\.\d{1,2})?|[A-Z](?:\.?\d)?)(?![^\W_]))?"
    r"(?P<stop>\s*[.:–-]|)(?:\s*(?P<rest>\S.*)|)$",
    re.DOTALL,
)
ATTACHED = re.compile(r"\(?\s*(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|đính kèm)", re.IGNORECASE)
_FORM = re.compile(
    r"(?P<name>(?:biểu\s+)?mẫu(?:\s+biểu)?|biểu)\s+(?P<word>số\s*:?\s*)?"
    r"(?P<number>\d{1,3}[a-zđ]?(?:[./-][A-ZĐ0-9][A-ZĐ0-9./-]{0,20})?|(?(word)[IVXLC]{1,7}|(?!)))(?![^\W_])"
    r"\s*[.:]?(?:\s*(?P<rest>\S.*)|)$",
    re.DOTALL | re.IGNORECASE,
)
_MOTTO = re.compile(r"cộng (?:hòa|hoà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do", re.IGNORECASE)
FORM_AHEAD = 8  # lines below 'Mẫu số 01' until the form's name

NAMES = {"annex": "Phụ lục", "attached": "Văn bản kèm theo", "form": "Mẫu số", "sheet": "Biểu số"}
FORMS = {"form", "sheet"}  # which may be numbered anew in each annex


@dataclass(frozen=True)
class Opening:
    """What a line that opens an annex says: the family of its number, the number, and a name behind it."""

    family: str
    number: str = ""
    title: str = ""


def opening_of(text: str) -> Opening:
    """The same of any line; one without 'Phụ lục' or 'Mẫu số' is the name of an attached paper."""
    if found := ANNEX.match(text):
        number = found["number"] or ""
        alike = as_numeral(number) if not number.isdecimal() else number
        title = (found["rest"] or "").strip()
        return Opening("annex", alike if roman_value(alike) is not None else number, title)
    if found := _FORM.match(text):
        family = "form" if "mẫu" in found["name"].lower() else "sheet"
        return Opening(family, found["number"], (found["rest"] or "").strip())
    return Opening("attached", "", text)


def is_annex_name(text: str) -> bool:
    """'Phụ lục', alone or with its number."""
    found = ANNEX.match(text)
    return found is not None and not found["rest"]


def is_form_name(text: str) -> bool:
    """'Mẫu số 01', alone or with a name in capitals; no sentence about a form."""
    found = _FORM.match(text)
    return found is not None and text[0].isupper() and (not found["rest"] or is_capitals(found["rest"]))


def opens_by_name(text: str) -> bool:
    """Whether a line by itself names an annex or a form, be it with a name behind its number."""
    return is_annex_name(text) or is_form_name(text) or is_named_annex(text)


def is_named_annex(text: str) -> bool:
    """'Phụ lục 1: Danh sách tổ', with a stop behind the number; no line of a list of annexes."""
    found = ANNEX.match(text)
    return found is not None and bool(found["number"] and found["stop"].strip()) and text[-1] not in ".;,"


def opens_form(blocks: Sequence[Block], place: int) -> bool:
    """Whether a form begins here: its number, and a name in capitals below it; none of a list of forms."""
    if not is_form_name(blocks[place].text):
        return False
    if opening_of(blocks[place].text).title:
        return True
    below = blocks[place + 1 : place + 1 + FORM_AHEAD]
    if not below or _FORM.match(below[0].text) or blocks[place - 1].text.endswith(":"):
        return False
    return any(
        block.kind == "table" or is_capitals(block.text) or ATTACHED.match(block.text) for block in below
    )


def is_above_name(text: str) -> bool:
    """'(Kèm theo Quyết định số …)' or the head of a form, where an annex's name is still to come."""
    return ATTACHED.match(text) is not None or _MOTTO.match(text) is not None
