"""'Không phải ý tôi' of a notice: a consultation that nobody with the right to do so ended goes on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from forum import jobs
from forum.accounts.queries import visitor
from forum.actor import Actor
from forum.clock import end_of_day
from forum.consultations import events
from forum.consultations.actions.effects import start_responding
from forum.consultations.actions.locking import locked
from forum.consultations.actions.owing import owe_anew, settle_owed, start_windows
from forum.consultations.models import Consultation, ConsultationNotice, Opinion
from forum.consultations.policy import Act, ConsultationState
from forum.contributions import official
from forum.contributions.models import OfficialText
from forum.contributions.policy import OfficialState
from forum.database import Db, load
from forum.deadlines.models import Duty
from forum.deadlines.policy import DutyKind
from forum.jobs import JobContext, job
from forum.journal import Event, record
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


_OF_END = case(
    (Consultation.state == ConsultationState.concluded, Act.conclude.value),
    (Consultation.state == ConsultationState.stopped, Act.stop.value),
)
# Ended, as no notice says that still stands.
_DISOWNED_ENDS = (
    select(Consultation.id, func.max(ConsultationNotice.id).label("notice_id"))
    .join(ConsultationNotice, ConsultationNotice.consultation_id == Consultation.id)
    .join(OfficialText, OfficialText.id == ConsultationNotice.id)
    .where(ConsultationNotice.act == _OF_END, OfficialText.state == OfficialState.published)
    .group_by(Consultation.id)
    .having(func.count().filter(OfficialText.repudiated_at.is_(None)) == 0)
    .order_by(Consultation.id)
)


@job("find_disowned_ends", cron="50 17 * * *")
async def find_disowned_ends(context: JobContext, **_: object) -> None:
    """Just after midnight, Hải Phòng time: what was ended by a notice that was disowned before the version in which
    such a notice ends nothing. Of one that is disowned now, the disowning itself does this."""
    ends = (await context.db.execute(_DISOWNED_ENDS)).all()
    wanted = [{"consultation_id": one.id, "notice_id": one.notice_id} for one in ends]
    await jobs.defer_each(context.db, "take_back_end", wanted)


@job("take_back_end")
async def take_back_end(context: JobContext, consultation_id: int, notice_id: int) -> None:
    """A second run finds that it goes on."""
    db, actor = context.db, visitor(context.at)
    it = await load(db, Consultation, consultation_id, lock=True)
    notice = await load(db, ConsultationNotice, notice_id)
    found = _DISOWNED_ENDS.where(Consultation.id == it.id)
    if (await db.execute(found)).one_or_none() is not None:
        await record(db, actor, *await _go_on(db, actor, it, notice))


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
