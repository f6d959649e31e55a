"""The PostgreSQL engine, on the index's own tables, which is always available.

Simpler than Meilisearch: only the newest candidates are ranked, and counts are exact up to a limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

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

from search.engine import EngineResult, FacetCounts, SearchRequest, Sort
from search.entry import FACETS, EntryRow, Facet, Ref
from search.grammar import Query
from search.tsquery import of_phrase, written, written_phrase

RANKED_CANDIDATES = 300
COUNTED_HITS = 2_000


class PostgresqlEngine:
    name = "postgresql"

    async def search(self, db: AsyncSession, request: SearchRequest) -> EngineResult:
        if not request.audience:
            return EngineResult(self.name)
        total, facets = await _counts(db, request)
        return EngineResult(
            self.name,
            things=await _page(db, request) if total else (),
            total=min(total, COUNTED_HITS),
            total_is_exact=total <= COUNTED_HITS,
            facets=facets,
        )


async def all_things(db: AsyncSession, request: SearchRequest, most: int) -> tuple[Ref, ...]:
    """All hits up to `most`, in order of time where the request asks for relevance. Since every engine finds
    the same things, this one serves lists that are not paged."""
    if not request.audience:
        return ()
    sort: Sort = "newest" if request.sort == "relevance" else request.sort
    return await _page(db, replace(request, sort=sort, page=1, size=most))


# Common words are best found by date, rare ones by the index of words: no plan is good for both.
BY_WORDS = {"planned_anew": True}


async def counts_up_to(db: AsyncSession, requests: Sequence[SearchRequest], most: int) -> list[int]:
    """The number of hits of each request, at most `most`; one statement for all of them."""
    counts, params = [], dict[str, object]()
    for number, request in enumerate(requests):
        prefix = f"request_{number}_"
        hits = select(EntryRow.thing_id).where(*_conditions(_shape(request), prefix)).limit(most).subquery()
        counts.append(select(literal(number).label("number"), func.count().label("n")).select_from(hits))
        params |= {prefix + name: value for name, value in _params(request).items()}
    if not counts:
        return []
    counted = union_all(*counts).execution_options(**BY_WORDS)
    found = {row.number: row.n for row in await db.execute(counted, params)}
    return [found[number] for number in range(len(requests))]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the SQL of a request depends on; everything else is a parameter. Building such a statement takes
    longer than sending it, so each shape is built once."""

    chosen: tuple[Facet, ...]
    has_from: bool
    has_until: bool
    has_words: bool
    has_without: bool
    has_without_kinds: bool
    marks_count: int
    order: str


def _shape(request: SearchRequest, order: str = "") -> _Shape:
    return _Shape(
        chosen=tuple(facet for facet, _ in request.facets()),
        has_from=request.from_at is not None,
        has_until=request.until_at is not None,
        has_words=bool(request.query.terms),
        has_without=bool(request.without),
        has_without_kinds=bool(request.without_kinds),
        marks_count=len(request.query.marked) if order == "rank" else 0,
        order=order,
    )


def _params(request: SearchRequest) -> dict[str, object]:
    query = request.query
    return {
        "audience": sorted(request.audience),
        "words": written(query),
        "without": [(thing.kind, thing.thing_id) for thing in request.without],
        "without_kinds": list(request.without_kinds),
        "side_by_side": written_phrase([word for term in query.wanted for word in term.words]),
        **{f"mark_{number}": written_phrase([word]) for number, word in enumerate(query.marked)},
        **{f"facet_{facet.name}": [value] if facet.many else value for facet, value in request.facets()},
        "from_at": request.from_at,
        "until_at": request.until_at,
        "from_row": request.offset,
        "row_count": request.size,
    }


def _conditions(shape: _Shape, prefix: str = "") -> list[ColumnElement[bool]]:
    """The conditions on an entry for a reader with these words. `prefix` begins the name of each
    parameter."""
    conditions = [
        EntryRow.removed.is_(False),
        EntryRow.audience.overlap(bindparam(f"{prefix}audience", type_=ARRAY(Text))),
    ]
    for facet in shape.chosen:
        value = bindparam(f"{prefix}facet_{facet.name}", type_=facet.stored.type)
        conditions.append(facet.stored.contains(value) if facet.many else facet.stored == value)
    if shape.has_from:
        conditions.append(EntryRow.occurred_at >= bindparam(f"{prefix}from_at"))
    if shape.has_until:
        conditions.append(EntryRow.occurred_at < bindparam(f"{prefix}until_at"))
    if shape.has_words:
        conditions.append(EntryRow.words.op("@@")(_tsquery(f"{prefix}words")))
    if shape.has_without:
        these = tuple_(EntryRow.kind, EntryRow.thing_id).in_(bindparam(f"{prefix}without", expanding=True))
        conditions.append(not_(these))
    if shape.has_without_kinds:
        conditions.append(EntryRow.kind.not_in(bindparam(f"{prefix}without_kinds", expanding=True)))
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
    found = select(EntryRow.kind, EntryRow.thing_id).where(*_conditions(shape)).execution_options(**BY_WORDS)
    newest = (EntryRow.occurred_at.desc(), EntryRow.kind, EntryRow.thing_id)
    from_row, row_count = bindparam("from_row", type_=Integer), bindparam("row_count", type_=Integer)
    if shape.order != "rank":
        if shape.order == "author":
            found = found.order_by(EntryRow.author_sort.asc(), EntryRow.author_id.asc())
        if shape.order == "oldest":
            newest = (EntryRow.occurred_at.asc(), EntryRow.kind, EntryRow.thing_id)
        return found.order_by(*newest).offset(from_row).limit(row_count)
    candidates = (
        found.add_columns(EntryRow.occurred_at, *_ranks(shape))
        .order_by(*newest)
        .limit(RANKED_CANDIDATES)
        .cte("candidates")
    )
    c = candidates.c
    order = (c.marks.desc(), c.side_by_side.desc(), c.rank.desc(), c.occurred_at.desc(), c.kind, c.thing_id)
    ranked = select(c.kind, c.thing_id).order_by(*order).offset(from_row).limit(row_count)
    return ranked.execution_options(**BY_WORDS)


def _ranks(shape: _Shape) -> tuple[Label[int], Label[int], Label[float]]:
    marks: ColumnElement[int] = literal(0, Integer)
    for number in range(shape.marks_count):
        marks = marks + case((EntryRow.marked.op("@@")(_tsquery(f"mark_{number}")), 1), else_=0)
    return (
        marks.label("marks"),
        case((EntryRow.words.op("@@")(_tsquery("side_by_side")), 1), else_=0).label("side_by_side"),
        func.ts_rank_cd(EntryRow.words, _tsquery("words")).label("rank"),
    )


def marks_held(query: Query) -> ColumnElement[int]:
    """How many of the words typed with tone marks occur in the entry with exactly these marks."""
    held: ColumnElement[int] = literal(0, Integer)
    for word in query.marked:
        held = held + case((EntryRow.marked.op("@@")(of_phrase([word])), 1), else_=0)
    return held


async def _counts(db: AsyncSession, request: SearchRequest) -> tuple[int, FacetCounts]:
    facets: dict[str, dict[str, int]] = {facet.name: {} for facet in FACETS if facet.is_counted}
    total = 0
    for row in await db.execute(_counts_statement(_shape(request)), _params(request)):
        if row.facet:
            facets[row.facet][row.value] = row.n
        else:
            total = row.n
    return total, facets


@lru_cache(maxsize=100)
def _counts_statement(shape: _Shape) -> CompoundSelect[str, str, int]:
    facets = [facet for facet in FACETS if facet.is_counted]
    counted = (
        select(*(facet.stored for facet in facets))
        .where(*_conditions(shape))
        .order_by(EntryRow.occurred_at.desc())
        .limit(COUNTED_HITS + 1)
        .cte("counted")
    )
    n = func.count().label("n")
    parts = [select(literal("").label("facet"), literal("").label("value"), n).select_from(counted)]
    for facet in facets:
        column = counted.c[facet.column]
        each = select((func.unnest(column) if facet.many else cast(column, Text)).label("value"))
        values = each.select_from(counted).subquery()
        parts.append(select(literal(facet.name), values.c.value, n).group_by(values.c.value))
    return union_all(*parts).execution_options(**BY_WORDS)
