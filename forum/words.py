"""Translatable messages, rendered in the reader's language.

Code only marks them, as `_("Câu hỏi {code} được gộp", code=it.code)`. The catalogue of the reader's language
(locale/*/LC_MESSAGES/hien_ke.mo) turns them into text when a page, an export or a letter is made. A request
uses its actor's language, the worker that of each letter's recipient. Elsewhere they stay Vietnamese, as
official texts, papers and the record of moderation always are.
"""

import gettext
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = "vi"  # the source language
LOCALES = Path(__file__).parent / "locale"
DOMAIN = "hien_ke"

_reader: ContextVar[str] = ContextVar("locale of the reader", default=SOURCE)


@dataclass(frozen=True, slots=True)
class Words:
    """A message of the catalogue with its values. Values that are Words are rendered in the same language.

    `str()` is the text in the reader's language. `context` tells two meanings of the same Vietnamese apart.
    """

    msgid: str
    values: tuple[tuple[str, object], ...] = ()
    context: str = ""

    def __str__(self) -> str:
        text = translated(self.msgid, self.context)
        return text.format_map(dict(self.values)) if self.values else text

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.msgid)

    def __lt__(self, other: "Words") -> bool:
        return str(self) < str(other)

    def filled(self, **values: object) -> "Words":
        """The same message with other values; those that it has no place for are left out of it."""
        return Words(self.msgid, tuple(values.items()), self.context)

    def lower(self) -> "Words":
        """The same, for use within a sentence."""
        return _Lowered(self.msgid, self.values, self.context)


NOTHING = Words("")


@dataclass(frozen=True, slots=True)
class _Lowered(Words):
    def __str__(self) -> str:
        return lowered(Words.__str__(self))


def _(msgid: str, /, **values: object) -> Words:
    """Mark a message for the catalogue. Placeholders are named, as in str.format; a value is text or Words."""
    return Words(msgid, tuple(values.items()))


def lowered(text: str) -> str:
    """A title or a state for use within a sentence; names in capitals such as UBND are kept."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def joined(parts: Sequence[Words | str], between: str = " ") -> Words:
    """Several messages as one, each translated separately. Plain text is kept as it is."""
    names = [f"part{place}" for place in range(len(parts))]
    return Words(between.join(f"{{{name}}}" for name in names), tuple(zip(names, parts, strict=True)))


def translated(msgid: str, context: str = "") -> str:
    if not msgid:
        return ""  # a catalogue stores its header under the empty message
    catalogue = _catalogue(_reader.get())
    return catalogue.pgettext(context, msgid) if context else catalogue.gettext(msgid)


def translated_count(one: str, many: str, count: int) -> str:
    return _catalogue(_reader.get()).ngettext(one, many, count)


def reader_locale() -> str:
    """The current language: part of the key of every cache of rendered words."""
    return _reader.get()


def speak_to(locale: str) -> None:
    """Render words in this language, the actor's, for the rest of a request."""
    _reader.set(locale)


@contextmanager
def reading_in(locale: str) -> Iterator[None]:
    """Render words in this language, that of a letter's recipient."""
    token = _reader.set(locale)
    try:
        yield
    finally:
        _reader.reset(token)


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    """Raises FileNotFoundError for a language without a catalogue."""
    if locale == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALES, [locale])
