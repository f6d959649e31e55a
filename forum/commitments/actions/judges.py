"""Who judges results when the person to whom they were promised leaves."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.accounts.models import Leader
from forum.actor import Actor
from forum.audience import moment
from forum.commitments import events, policy
from forum.commitments.actions.effects import await_confirmation
from forum.commitments.actions.making import add_history, thing_of
from forum.commitments.models import Commitment
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import window_is_closed


async def hand_judging_on(db: Db, actor: Actor) -> Sequence[events.JudgingHandedOn]:
    """The actor's account ends: what was promised to them is judged by the seat that assigned it, which has its own
    days for a result that waits. A body's own promise has no such seat: its result lapses, as for a person without an
    account."""
    lapsed = window_is_closed(DutyKind.confirm, "commitment", Commitment.id)
    rows = await db.scalars(
        select(Commitment)
        .where(
            Commitment.confirmer_id == actor.persona_id,
            Commitment.confirmer_leader_id.is_(None),
            Commitment.assigner_leader_id.is_not(None),
            Commitment.state.not_in(policy.CLOSED),
            ~(Commitment.state.in_(policy.REPORTED) & lapsed),
        )
        .order_by(Commitment.id)
        .with_for_update()
        .execution_options(populate_existing=True),
        moment(actor.at),
    )
    return [await _hand_on(db, actor, it) for it in rows.all()]


async def _hand_on(db: Db, actor: Actor, it: Commitment) -> events.JudgingHandedOn:
    seat = await load(db, Leader, it.assigner_leader_id)
    it.confirmer_id, it.confirmer_leader_id = seat.persona_id, seat.id
    it.version += 1
    until = None
    if it.state in policy.REPORTED:
        await duties.void(db, actor, thing_of(it), DutyKind.confirm)
        until = await await_confirmation(db, actor, it)
    add_history(db, actor, it, "confirmer_left")
    return events.JudgingHandedOn(thing_of(it), it.body_id, seat.id, until)
