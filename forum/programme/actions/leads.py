"""An administrator says which body does today what a body named in the text was to do."""

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
    """`named_id` is the line of the text; without a body the computed successor counts again."""

    named_id: int
    body_id: int | None = None
    reason: Reason

    @classmethod
    def of(cls, leads: Sequence[TaskBody], named_id: int | None = None) -> Self:
        """All leads that the text names for a task, and of them the one that is chosen."""
        message = {row.id: {"body_id": row.now_body_id, "reason": row.now_reason} for row in leads}
        return cls.current(version_of(message), **message.get(named_id or 0, {}))


async def leads_of(db: ReadDb, task_id: int) -> Sequence[TaskBody]:
    """The lines of the text that name who leads a task."""
    rows = select(TaskBody).where(TaskBody.task_id == task_id, TaskBody.part == Part.lead)
    return (await db.scalars(rows.order_by(TaskBody.id))).all()


async def set_current_lead(db: Db, actor: Actor, task_id: int, word: CurrentLead) -> TaskBody:
    """Counts over the computed successor from now on, and is shown with its reason and day."""
    task = await load(db, Task, task_id, lock=True)
    require(policy.may_set_current_lead(actor, task.withdrawn_at))
    leads = await leads_of(db, task.id)
    row = next((one for one in leads if one.id == word.named_id), None)
    if row is None:
        raise Invalid("named_id", _("Đề nghị chọn cơ quan mà văn bản nêu."))
    word.require_seen(CurrentLead.of(leads, row.id))
    if word.body_id is not None:
        await living_body(db, word.body_id, actor.today)
    row.now_body_id, row.now_reason = word.body_id, word.reason
    row.now_set_at, row.now_set_by = actor.at, actor.persona_id
    await db.flush()
    await record(db, actor, CurrentLeadSet(Thing("task", task.id), row.as_named, word.body_id, word.reason))
    return row
