"""Work on reports on tasks: to approve, or to mend what came back."""

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.contributions.models import OfficialText
from forum.contributions.official.queries import IN_WORK
from forum.database import ReadDb
from forum.deadlines.worklist import WorkItem
from forum.programme.models import Task
from forum.progress import policy
from forum.progress.models import ProgressText
from forum.thing import Thing
from forum.urls import url_for
from forum.words import Words, _

MAX_SHOWN = 50


_REPORTS = (
    select(Task, OfficialText)
    .join(ProgressText, ProgressText.task_id == Task.id)
    .join(OfficialText, OfficialText.id == ProgressText.id)
    .where(IN_WORK)
    .order_by(OfficialText.id)
    .limit(MAX_SHOWN)
)


async def waiting_for(db: ReadDb, actor: Actor) -> list[WorkItem]:
    rows = await db.execute(_REPORTS, audience.params(actor))
    return [
        WorkItem(
            f"{task.code} · {task.title}",
            url_for("programme.task", task.code, anchor=f"bai-{text.id}"),
            None,
            noun,
            Thing("task", task.id),
        )
        for task, text in rows
        if (noun := _noun(actor, text)) is not None
    ]


def _noun(actor: Actor, text: OfficialText) -> Words | None:
    if policy.may_send_back_progress(actor, text):
        return _("Báo cáo tiến độ chờ duyệt")
    sent_back = text.sent_back_note and policy.may_submit_progress(actor, text)
    return _("Dự thảo được trả lại") if sent_back else None
