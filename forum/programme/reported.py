"""What bodies reported on tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from forum.accounts.models import Body
from forum.database import ReadDb
from forum.programme import policy
from forum.programme.models import ProgressReport
from forum.typed_text import stored_or_made


@dataclass(frozen=True, slots=True)
class ReportView:
    id: int
    body: str
    state: policy.ReportedState
    percent: int | None
    html: str  # of a report from before these were official texts
    text_id: int | None
    at: datetime
    stands: bool  # its body's head has not disowned it


# What a body's head disowned says nothing of the task.
STANDS = ProgressReport.repudiated_at.is_(None)


_REPORTS = (
    select(ProgressReport, Body.name, STANDS)
    .join(Body, Body.id == ProgressReport.body_id)
    .where(ProgressReport.task_id == bindparam("task_id"))
    .order_by(ProgressReport.id.desc())
    .limit(20)
)


async def progress_reports(db: ReadDb, task_id: int) -> tuple[ReportView, ...]:
    """The last twenty reports of a task, newest first."""
    rows = await db.execute(_REPORTS, {"task_id": task_id})
    return tuple(
        ReportView(r.id, name, r.state, r.percent, stored_or_made(r.html, r.text), r.text_id, r.at, stands)
        for r, name, stands in rows
    )


async def latest_reports(db: ReadDb, task_ids: Sequence[int]) -> dict[int, ProgressReport]:
    """The last that stands, by task."""
    rows = await db.scalars(
        select(ProgressReport)
        .where(ProgressReport.task_id.in_(task_ids), STANDS)
        .ext(distinct_on(ProgressReport.task_id))
        .order_by(ProgressReport.task_id, ProgressReport.id.desc())
    )
    return {row.task_id: row for row in rows}
