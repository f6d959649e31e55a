"""Progress reports by the body that leads a task."""

from dataclasses import dataclass

from pydantic import BaseModel, Field

from forum.actor import Actor, require
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import LongText
from forum.journal import record
from forum.programme import policy
from forum.programme.bodies import lead_body_ids
from forum.programme.events import ProgressReported
from forum.programme.models import ProgressReport, Task
from forum.thing import Thing
from forum.typed_text import html_of
from forum.words import _


class NewReport(BaseModel):
    state: policy.ReportedState
    percent: int | None = Field(default=None, ge=0, le=100)
    text: LongText


@dataclass(frozen=True, slots=True)
class _Reporter:
    body_id: int
    persona_id: int


async def report_progress(db: Db, actor: Actor, task_id: int, new: NewReport) -> ProgressReport:
    """Raises Forbidden unless an officer or head of a body that leads the task today."""
    task = await load(db, Task, task_id, lock=True)
    leads = await lead_body_ids(db, task.id, actor.today)
    require(policy.may_report_progress(actor, leads, task.withdrawn_at))
    if new.state == policy.ReportedState.done and new.percent not in (None, 100):
        raise Invalid("percent", _("Nhiệm vụ đã xong thì tỷ lệ là 100% hoặc để trống."))
    reporter = _reporter(actor, leads)
    report = ProgressReport(
        task_id=task.id,
        body_id=reporter.body_id,
        persona_id=reporter.persona_id,
        state=new.state,
        percent=new.percent,
        text=new.text,
        html=html_of(new.text),
        at=actor.at,
    )
    db.add(report)
    await db.flush()
    await record(db, actor, ProgressReported(Thing("task", task.id), report.id, report.body_id, report.state))
    return report


def _reporter(actor: Actor, leads: tuple[int, ...]) -> _Reporter:
    """The first lead body that this person works for, and the person: the report records both."""
    assert actor.persona_id is not None  # may_report_progress requires a member
    body_id = next(each for each in leads if actor.at_body(each, *policy.OFFICERS))
    return _Reporter(body_id, actor.persona_id)
