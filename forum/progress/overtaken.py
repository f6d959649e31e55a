"""Reports on tasks that nobody can approve any more: their body leads the task no longer, or the text of the programme
has the task no longer. Who leads also changes by the clock, as where a body ends."""

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.contributions import official
from forum.contributions.models import OfficialText
from forum.contributions.official.policy import UNPUBLISHED
from forum.database import Db, load
from forum.jobs import JobContext, job
from forum.journal import record
from forum.programme.bodies import lead_body_ids
from forum.programme.models import Task
from forum.progress.models import ProgressText
from forum.thing import Thing


@job("close_overtaken_reports", cron="35 * * * *")
async def close_overtaken_reports(context: JobContext) -> None:
    """A second run finds nothing to close. No right waits for it: approving asks who leads on that day."""
    actor = visitor(context.at)
    waiting = (
        select(ProgressText.task_id)
        .join(OfficialText, OfficialText.id == ProgressText.id)
        .where(OfficialText.state.in_(UNPUBLISHED))
        .distinct()
        .order_by(ProgressText.task_id)
    )
    for task_id in (await context.db.scalars(waiting)).all():
        await _close_overtaken(context.db, actor, task_id)


async def _close_overtaken(db: Db, actor: Actor, task_id: int) -> None:
    task = await load(db, Task, task_id, lock=True)
    leads = await lead_body_ids(db, task.id, actor.today) if task.withdrawn_at is None else ()
    replaced = await official.replace(db, actor, Thing("task", task.id), keep_bodies=leads)
    if replaced:
        await record(db, actor, *replaced)
