"""Reports on a task that are not published yet, for those who prepare and approve them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from forum import audience
from forum.actor import Actor
from forum.contributions.bylines import BYLINE
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.official import digest_of
from forum.contributions.official.policy import UNPUBLISHED, on_paper_steps
from forum.contributions.official.queries import OfficialView, officials
from forum.contributions.queries import TextView, known_texts, text_view
from forum.database import ReadDb, load
from forum.programme.bodies import lead_body_ids, leads_of
from forum.programme.models import Task
from forum.programme.policy import OFFICERS, ReportedState
from forum.progress import policy
from forum.progress.models import ProgressText


@dataclass(frozen=True, slots=True)
class DraftedProgress:
    """`digest` is of all that will be published, for who approves it."""

    text: TextView
    state: ReportedState
    percent: int | None
    way: OfficialView
    digest: str
    can: frozenset[str]


async def drafted_progress(db: ReadDb, actor: Actor, task: Task) -> tuple[DraftedProgress, ...]:
    """Those that the actor may read, oldest first; no statement for who works for no body."""
    if not actor.bodies(*OFFICERS):
        return ()
    found = await db.execute(
        known_texts(select(Contribution, BYLINE, ProgressText))
        .join(ProgressText, ProgressText.id == Contribution.id)
        .join(OfficialText, OfficialText.id == Contribution.id)
        .where(ProgressText.task_id == task.id, OfficialText.state.in_(UNPUBLISHED))
        .order_by(ProgressText.id),
        audience.params(actor),
    )
    rows = found.all()
    ways = await officials(db, [text.id for text, *_ in rows])
    leads = await lead_body_ids(db, task.id, actor.today) if rows else ()
    return tuple(
        DraftedProgress(
            text=(shown := text_view(actor, text, by)),
            state=row.state,
            percent=row.percent,
            way=ways[text.id],
            digest=digest_of(shown, ways[text.id], row.beside),
            can=_may(actor, ways[text.id], task, leads),
        )
        for text, by, row in rows
    )


def _may(actor: Actor, way: OfficialView, task: Task, leads: tuple[int, ...]) -> frozenset[str]:
    asked = {
        "revise_progress": policy.may_revise_progress(actor, way),
        "submit_progress": policy.may_submit_progress(actor, way),
        "send_back_progress": policy.may_send_back_progress(actor, way),
        "approve_progress": policy.may_approve_progress(actor, way, leads, task.withdrawn_at),
    }
    still = policy.still_leads(actor, way, leads, task.withdrawn_at)
    can = frozenset(verb for verb, decision in asked.items() if decision)
    return can | on_paper_steps(actor, way, still)


async def still_led(db: ReadDb, actor: Actor, ids: Collection[int]) -> frozenset[int]:
    """Those of these reports whose body still leads the task."""
    rows = await db.execute(
        select(OfficialText, Task)
        .join(ProgressText, ProgressText.id == OfficialText.id)
        .join(Task, Task.id == ProgressText.task_id)
        .where(OfficialText.id.in_(ids))
    )
    found = rows.all()
    leads = await leads_of(db, {task.id for _, task in found}, actor.today)
    return frozenset(
        way.id for way, task in found if policy.still_leads(actor, way, leads[task.id], task.withdrawn_at)
    )


async def task_of_text(db: ReadDb, text_id: int) -> Task:
    """Raises NotFound."""
    return await load(db, Task, (await load(db, ProgressText, text_id)).task_id)
