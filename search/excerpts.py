"""Excerpts for hits: plain text with the ranges to mark, never HTML."""

from dataclasses import dataclass

from search.grammar import Query
from search.joined import cut_words

EXCERPT_LENGTH = 260
BEFORE_THE_FIRST_MARK = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and the ranges in it that match the query (end exclusive, in order, not overlapping)."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """The text as consecutive (piece, is marked) pairs."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        pieces.append((self.text[at:], False))
        return [(text, marked) for text, marked in pieces if text]


def marked(text: str, query: Query) -> Marked:
    return Marked(text, query.places_in(text))


def excerpt(text: str, query: Query) -> Marked:
    """The passage of the text with the most matches, cut between words."""
    words = cut_words(text)
    marks = query.marks_among(words)
    if not marks:
        return _cut(text, 0, ())
    best, most = next(start for start, _ in marks), 0
    for at, (start, _) in enumerate(marks):
        inside = 0
        while (
            at + inside < len(marks)
            and marks[at + inside][1] <= start + EXCERPT_LENGTH - BEFORE_THE_FIRST_MARK
        ):
            inside += 1
        if inside > most:
            best, most = start, inside
    return _cut(text, max(0, best - BEFORE_THE_FIRST_MARK), marks)


def _cut(text: str, start: int, marks: tuple[tuple[int, int], ...]) -> Marked:
    if start:
        space = text.find(" ", start, start + BEFORE_THE_FIRST_MARK)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + EXCERPT_LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + EXCERPT_LENGTH // 2, end)
        end = space if space >= 0 else end
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    shift = len(before) - start
    inside = tuple((s + shift, min(e, end) + shift) for s, e in marks if s >= start and s < end)
    return Marked(before + text[start:end] + after, inside)
