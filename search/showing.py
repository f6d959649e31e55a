"""Hits as they are shown: plain text with the ranges to mark, never HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from search.entries import is_one_of
from search.entry import Ref
from search.grammar import Query
from search.models import EntryRow
from vietnamese import words_with_places

EXCERPT_LENGTH = 260
BEFORE_THE_FIRST_MARK = 60


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and the ranges in it (end exclusive, in order, apart) that answer the query."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked; together they are the text."""
        pieces, at = [], 0
        for start, end in self.marks:
            pieces += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        pieces.append((self.text[at:], False))
        return [piece for piece in pieces if piece[0]]


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    thing_id: int
    version: int
    url: str
    code: str
    title: Marked
    excerpt: Marked
    author: str
    state: str
    occurred_at: datetime

    @property
    def ref(self) -> Ref:
        return Ref(self.kind, self.thing_id)


async def hits_of(
    db: AsyncSession, things: Sequence[Ref], query: Query, audience: frozenset[str]
) -> tuple[Hit, ...]:
    """The hits in the order of `things`. Whatever an engine says, none that the reader may not see."""
    if not things or not audience:
        return ()
    readable = EntryRow.audience.overlap(sorted(audience))
    rows = await db.execute(
        select(
            EntryRow.kind,
            EntryRow.thing_id,
            EntryRow.version,
            EntryRow.url,
            EntryRow.code,
            EntryRow.title,
            EntryRow.text,
            EntryRow.author,
            EntryRow.state,
            EntryRow.occurred_at,
        ).where(is_one_of(things), readable, EntryRow.removed.is_(False))
    )
    hits = {
        Ref(row.kind, row.thing_id): Hit(
            kind=row.kind,
            thing_id=row.thing_id,
            version=row.version,
            url=row.url,
            code=row.code,
            title=Marked(row.title, query.places_in(row.title)),
            excerpt=excerpt(row.text, query),
            author=row.author,
            state=row.state,
            occurred_at=row.occurred_at,
        )
        for row in rows
    }
    return tuple(hits[thing] for thing in things if thing in hits)


def excerpt(text: str, query: Query) -> Marked:
    """The stretch of the text with the most marks, cut between words."""
    words = words_with_places(text)
    marks = query.marks_among(words)
    if not marks:
        return _cut(text, 0, ())
    best, most = marks[0][0], 0
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
