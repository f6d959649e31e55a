"""Patterns that point a judge to passages of a text; the judge alone decides. Pure."""

import re
from dataclasses import dataclass

from forum.words import Words, _

PATTERNS: tuple[tuple[str, Words, re.Pattern[str]], ...] = (
    ("Q4", _("Có số điện thoại"), re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .-]?\d){8,10}(?!\d)")),
    ("Q4", _("Có số định danh hoặc số tài khoản"), re.compile(r"(?<![\d.,])\d{12,16}(?![\d.,])")),
    (
        "Q4",
        _("Có địa chỉ thư điện tử"),
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ),
    ("Q6", _("Có đường dẫn ra ngoài"), re.compile(r"https?://[^\s)\]>]+")),
)
MAX_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hint:
    rule_code: str
    message: Words
    passage: str


def hints(text: str) -> tuple[Hint, ...]:
    """In the order of the patterns, each passage once, at most MAX_SHOWN."""
    found: dict[str, Hint] = {}
    for rule_code, message, pattern in PATTERNS:
        for match in pattern.finditer(text):
            passage = match.group().strip().rstrip(".,;:")
            found.setdefault(passage, Hint(rule_code, message, passage))
    return tuple(found.values())[:MAX_SHOWN]
