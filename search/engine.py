"""A question to the index and what comes back; the two engines answer the same protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from search.entry import Ref
from search.grammar import Query
from search.showing import Hit, hits_of
from search.slips import best_correction

Sort = Literal["relevance", "newest", "oldest", "author"]

# Below this many hits a slip of the typing hand is suspected.
FEW_HITS = 5


class EngineFailed(Exception):
    """The engine gave no answer in time, refused, or knows that its copy is behind."""


@dataclass(frozen=True, slots=True)
class Filters:
    """All given ones must hold. Times are UTC: `from_at` inclusive, `until_at` exclusive."""

    kind: str | None = None
    section: str | None = None
    task: str | None = None
    body: str | None = None
    year: int | None = None
    state: str | None = None
    forum_id: int | None = None
    author: str | None = None
    from_at: datetime | None = None
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`audience`: the reader's words. Pages count from 1."""

    query: Query
    audience: frozenset[str]
    filters: Filters = Filters()
    sort: Sort = "relevance"
    page: int = 1
    size: int = 20
    without: tuple[Ref, ...] = ()

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Facets:
    """How many hits each value's own filter would leave. kind, year and state each sum to the total."""

    kind: Mapping[str, int] = field(default_factory=dict)
    section: Mapping[str, int] = field(default_factory=dict)
    task: Mapping[str, int] = field(default_factory=dict)
    body: Mapping[str, int] = field(default_factory=dict)
    year: Mapping[str, int] = field(default_factory=dict)
    state: Mapping[str, int] = field(default_factory=dict)

    def plus(self, other: "Facets") -> "Facets":
        """For two answers that share no hit."""
        return Facets(
            _summed(self.kind, other.kind),
            _summed(self.section, other.section),
            _summed(self.task, other.task),
            _summed(self.body, other.body),
            _summed(self.year, other.year),
            _summed(self.state, other.state),
        )


def _summed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {value: one.get(value, 0) + other.get(value, 0) for value in (*one, *other)}


@dataclass(frozen=True, slots=True)
class EngineResult:
    """An engine's: which things stand on the page asked for, in order, and the counts over all hits."""

    things: tuple[Ref, ...]
    total: int
    total_is_exact: bool
    facets: Facets


class SearchEngine(Protocol):
    @property
    def name(self) -> str: ...

    async def answer(self, db: AsyncSession, request: SearchRequest) -> EngineResult:
        """Raises EngineFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Slip:
    typed: str
    tried: str


@dataclass(frozen=True, slots=True)
class Found:
    """`slips_tried` is empty when only exact words were sought; else hits after `exact_total` hold slips.

    With `total_is_exact` false there are more hits than the total says, and facets count the newest of them.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Facets
    engine: str
    has_more: bool
    exact_total: int
    slips_tried: tuple[Slip, ...] = ()
    ignored_count: int = 0


async def find(db: AsyncSession, request: SearchRequest, engines: Sequence[SearchEngine]) -> Found:
    """Ask the engines in their order until one answers. Raises EngineFailed when none does."""
    last: EngineFailed | None = None
    for engine in engines:
        try:
            return await _found(db, request, engine)
        except EngineFailed as failure:
            last = failure
    raise last or EngineFailed("no engine was given")


async def _found(db: AsyncSession, request: SearchRequest, engine: SearchEngine) -> Found:
    exact = await engine.answer(db, request)
    found = Found(
        hits=await hits_of(db, exact.things, request.query, request.audience),
        total=exact.total,
        total_is_exact=exact.total_is_exact,
        facets=exact.facets,
        engine=engine.name,
        has_more=exact.total > request.page * request.size or not exact.total_is_exact,
        exact_total=exact.total,
        ignored_count=request.query.ignored_count,
    )
    if exact.total >= FEW_HITS or not request.query.wanted:
        return found
    return await _with_slips(db, request, engine, found)


async def _with_slips(db: AsyncSession, request: SearchRequest, engine: SearchEngine, found: Found) -> Found:
    """The second try: the few exact hits first, then those of the likeliest correction."""
    correction = await best_correction(db, request.query, request.audience)
    if correction is None:
        return found
    first_page = replace(request, page=1) if request.page > 1 else request
    exact = await engine.answer(db, first_page) if found.exact_total and request.page > 1 else None
    known = exact.things if exact else tuple(hit.ref for hit in found.hits)
    second = await engine.answer(db, replace(request, query=correction.query, without=known))
    if not second.total:
        return found
    more = await hits_of(db, second.things, correction.query, request.audience)
    return replace(
        found,
        hits=(found.hits if request.page == 1 else ()) + more,
        total=found.total + second.total,
        total_is_exact=second.total_is_exact,
        facets=found.facets.plus(second.facets),
        has_more=second.total > request.page * request.size or not second.total_is_exact,
        slips_tried=tuple(Slip(typed, tried) for typed, tried in correction.slips),
    )
