"""What those say to whom it was promised: confirm, dispute, object to a date; and the job that records lapses."""

from typing import Literal, Self

from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.queries import visitor
from forum.actor import Actor, Role, require
from forum.audience import moment
from forum.commitments import events, policy
from forum.commitments.actions import effects
from forum.commitments.actions.making import add_history, source_of, thing_of
from forum.commitments.actions.texts import lock_commitment
from forum.commitments.models import Commitment
from forum.contributions import official
from forum.contributions.actions import NewText
from forum.contributions.actions.writing import announce
from forum.contributions.entering.submitting import EnteredFor, entered, submit_for
from forum.contributions.models import Contribution
from forum.contributions.official.events import OfficialReplaced
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duty_of, window_is_closed
from forum.errors import Invalid
from forum.fields import Reason, ShortText
from forum.jobs import JobContext, job
from forum.journal import record
from forum.versions import Versioned, version_of
from forum.words import _

REPORTED_ANEW = _("Cam kết vừa có cập nhật; mời xem lại trước khi cho ý kiến.")


class _OnReport(Versioned):
    """Confirms or disputes the report that was shown."""

    @classmethod
    def of(cls, it: Commitment) -> Self:
        return cls.current(version_of(it.reported_as, it.reported_at))


class Confirmation(_OnReport):
    note: ShortText = ""


class Withdrawal(_OnReport):
    """Of a dispute."""


class Dispute(_OnReport):
    reason: Reason


class EnteredDispute(EnteredFor, Dispute):
    """What the person to whom it was promised wrote or said of the result."""


class DueObjection(BaseModel):
    reason: Reason


async def _remark(
    db: Db, actor: Actor, it: Commitment, kind: str, words: str, entry: EnteredFor | None = None
) -> Contribution:
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
        in_office=entry is None and seat is not None and actor.for_leader(seat, Role.leader),
        of_right=True,
    )
    return await submit_for(db, actor, new, entry)


async def confirm(db: Db, actor: Actor, commitment_id: int, confirmation: Confirmation) -> Commitment:
    """Confirm the reported result. Raises Conflict when a newer report was made since."""
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    require(policy.may_confirm(actor, it, confirm_by=confirm_by))
    confirmation.require_seen(Confirmation.of(it), REPORTED_ANEW)
    assert actor.persona_id is not None
    it.disputed_at = None
    replaced = await _close(db, actor, it, "confirm")
    remark = await _remark(db, actor, it, "confirmation", confirmation.note) if confirmation.note else None
    add_history(db, actor, it, "confirm", remark=remark)
    confirmed = events.Confirmed(thing_of(it), it.body_id, actor.persona_id)
    if remark is None:
        await record(db, actor, confirmed, *replaced, also=(source_of(it),))
    else:
        await announce(db, actor, remark, confirmed, *replaced, also=(source_of(it),))
    return it


async def _close(
    db: Db, actor: Actor, it: Commitment, verb: Literal["confirm", "lapse"]
) -> list[OfficialReplaced]:
    """What its body still asked or drafted comes to nothing, and nobody owes a decision on it."""
    thing = thing_of(it)
    it.state, it.closed_at = policy.COMMITMENT.after(verb), actor.at
    it.version += 1
    replaced = await official.replace(db, actor, thing)
    await duties.complete(db, actor, thing, DutyKind.confirm, DutyKind.report)
    await duties.void(db, actor, thing, DutyKind.rule, DutyKind.not_ours, DutyKind.object_to_due)
    return replaced


async def dispute(db: Db, actor: Actor, commitment_id: int, new: Dispute) -> Commitment:
    """Dispute the reported result: the body must report again, also while the reason waits for review."""
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    require(policy.may_dispute(actor, it, confirm_by=confirm_by))
    assert actor.persona_id is not None
    return await _dispute(db, actor, it, new, actor.persona_id)


async def enter_dispute(db: Db, actor: Actor, commitment_id: int, new: EnteredDispute) -> Commitment:
    """The same, for the person to whom it was promised, who wrote, called or spoke."""
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    require(policy.may_enter_dispute(actor, it, confirm_by=confirm_by))
    if new.persona_id != it.confirmer_id:
        raise Invalid("persona_id", _("Chỉ nhập hộ được người mà cam kết này hứa với."))
    return await _dispute(db, actor, it, new, new.persona_id, new)


async def _dispute(
    db: Db, actor: Actor, it: Commitment, new: Dispute, persona_id: int, entry: EnteredFor | None = None
) -> Commitment:
    new.require_seen(Dispute.of(it), REPORTED_ANEW)
    it.state, it.disputed_at = policy.COMMITMENT.after("dispute"), actor.at
    it.version += 1
    await duties.complete(db, actor, thing_of(it), DutyKind.confirm)
    await effects.owe_report(db, actor, it)
    await effects.settle_ruling(db, actor, it)
    remark = await _remark(db, actor, it, "dispute", new.reason, entry)
    add_history(db, actor, it, "dispute", remark=remark, persona_id=persona_id)
    disputed = events.Disputed(thing_of(it), it.body_id, persona_id)
    await announce(db, actor, remark, disputed, *entered(remark))
    return it


async def withdraw_dispute(db: Db, actor: Actor, commitment_id: int, seen: Withdrawal) -> Commitment:
    """Take the dispute back: the result stands as it was reported, and can be confirmed again."""
    it, confirm_by = await lock_commitment(db, commitment_id, actor.at)
    require(policy.may_withdraw_dispute(actor, it, confirm_by=confirm_by))
    seen.require_seen(Withdrawal.of(it), REPORTED_ANEW)
    assert actor.persona_id is not None and it.reported_as is not None
    it.state, it.disputed_at = it.reported_as, None
    it.version += 1
    await effects.await_confirmation(db, actor, it)
    await effects.settle_ruling(db, actor, it)
    add_history(db, actor, it, "withdraw_dispute")
    withdrawn = events.DisputeWithdrawn(thing_of(it), it.body_id, actor.persona_id)
    await record(db, actor, withdrawn, also=(source_of(it),))
    return it


async def object_to_due(db: Db, actor: Actor, commitment_id: int, new: DueObjection) -> Commitment:
    """Object to a date that the body gave itself. The date stands; that it is objected to stands beside it."""
    it, _confirm_by = await lock_commitment(db, commitment_id, actor.at)
    window = await duty_of(db, actor.at, thing_of(it), DutyKind.object_to_due)
    require(policy.may_object_to_due(actor, it, is_open=window is not None and window.is_open))
    assert actor.persona_id is not None
    it.due_objected_at = actor.at
    it.version += 1
    await duties.complete(db, actor, thing_of(it), DutyKind.object_to_due)
    remark = await _remark(db, actor, it, "due_objection", new.reason)
    add_history(db, actor, it, "object_to_due", remark=remark)
    await announce(db, actor, remark, events.DueObjected(thing_of(it), it.body_id, actor.persona_id))
    return it


@job("commitment_clocks", cron="20 * * * *")
async def commitment_clocks(context: JobContext, **_: object) -> None:
    """Record results whose confirmation window has passed. Rights never wait for it: policy checks the dates.
    A second run finds nothing left to do."""
    actor = visitor(context.at)
    if happened := await _lapse(context.db, actor):
        await record(context.db, actor, *happened)


async def _lapse(db: Db, actor: Actor) -> list[events.Lapsed | OfficialReplaced]:
    closed = window_is_closed(DutyKind.confirm, "commitment", Commitment.id)
    rows = await db.scalars(
        select(Commitment)
        .where(Commitment.state.in_(policy.REPORTED), closed)
        .order_by(Commitment.id)
        .with_for_update(),
        moment(actor.at),
    )
    happened: list[events.Lapsed | OfficialReplaced] = []
    for it in rows.all():
        replaced = await _close(db, actor, it, "lapse")
        add_history(db, actor, it, "lapse")
        happened += [events.Lapsed(thing_of(it), it.body_id), *replaced]
    return happened
