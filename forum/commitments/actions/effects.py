"""What a published text on a commitment sets in motion: a result, another date, another body."""

from datetime import datetime

from forum.actor import Actor
from forum.clock import end_of_day, local_date
from forum.commitments import events, policy
from forum.commitments.actions.making import add_history, thing_of
from forum.commitments.models import Commitment, CommitmentText
from forum.commitments.policy import AskedFor, Outcome, Part
from forum.commitments.texts import requests_of
from forum.contributions import official
from forum.contributions.official.events import OfficialReplaced
from forum.database import Db
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of

Happened = (
    events.Reported | events.DueChanged | events.Requested | events.Ruled | events.PassedOn | OfficialReplaced
)


async def take_effect(
    db: Db, actor: Actor, it: Commitment, row: CommitmentText, text: official.Locked
) -> list[Happened]:
    match row.part:
        case Part.report:
            return [await _report(db, actor, it, row)]
        case Part.request if it.assigner_leader_id is None:
            return [await _change_due(db, actor, it, row, text)]
        case Part.request:
            return [await _request(db, actor, it, row)]
        case Part.ruling:
            ruled = await _rule(db, actor, it, row, text)
            return [*await replace_overtaken(db, actor, it), *ruled]


async def replace_overtaken(db: Db, actor: Actor, it: Commitment) -> list[OfficialReplaced]:
    """A decision is taken: other drafts of it are closed, and those of a body that is no longer responsible."""
    return await official.replace(db, actor, thing_of(it), keep=(None, it.body_id))


async def _report(db: Db, actor: Actor, it: Commitment, row: CommitmentText) -> events.Reported:
    """A result opens the confirmer's window; a progress report does not. A dispute stays until it is judged."""
    assert row.outcome is not None
    is_result = row.outcome != Outcome.progress
    it.state = policy.after_report(it.state, row.outcome)
    await duties.void(db, actor, thing_of(it), DutyKind.confirm)
    until = None
    if is_result:
        it.reported_as, it.reported_at = it.state, actor.at
        until = await await_confirmation(db, actor, it)
    else:
        await owe_report(db, actor, it)
    await settle_ruling(db, actor, it)
    add_history(db, actor, it, row.outcome.verb, evidence=row.evidence, text_id=row.id)
    return events.Reported(thing_of(it), it.body_id, row.outcome, until)


async def owe_report(db: Db, actor: Actor, it: Commitment) -> None:
    """A result is owed, by the date in force, by the body that is responsible now. A second call changes nothing."""
    await duties.reopen(db, actor, thing_of(it), DutyKind.report)
    await db.flush()
    await duties.hand_on(db, actor, thing_of(it), DutyKind.report, Owner(OwnerKind.body, it.body_id))


async def settle_ruling(db: Db, actor: Actor, it: Commitment) -> None:
    """A decision is owed while a request waits and the commitment is at its step: not once a result is reported, and
    again where that is disputed. A second call changes nothing."""
    await db.flush()
    waiting, thing = policy.undecided(await requests_of(db, it.id)), thing_of(it)
    if (
        waiting is not None
        and it.assigner_leader_id is not None
        and policy.COMMITMENT.allows(f"request_{waiting.asks_for}", it.state)
    ):
        await duties.start(db, actor, thing, DutyKind.rule, Owner(OwnerKind.leader, it.assigner_leader_id))
    else:
        await duties.void(db, actor, thing, DutyKind.rule)


async def await_confirmation(db: Db, actor: Actor, it: Commitment) -> datetime | None:
    """Start the confirmer's window on a reported result. Returns its end."""
    await duties.complete(db, actor, thing_of(it), DutyKind.report)
    seat = it.confirmer_leader_id
    person = Owner(OwnerKind.persona, it.confirmer_id)
    confirmer = person if seat is None else Owner(OwnerKind.leader, seat)
    return (await duties.start(db, actor, thing_of(it), DutyKind.confirm, confirmer)).due_at


async def _request(db: Db, actor: Actor, it: Commitment, row: CommitmentText) -> events.Requested:
    """It waits for who assigned the commitment; till then everything stays."""
    assert row.asks_for is not None and it.assigner_leader_id is not None
    thing, assigner = thing_of(it), Owner(OwnerKind.leader, it.assigner_leader_id)
    if row.asks_for == AskedFor.not_ours:
        await duties.complete(db, actor, thing, DutyKind.not_ours)
    await duties.start(db, actor, thing, DutyKind.rule, assigner)
    add_history(db, actor, it, f"request_{row.asks_for}", due_after=row.due_on, text_id=row.id)
    return events.Requested(thing, it.body_id, row.asks_for, row.due_on, it.assigner_leader_id)


async def _rule(
    db: Db, actor: Actor, it: Commitment, row: CommitmentText, text: official.Locked
) -> list[Happened]:
    assert row.asks_for is not None
    thing, granted = thing_of(it), bool(row.granted)
    await duties.complete(db, actor, thing, DutyKind.rule)
    ruled = events.Ruled(thing, it.body_id, row.asks_for, granted)
    if not granted:
        add_history(db, actor, it, f"refuse_{row.asks_for}", text_id=row.id)
        return [ruled]
    if row.asks_for == AskedFor.new_due:
        return [ruled, await _change_due(db, actor, it, row, text)]
    return [ruled, await _pass_on(db, actor, it, row)]


async def _change_due(
    db: Db, actor: Actor, it: Commitment, row: CommitmentText, text: official.Locked
) -> events.DueChanged:
    """The new date is in force. A dispute stays as it is. Where the body moved its own promise, the person to whom it
    was made may object."""
    thing = thing_of(it)
    assert row.due_on is not None
    owed = await duty_of(db, actor.at, thing, DutyKind.report)
    assert owed is not None and owed.due_at is not None  # every commitment has a date
    before = local_date(owed.due_at)
    await owe_report(db, actor, it)
    await duties.move(db, actor, thing, DutyKind.report, end_of_day(row.due_on), text.text.text)
    it.due_objected_at = None
    object_by = None
    if it.assigner_leader_id is None and it.confirmer_leader_id is None:
        person = Owner(OwnerKind.persona, it.confirmer_id)
        await duties.void(db, actor, thing, DutyKind.object_to_due)
        object_by = (await duties.start(db, actor, thing, DutyKind.object_to_due, person)).due_at
    add_history(db, actor, it, "change_due", due_before=before, due_after=row.due_on, text_id=row.id)
    return events.DueChanged(thing, it.body_id, before, row.due_on, owed.moved_count + 1, object_by)


async def _pass_on(db: Db, actor: Actor, it: Commitment, row: CommitmentText) -> events.PassedOn:
    """Another body is responsible from now on; the date stays. It may say once, too, that it is not."""
    assert row.body_id is not None
    thing, before = thing_of(it), it.body_id
    it.body_id = row.body_id
    owner = Owner(OwnerKind.body, row.body_id)
    await duties.hand_on(db, actor, thing, DutyKind.report, owner)
    await duties.void(db, actor, thing, DutyKind.not_ours)
    await duties.start(db, actor, thing, DutyKind.not_ours, owner)
    add_history(db, actor, it, "pass_on", text_id=row.id)
    return events.PassedOn(thing, before, row.body_id)
