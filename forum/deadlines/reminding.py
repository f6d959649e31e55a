"""Reminders before a duty is due, on the day, and when it is late. They change no right and no date."""

from datetime import datetime

from sqlalchemy import and_, or_, select

from forum import jobs
from forum.accounts.queries import visitor
from forum.audience import moment
from forum.clock import local_date
from forum.database import load
from forum.deadlines import events
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import TERMS, DutyKind, Stage
from forum.deadlines.queries import IS_PAUSED
from forum.jobs import JobContext, job
from forum.journal import record
from forum.thing import Thing


@job("find_reminders", cron="30 0 * * *")
async def find_reminders(context: JobContext, **_: object) -> None:
    """Runs in the morning, Hải Phòng time. One job per duty, so that a failure delays no other."""
    ids = await context.db.scalars(
        select(Duty.id)
        .where(
            RUNNING,
            or_(
                and_(Duty.due_at >= context.at, Duty.soon_at <= context.at, Duty.reminded_due_at.is_(None)),
                and_(Duty.escalates_at <= context.at, Duty.reminded_late_at.is_(None)),
            ),
            ~IS_PAUSED,
        )
        .order_by(Duty.id),
        moment(context.at),
    )
    await jobs.defer_each(context.db, "remind", [{"duty_id": one} for one in ids])


@job("remind")
async def remind(context: JobContext, duty_id: int) -> None:
    """Each stage is sent once; a second run finds its mark."""
    duty = await load(context.db, Duty, duty_id, lock=True)
    stage = stage_of(duty, context.at)
    if stage is None or duty.done_at is not None or duty.void_at is not None:
        return
    if stage == Stage.late:
        duty.reminded_late_at = context.at
    elif stage == Stage.due:
        duty.reminded_due_at = context.at
    duty.reminded_soon_at = duty.reminded_soon_at or context.at
    notified = events.Reminded(Thing(duty.thing_kind, duty.thing_id), duty.id, duty.kind, stage)
    await record(context.db, visitor(context.at), notified)


def stage_of(duty: Duty, at: datetime) -> Stage | None:
    """The reminder due now and not yet sent: only the latest stage."""
    if duty.due_at is None or not TERMS[DutyKind(duty.kind)].reminds:
        return None
    if duty.escalates_at is not None and duty.escalates_at <= at:
        return Stage.late if duty.reminded_late_at is None else None
    if duty.due_at < at:
        return None
    if local_date(duty.due_at) == local_date(at):
        return Stage.due if duty.reminded_due_at is None else None
    is_soon = duty.soon_at is not None and duty.soon_at <= at
    return Stage.soon if is_soon and duty.reminded_soon_at is None else None
