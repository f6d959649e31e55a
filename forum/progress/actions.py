"""A body's report on a task: drafted, submitted, sent back, approved by its head and thereby published."""

from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field
from sqlalchemy import select

from forum import audience
from forum.actor import Actor, require
from forum.contributions import official
from forum.contributions.official import Approval, NewOfficial, OfficialWords, RevisedWords, SentBack
from forum.database import Db, load
from forum.errors import Invalid
from forum.journal import Event, record
from forum.programme.bodies import lead_body_ids
from forum.programme.events import ProgressReported, ProgressTakenBack
from forum.programme.models import ProgressReport, Task
from forum.programme.policy import OFFICERS, ReportedState, may_draft_progress
from forum.programme.reported import latest_reports
from forum.progress import policy
from forum.progress.models import ProgressText
from forum.thing import Thing
from forum.words import _


class DraftProgress(OfficialWords):
    state: ReportedState
    percent: Annotated[int | None, Field(ge=0, le=100)] = None


class RevisedProgress(DraftProgress, RevisedWords):
    @classmethod
    def of(cls, version: int, text: str, it: ProgressText) -> Self:
        return cls.current(version, text=text, state=it.state, percent=it.percent)


@dataclass(frozen=True, slots=True)
class Locked:
    """A report's text with its task, which is locked first, and the bodies that lead the task today."""

    task: Task
    official: official.Locked
    row: ProgressText
    leads: tuple[int, ...]


async def _locked(db: Db, actor: Actor, text_id: int) -> Locked:
    task_id = (await load(db, ProgressText, text_id)).task_id
    task = await load(db, Task, task_id, lock=True)
    text = await official.lock(db, actor, text_id)
    row = await load(db, ProgressText, text_id, lock=True)
    return Locked(task, text, row, await lead_body_ids(db, task.id, actor.today))


async def draft_progress(db: Db, actor: Actor, task_id: int, draft: DraftProgress) -> ProgressText:
    """In the name of the first lead body that the actor works for."""
    task = await load(db, Task, task_id, lock=True)
    leads = await lead_body_ids(db, task.id, actor.today)
    require(may_draft_progress(actor, leads, task.withdrawn_at))
    _check(draft)
    body_id = next(each for each in leads if actor.at_body(each, *OFFICERS))
    words = NewOfficial(
        policy.KIND, draft.text, Thing("task", task.id), None, body_id=body_id, files=draft.files
    )
    text, drafted = await official.draft(db, actor, words)
    row = ProgressText(id=text.id, task_id=task.id, state=draft.state, percent=draft.percent)
    db.add(row)
    await db.flush()
    await record(db, actor, drafted)
    return row


def _check(new: DraftProgress) -> None:
    if new.state == ReportedState.done and new.percent not in (None, 100):
        raise Invalid("percent", _("Nhiệm vụ đã xong thì tỷ lệ là 100% hoặc để trống."))


async def revise_progress(db: Db, actor: Actor, text_id: int, change: RevisedProgress) -> ProgressText:
    it = await _locked(db, actor, text_id)
    require(policy.may_revise_progress(actor, it.official.row))
    words = it.official.text
    change.require_seen(RevisedProgress.of(words.text_version, words.text, it.row))
    _check(change)
    drafted = await official.revise(db, actor, it.official, change)
    it.row.state, it.row.percent = change.state, change.percent
    await record(db, actor, drafted)
    return it.row


async def submit_progress(db: Db, actor: Actor, text_id: int) -> ProgressText:
    it = await _locked(db, actor, text_id)
    require(policy.may_submit_progress(actor, it.official.row))
    await record(db, actor, await official.submit(db, actor, it.official))
    return it.row


async def send_back_progress(db: Db, actor: Actor, text_id: int, sent: SentBack) -> ProgressText:
    it = await _locked(db, actor, text_id)
    require(policy.may_send_back_progress(actor, it.official.row))
    await record(db, actor, await official.send_back(db, actor, it.official, sent))
    return it.row


async def approve_progress(db: Db, actor: Actor, text_id: int, approval: Approval) -> ProgressText:
    """Approve what was read: it is published with it, and the task stands as reported."""
    it = await _locked(db, actor, text_id)
    way = it.official.row
    require(policy.may_approve_progress(actor, way, it.leads, it.task.withdrawn_at))
    approved = await official.approve(db, actor, it.official, it.row.beside, approval)
    await record(db, actor, approved, *await _publish(db, actor, it))
    return it.row


async def lock_for_paper(db: Db, actor: Actor, text_id: int) -> tuple[official.Locked, official.Beside]:
    it = await _locked(db, actor, text_id)
    require(policy.still_leads(actor, it.official.row, it.leads, it.task.withdrawn_at))
    return it.official, it.row.beside


async def publish_progress(db: Db, actor: Actor, text_id: int) -> ProgressText:
    """Publish what the head approved on paper."""
    it = await _locked(db, actor, text_id)
    require(policy.may_publish_progress(actor, it.official.row, it.leads, it.task.withdrawn_at))
    await record(db, actor, *await _publish(db, actor, it))
    return it.row


async def repudiate_progress(db: Db, actor: Actor, text_id: int) -> ProgressText:
    """The words of a published one stay to be read with the sentence that they are not the head's; the task stands as
    the last report says that is."""
    it = await _locked(db, actor, text_id)

    async def fall_back() -> list[Event]:
        return [await _take_back(db, actor, it)]

    await official.repudiate_text(db, actor, it.official, fall_back, Thing("task", it.task.id))
    return it.row


async def _take_back(db: Db, actor: Actor, it: Locked) -> ProgressTakenBack:
    rows = await db.scalars(select(ProgressReport).where(ProgressReport.text_id == it.row.id))
    report = rows.one()
    report.repudiated_at = actor.at
    await db.flush()
    last = (await latest_reports(db, [it.task.id])).get(it.task.id)
    state = last.state if last is not None else None
    return ProgressTakenBack(Thing("task", it.task.id), report.id, report.body_id, state)


async def _publish(db: Db, actor: Actor, it: Locked) -> list[Event]:
    readers = frozenset({audience.EVERYONE})
    published = await official.publish(db, actor, it.official, it.row.beside, readers)
    return [published, await _report(db, actor, it)]


async def _report(db: Db, actor: Actor, it: Locked) -> ProgressReported:
    by = it.official.row.drafted_by or actor.persona_id
    assert by is not None and it.official.row.body_id is not None
    report = ProgressReport(
        task_id=it.task.id,
        body_id=it.official.row.body_id,
        persona_id=by,
        state=it.row.state,
        percent=it.row.percent,
        text_id=it.row.id,
        at=actor.at,
    )
    db.add(report)
    await db.flush()
    return ProgressReported(Thing("task", it.task.id), report.id, report.body_id, report.state)
