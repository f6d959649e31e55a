"""Masked passages: the one home of what stands in their place, wherever a person's words go.

A mask belongs to a contribution and holds for all of its versions, as long as the passage is there. Rows give
their words masked; what was typed is for its author and for moderators. Pure.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape
from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from forum.days import vndate
from forum.typed_text import html_with
from forum.words import Words, _
from moderation.values import Json
from search.entry import BAR

_REASON = re.compile(rf"{BAR} \[[^\]]*\]")
_SLUG = re.compile(r"(?<=/)(\d+)-[^/?#]+")


@dataclass(frozen=True, slots=True)
class Mask:
    """A passage in one line, and which of its occurrences: the `place`-th of `place_count` in title and text of
    the judged version, 0 for every one. `until` is set while a second person has yet to confirm it.
    """

    passage: str
    rule_code: str
    at: datetime
    decision_id: int
    until: datetime | None = None
    place: int = 0
    place_count: int = 0

    @property
    def words(self) -> Words:
        """The reason, for eye and ear."""
        return _("đã che theo quy tắc {rule} ngày {day}", rule=self.rule_code, day=vndate(self.at))

    def stored(self) -> dict[str, Json]:
        return {
            "passage": self.passage,
            "rule_code": self.rule_code,
            "at": self.at.isoformat(),
            "decision_id": self.decision_id,
            "until": self.until.isoformat() if self.until else None,
            "place": self.place,
            "place_count": self.place_count,
        }


_STORED = TypeAdapter(Mask)


def mask_of(stored: Mapping[str, object]) -> Mask:
    return _STORED.validate_python(stored)


Masks = tuple[Mask, ...]
Span = tuple[int, int, Mask]


class MaskList(TypeDecorator[Masks]):
    """A column of masks."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Masks | None, dialect: Dialect) -> list[dict[str, Json]]:
        return [one.stored() for one in value or ()]

    def process_result_value(self, value: list[dict[str, object]] | None, dialect: Dialect) -> Masks:
        return tuple(map(mask_of, value or ()))


def in_force(masks: Masks, at: datetime) -> Masks:
    """By the clock: without those that nobody confirmed in time."""
    return tuple(one for one in masks if one.until is None or one.until > at)


@lru_cache(maxsize=256)
def _pattern(passage: str) -> re.Pattern[str]:
    """The passage with any white space between its words."""
    return re.compile(r"\s+".join(map(re.escape, passage.split())))


def places_of(passage: str, words: str) -> list[tuple[int, int]]:
    """Where a passage stands, in order; line breaks and spaces do not matter."""
    return [found.span() for found in _pattern(passage).finditer(words)] if passage.strip() else []


def _spans(title: str, text: str, masks: Masks) -> tuple[list[Span], list[Span]]:
    """The masked parts of title and text.

    A mask on one occurrence holds for that one while there are as many as in the judged version, and else for
    every one: too much rather than too little.
    """
    in_title: list[Span] = []
    in_text: list[Span] = []
    for mask in masks:
        places = [(in_title, *one) for one in places_of(mask.passage, title)]
        places += [(in_text, *one) for one in places_of(mask.passage, text)]
        if mask.place and len(places) == mask.place_count:
            places = places[mask.place - 1 : mask.place]
        for part, start, end in places:
            part.append((start, end, mask))
    return _merged(in_title), _merged(in_text)


def _merged(found: list[Span]) -> list[Span]:
    """In order, overlapping ones as one."""
    merged: list[Span] = []
    for start, end, mask in sorted(found, key=lambda span: span[:2]):
        if merged and start < merged[-1][1]:
            first, last, before = merged[-1]
            merged[-1] = (first, max(last, end), before)
        else:
            merged.append((start, end, mask))
    return merged


def _with_bars(words: str, found: list[Span]) -> str:
    pieces, at = [], 0
    for start, end, mask in found:
        pieces += [words[at:start], f"{BAR} [{mask.words}]"]
        at = end
    return "".join([*pieces, words[at:]])


class MaskedWords(NamedTuple):
    title: str
    text: str


def masked(title: str, text: str, masks: Masks) -> MaskedWords:
    """Title and text with a bar, rule and day in place of each masked passage."""
    if not masks:
        return MaskedWords(title, text)
    in_title, in_text = _spans(title, text, masks)
    return MaskedWords(_with_bars(title, in_title), _with_bars(text, in_text))


def barred(words: str, masks: Masks) -> str:
    """Words that quote a text or are judged with it, with a bar in place of every occurrence."""
    return _with_bars(
        words, _merged([(*one, mask) for mask in masks for one in places_of(mask.passage, words)])
    )


def masked_html(title: str, text: str, masks: Masks) -> str:
    """The text's HTML with a bar, rule and day in place of each masked passage."""
    _, found = _spans(title, text, masks)
    return html_with(text, [(start, end, _bar(mask)) for start, end, mask in found])


def marked_html(title: str, text: str, masks: Masks, also: Collection[str] = ()) -> str:
    """The text's HTML for its author or a moderator: masked passages are readable, and named as masked. `also`
    are other passages to mark."""
    _, found = _spans(title, text, masks)
    marks = [(start, end, _marked(text[start:end], mask)) for start, end, mask in found]
    for start, end in sorted({one for passage in also for one in places_of(passage, text)}):
        if all(end <= other or start >= past for other, past, _html in marks):
            marks.append((start, end, f"<mark>{escape(text[start:end])}</mark>"))
    return html_with(text, sorted(marks))


def _bar(mask: Mask) -> str:
    return f'<span class="masked"><span aria-hidden="true">{BAR}</span> [{escape(mask.words)}]</span>'


def _marked(words: str, mask: Mask) -> str:
    return f'<mark class="under-mask">{escape(words)}</mark> <small>[{escape(mask.words)}]</small>'


def without_reasons(words: str) -> str:
    """Bars alone, for the index: nobody finds a text by the reason of its mask."""
    return _REASON.sub(BAR, words)


def without_bars(words: str) -> str:
    return _REASON.sub("", words)


def without_slugs(path: str) -> str:
    """An address with ids alone, since its words come from a title."""
    return _SLUG.sub(r"\1", path)
