"""What becomes of a commitment: report, change the due date, confirm, dispute; and the job that records lapses."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.actor import Actor, Role, require
from forum.clock import end_of_day, local_date
from forum.commitments import events, policy
from forum.commitments.actions.making import add_history, source_of, thing_of
from forum.commitments.models import Commitment
from forum.commitments.policy import Outcome
from forum.contributions.actions import NewText, submit
from forum.contributions.actions.writing import announce
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of, window_is_closed
from forum.errors import Invalid
from forum.fields import Day, Reason, ShortText
from forum.files.actions import WithFiles, attach
from forum.files.policy import FileRole
from forum.jobs import JobContext, job
from forum.journal import record
from forum.versions import Versioned, version_of
from forum.words import _

REPORTED_ANEW = _("Cam kết vừa có cập nhật; mời xem lại trước khi cho ý kiến.")


class Report(WithFiles):
    """What was done, with evidence in words and files."""

    outcome: Outcome
    note: Reason
    evidence: ShortText = ""


class NewDue(Versioned):
    due_on: Day
    reason: Reason

    @classmethod
    def of(cls, due_on: date) -> Self:
        return cls.current(due_on=due_on)


class _OnReport(Versioned):
    """Confirms or disputes the report that was shown."""

    @classmethod
    def of(cls, it: Commitment) -> Self:
        return cls.current(version_of(it.reported_as, it.reported_at))


class Confirmation(_OnReport):
    note: ShortText = ""


class Dispute(_OnReport):
    reason: Reason


async def _remark(db: Db, actor: Actor, it: Commitment, kind: str, words: str) -> Contribution:
    """What the confirmer writes about the result: a text that is judged like any other, unless a leader writes it
    in office. The result is confirmed or disputed at once; only the words may have to wait."""
    seat = it.confirmer_leader_id
    forum_id = await db.scalar(
        select(Contribution.forum_id).where(
            Contribution.kind == it.source_kind, Contribution.id == it.source_id
        )
    )
    new = NewText(
        kind,
        words,
        frozenset(it.audience),
        forum_id=forum_id,
        subject=thing_of(it),
        in_office=seat is not None and actor.for_leader(seat, Role.leader),
        of_right=True,
    )
    return await submit(db, actor, new)


async def _locked(db: Db, commitment_id: int, at: datetime) -> tuple[Commitment, datetime | None]:
    """The locked row, and until when its reported result can be confirmed or disputed."""
    it = await load(db, Commitment, commitment_id, lock=True)
    window = await duty_of(db, at, thing_of(it), DutyKind.confirm)
    return it, window.due_at if window is not None and window.done_at is None else None


async def report(db: Db, actor: Actor, commitment_id: int, new: Report) -> Commitment:
    """Record the body's report. A result opens the confirmer's window; a progress report does not."""
    it, confirm_by = await _locked(db, commitment_id, actor.at)
    require(policy.may_report(actor, it, new.outcome, confirm_by=confirm_by))
    it.state = policy.COMMITMENT.after(new.outcome.verb)
    is_result = new.outcome != Outcome.progress
    it.reported_as = it.state if is_result else it.reported_as
    it.reported_at = actor.at if is_result else it.reported_at
    it.version += 1
    await duties.void(db, actor, thing_of(it), DutyKind.confirm)
    until = await _await_confirmation(db, actor, it) if is_result else None
    if not is_result:
        await duties.reopen(db, actor, thing_of(it), DutyKind.report)
    add_history(db, actor, it, new.outcome.verb, new.note, new.evidence)
    await attach(db, actor, thing_of(it), new.files, role=FileRole.evidence, since_version=it.version)
    done = events.Reported(thing_of(it), it.body_id, new.outcome, until)
    await record(db, actor, done, also=(source_of(it),))
    return it


async def _await_confirmation(db: Db, actor: Actor, it: Commitment) -> datetime | None:
    """Start the confirmer's window on a reported result. Returns its end."""
    await duties.complete(db, actor, thing_of(it), DutyKind.report)
    seat = it.confirmer_leader_id
    person = Owner(OwnerKind.persona, it.confirmer_id)
    confirmer = person if seat is None else Owner(OwnerKind.leader, seat)
    return (await duties.start(db, actor, thing_of(it), DutyKind.confirm, confirmer)).due_at


async def change_due(db: Db, actor: Actor, commitment_id: int, new: NewDue) -> Commitment:
    """Change the due date, with a reason; the first date stays on the page. Reopens a disputed commitment."""
    it, confirm_by = await _locked(db, commitment_id, actor.at)
    require(policy.may_change_due(actor, it, confirm_by=confirm_by))
    if new.due_on < actor.today:
        raise Invalid("due_on", _("Thời hạn mới phải từ hôm nay trở đi."))
    thing = thing_of(it)
    owed = await duty_of(db, actor.at, thing, DutyKind.report)
    assert owed is not None and owed.due_at is not None  # every commitment has a date
    before = local_date(owed.due_at)
    new.require_seen(NewDue.of(before))
    if new.due_on == before:
        raise Invalid("due_on", _("Đây là thời hạn hiện nay; đề nghị chọn ngày khác."))
    await duties.reopen(db, actor, thing, DutyKind.report)
    await duties.move(db, actor, thing, DutyKind.report, end_of_day(new.due_on), new.reason)
    it.state = policy.after_due_change(it.state)
    it.version += 1
    add_history(db, actor, it, "change_due", new.reason, due_before=before, due_after=new.due_on)
    changed = events.DueChanged(thing, it.body_id, before, new.due_on, owed.moved_count + 1)
    await record(db, actor, changed)
    return it


async def confirm(db: Db, actor: Actor, commitment_id: int, confirmation: Confirmation) -> Commitment:
    """Confirm the reported result. Raises Conflict when a newer report was made since."""
    it, confirm_by = await _locked(db, commitment_id, actor.at)
    require(policy.may_confirm(actor, it, confirm_by=confirm_by))
    confirmation.require_seen(Confirmation.of(it), REPORTED_ANEW)
    assert actor.persona_id is not None
    it.state, it.closed_at = policy.COMMITMENT.after("confirm"), actor.at
    it.version += 1
    await duties.complete(db, actor, thing_of(it), DutyKind.confirm, DutyKind.report)
    remark = await _remark(db, actor, it, "confirmation", confirmation.note) if confirmation.note else None
    add_history(db, actor, it, "confirm", remark=remark)
    confirmed = events.Confirmed(thing_of(it), it.body_id, actor.persona_id)
    if remark is None:
        await record(db, actor, confirmed, also=(source_of(it),))
    else:
        await announce(db, actor, remark, confirmed, also=(source_of(it),))
    return it


async def dispute(db: Db, actor: Actor, commitment_id: int, new: Dispute) -> Commitment:
    """Dispute the reported result: the body must report again, also while the reason waits for review."""
    it, confirm_by = await _locked(db, commitment_id, actor.at)
    require(policy.may_dispute(actor, it, confirm_by=confirm_by))
    new.require_seen(Dispute.of(it), REPORTED_ANEW)
    assert actor.persona_id is not None
    it.state = policy.COMMITMENT.after("dispute")
    it.version += 1
    await duties.complete(db, actor, thing_of(it), DutyKind.confirm)
    await duties.reopen(db, actor, thing_of(it), DutyKind.report)
    remark = await _remark(db, actor, it, "dispute", new.reason)
    add_history(db, actor, it, "dispute", remark=remark)
    await announce(db, actor, remark, events.Disputed(thing_of(it), it.body_id, actor.persona_id))
    return it


@job("commitment_clocks", cron="20 * * * *")
async def commitment_clocks(context: JobContext, **_: object) -> None:
    """Record results whose confirmation window has passed. Rights never wait for it: policy checks the dates.
    A second run finds nothing left to do."""
    actor = visitor(context.at)
    if happened := await _lapse(context.db, actor):
        await record(context.db, actor, *happened)


async def _lapse(db: Db, actor: Actor) -> list[events.Lapsed]:
    closed = window_is_closed(DutyKind.confirm, "commitment", Commitment.id, actor.at)
    rows = await db.scalars(
        select(Commitment)
        .where(Commitment.state.in_(policy.REPORTED), closed)
        .order_by(Commitment.id)
        .with_for_update()
    )
    happened = []
    for it in rows.all():
        it.state, it.closed_at = policy.COMMITMENT.after("lapse"), actor.at
        it.version += 1
        await duties.complete(db, actor, thing_of(it), DutyKind.confirm, DutyKind.report)
        add_history(db, actor, it, "lapse")
        happened.append(events.Lapsed(thing_of(it), it.body_id))
    return happened
