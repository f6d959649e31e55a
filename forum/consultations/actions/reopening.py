"""'Không phải ý tôi' of a response: a published one answers no opinion any more, and another is owed."""

from datetime import datetime

from sqlalchemy import select

from forum.actor import Actor
from forum.consultations import events
from forum.consultations.actions.locking import locked
from forum.consultations.actions.owing import owe_anew, settle_owed
from forum.consultations.models import Consultation, Opinion, OpinionResponse
from forum.consultations.queries.unanswered import own_duty
from forum.contributions import official
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.deadlines.queries import duties_of
from forum.journal import Event
from forum.thing import Thing

OF_CONSULTATION = (DutyKind.respond_earlier, DutyKind.respond)


async def repudiate_response(db: Db, actor: Actor, response_id: int) -> OpinionResponse:
    """The words of a published one stay beside each opinion with the sentence that they are not the head's. The authors
    are told, and by when another is owed, also after the conclusion."""
    response = await load(db, OpinionResponse, response_id)
    it = await locked(db, actor, response.consultation_id)
    text = await official.lock(db, actor, response_id)

    async def fall_back() -> list[Event]:
        return await _fall_back(db, actor, it, response_id)

    await official.repudiate_text(db, actor, text, fall_back, Thing("consultation", it.id))
    return response


async def _fall_back(db: Db, actor: Actor, it: Consultation, response_id: int) -> list[Event]:
    rows = await db.scalars(
        select(Opinion).where(Opinion.response_id == response_id).order_by(Opinion.id).with_for_update()
    )
    opinions = list(rows)
    things = [Thing("opinion", opinion.id) for opinion in opinions]
    for opinion in opinions:
        opinion.response_id, opinion.agrees_to_wording = None, None
        opinion.repudiated_response_ids = [*opinion.repudiated_response_ids, response_id]
    # What the authors could still say of it.
    await duties.void_each(db, actor, things, DutyKind.not_understood, DutyKind.agree_wording)
    for opinion in opinions:
        await owe_anew(db, actor, it, opinion)
    await settle_owed(db, actor, it)
    it.version += 1
    due = await _due(db, actor, it, opinions)
    return [
        events.OpinionReopened(Thing("opinion", opinion.id), opinion.id, response_id, due[opinion.id])
        for opinion in opinions
    ]


async def _due(db: Db, actor: Actor, it: Consultation, opinions: list[Opinion]) -> dict[int, datetime | None]:
    """By opinion, when another response is owed: by a duty of its own, or with the others."""
    whole = Thing("consultation", it.id)
    things = [Thing("opinion", opinion.id) for opinion in opinions]
    owed = await duties_of(db, actor.at, [whole, *things])

    def due_of(opinion: Opinion) -> datetime | None:
        if (own := own_duty(owed, opinion.id)) is not None:
            return own.due_at
        asked = [(whole, kind) for kind in OF_CONSULTATION]
        running = (owed[one] for one in asked if one in owed and owed[one].done_at is None)
        return next((duty.due_at for duty in running), None)

    return {opinion.id: due_of(opinion) for opinion in opinions}
