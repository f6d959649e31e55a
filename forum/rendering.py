"""The Jinja environment, shared by pages and mails."""

import hashlib
from collections.abc import Callable, Hashable, MutableMapping
from functools import cache, lru_cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from forum import state, steps, svg, terms, urls
from forum.clock import now
from forum.days import deadline, isotime, meeting_time, time_left, vndate, vntime
from forum.typed_text import html_of
from forum.words import reader_locale, translated, translated_count
from vietnamese import format_number, slug

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@cache
def digest_of(path: str) -> str:
    """Ten characters that change with a file of forum/static, read once per process."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """'/static/hienke.css?v=…': changes with the file, so that browsers may cache it."""
    return f"/static/{path}?v={digest_of(path)}"


def excerpt(text: str, length: int = 180) -> str:
    """The start of a text in one line, cut between words."""
    most = length // 2 + 1  # as many words as have room in it, however short
    flat = " ".join(text.split(maxsplit=most))
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0] + "…"


def sentence(text: str) -> str:
    """What a person typed, closed by a full stop where it has no end of its own."""
    typed = text.rstrip()
    return typed if not typed or typed[-1] in ".!?…:;" else f"{typed}."


def cached_macro(macro: Callable[[Hashable], Markup], x: Hashable) -> Markup:
    """The output of a template macro for `x`, cached by value and language.

    Safe since the value is the key: `x` is a frozen view, already stripped of what the reader may not read,
    and the macro sees nothing else.
    """
    return _cached_macro(macro, x, reader_locale())


@lru_cache(maxsize=512)
def _cached_macro(macro: Callable[[Hashable], Markup], x: Hashable, locale: str) -> Markup:
    return macro(x)


class _Environment(jinja2.Environment):
    def make_globals(self, d: MutableMapping[str, object] | None) -> MutableMapping[str, object]:
        """A plain dict, since ours never change: Jinja's ChainMap took a tenth of the rendering time, as each
        `from … import` of a page searches it."""
        return {**self.globals, **(d or {})}


FILTERS = {
    "vndate": vndate,
    "vntime": vntime,
    "isotime": isotime,
    "deadline": deadline,
    "is_past": lambda at: at < now(),
    "meeting_time": meeting_time,
    "vnnumber": format_number,
    "excerpt": excerpt,
    "slug": slug,
    "sentence": sentence,
    "as_typed": lambda text: Markup(html_of(text)),  # noqa: S704 - html_of() escapes
    "trusted_html": lambda html: Markup(html),  # noqa: S704 - stored HTML was made by html_of()
}


@cache
def make_environment() -> jinja2.Environment:
    """One per process: it compiles each template once, which takes longer than rendering many a page."""
    env = _Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    translations = env.install_gettext_callables  # type: ignore[attr-defined]  # added by the extension
    translations(translated, translated_count, newstyle=True)
    env.globals.update(
        cached_macro=cached_macro,
        term=terms.term,
        term_line=terms.term_line,
        state_word=state.word_of,
        state_tone=state.tone_of,
        state_line=state.line_of,
        state_turn=state.turn_of,
        event_word=terms.event_word,
        read_out=terms.read_out,
        static_url=static_url,
        url_for=urls.url_for,
        time_left=time_left,
        step_links=steps.step_links,
        svg=svg,
        Markup=Markup,
    )
    env.filters.update(FILTERS)
    return env
