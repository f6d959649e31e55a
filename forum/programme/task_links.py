"""Links between things and tasks of the programme, in both directions.

Shared by threads, questions, sessions, consultations and commitments.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, Select, and_, bindparam, delete, select, tuple_

from forum.database import Db, ReadDb
from forum.errors import Invalid
from forum.programme.models import Task, TaskLink
from forum.programme.queries import TaskLabel
from forum.thing import Thing
from forum.words import _


async def link_tasks(
    db: Db,
    thing: Thing,
    task_ids: Iterable[int],
    field: str = "task_ids",
    *,
    also_withdrawn: bool = False,
) -> None:
    """Link the thing to exactly these tasks. Raises Invalid(field) for a task that may not be chosen.

    A withdrawn task keeps its links; it gets a new one only where a link is passed on (also_withdrawn), as
    from a proposal to its commitment. The caller holds the thing's lock.
    """
    of_thing = and_(TaskLink.kind == thing.kind, TaskLink.thing_id == thing.id)
    wanted = set(task_ids)
    linked = set(await db.scalars(select(TaskLink.task_id).where(of_thing)))
    new = wanted - linked
    await require_choosable(db, new, field, also_withdrawn=also_withdrawn)
    if linked - wanted:
        await db.execute(delete(TaskLink).where(of_thing, TaskLink.task_id.in_(linked - wanted)))
    db.add_all(TaskLink(kind=thing.kind, thing_id=thing.id, task_id=task_id) for task_id in sorted(new))
    await db.flush()


async def require_choosable(
    db: ReadDb, task_ids: Iterable[int], field: str = "task_ids", *, also_withdrawn: bool = False
) -> None:
    """Raises Invalid(field) unless each of them is a task that may be chosen."""
    wanted = set(task_ids)
    if not wanted:
        return
    choosable = select(Task.id).where(Task.id.in_(wanted))
    if not also_withdrawn:
        choosable = choosable.where(Task.withdrawn_at.is_(None))
    if set(await db.scalars(choosable)) != wanted:
        raise Invalid(field, _("Đề nghị chọn nhiệm vụ trong danh sách."))


_TASKS = (
    select(TaskLink.kind, TaskLink.thing_id, Task.id, Task.code, Task.title)
    .join(Task, Task.id == TaskLink.task_id)
    .where(tuple_(TaskLink.kind, TaskLink.thing_id).in_(bindparam("things", expanding=True)))
    .order_by(Task.position, Task.id)
)


async def tasks_of(db: ReadDb, things: Sequence[Thing]) -> dict[Thing, tuple[TaskLabel, ...]]:
    """The tasks of each thing in the programme's order, empty for a thing without links. One statement."""
    found: dict[Thing, tuple[TaskLabel, ...]] = dict.fromkeys(things, ())
    if not found:
        return found
    for kind, thing_id, task_id, code, title in await db.execute(_TASKS, {"things": list(found)}):
        found[Thing(kind, thing_id)] += (TaskLabel(task_id, code, title),)
    return found


async def tasks_of_thing(db: ReadDb, thing: Thing) -> tuple[TaskLabel, ...]:
    return (await tasks_of(db, [thing]))[thing]


def linked_to(task_id: int | BindParameter[int], *kinds: str) -> Select[int]:
    """The ids of things of these kinds linked to a task."""
    return select(TaskLink.thing_id).where(TaskLink.task_id == task_id, TaskLink.kind.in_(kinds))
