"""'Không phải ý tôi' of a notice: a consultation that nobody with the right to do so ended goes on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.clock import end_of_day
from forum.consultations import events
from forum.consultations.actions.effects import start_responding
from forum.consultations.actions.locking import locked
from forum.consultations.actions.owing import owe_anew, settle_owed, start_windows
from forum.consultations.models import Consultation, ConsultationNotice, Opinion
from forum.consultations.policy import Act, ConsultationState
from forum.contributions import official
from forum.database import Db, load
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.journal import Event
from forum.thing import Thing

ENDED_AS = {Act.conclude: ConsultationState.concluded, Act.stop: ConsultationState.stopped}


async def repudiate_notice(db: Db, actor: Actor, notice_id: int) -> ConsultationNotice:
    """The days and the draft that a notice announced stay, since people have written within them; the next notice
    puts them right. An end falls with its notice: those who follow the consultation are told that it goes on."""
    notice = await load(db, ConsultationNotice, notice_id)
    it = await locked(db, actor, notice.consultation_id)
    text = await official.lock(db, actor, notice_id)

    async def fall_back() -> Sequence[Event]:
        return await _go_on(db, actor, it, notice) if ENDED_AS.get(notice.act) == it.state else ()

    await official.repudiate_text(db, actor, text, fall_back, Thing("consultation", it.id))
    return notice


async def _go_on(db: Db, actor: Actor, it: Consultation, notice: ConsultationNotice) -> Sequence[Event]:
    """From where it was: what is owed and what its authors may say begins anew. Drafts that the end closed stay so."""
    stopped_at = it.stopped_at
    it.state = _state_before(it)
    it.concluded_at, it.stopped_at, it.stop_reason = None, None, ""
    it.version += 1
    if it.state == ConsultationState.announced:
        await start_responding(db, actor, it)
    await _hear_again(db, actor, it, stopped_at)
    await settle_owed(db, actor, it)
    return [events.EndTakenBack(Thing("consultation", it.id), notice.id, notice.act)]


async def _hear_again(db: Db, actor: Actor, it: Consultation, stopped_at: datetime | None) -> None:
    """Authors who could still speak of a response when it was stopped have their days anew; who had spoken is owed
    another."""
    if stopped_at is None:
        return
    of_it = select(Opinion.id).where(Opinion.consultation_id == it.id)
    ended = await db.execute(
        select(Duty.thing_id, Duty.kind)
        .where(
            Duty.thing_kind == "opinion",
            Duty.thing_id.in_(of_it),
            Duty.kind.in_([DutyKind.not_understood, DutyKind.answer_again]),
            Duty.void_at == stopped_at,
            (Duty.nature == "duty") | (Duty.due_at >= stopped_at),
        )
        .order_by(Duty.thing_id)
    )
    kinds = {row.thing_id: row.kind for row in ended}
    await start_windows(db, actor, [one for one, kind in kinds.items() if kind == DutyKind.not_understood])
    for opinion_id in (one for one, kind in kinds.items() if kind == DutyKind.answer_again):
        await owe_anew(db, actor, it, await load(db, Opinion, opinion_id))


def _state_before(it: Consultation) -> ConsultationState:
    """Responses that came out after its last day had moved it; what came out before had not."""
    published, last = it.responses_published_at, it.closes_on
    if published is not None and last is not None and published > end_of_day(last):
        return ConsultationState.responses_published
    return ConsultationState.announced
