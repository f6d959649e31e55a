"""What a search shows: hits hydrated through what the actor may read now, and facets with their links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import CompoundSelect, Text, any_, bindparam, literal, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from forum import kinds
from forum.accounts.models import Body
from forum.actor import Actor
from forum.database import ReadDb
from forum.finding.criteria import SearchCriteria, request_of
from forum.finding.facets import kind_label, state_label
from forum.programme.models import Section, Task
from forum.thing import Card, Thing
from search import entries
from search.engine import Facets, Found, SearchEngine, SearchRequest, Slip, find
from search.entry import Ref
from search.grammar import Query
from search.postgresql import COUNTED_HITS
from search.showing import Hit, Marked

FACET_TITLES = {
    "kind": "Loại",
    "section": "Mục của Chương trình",
    "task": "Nhiệm vụ",
    "body": "Cơ quan",
    "year": "Năm",
    "state": "Trạng thái",
}
SHOWN_VALUES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One hit. Marks are ranges over plain text; the card says how the thing stands now."""

    card: Card
    title: Marked
    excerpt: Marked

    @property
    def state(self) -> str:
        return state_label(self.card.state) if self.card.state else ""


@dataclass(frozen=True, slots=True)
class Value:
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    title: str
    values: tuple[Value, ...]
    rest: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`direct` is the thing whose code was typed; `shown_q` what was sought while a word is unfinished."""

    path: str
    criteria: SearchCriteria
    lines: tuple[Line, ...]
    total: int
    total_is_exact: bool
    exact_total: int
    slips: tuple[Slip, ...]
    ignored_count: int
    engine: str
    is_fallback: bool
    facets: tuple[Facet, ...]
    sorts: tuple[tuple[str, str, bool], ...]
    next_url: str | None
    prev_url: str | None
    direct: Card | None
    shown_q: str
    counted_limit: int = COUNTED_HITS


async def results(
    db: ReadDb,
    actor: Actor,
    engines: Sequence[SearchEngine],
    criteria: SearchCriteria,
    path: str,
    *,
    is_typing: bool = False,
) -> Results:
    """Raises Invalid for unreadable text, EngineFailed when not even PostgreSQL answers."""
    request = request_of(actor, criteria)
    found, cards = await _readable(db, actor, engines, request)
    shown_q = criteria.q
    if is_typing and not found.total and " " in criteria.q.strip() and not criteria.q.endswith(" "):
        # The last word may be half typed: what the words before it give is shown meanwhile.
        shown_q = criteria.q.rsplit(" ", 1)[0]
        request = request_of(actor, criteria, shown_q)
        found, cards = await _readable(db, actor, engines, request)
    return Results(
        path=path,
        criteria=criteria,
        lines=tuple(
            _line(hit, cards[_thing(hit)], request.query) for hit in found.hits if _thing(hit) in cards
        ),
        total=found.total,
        total_is_exact=found.total_is_exact,
        exact_total=found.exact_total,
        slips=found.slips_tried,
        ignored_count=found.ignored_count,
        engine=found.engine,
        is_fallback=found.engine != engines[0].name,
        facets=await _facets(db, found.facets, criteria, path),
        sorts=_sorts(criteria, path),
        next_url=criteria.url(path, page=criteria.page + 1) if found.has_more else None,
        prev_url=criteria.url(path, page=criteria.page - 1) if criteria.page > 1 else None,
        direct=await thing_of_code(db, actor, request.query.code) if request.query.code else None,
        shown_q=shown_q,
    )


async def _readable(
    db: ReadDb, actor: Actor, engines: Sequence[SearchEngine], request: SearchRequest
) -> tuple[Found, dict[Thing, Card]]:
    """Hits whose card the actor may see now; one that the index shows to too many is not even counted."""
    found, cards = Found((), 0, True, Facets(), "", False, 0), dict[Thing, Card]()
    hidden: tuple[Ref, ...] = ()
    for _ in range(3):
        found = await find(db, replace(request, without=hidden), engines)
        known = await kinds.cards(db, actor, [_thing(hit) for hit in found.hits])
        cards = {thing: card for thing, card in known.items() if not card.is_tombstone}
        missing = tuple(hit.ref for hit in found.hits if _thing(hit) not in cards)
        if not missing:
            break
        hidden += missing
    return found, cards


def _thing(hit: Hit) -> Thing:
    return Thing(hit.kind, hit.thing_id)


def _line(hit: Hit, card: Card, query: Query) -> Line:
    fresh = hit.title.text == card.title
    title = hit.title if fresh else Marked(card.title, query.places_in(card.title))
    return Line(card, title, hit.excerpt)


def _sorts(criteria: SearchCriteria, path: str) -> tuple[tuple[str, str, bool], ...]:
    labels = {
        "phu-hop": "Phù hợp nhất",
        "moi-nhat": "Mới nhất",
        "cu-nhat": "Cũ nhất",
        "tac-gia": "Theo tác giả",
    }
    return tuple(
        (label, criteria.url(path, sort=name), criteria.sort == name) for name, label in labels.items()
    )


async def _facets(db: ReadDb, facets: Facets, criteria: SearchCriteria, path: str) -> tuple[Facet, ...]:
    labels = {
        "kind": {name: kind_label(name) for name in facets.kind},
        **await _names(db, facets),
        "year": {year: year for year in facets.year},
        "state": {name: state_label(name) for name in facets.state},
    }
    shown = []
    for name, title in FACET_TITLES.items():
        values = _values(name, getattr(facets, name), labels[name], criteria, path)
        if values:
            shown.append(Facet(name, title, values[:SHOWN_VALUES], values[SHOWN_VALUES:]))
    return tuple(shown)


def _values(
    name: str, counts: Mapping[str, int], labels: Mapping[str, str], criteria: SearchCriteria, path: str
) -> tuple[Value, ...]:
    """Chosen first, then by count; years newest first. A chosen value's link takes it off."""
    chosen = getattr(criteria, name)

    def order(value: str) -> tuple[bool, int, str]:
        rank = -int(value) if name == "year" else -counts[value]
        return (str(chosen) != value, rank, labels.get(value, value))

    return tuple(
        Value(
            labels.get(value, value),
            counts[value],
            criteria.url(
                path, **{name: None if str(chosen) == value else int(value) if name == "year" else value}
            ),
            str(chosen) == value,
        )
        for value in sorted(counts, key=order)
    )


def _names_statement() -> CompoundSelect[str, str, str]:
    """Built once: names of all that three facets count, in one statement."""
    named = {
        "section": (Section.code, Section.title),
        "task": (Task.code, Task.title),
        "body": (Body.code, Body.name),
    }
    return union_all(
        *(
            select(literal(facet), code, name).where(code == any_(bindparam(facet, type_=ARRAY(Text))))
            for facet, (code, name) in named.items()
        )
    )


_NAMES = _names_statement()


async def _names(db: ReadDb, facets: Facets) -> dict[str, dict[str, str]]:
    counted = {"section": facets.section, "task": facets.task, "body": facets.body}
    names: dict[str, dict[str, str]] = {facet: {} for facet in counted}
    rows = await db.execute(_NAMES, {facet: list(counts) for facet, counts in counted.items()})
    for facet, code, name in rows:
        names[facet][code] = name if facet == "body" else f"{code} {name}"
    return names


async def thing_of_code(db: ReadDb, actor: Actor, code: str) -> Card | None:
    """The card behind the code of a text, task or section; None also when the actor may not know of it."""
    thing = await kinds.find_code(db, code)
    if thing is None:
        found = await entries.thing_of_code(db, code, actor.audiences)
        thing = Thing(found.kind, found.thing_id) if found else None
    if thing is None:
        return None
    return (await kinds.cards(db, actor, [thing])).get(thing)
