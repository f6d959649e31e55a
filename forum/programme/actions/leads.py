"""An administrator sets the body that now does what the text assigns to another."""

from collections.abc import Sequence
from typing import Self

from sqlalchemy import select

from forum.accounts.bodies import living_body
from forum.actor import Actor, require
from forum.database import Db, ReadDb, load
from forum.errors import Invalid
from forum.fields import Reason
from forum.journal import record
from forum.programme import policy
from forum.programme.events import CurrentLeadSet
from forum.programme.models import Task, TaskBody
from forum.programme.policy import Part
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _


class CurrentLead(Versioned):
    """`named_id` is the row of the lead in the text; without a body the computed successor applies again."""

    named_id: int
    body_id: int | None = None
    reason: Reason

    @classmethod
    def of(cls, leads: Sequence[TaskBody], named_id: int | None = None) -> Self:
        """All leads the text names for a task, with the form filled in for the chosen one."""
        by_line = {row.id: {"body_id": row.now_body_id, "reason": row.now_reason} for row in leads}
        return cls.current(version_of(by_line), **by_line.get(named_id or 0, {}))


async def leads_of(db: ReadDb, task_id: int) -> Sequence[TaskBody]:
    """The lead bodies named in the text of a task."""
    rows = select(TaskBody).where(TaskBody.task_id == task_id, TaskBody.part == Part.lead)
    return (await db.scalars(rows.order_by(TaskBody.id))).all()


async def set_current_lead(db: Db, actor: Actor, task_id: int, new: CurrentLead) -> TaskBody:
    """Overrides the computed successor from now on; shown with its reason and date."""
    task = await load(db, Task, task_id, lock=True)
    require(policy.may_set_current_lead(actor, task.withdrawn_at))
    leads = await leads_of(db, task.id)
    row = next((one for one in leads if one.id == new.named_id), None)
    if row is None:
        raise Invalid("named_id", _("Đề nghị chọn cơ quan mà văn bản nêu."))
    new.require_seen(CurrentLead.of(leads, row.id))
    if new.body_id is not None:
        await living_body(db, new.body_id, actor.today)
    row.now_body_id, row.now_reason = new.body_id, new.reason
    row.now_set_at, row.now_set_by = actor.at, actor.persona_id
    await db.flush()
    await record(db, actor, CurrentLeadSet(Thing("task", task.id), row.as_named, new.body_id, new.reason))
    return row
