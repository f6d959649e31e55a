"""Kind definition of commitments: cards and search entries."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from forum import audience
from forum.accounts.models import Body
from forum.actor import Actor
from forum.clock import local_date
from forum.commitments.models import PREFIX, Commitment
from forum.commitments.proofs import proven_commitments
from forum.commitments.queries import found_state, lines_by_id
from forum.contributions.remarks import remark_kind
from forum.database import ReadDb
from forum.programme.queries import sections_of
from forum.programme.task_links import tasks_of
from forum.thing import Card, Kind, Responsible, Thing
from forum.urls import url_for
from search.entry import Entry


async def cards(db: ReadDb, actor: Actor, ids: Sequence[int]) -> dict[int, Card]:
    lines = await lines_by_id(db, actor, ids)
    return {
        line.id: Card(
            thing=line.thing,
            url=line.url,
            title=line.title,
            code=line.code,
            state=line.found_state,
            author=line.body,
            byline=line.body,
        )
        for line in lines.values()
    }


async def entries(db: ReadDb, ids: Sequence[int], at: datetime) -> dict[int, Entry]:
    rows = await db.execute(
        select(Commitment, Body.name, Body.code)
        .join(Body, Body.id == Commitment.body_id)
        .where(Commitment.id.in_(ids))
    )
    tasks = await tasks_of(db, [Thing("commitment", one) for one in ids])
    return {
        it.id: Entry(
            kind="commitment",
            thing_id=it.id,
            version=it.version,
            url=url_for("commitments.commitment", it.id),
            title=it.title,
            text=it.detail,
            audience=frozenset(it.audience) | {audience.body(it.body_id)},
            year=local_date(it.made_at).year,
            state=found_state(it.state, it.reported_as),
            occurred_at=it.made_at,
            code=it.code,
            author=body,
            sections=sections_of(tasks[Thing("commitment", it.id)]),
            tasks=tuple(task.code for task in tasks[Thing("commitment", it.id)]),
            bodies=(body_code,),
        )
        for it, body, body_code in rows
    }


async def responsible_for(db: ReadDb, ids: Collection[int]) -> dict[int, Responsible]:
    """The body whose result a remark is about."""
    rows = await db.execute(select(Commitment.id, Commitment.body_id).where(Commitment.id.in_(ids)))
    return {one: Responsible(body_ids=frozenset({body_id})) for one, body_id in rows}


KINDS = (
    Kind(
        "commitment",
        Commitment,
        "objects.commitment",
        cards,
        entries,
        prefix=PREFIX,
        proven=proven_commitments,
    ),
    remark_kind("dispute", "objects.dispute", cards, entries, responsible_for),
    remark_kind("confirmation", "objects.confirmation", cards, entries, responsible_for),
)
