"""No text of 20,000 letters keeps the program busy: what reads people's text takes time in proportion to its length.

Ten times the letters may take some ten times the work, not a hundred. Most of the work is done inside regular
expressions, which count nothing, so the processor's time at both lengths is compared in one run. What would be slow at
20,000 letters already shows at 2,000, where a wrong one ends soon; only what takes a while there is tried at length.
"""

import ast
import gc
import importlib
import inspect
import pkgutil
import re
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest

from forum.consultations.slips import slip
from forum.contributions import masks
from forum.desk.hints import hints
from forum.paperwork.difference import by_words
from forum.paperwork.phrases import find_phrase
from forum.paperwork.reading.text import read_text
from forum.programme.importer.reading import read_programme
from forum.typed_text import html_of, plain_words
from forum.web.typed import fields_in
from search.excerpts import excerpt
from search.grammar import parse
from search.joined import codes_in, cut_words, fold_cut
from vietnamese import UnreadableText, find_legacy, fold, normalise, slug, sort_key, syllables
from vietnamese.likeness import look
from vietnamese.signs import has_too_many_marks

SHORT, LONG = 2_000, 20_000
NOTICEABLE = 0.05  # seconds; what takes less stops nobody
UNNOTICED = NOTICEABLE / 100  # at the short length: even a hundred times as much is not noticeable
AT_MOST = 5.0  # seconds
PROPORTIONATE = 40  # times the work for ten times the letters, with room for a busy machine

LETTERS = ["a", "ấ", "Ð", "µ", "AÁ", "ﬀ", "ⅷ", "١", "1", "2026", "_"]
SIGNS = [
    "a@",
    "@",
    "a.",
    "1.",
    ".",
    ",",
    "-",
    "—",
    "…",
    "(",
    '"',
    "“",
    "<",
    "&",
    "*",
    "`",
    "[",
    "![",
    "~",
    "://",
    "a/",
]
LINES = [
    "\n",
    "a\n",
    "- ",
    "* a\n",
    "> ",
    "= ",
    "x\n=\n",
    "\r\n",
    "đ) ",
    "1) ",
    "\uf0b7 ",
    " ",
    "\t",
    "\u00a0",
]
WORDS = [
    "http://",
    "https://a.b/",
    "www.",
    "a.b@",
    "HK-2026-0001 ",
    "HK-",
    "0225 ",
    "+84",
    "90 1",
    "31/12/",
    "ngày ",
]
MARKS = ["e\u0302\u0301", "\u0301", "\u200d", "👩\u200d"]
UNITS = [*LETTERS, *SIGNS, *LINES, *WORDS, *MARKS, "Sở ", "và "]

QUERY = parse("nghiên cứu hk-2026-0001")
READERS: dict[str, Callable[[str], object]] = {
    "hints of a case": hints,
    "a text as HTML": html_of,
    "a text as plain words": plain_words,
    "folding": fold,
    "syllables": syllables,
    "slug": slug,
    "normal form": normalise,
    "sorting": sort_key,
    "the look of a name": look,
    "marks on a letter": has_too_many_marks,
    "old fonts": find_legacy,
    "query": parse,
    "words of an entry": cut_words,
    "codes": codes_in,
    "numbers": fold_cut,
    "excerpt": lambda text: excerpt(text, QUERY),
    "masks": lambda text: masks.places_of("a b", text),
    "difference": lambda text: by_words(text, text[::-1]),
    "difference of two that share a half": lambda text: by_words(
        f"{text} {text[::-1]}", f"{text[::-1]} {text}"
    ),
    "a phrase": lambda text: find_phrase(text[-40:], len(text) - 40, text, text[::-1]),
    "a slip": lambda text: slip(text, text[::-1]),
    "a draft's text": read_text,
    "a programme's text": lambda text: read_programme(f"I. Mục\n1. Việc\n{text}"),
    "a form": lambda text: fields_in("multipart/form-data; boundary=b", text.encode()),
}


class TooLong(Exception):
    """A reading was stopped."""


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """A regular expression looks for signals while it works; other endless work does between two instructions."""

    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def took(read: Callable[[str], object], unit: str, length: int) -> float:
    """Seconds of the processor, without those of other threads, and of the collector, which looks at all that other
    tests left."""
    text = (unit * length)[:length]
    gc.disable()
    began = time.thread_time()
    try:
        with stopped_after(AT_MOST):
            read(text)
    except TooLong:
        return 10 * AT_MOST
    except (ValueError, UnreadableText):
        pass  # refused in as little time
    finally:
        gc.enable()
    return time.thread_time() - began


def disproportionate(read: Callable[[str], object]) -> Iterable[str]:
    for unit in UNITS:
        short = took(read, unit, SHORT)
        if short < UNNOTICED:
            continue
        if short > AT_MOST:
            yield f"{unit!r}: no end in {AT_MOST} s at {SHORT} letters"
            continue
        long = min(took(read, unit, LONG) for _ in range(2))
        times = long / max(min(took(read, unit, SHORT) for _ in range(3)), 1e-6)
        if long > NOTICEABLE and times > PROPORTIONATE:
            yield f"{unit!r}: {times:.0f} times"


@pytest.mark.parametrize("name", READERS)
def test_what_reads_peoples_text_takes_time_in_proportion_to_it(name: str) -> None:
    assert list(disproportionate(READERS[name])) == []


def uses(module: ModuleType, name: str) -> set[str]:
    """The methods that a module calls on one of its patterns."""
    return {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name
    }


def patterns() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Every regular expression at the top of a module. One that is only matched at the start of a text is not tried
    from each of its letters."""
    for package_name in ("forum", "moderation", "search", "vietnamese"):
        package = importlib.import_module(package_name)
        for info in pkgutil.walk_packages(package.__path__, f"{package_name}."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    at_start = uses(module, name) and uses(module, name) <= {"match", "fullmatch"}
                    yield f"{info.name}.{name}", value.match if at_start else value.findall


def test_no_pattern_reads_a_text_again_from_each_of_its_letters() -> None:
    slow = {name: complaints for name, read in patterns() if (complaints := list(disproportionate(read)))}
    assert slow == {}
