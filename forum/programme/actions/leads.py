"""An administrator says which body does today what a body named in the text was to do."""

from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.bodies import living_body
from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Reason
from forum.journal import record
from forum.programme import policy
from forum.programme.events import LeadNamed
from forum.programme.models import Task, TaskBody
from forum.programme.policy import Part
from forum.thing import Thing


class LeadWord(BaseModel):
    """`named_id` is the line of the text; without a body the computed successor counts again."""

    named_id: int
    body_id: int | None = None
    reason: Reason


async def name_lead(db: Db, actor: Actor, task_id: int, word: LeadWord) -> TaskBody:
    """Counts over the computed successor from now on, and is shown with its reason and day."""
    task = await load(db, Task, task_id, lock=True)
    require(policy.may_name_lead(actor, task.withdrawn_at))
    rows = select(TaskBody).where(TaskBody.id == word.named_id, TaskBody.task_id == task.id)
    row = (await db.scalars(rows.where(TaskBody.part == Part.lead).with_for_update())).one_or_none()
    if row is None:
        raise Invalid("named_id", "Đề nghị chọn cơ quan mà văn bản nêu.")
    if word.body_id is not None:
        await living_body(db, word.body_id, actor.today)
    row.now_body_id, row.now_reason = word.body_id, word.reason
    row.now_said_at, row.now_said_by = actor.at, actor.persona_id
    await db.flush()
    await record(db, actor, LeadNamed(Thing("task", task.id), row.as_named, word.body_id, word.reason))
    return row
