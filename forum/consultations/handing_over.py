"""Consultations of a body that has ended: the one that takes them over answers, concludes and records the issue."""

from datetime import datetime

from sqlalchemy import exists, select, update

from forum.accounts.queries import personas_bound
from forum.actor import Actor, Role
from forum.audience import Visibility
from forum.consultations.models import Consultation, Opinion
from forum.consultations.opinion_texts import TEXT_OF_OPINION
from forum.consultations.policy import ConsultationState
from forum.contributions.handovers.actions import Estate, Held
from forum.contributions.models import Contribution, OfficialText
from forum.contributions.policy import OfficialState
from forum.contributions.queries import followers
from forum.database import Db, ReadDb, load
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import OwnerKind
from forum.thing import Thing

_OF_ITS_BODY = (Duty.owner_kind == OwnerKind.body, Duty.owner_id == Consultation.body_id, RUNNING)
_OWES = exists().where(
    Duty.thing_kind == "consultation", Duty.thing_id == Consultation.id, *_OF_ITS_BODY
) | exists().where(
    Duty.thing_kind == "opinion",
    Duty.thing_id == Opinion.id,
    Opinion.consultation_id == Consultation.id,
    *_OF_ITS_BODY,
)
# One that was concluded waits for the text to be issued.
_WAITS_FOR_ISSUE = (Consultation.state == ConsultationState.concluded) & (Consultation.issued_number == "")
_GOES_ON = Consultation.state.not_in([ConsultationState.concluded, ConsultationState.stopped])
_IS_OPEN = _GOES_ON | _WAITS_FOR_ISSUE | _OWES


async def lock_held(db: Db, consultation_id: int) -> Held | None:
    it = await load(db, Consultation, consultation_id, lock=True)
    if await db.scalar(select(Consultation.id).where(Consultation.id == it.id, _IS_OPEN)) is None:
        return None
    owed = await db.scalars(
        select(Duty.thing_id)
        .join(Opinion, Opinion.id == Duty.thing_id)
        .where(Duty.thing_kind == "opinion", Opinion.consultation_id == it.id, RUNNING)
        .distinct()
        .order_by(Duty.thing_id)
    )
    thing = Thing("consultation", it.id)
    things = (thing, *(Thing("opinion", one) for one in owed))
    return Held(thing, it.body_id, None, it.state != ConsultationState.draft, things)


async def pass_consultation(db: Db, actor: Actor, consultation_id: int, to_body_id: int) -> tuple[Thing, ...]:
    """Opinions that were assigned to somebody who does not work there are nobody's, and the desk shows them so. Returns
    the texts that are found by the body's code."""
    it = await load(db, Consultation, consultation_id, lock=True)
    it.body_id = to_body_id
    it.version += 1
    staff = await personas_bound(db, actor.at, Role.body_officer, Role.body_head, body_id=to_body_id)
    left = (Opinion.consultation_id == it.id, Opinion.officer_id.not_in(staff))
    await db.execute(update(Opinion).where(*left).values(officer_id=None))
    found = await db.execute(
        select(Contribution.kind, Contribution.id).where(
            Contribution.subject_kind == "consultation",
            Contribution.subject_id == it.id,
            Contribution.visibility == Visibility.published,
        )
    )
    return tuple(Thing(row.kind, row.id) for row in found)


async def concerned(db: ReadDb, consultation_id: int, at: datetime) -> list[int]:
    """Who follows it, and the authors of opinions that have no public response yet."""
    authors = await db.scalars(
        select(Contribution.persona_id)
        .join(Opinion, TEXT_OF_OPINION)
        .outerjoin(OfficialText, OfficialText.id == Opinion.response_id)
        .where(
            Opinion.consultation_id == consultation_id,
            Contribution.visibility == Visibility.published,
            OfficialText.state.is_distinct_from(OfficialState.published),
        )
        .order_by(Contribution.persona_id)
    )
    return [*await followers(db, Thing("consultation", consultation_id)), *authors]


OF_CONSULTATIONS = Estate(
    select(Consultation.id, Consultation.body_id).where(_IS_OPEN), lock_held, pass_consultation, concerned
)
