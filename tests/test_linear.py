"""No text of 20,000 letters keeps the program busy: what reads people's text takes time in proportion to its length.

Ten times the letters may take some ten times the work, not a hundred. Most of the work is done inside regular
expressions, which count nothing, so the processor's time at both lengths is compared in one run.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from forum.contributions import masks
from forum.desk.hints import hints
from forum.paperwork.difference import by_words
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
    "a draft's text": read_text,
    "a programme's text": lambda text: read_programme(f"I. Mục\n1. Việc\n{text}"),
    "a form": lambda text: fields_in("multipart/form-data; boundary=b", text.encode()),
}


def worst_cases(length: int) -> Iterator[tuple[str, str]]:
    return ((unit, (unit * length)[:length]) for unit in UNITS)


def took(read: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    try:
        read(text)
    except (ValueError, UnreadableText):
        pass  # refused in as little time
    return time.process_time() - began


def disproportionate(read: Callable[[str], object]) -> Iterable[str]:
    for unit, long in worst_cases(LONG):
        if took(read, long) < NOTICEABLE:
            continue
        short = (unit * SHORT)[:SHORT]
        times = min(took(read, long) for _ in range(2)) / max(min(took(read, short) for _ in range(3)), 1e-6)
        if times > PROPORTIONATE:
            yield f"{unit!r}: {times:.0f} times"


@pytest.mark.parametrize("name", READERS)
def test_what_reads_peoples_text_takes_time_in_proportion_to_it(name: str) -> None:
    assert list(disproportionate(READERS[name])) == []


def patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression at the top of a module."""
    found = {}
    for name in ("forum", "moderation", "search", "vietnamese"):
        package = importlib.import_module(name)
        for info in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" in info.name or info.name.endswith("__main__"):
                continue
            for key, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    found[f"{info.name}.{key}"] = value
    return found


def test_no_pattern_reads_a_text_again_from_each_of_its_letters() -> None:
    slow = {
        name: complaints
        for name, pattern in patterns().items()
        if (complaints := list(disproportionate(pattern.findall)))
    }
    assert slow == {}
