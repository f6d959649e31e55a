"""Page numbers and running heads in text that was copied out of a file with pages."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Sequence

PAGE_LETTERS_MIN = 500  # between two page numbers; the numbers of rows stand closer
PAGES_MIN = 3
BESIDE = 2  # lines beside a page number that may repeat with it
LINE_MAX = 120
TRIED = 40  # lines of one number that may be a page's

_NUMBER = re.compile(
    r"(?:(?:trang|page)\s+)?[-–—\s]{0,3}(?P<page>\d{1,3})[-–—\s]{0,3}(?:(?:/|trên)\s*\d{1,3})?", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


def running_lines(lines: Sequence[str]) -> frozenset[int]:
    """The places of page numbers, and of lines that stand beside most of them.

    They are known by counting on, a page of text between each two. Fewer than three are no page numbers, and two only
    with a line that repeats beside them.
    """
    pages = _page_numbers(lines)
    beside = {place: [*_beside(lines, place, -1), *_beside(lines, place, 1)] for place in pages}
    counts = Counter(words for near in beside.values() for words in {_words(lines[at]) for at in near})
    often = max(min(PAGES_MIN, len(pages)), len(pages) / 2)
    heads = {at for near in beside.values() for at in near if counts[_words(lines[at])] >= often}
    are_pages = len(pages) >= PAGES_MIN or (len(pages) == 2 and bool(heads))
    return frozenset({*pages, *heads}) if are_pages else frozenset()


def _page_numbers(lines: Sequence[str]) -> list[int]:
    """The longest run of lines that count on by one, a page apart."""
    runs: defaultdict[int, deque[tuple[int, list[int]]]] = defaultdict(lambda: deque(maxlen=TRIED))
    letters = 0
    longest: list[int] = []
    for place, line in enumerate(lines):
        found = _NUMBER.fullmatch(line.strip()) if line.strip() else None
        if found is None:
            letters += len(line)
            continue
        page = int(found["page"])
        far = [run for upto, run in runs[page - 1] if letters - upto >= PAGE_LETTERS_MIN]
        run = [*max(far, key=len, default=[]), place]
        runs[page].append((letters, run))
        longest = max(longest, run, key=len)
    return longest


def _beside(lines: Sequence[str], place: int, step: int) -> list[int]:
    """The nearest lines with words before or after a page number."""
    found: list[int] = []
    at = place + step
    while 0 <= at < len(lines) and len(found) < BESIDE:
        if lines[at].strip():
            if len(lines[at]) > LINE_MAX:
                break
            found.append(at)
        at += step
    return found


def _words(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split()))
