"""'Không phải ý tôi' of a text on a commitment: what a published one reported, asked for or decided falls back."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Nullable, select

from forum.actor import Actor
from forum.clock import end_of_day, local_date
from forum.commitments import events, policy
from forum.commitments.actions.effects import (
    await_confirmation,
    owe_report,
    replace_overtaken,
    settle_ruling,
)
from forum.commitments.actions.making import add_history, source_of, thing_of
from forum.commitments.actions.texts import Locked, lock_text
from forum.commitments.models import Commitment, CommitmentStep, CommitmentText
from forum.commitments.policy import AskedFor, Part
from forum.commitments.standing import MADE, CountedStep, due_of, result_of
from forum.contributions import official
from forum.contributions.models import OfficialText
from forum.contributions.official.events import OfficialReplaced
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.deadlines.queries import duty_of
from forum.journal import Event


async def repudiate_text(db: Db, actor: Actor, text_id: int) -> CommitmentText:
    """The words stay in the story with the sentence that they are not their approver's. The result, the date and whose
    the commitment is are what the other steps say; a request that was decided by it waits again."""
    it = await lock_text(db, actor, text_id)

    async def fall_back() -> list[Event]:
        return await _fall_back(db, actor, it)

    await official.repudiate_text(db, actor, it.official, fall_back, source_of(it.commitment))
    return it.row


async def _fall_back(db: Db, actor: Actor, it: Locked) -> list[Event]:
    commitment, row = it.commitment, it.row
    thing, body_before = thing_of(commitment), commitment.body_id
    was_waiting = it.now.waiting_id == row.id
    row.taken_effect_at = None
    commitment.version += 1
    await db.flush()
    replaced: list[OfficialReplaced] = []
    if was_waiting:
        replaced += await replace_overtaken(db, actor, commitment)
    if was_waiting and row.asks_for == AskedFor.not_ours:
        await duties.reopen(db, actor, thing, DutyKind.not_ours)
    if row.part == Part.ruling and row.body_id is not None:
        replaced += await _give_back(db, actor, commitment, row)
    story = await _story(db, row)
    due_before, due_after = await _set_due(db, actor, commitment, story)
    await _set_result(db, actor, commitment, story)
    await settle_ruling(db, actor, commitment)
    add_history(db, actor, commitment, "take_back", due_before=due_before, due_after=due_after)
    return [events.TakenBack(thing, row.id, body_before, commitment.body_id), *replaced]


@dataclass(frozen=True, slots=True)
class _Story:
    """The steps as they counted until now, and as they count without the disowned text; whether its date was the
    last."""

    was: tuple[CountedStep, ...]
    now: tuple[CountedStep, ...]
    moved_last: bool


async def _story(db: Db, row: CommitmentText) -> _Story:
    """What made the commitment counts whatever became of its text: a promise stands."""
    rows = await db.execute(
        select(CommitmentStep, Nullable(OfficialText.repudiated_at))
        .outerjoin(OfficialText, OfficialText.id == CommitmentStep.text_id)
        .where(CommitmentStep.commitment_id == row.commitment_id)
        .order_by(CommitmentStep.id)
    )
    was, now, last_move = [], [], None
    for step, repudiated_at in rows:
        stands = step.verb == MADE or repudiated_at is None
        now.append(CountedStep(step.verb, step.at, step.due_after, stands))
        was.append(replace(now[-1], stands=stands or step.text_id == row.id))
        if step.verb == "change_due":
            last_move = step.text_id
    return _Story(tuple(was), tuple(now), moved_last=last_move == row.id)


async def _set_due(db: Db, actor: Actor, it: Commitment, story: _Story) -> tuple[date | None, date | None]:
    """Returns the date before and the one in force again, where it changes."""
    was, now, thing = due_of(story.was), due_of(story.now), thing_of(it)
    if was == now:
        return None, None
    owed = await duty_of(db, actor.at, thing, DutyKind.report)
    assert owed is not None and owed.first_due_at is not None  # every commitment has a date
    on = now.on or local_date(owed.first_due_at)
    await duties.take_back_move(db, actor, thing, DutyKind.report, end_of_day(on), now.moved_count)
    it.due_objected_at = now.objected_at
    if story.moved_last:
        await duties.void(db, actor, thing, DutyKind.object_to_due)
    return (was.on, on) if was.on != on else (None, None)


async def _set_result(db: Db, actor: Actor, it: Commitment, story: _Story) -> None:
    """A result that stands again is put to the confirmer anew; without one the body owes it, by the date in force."""
    was, now, thing = result_of(story.was), result_of(story.now), thing_of(it)
    if was == now:
        return
    it.state, it.reported_as, it.reported_at = now.state, now.reported_as, now.reported_at
    it.disputed_at, it.closed_at = now.disputed_at, None
    if replace(was, owes_report=now.owes_report) != now:
        await duties.void(db, actor, thing, DutyKind.confirm)
        if now.state in policy.REPORTED:
            await await_confirmation(db, actor, it)
    if now.owes_report:
        await owe_report(db, actor, it)
    else:
        await duties.complete(db, actor, thing, DutyKind.report)


async def _give_back(db: Db, actor: Actor, it: Commitment, ruling: CommitmentText) -> list[OfficialReplaced]:
    """To the body that asked, unless the other one has reported or asked since: then the next decision settles it."""
    asker_id = (await load(db, OfficialText, ruling.request_id)).body_id
    acted = await db.scalar(
        select(CommitmentText.id)
        .join(OfficialText, OfficialText.id == CommitmentText.id)
        .where(
            CommitmentText.commitment_id == it.id,
            CommitmentText.id > ruling.id,
            CommitmentText.taken_effect_at.is_not(None),
            OfficialText.body_id == ruling.body_id,
        )
        .limit(1)
    )
    if asker_id is None or acted is not None or it.body_id != ruling.body_id:
        return []
    it.body_id = asker_id
    await duties.hand_on(db, actor, thing_of(it), DutyKind.report, Owner(OwnerKind.body, asker_id))
    await duties.void(db, actor, thing_of(it), DutyKind.not_ours)
    await db.flush()
    return await replace_overtaken(db, actor, it)
