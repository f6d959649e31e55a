"""The Jinja environment and Markdown, shared by pages, mails and stored HTML."""

import hashlib
from collections.abc import Callable, Hashable, MutableMapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import jinja2
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from forum import state, steps, svg, terms, urls
from forum.clock import HANOI
from forum.words import reader_locale, translated, translated_count
from vietnamese import format_number, normalise, slug

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"

# Tags allowed in users' text after Markdown is rendered. No images: they would call other hosts.
_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "hr",
    "h3",
    "h4",
    "h5",
}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "s"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


# Rows are filled up to the width of their table, so that a short text could produce a million cells.
_MAX_CELLS = 4000


# Each opening bracket may scan all that follows, and each emphasis mark makes a tag: thousands of them are
# not prose, and would block the process for seconds.
_MAX_BRACKETS = 400
_MAX_MARKS = 3000


@cache
def _parser(with_tables: bool, with_links: bool, with_marks: bool) -> MarkdownIt:
    """Without reference links: a long URL referenced a thousand times would turn a page of text into
    megabytes."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("reference")
    if with_tables:
        parser.enable("table")
    if with_marks:
        parser.enable("strikethrough")
    else:
        parser.disable("emphasis")
    return parser if with_links else parser.disable(["link", "image"])


def _parser_for(text: str) -> MarkdownIt:
    """Turns off the features a text uses to excess; that syntax is shown as typed."""
    with_links = text.count("[") <= _MAX_BRACKETS
    with_marks = sum(text.count(mark) for mark in "*_~") <= _MAX_MARKS
    return _parser(_may_have_tables(text), with_links, with_marks)


def _may_have_tables(text: str) -> bool:
    widths = [line.count("|") for line in text.splitlines()]
    return max(widths, default=0) * len(widths) <= _MAX_CELLS


def markdown(text: str) -> str:
    """HTML that is safe to store and show: raw HTML is escaped, links are http(s) or mailto with nofollow.

    Headings start at h3, since the page has its own h1 and h2.
    """
    text = normalise(text)
    parser = _parser_for(text)
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 5)}"
    html = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


@cache
def digest_of(path: str) -> str:
    """Ten characters that change with a file of forum/static, read once per process."""
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


def static_url(path: str) -> str:
    """'/static/hienke.css?v=…': changes with the file, so that browsers may cache it."""
    return f"/static/{path}?v={digest_of(path)}"


def vndate(moment: datetime | date | None) -> str:
    if moment is None:
        return ""
    day = moment.astimezone(HANOI) if isinstance(moment, datetime) else moment
    return day.strftime("%d/%m/%Y")


def vntime(moment: datetime | None) -> str:
    """14:30, 24/11/2026 in Hải Phòng."""
    return "" if moment is None else moment.astimezone(HANOI).strftime("%H:%M, %d/%m/%Y")


def isotime(moment: datetime | date) -> str:
    return moment.astimezone(HANOI).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def excerpt(text: str, length: int = 180) -> str:
    """The start of a text in one line, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0] + "…"


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
        step_links=steps.step_links,
        svg=svg,
        Markup=Markup,
    )
    env.filters.update(
        vndate=vndate,
        vntime=vntime,
        isotime=isotime,
        vnnumber=format_number,
        excerpt=excerpt,
        slug=slug,
        markdown=lambda text: Markup(markdown(text)),  # noqa: S704 - markdown() has cleaned it
        trusted_html=lambda html: Markup(html),  # noqa: S704 - stored HTML was made by markdown()
    )
    return env
