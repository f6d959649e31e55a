"""Queries for the bodies of a task, as named in the text and as they are today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from forum.accounts.models import Body, BodySuccession
from forum.database import ReadDb
from forum.programme.models import TaskBody
from forum.programme.policy import Part
from forum.programme.succession import BodyLife, Graph, Succession, graph_of


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body as named in the text, and its present successors if it has ended."""

    as_named: str
    now: tuple[str, ...]
    is_sure: bool
    set_at: datetime | None = None
    reason: str = ""


async def named_leads(db: ReadDb, task_id: int) -> tuple[tuple[int, str], ...]:
    """(id, name as in the text) of the task's leads."""
    return tuple((row.id, row.as_named) for row in await named_bodies(db, task_id) if row.part == Part.lead)


async def lead_body_ids(db: ReadDb, task_id: int, on: date) -> tuple[int, ...]:
    """The bodies that lead a task on that day."""
    named = await named_bodies(db, task_id)
    return now_ids(await body_graph(db), [row for row in named if row.part == Part.lead], on)


async def leads_of(db: ReadDb, task_ids: Collection[int], on: date) -> dict[int, tuple[int, ...]]:
    """The bodies that lead each task on that day. Three statements for any number."""
    if not task_ids:
        return {}
    query = select(TaskBody).where(TaskBody.task_id.in_(task_ids), TaskBody.part == Part.lead)
    rows = (await db.scalars(query.order_by(TaskBody.position))).all()
    graph = await body_graph(db)
    return {one: now_ids(graph, [row for row in rows if row.task_id == one], on) for one in task_ids}


_BODIES = select(Body.id, Body.code, Body.name, Body.ended_on)
_SUCCESSIONS = select(
    BodySuccession.from_body_id, BodySuccession.to_body_id, BodySuccession.certainty, BodySuccession.note
)


async def body_graph(db: ReadDb) -> Graph:
    bodies, successions = await db.execute(_BODIES), await db.execute(_SUCCESSIONS)
    return graph_of(
        (BodyLife(row.id, row.code, row.name, row.ended_on) for row in bodies),
        (Succession(row.from_body_id, row.to_body_id, row.certainty, row.note) for row in successions),
    )


_NAMED = (
    select(TaskBody)
    .where(TaskBody.task_id == bindparam("task_id"))
    .order_by(TaskBody.part, TaskBody.position)
)


async def named_bodies(db: ReadDb, task_id: int) -> Sequence[TaskBody]:
    return (await db.scalars(_NAMED, {"task_id": task_id})).all()


def now_ids(graph: Graph, leads: Sequence[TaskBody], on: date) -> tuple[int, ...]:
    ids: list[int] = []
    for row in leads:
        if row.now_body_id is not None:
            ids.append(row.now_body_id)
        elif row.body_id is not None:
            ids += [body.id for body in graph.living(row.body_id, on)]
    return tuple(dict.fromkeys(ids))


def body_view(graph: Graph, row: TaskBody, on: date) -> BodyView:
    if row.now_body_id is not None:
        name = graph.bodies[row.now_body_id].name
        return BodyView(row.as_named, (name,), True, row.now_set_at, row.now_reason)
    if row.body_id is None:
        return BodyView(row.as_named, (), True)
    now = graph.living(row.body_id, on)
    follows = tuple(body.name for body in now if body.id != row.body_id)
    return BodyView(row.as_named, follows, graph.is_sure(row.body_id))
