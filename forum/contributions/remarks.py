"""Remarks: what a person writes beside a step of a thing, such as a clarification, a dispute or an objection.

A remark is a text like any other, with the thing as its subject. What it sets in motion (a state, a duty) happens
when it is sent, so that nobody loses a right while the words wait for review; only what needs the words themselves
waits for them. Each room's action says which is which.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from forum.accounts.models import Persona
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.contributions.heads import WithHead
from forum.contributions.models import Contribution
from forum.contributions.queries import TextView, texts
from forum.database import ReadDb
from forum.rendering import excerpt
from forum.state import key_of
from forum.thing import After, AskResponsible, Card, Cards, Entries, Kind, Responsible, Thing
from search.entry import Entry

PAGE_OF_REMARKS = 50


def remark_kind(
    name: str,
    noun: str,
    cards_of_heads: Cards,
    entries_of_heads: Entries,
    responsible_for_heads: AskResponsible,
    after_published: After | None = None,
) -> Kind:
    """A kind of remarks on the things whose cards and entries are given: they are read and found only with those."""
    return Kind(
        name,
        Contribution,
        noun,
        WithHead(cards_of_heads, _card),
        _entries(entries_of_heads),
        responsible=_responsible(responsible_for_heads),
        after_published=after_published,
    )


def _responsible(responsible_for_heads: AskResponsible) -> AskResponsible:
    async def responsible(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
        rows = await db.execute(
            select(Contribution.id, Contribution.subject_id).where(Contribution.id.in_(ids))
        )
        about = {row.id: row.subject_id for row in rows if row.subject_id is not None}
        found = await responsible_for_heads(db, set(about.values()))
        return {one: found[head] for one, head in about.items()}

    return responsible


async def remarks_on(db: ReadDb, actor: Actor, thing: Thing, kind: str) -> tuple[TextView, ...]:
    """Those that the actor may know of, oldest first."""
    about = (Contribution.subject_kind == thing.kind, Contribution.subject_id == thing.id)
    return tuple(await texts(db, actor, *about, Contribution.kind == kind, limit=PAGE_OF_REMARKS))


def _card(view: TextView, head: Card) -> Card | None:
    return (
        None
        if head.is_tombstone
        else replace(
            head,
            thing=view.thing,
            url=f"{head.url}#bai-{view.id}",
            state=view.state,
            at=view.published_at or view.created_at,
            author=view.author,
            author_id=view.persona_id,
            byline=view.byline,
            excerpt=excerpt(view.text),
            is_tombstone=view.tombstone is not None,
        )
    )


def _entries(entries_of_heads: Entries) -> Entries:
    async def entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
        rows = await db.execute(
            select(Contribution, Persona.title, Persona.name, Persona.sort_key)
            .join(Persona, Persona.id == Contribution.persona_id)
            .where(Contribution.id.in_(ids), Contribution.visibility == Visibility.published)
        )
        found = rows.all()
        heads = await entries_of_heads(db, list({it.subject_id for it, *_ in found if it.subject_id}), at)
        return {
            it.id: _entry(it, f"{title} {name}".strip(), sort_key, heads[it.subject_id])
            for it, title, name, sort_key in found
            if it.subject_id in heads
        }

    return entries


def _entry(it: Contribution, author: str, sort_key: str, head: Entry) -> Entry:
    at = it.published_at or it.created_at
    return replace(
        head,
        kind=it.kind,
        thing_id=it.id,
        version=it.version,
        url=f"{head.url}#bai-{it.id}",
        text=it.text,
        audience=frozenset(it.audience),
        year=local_date(at).year,
        state=key_of(it.visibility),
        occurred_at=at,
        author=author,
        author_id=it.persona_id,
        author_sort=sort_key,
        forum_id=it.forum_id,
    )
