"""The engine that is always there: the index's own tables.

Plainer than Meilisearch: the newest candidates are ranked, counts are exact up to a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Label,
    Select,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer, Text

from search.engine import EngineResult, Facets, Filters, SearchRequest, Sort
from search.entry import Ref
from search.grammar import Query
from search.models import EntryRow
from search.tsquery import of_phrase, written, written_phrase

RANKED_CANDIDATES = 300
COUNTED_HITS = 2_000

# Filters that a column equals, and those that it holds among others.
ONE_OF = {
    "kind": EntryRow.kind,
    "year": EntryRow.year,
    "state": EntryRow.state,
    "forum_id": EntryRow.forum_id,
    "author": EntryRow.author,
}
SEVERAL = {"section": EntryRow.sections, "task": EntryRow.tasks, "body": EntryRow.bodies}
COUNTED_ONCE = ("kind", "year", "state")


class PostgresqlEngine:
    name = "postgresql"

    async def answer(self, db: AsyncSession, request: SearchRequest) -> EngineResult:
        if not request.audience:
            return EngineResult((), 0, True, Facets())
        total, facets = await _counts(db, request)
        return EngineResult(
            things=await _page(db, request) if total else (),
            total=min(total, COUNTED_HITS),
            total_is_exact=total <= COUNTED_HITS,
            facets=facets,
        )


async def all_things(db: AsyncSession, request: SearchRequest, most: int) -> tuple[Ref, ...]:
    """All hits up to `most`, in order of time where the request is for the most relevant. Every engine finds
    the same things, so this one answers for lists that no page cuts."""
    if not request.audience:
        return ()
    sort: Sort = "newest" if request.sort == "relevance" else request.sort
    return await _page(db, replace(request, sort=sort, page=1, size=most))


async def counts_up_to(db: AsyncSession, requests: Sequence[SearchRequest], most: int) -> list[int]:
    """How many hits each question has, but no further than `most`; one statement for all of them."""
    counts = []
    for number, request in enumerate(requests):
        hits = (
            select(literal(1))
            .select_from(EntryRow)
            .where(*_conditions(_shape(request)))
            .limit(most)
            .subquery()
        )
        counted = select(literal(number).label("number"), func.count().label("n")).select_from(hits)
        # Each question's parameters get names of their own.
        counts.append(counted.unique_params(_params(request)))
    if not counts:
        return []
    found = {row.number: row.n for row in await db.execute(union_all(*counts))}
    return [found[number] for number in range(len(requests))]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the SQL of a question depends on; the rest are its parameters. Building a statement of this size takes
    longer than sending it, so each shape is built once."""

    filters: frozenset[str]
    has_words: bool
    has_without: bool
    marks_count: int
    order: str


def _shape(request: SearchRequest, order: str = "") -> _Shape:
    given = frozenset(
        field.name for field in fields(Filters) if getattr(request.filters, field.name) is not None
    )
    marks = len(request.query.marked) if order == "rank" else 0
    return _Shape(given, bool(request.query.terms), bool(request.without), marks, order)


def _params(request: SearchRequest) -> dict[str, Any]:
    query = request.query
    return {
        "audience": sorted(request.audience),
        "words": written(query),
        "without": [(thing.kind, thing.thing_id) for thing in request.without],
        "side_by_side": written_phrase([word for term in query.wanted for word in term.words]),
        **{f"mark_{number}": written_phrase([word]) for number, word in enumerate(query.marked)},
        **{field.name: getattr(request.filters, field.name) for field in fields(Filters)},
        **{name: [getattr(request.filters, name)] for name in SEVERAL},
        "from_row": request.offset,
        "row_count": request.size,
    }


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    """The conditions on an entry for a reader with these words."""
    conditions = [
        EntryRow.removed.is_(False),
        EntryRow.audience.overlap(bindparam("audience", type_=ARRAY(Text))),
    ]
    for name, column in ONE_OF.items():
        if name in shape.filters:
            conditions.append(column == bindparam(name))
    for name, column in SEVERAL.items():
        if name in shape.filters:
            conditions.append(column.contains(bindparam(name, type_=ARRAY(Text))))
    if "from_at" in shape.filters:
        conditions.append(EntryRow.occurred_at >= bindparam("from_at"))
    if "until_at" in shape.filters:
        conditions.append(EntryRow.occurred_at < bindparam("until_at"))
    if shape.has_words:
        conditions.append(EntryRow.words.op("@@")(_tsquery("words")))
    if shape.has_without:
        these = tuple_(EntryRow.kind, EntryRow.thing_id).in_(bindparam("without", expanding=True))
        conditions.append(not_(these))
    return conditions


def _tsquery(name: str) -> ColumnElement[str]:
    return cast(bindparam(name, type_=Text), TSQUERY)


async def _page(db: AsyncSession, request: SearchRequest) -> tuple[Ref, ...]:
    by_time = request.sort != "relevance" or not request.query.wanted or request.offset >= RANKED_CANDIDATES
    order = (request.sort if request.sort != "relevance" else "newest") if by_time else "rank"
    rows = await db.execute(_page_statement(_shape(request, order)), _params(request))
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


@lru_cache(maxsize=200)
def _page_statement(shape: _Shape) -> Select[str, int]:
    found = select(EntryRow.kind, EntryRow.thing_id).where(*_conditions(shape))
    newest = (EntryRow.occurred_at.desc(), EntryRow.kind, EntryRow.thing_id)
    from_row, row_count = bindparam("from_row", type_=Integer), bindparam("row_count", type_=Integer)
    if shape.order != "rank":
        first: tuple[ColumnElement[Any], ...] = ()
        if shape.order == "author":
            first = (EntryRow.author_sort.asc(),)
        if shape.order == "oldest":
            newest = (EntryRow.occurred_at.asc(), EntryRow.kind, EntryRow.thing_id)
        return found.order_by(*first, *newest).offset(from_row).limit(row_count)
    candidates = (
        found.add_columns(EntryRow.occurred_at, *_ranks(shape))
        .order_by(*newest)
        .limit(RANKED_CANDIDATES)
        .cte("candidates")
    )
    c = candidates.c
    order = (c.marks.desc(), c.side_by_side.desc(), c.rank.desc(), c.occurred_at.desc(), c.kind, c.thing_id)
    return select(c.kind, c.thing_id).order_by(*order).offset(from_row).limit(row_count)


def _ranks(shape: _Shape) -> tuple[Label[Any], ...]:
    marks: ColumnElement[int] = literal(0, Integer)
    for number in range(shape.marks_count):
        marks = marks + case((EntryRow.marked.op("@@")(_tsquery(f"mark_{number}")), 1), else_=0)
    return (
        marks.label("marks"),
        case((EntryRow.words.op("@@")(_tsquery("side_by_side")), 1), else_=0).label("side_by_side"),
        func.ts_rank_cd(EntryRow.words, _tsquery("words")).label("rank"),
    )


def marks_held(query: Query) -> ColumnElement[int]:
    """How many of the words typed with marks stand in the entry with just these marks."""
    held: ColumnElement[int] = literal(0, Integer)
    for word in query.marked:
        held = held + case((EntryRow.marked.op("@@")(of_phrase([word])), 1), else_=0)
    return held


async def _counts(db: AsyncSession, request: SearchRequest) -> tuple[int, Facets]:
    facets: dict[str, dict[str, int]] = {name: {} for name in (*COUNTED_ONCE, *SEVERAL)}
    total = 0
    for facet, value, n in await db.execute(_counts_statement(_shape(request)), _params(request)):
        if facet:
            facets[facet][value] = n
        else:
            total = n
    return total, Facets(**facets)


@lru_cache(maxsize=100)
def _counts_statement(shape: _Shape) -> CompoundSelect[str, str, int]:
    counted = (
        select(
            EntryRow.kind,
            EntryRow.state,
            EntryRow.year,
            EntryRow.sections,
            EntryRow.tasks,
            EntryRow.bodies,
        )
        .where(*_conditions(shape))
        .order_by(EntryRow.occurred_at.desc())
        .limit(COUNTED_HITS + 1)
        .cte("counted")
    )
    single = {"kind": counted.c.kind, "year": cast(counted.c.year, Text), "state": counted.c.state}
    several = {"section": counted.c.sections, "task": counted.c.tasks, "body": counted.c.bodies}
    parts = [
        select(literal("").label("facet"), literal("").label("value"), func.count().label("n")).select_from(
            counted
        )
    ]
    parts += [
        select(literal(name), column, func.count()).select_from(counted).group_by(column)
        for name, column in single.items()
    ]
    for name, column in several.items():
        values = select(func.unnest(column).label("value")).select_from(counted).subquery()
        parts.append(select(literal(name), values.c.value, func.count()).group_by(values.c.value))
    return union_all(*parts)
