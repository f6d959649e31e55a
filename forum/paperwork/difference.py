"""The difference between two texts, by Vietnamese syllables. Marks matter: 'hòa' and 'hoà' differ."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Change = Literal["same", "deleted", "inserted"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SPACES = re.compile(r"\s+")
# Gaps up to this many pairs are compared word by word; larger ones without a common rare word are
# shown as replaced. So two unrelated texts of 10,000 words each take under a second.
_MAX_PAIRS = 250_000


@dataclass(frozen=True)
class Piece:
    """A run of text. All pieces except inserted ones make the old text, all except deleted ones the new."""

    kind: Change
    text: str


@dataclass(frozen=True)
class Token:
    """A syllable, figure or sign, where it stands in its text, and whether a gap comes before it."""

    text: str
    start: int
    spaced: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


_Run = tuple[int, int, int]  # start in old, start in new, length


def by_words(old: str, new: str) -> list[Piece]:
    """The difference as pieces in reading order, deletions before insertions.

    Both texts are normalised to NFC, with single spaces and none at the ends.
    """
    before, after = tokens(settled(old)), tokens(settled(new))
    pieces: list[Piece] = []
    i = j = 0
    for start, begin, length in [*same_runs(before, after), (len(before), len(after), 0)]:
        pieces.append(Piece("deleted", _text_of(before[i:start])))
        pieces.append(Piece("inserted", _text_of(after[j:begin])))
        for same, now in zip(before[start : start + length], after[begin : begin + length], strict=True):
            pieces.extend(_same(same, now))
        i, j = start + length, begin + length
    return [
        Piece(kind, "".join(piece.text for piece in run))
        for kind, run in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.kind)
    ]


def settled(text: str) -> str:
    """The text normalised as by_words compares it."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def tokens(text: str) -> list[Token]:
    """The tokens of a text in NFC, which is read as it is."""
    return [
        Token(found.group(), found.start(), found.start() > 0 and text[found.start() - 1].isspace())
        for found in _TOKEN.finditer(text)
    ]


def _text_of(words: Sequence[Token]) -> str:
    return "".join(" " * word.spaced + word.text for word in words)


def _same(same: Token, now: Token) -> Iterator[Piece]:
    if same.spaced != now.spaced:
        yield Piece("inserted" if now.spaced else "deleted", " ")
    yield Piece("same", " " * (same.spaced and now.spaced) + now.text)


def same_runs(before: Sequence[Token], after: Sequence[Token]) -> Iterator[_Run]:
    """What stands unchanged on both sides, as (start in old, start in new, count of tokens), in order."""
    old, new = [word.text for word in before], [word.text for word in after]
    waiting = [(0, len(old), 0, len(new))]
    found: list[_Run] = []
    while waiting:
        low, high, begin, end = waiting.pop()
        head = _shared(old, new, range(low, high), range(begin, end))
        found.append((low, begin, head))
        low, begin = low + head, begin + head
        tail = _shared(old, new, range(high - 1, low - 1, -1), range(end - 1, begin - 1, -1))
        found.append((high - tail, end - tail, tail))
        high, end = high - tail, end - tail
        if low == high or begin == end:
            continue
        anchors = _rare_in_order(old, new, (low, high), (begin, end))
        if anchors:
            waiting.extend(_gaps(anchors, (low, high), (begin, end)))
            found.extend((i, j, 1) for i, j in anchors)
        elif (high - low) * (end - begin) <= _MAX_PAIRS:
            found.extend(_closely(old[low:high], new[begin:end], low, begin))
    return iter(sorted(run for run in found if run[2]))


def _shared(old: list[str], new: list[str], left: range, right: range) -> int:
    count = 0
    for i, j in zip(left, right, strict=False):
        if old[i] != new[j]:
            break
        count += 1
    return count


def _rare_in_order(
    old: list[str], new: list[str], left: tuple[int, int], right: tuple[int, int]
) -> list[tuple[int, int]]:
    """Words that occur once on each side, as the longest sequence in the same order on both."""
    here, there = Counter(old[left[0] : left[1]]), Counter(new[right[0] : right[1]])
    places = {word: j for j, word in enumerate(new[right[0] : right[1]], right[0]) if there[word] == 1}
    pairs = [
        (i, places[word])
        for i, word in enumerate(old[left[0] : left[1]], left[0])
        if here[word] == 1 and word in places
    ]
    return rising(pairs)


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, whose first places rise, in which the second ones rise as well."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for place, (_, j) in enumerate(pairs):
        at = bisect_left(tops, j)
        before.append(last[at - 1] if at else -1)
        tops[at : at + 1] = [j]
        last[at : at + 1] = [place]
    chain: list[tuple[int, int]] = []
    place = last[-1] if last else -1
    while place >= 0:
        chain.append(pairs[place])
        place = before[place]
    return chain[::-1]


def _gaps(
    anchors: list[tuple[int, int]], left: tuple[int, int], right: tuple[int, int]
) -> Iterator[tuple[int, int, int, int]]:
    i, j = left[0], right[0]
    for at, to in [*anchors, (left[1], right[1])]:
        if at > i or to > j:
            yield i, at, j, to
        i, j = at + 1, to + 1


def _closely(old: list[str], new: list[str], low: int, begin: int) -> Iterator[_Run]:
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        yield low + block.a, begin + block.b, block.size
