"""What a search shows: hits hydrated through what the actor may read now, and facets with their links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from forum import kinds
from forum.actor import Actor
from forum.contributions.bylines import bylines_of
from forum.database import ReadDb
from forum.finding.criteria import SearchCriteria, request_of
from forum.finding.facets import COUNTED, PageFacet, labels, state_label
from forum.thing import Card, Thing
from forum.words import Words, _
from search import entries
from search.engine import EngineResult, FacetCounts, SearchEngine, SearchRequest, find
from search.entry import Ref
from search.excerpts import Marked, excerpt, marked
from search.grammar import Query
from search.postgresql import COUNTED_HITS

SHOWN_VALUES = 12
MAX_CODES = 10
SORT_LABELS = {
    "phu-hop": _("Phù hợp nhất"),
    "moi-nhat": _("Mới nhất"),
    "cu-nhat": _("Cũ nhất"),
    "tac-gia": _("Theo tác giả"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One hit. Marks are ranges over plain text; the card says how the thing stands now."""

    card: Card
    title: Marked
    excerpt: Marked

    @property
    def state(self) -> Words | str:
        return state_label(self.card.state) if self.card.state else ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    label: Words | str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetBox:
    name: str
    title: Words | str
    values: tuple[FacetValue, ...]
    rest: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What the page of a search shows.

    `direct` are the things whose codes were typed; `shown_q` what was sought while a word is unfinished;
    `namesakes` the several authors of the name that was asked for, each with the number of texts and the address.
    """

    criteria: SearchCriteria
    found: EngineResult
    lines: tuple[Line, ...]
    is_fallback: bool
    ignored_count: int
    facets: tuple[FacetBox, ...]
    sorts: tuple[tuple[Words, str, bool], ...]
    next_url: str | None
    prev_url: str | None
    direct: tuple[Card, ...]
    shown_q: str
    namesakes: tuple[tuple[Words | str, int, str], ...] = ()
    counted_limit: int = COUNTED_HITS


async def search_result(
    db: ReadDb,
    actor: Actor,
    engines: Sequence[SearchEngine],
    criteria: SearchCriteria,
    path: str,
    *,
    is_typing: bool = False,
) -> SearchResult:
    """Raises Invalid for unreadable text, EngineFailed when not even PostgreSQL answers."""
    request = request_of(actor, criteria)
    found, cards = await _find_readable(db, actor, engines, request)
    shown_q = criteria.q
    if is_typing and not found.total and " " in criteria.q.strip() and not criteria.q.endswith(" "):
        # The last word may be half typed: what the words before it give is shown meanwhile.
        shown_q, _, _ = criteria.q.rpartition(" ")
        request = request_of(actor, criteria, shown_q)
        found, cards = await _find_readable(db, actor, engines, request)
    return SearchResult(
        criteria=criteria,
        found=found,
        lines=await _lines(db, request, found, cards),
        is_fallback=found.engine != next(iter(engines)).name,
        ignored_count=request.query.ignored_count,
        facets=await _facets(db, found.facets, criteria, path),
        sorts=tuple(
            (label, criteria.sorted_by(sort).url(path), criteria.sort == sort)
            for sort, label in SORT_LABELS.items()
        ),
        next_url=criteria.at_page(criteria.page + 1).url(path) if found.has_more(request) else None,
        prev_url=criteria.at_page(criteria.page - 1).url(path) if criteria.page > 1 else None,
        direct=await things_of_codes(db, actor, request.query.codes),
        shown_q=shown_q,
        namesakes=await _namesakes(db, actor, criteria, path),
    )


async def _namesakes(
    db: ReadDb, actor: Actor, criteria: SearchCriteria, path: str
) -> tuple[tuple[Words | str, int, str], ...]:
    name = criteria.chosen.get("author")
    if not name:
        return ()
    counts = await entries.authors_named(db, str(name), actor.audiences)
    if len(counts) < 2:
        return ()
    known = await bylines_of(db, actor, list(counts))
    unnamed = criteria.narrowed("author", None)
    return tuple(
        (known.get(one, str(name)), count, unnamed.narrowed("author_id", one).url(path))
        for one, count in counts.items()
    )


async def _find_readable(
    db: ReadDb, actor: Actor, engines: Sequence[SearchEngine], request: SearchRequest, tries: int = 3
) -> tuple[EngineResult, dict[Ref, Card]]:
    """Hits whose card the actor may see now; one that the index shows to too many is not even counted."""
    found = await find(db, request, engines)
    hits = found.things + found.corrected
    known = await kinds.cards(db, actor, [Thing(hit.kind, hit.thing_id) for hit in hits])
    cards = {Ref(*thing): card for thing, card in known.items() if not card.is_tombstone}
    hidden = tuple(hit for hit in hits if hit not in cards)
    if not hidden or tries == 1:
        return found, cards
    return await _find_readable(
        db, actor, engines, replace(request, without=request.without + hidden), tries - 1
    )


async def _lines(
    db: ReadDb, request: SearchRequest, found: EngineResult, cards: Mapping[Ref, Card]
) -> tuple[Line, ...]:
    """In the engine's order, each hit marked by the query that found it."""
    sought = dict.fromkeys(found.things, request.query)
    if found.correction:
        sought |= dict.fromkeys(found.corrected, found.correction.query)
    texts = await entries.texts(db, list(sought), request.audience)
    return tuple(
        _line(cards[hit], texts[hit], query) for hit, query in sought.items() if hit in cards and hit in texts
    )


def _line(card: Card, text: str, query: Query) -> Line:
    return Line(card, marked(str(card.title), query), excerpt(text, query))


async def _facets(
    db: ReadDb, counts: FacetCounts, criteria: SearchCriteria, path: str
) -> tuple[FacetBox, ...]:
    if not counts:
        return ()
    known = await labels(db, counts)
    boxes = []
    for facet in COUNTED:
        values = _values(facet, counts[facet.name], known[facet.name], criteria, path)
        if values:
            boxes.append(FacetBox(facet.name, facet.title, values[:SHOWN_VALUES], values[SHOWN_VALUES:]))
    return tuple(boxes)


def _values(
    facet: PageFacet,
    counts: Mapping[str, int],
    known: Mapping[str, Words | str],
    criteria: SearchCriteria,
    path: str,
) -> tuple[FacetValue, ...]:
    """Chosen first, then by count; years newest first. A chosen value's link takes it off."""
    chosen = str(criteria.chosen.get(facet.name, ""))

    def order(value: str) -> tuple[bool, int, str]:
        rank = -int(value) if facet.indexed.is_number else -counts[value]
        return (value != chosen, rank, str(known.get(value, value)))

    url = criteria.urls_narrowed(facet, path)
    shown = []
    for value in sorted(counts, key=order):
        other = url(None if value == chosen else facet.value_of(value))
        shown.append(FacetValue(known.get(value, value), counts[value], other, value == chosen))
    return tuple(shown)


async def things_of_codes(db: ReadDb, actor: Actor, codes: Sequence[str]) -> tuple[Card, ...]:
    """The cards behind codes of texts, tasks and sections, without those that the actor may not know of."""
    things = [thing for code in codes[:MAX_CODES] if (thing := await _thing_of_code(db, actor, code))]
    cards = await kinds.cards(db, actor, things) if things else {}
    return tuple(cards[thing] for thing in dict.fromkeys(things) if thing in cards)


async def _thing_of_code(db: ReadDb, actor: Actor, code: str) -> Thing | None:
    thing = await kinds.find_code(db, code)
    if thing is None and (found := await entries.thing_of_code(db, code, actor.audiences)):
        return Thing(found.kind, found.thing_id)
    return thing
