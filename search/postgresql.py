"""The engine that is always there: the index's own tables.

Plainer than Meilisearch: the newest candidates are ranked, counts are exact up to a limit.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer, Text

from search.asking import Answer, Ask, Facets, Filters, Sort
from search.entries import is_one_of
from search.entry import Ref
from search.grammar import Query
from search.models import EntryRow
from search.tsquery import of_phrase, of_query

RANKED_CANDIDATES = 300
COUNTED_HITS = 2_000


class PostgresqlBackend:
    name = "postgresql"

    async def answer(self, db: AsyncSession, ask: Ask) -> Answer:
        if not ask.audience:
            return Answer((), 0, True, Facets())
        total, facets = await _counts(db, ask)
        rows = (await db.execute(_page(ask))).all() if total else []
        return Answer(
            things=tuple(Ref(kind, thing_id) for kind, thing_id in rows),
            total=min(total, COUNTED_HITS),
            total_is_exact=total <= COUNTED_HITS,
            facets=facets,
        )


async def all_things(db: AsyncSession, ask: Ask, most: int) -> tuple[Ref, ...]:
    """All hits up to `most`, in order of time where the question asks for the most relevant. Every engine finds
    the same things, so this one answers for lists that no page cuts."""
    if not ask.audience:
        return ()
    sort: Sort = "newest" if ask.sort == "relevance" else ask.sort
    rows = await db.execute(_page(replace(ask, sort=sort, page=1, size=most)))
    return tuple(Ref(kind, thing_id) for kind, thing_id in rows)


async def counts_up_to(db: AsyncSession, asks: Sequence[Ask], most: int) -> list[int]:
    """How many hits each question has, but no further than `most`; one statement for all of them."""
    counts = []
    for number, ask in enumerate(asks):
        hits = select(literal(1)).select_from(EntryRow).where(*_conditions(ask)).limit(most).subquery()
        counts.append(select(literal(number).label("number"), func.count().label("n")).select_from(hits))
    if not counts:
        return []
    found = {row.number: row.n for row in await db.execute(union_all(*counts))}
    return [found[number] for number in range(len(asks))]


def matching(query: Query, audience: frozenset[str], filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions on an entry for a reader with these words."""
    conditions = [
        EntryRow.removed.is_(False),
        EntryRow.audience.overlap(sorted(audience)),
        *_filtering(filters),
    ]
    if query.terms:
        conditions.append(EntryRow.words.op("@@")(of_query(query)))
    return conditions


def _filtering(filters: Filters) -> list[ColumnElement[bool]]:
    equal = {
        EntryRow.kind: filters.kind,
        EntryRow.year: filters.year,
        EntryRow.state: filters.state,
        EntryRow.forum_id: filters.forum_id,
        EntryRow.author: filters.author,
    }
    held = {EntryRow.sections: filters.section, EntryRow.tasks: filters.task, EntryRow.bodies: filters.body}
    conditions = [column == value for column, value in equal.items() if value is not None]
    conditions += [column.contains([value]) for column, value in held.items() if value is not None]
    if filters.from_at:
        conditions.append(EntryRow.occurred_at >= filters.from_at)
    if filters.until_at:
        conditions.append(EntryRow.occurred_at < filters.until_at)
    return conditions


def _conditions(ask: Ask) -> list[ColumnElement[bool]]:
    conditions = matching(ask.query, ask.audience, ask.filters)
    if ask.without:
        conditions.append(not_(is_one_of(ask.without)))
    return conditions


def _page(ask: Ask) -> Select[str, int]:
    found = select(EntryRow.kind, EntryRow.thing_id).where(*_conditions(ask))
    newest = (EntryRow.occurred_at.desc(), EntryRow.kind, EntryRow.thing_id)
    by_time = ask.sort != "relevance" or not ask.query.wanted or ask.offset >= RANKED_CANDIDATES
    if by_time:
        first: tuple[ColumnElement[Any], ...] = ()
        if ask.sort == "author":
            first = (EntryRow.author_sort.asc(),)
        if ask.sort == "oldest":
            newest = (EntryRow.occurred_at.asc(), EntryRow.kind, EntryRow.thing_id)
        return found.order_by(*first, *newest).offset(ask.offset).limit(ask.size)
    candidates = (
        found.add_columns(EntryRow.occurred_at, *_ranks(ask.query))
        .order_by(*newest)
        .limit(RANKED_CANDIDATES)
        .cte("candidates")
    )
    c = candidates.c
    order = (c.marks.desc(), c.side_by_side.desc(), c.rank.desc(), c.occurred_at.desc(), c.kind, c.thing_id)
    return select(c.kind, c.thing_id).order_by(*order).offset(ask.offset).limit(ask.size)


def _ranks(query: Query) -> tuple[Label[Any], ...]:
    side_by_side = of_phrase([word for term in query.wanted for word in term.words])
    return (
        marks_held(query).label("marks"),
        case((EntryRow.words.op("@@")(side_by_side), 1), else_=0).label("side_by_side"),
        func.ts_rank_cd(EntryRow.words, of_query(query)).label("rank"),
    )


def marks_held(query: Query) -> ColumnElement[int]:
    """How many of the words typed with marks stand in the entry with just these marks."""
    held: ColumnElement[int] = literal(0, Integer)
    for word in query.marked:
        held = held + case((EntryRow.marked.op("@@")(of_phrase([word])), 1), else_=0)
    return held


async def _counts(db: AsyncSession, ask: Ask) -> tuple[int, Facets]:
    counted = (
        select(
            EntryRow.kind,
            EntryRow.state,
            EntryRow.year,
            EntryRow.sections,
            EntryRow.tasks,
            EntryRow.bodies,
        )
        .where(*_conditions(ask))
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
    facets: dict[str, dict[str, int]] = {name: {} for name in (*single, *several)}
    total = 0
    for facet, value, n in await db.execute(union_all(*parts)):
        if facet:
            facets[facet][value] = n
        else:
            total = n
    return total, Facets(**facets)
