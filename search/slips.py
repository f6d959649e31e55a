"""Corrects one wrong letter in a word of five or more, when a search has found almost nothing."""

from dataclasses import dataclass
from itertools import product

from sqlalchemy import and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from search.entry import EntryRow
from search.grammar import Query, corrected
from search.models import VocabularyWord
from search.tsquery import written

MIN_LENGTH_WITH_SLIP = 5
MAX_READINGS = 48
# Enough to tell which correction is the likeliest.
COUNTED_HITS = 200


@dataclass(frozen=True, slots=True)
class Correction:
    query: Query
    slips: tuple[tuple[str, str], ...]


async def best_correction(db: AsyncSession, query: Query, audience: frozenset[str]) -> Correction | None:
    """The correction with the most hits for this reader, changing at most one letter in a word.

    A word known only from texts that the reader may not see has no hits and so is never suggested.
    """
    if not audience:
        return None
    readings = await _readings(db, query)
    if not readings:
        return None
    queries = [written(reading.query) for reading in readings]
    counts = await _counts(db, queries, audience)
    best = max(range(len(readings)), key=lambda at: (counts[at], -len(readings[at].slips), -at))
    return readings[best] if counts[best] else None


async def _readings(db: AsyncSession, query: Query) -> list[Correction]:
    places = [
        term.typed_at
        for term in query.wanted
        if term.typed_at is not None and _may_hold_slip(query.typed_words[term.typed_at].folded)
    ]
    choices = []
    for at in places:
        word = query.typed_words[at].folded
        choices.append([(at, word), *((at, near) for near in await _near(db, word))])
    readings = []
    for combination in product(*choices):
        slips = tuple((at, word) for at, word in combination if word != query.typed_words[at].folded)
        if slips:
            readings.append(_reading(query, slips))
        if len(readings) == MAX_READINGS:
            break
    return readings


def _reading(query: Query, slips: tuple[tuple[int, str], ...]) -> Correction:
    named = tuple((query.typed_words[at].folded, word) for at, word in slips)
    for at, word in slips:
        query = corrected(query, at, word)
    return Correction(query, named)


def _may_hold_slip(word: str) -> bool:
    return len(word) >= MIN_LENGTH_WITH_SLIP and word.isalpha()


async def _near(db: AsyncSession, word: str) -> list[str]:
    """Known words one letter away. If one letter of five is wrong, the first two or the last two are
    right."""
    same_end = or_(
        func.left(VocabularyWord.word, 2) == word[:2],
        func.right(VocabularyWord.word, 2) == word[-2:],
    )
    length = func.length(VocabularyWord.word)
    known = await db.scalars(
        select(VocabularyWord.word).where(same_end, and_(length >= len(word) - 1, length <= len(word) + 1))
    )
    return sorted(other for other in known if one_letter_off(word, other))


def one_letter_off(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing or extra, or two adjacent letters are swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    tail, other_tail = one[start:], other[start:]
    return (
        tail[1:] == other_tail[1:]
        or tail[1:] == other_tail
        or tail == other_tail[1:]
        or (tail[:2] == other_tail[1::-1] and tail[2:] == other_tail[2:])
    )


async def _counts(db: AsyncSession, queries: list[str], audience: frozenset[str]) -> list[int]:
    asked = func.unnest(cast(queries, ARRAY(Text))).table_valued("q", with_ordinality="at").render_derived()
    hits = (
        select(EntryRow.thing_id)
        .where(
            EntryRow.words.op("@@")(cast(asked.c.q, TSQUERY)),
            EntryRow.audience.overlap(sorted(audience)),
            EntryRow.removed.is_(False),
        )
        .limit(COUNTED_HITS)
        .correlate(asked)
        .subquery()
        .lateral()
    )
    count = select(func.count()).select_from(hits).correlate(asked).scalar_subquery()
    rows = await db.execute(select(count).select_from(asked).order_by(asked.c.at))
    return list(rows.scalars())
