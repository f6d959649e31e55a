"""The search request, the engine's result, and the protocol that both engines implement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from search.entry import FACETS, Facet, Ref
from search.grammar import Query
from search.slips import Correction, best_correction

Sort = Literal["relevance", "newest", "oldest", "author"]
# By facet name: the number of hits for each value.
FacetCounts = Mapping[str, Mapping[str, int]]

# Below this many hits a typing error is suspected.
FEW_HITS = 5


class EngineFailed(Exception):
    """The engine timed out, failed, or has an outdated copy."""


class EngineDamaged(EngineFailed):
    """The engine answers, but cannot write: its data may be damaged."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`audience` holds the reader's words, `chosen` the value of each chosen facet; all must match.

    Times are UTC, `from_at` inclusive, `until_at` exclusive. Pages count from 1.
    """

    query: Query
    audience: frozenset[str]
    chosen: Mapping[str, str | int] = field(default_factory=dict)
    from_at: datetime | None = None
    until_at: datetime | None = None
    sort: Sort = "relevance"
    page: int = 1
    size: int = 20
    without: tuple[Ref, ...] = ()
    without_kinds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := self.chosen.keys() - {facet.name for facet in FACETS}:
            raise ValueError(f"no such facet: {', '.join(sorted(unknown))}")

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def facets(self) -> list[tuple[Facet, str | int]]:
        """The chosen facets with their values, in the order of FACETS."""
        return [(facet, self.chosen[facet.name]) for facet in FACETS if facet.name in self.chosen]


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The things on the requested page, in order, and the counts over all hits.

    `facets` holds the number of hits that filtering by each value would leave. If `total_is_exact` is false
    there are more hits than the total, and facets count the newest of them. With a `correction`, `corrected`
    are the things on this page that only the corrected query finds; they come after the exact ones.
    """

    engine: str
    things: tuple[Ref, ...] = ()
    total: int = 0
    total_is_exact: bool = True
    facets: FacetCounts = field(default_factory=dict)
    correction: Correction | None = None
    corrected: tuple[Ref, ...] = ()
    corrected_total: int = 0

    @property
    def exact_total(self) -> int:
        return self.total - self.corrected_total

    def has_more(self, request: SearchRequest) -> bool:
        paged = self.corrected_total if self.correction else self.total
        return paged > request.page * request.size or not self.total_is_exact


class SearchEngine(Protocol):
    @property
    def name(self) -> str: ...

    async def search(self, db: AsyncSession, request: SearchRequest) -> EngineResult:
        """Raises EngineFailed."""
        ...


async def find(db: AsyncSession, request: SearchRequest, engines: Sequence[SearchEngine]) -> EngineResult:
    """Ask the engines in order until one answers. Raises EngineFailed if none does."""
    last: EngineFailed | None = None
    for engine in engines:
        try:
            exact = await engine.search(db, request)
            is_enough = exact.total >= FEW_HITS or not request.query.wanted
            return exact if is_enough else await _with_slips(db, request, engine, exact)
        except EngineFailed as failure:
            last = failure
    raise last or EngineFailed("no engine was given")


async def _with_slips(
    db: AsyncSession, request: SearchRequest, engine: SearchEngine, exact: EngineResult
) -> EngineResult:
    """The few exact hits, followed by those of the likeliest correction of a typing error."""
    correction = await best_correction(db, request.query, request.audience)
    if correction is None:
        return exact
    known = exact
    if len(exact.things) < exact.total:
        known = await engine.search(db, replace(request, page=1, size=FEW_HITS))
    without = request.without + known.things
    second = await engine.search(db, replace(request, query=correction.query, without=without))
    if not second.total:
        return exact
    return replace(
        exact,
        total=exact.total + second.total,
        total_is_exact=second.total_is_exact,
        facets=_summed(exact.facets, second.facets),
        correction=correction,
        corrected=second.things,
        corrected_total=second.total,
    )


def _summed(one: FacetCounts, other: FacetCounts) -> FacetCounts:
    """Add the counts of two results that share no hit."""
    return {
        name: {value: counts.get(value, 0) + other[name].get(value, 0) for value in (*counts, *other[name])}
        for name, counts in one.items()
    }
