"""What a body owes on its consultation follows from who is unanswered: it starts and ends as opinions are shown,
judged, withdrawn and answered."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import end_of_day
from forum.consultations import policy
from forum.consultations.models import Consultation, Opinion
from forum.consultations.policy import ConsultationState
from forum.consultations.queries.objecting import missed_window, words_not_understood
from forum.consultations.queries.unanswered import OWN_RESPONSE, Unheard, must_be_answered, unanswered
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.models import RUNNING, Duty
from forum.deadlines.policy import DutyKind, Owner, OwnerKind
from forum.thing import Thing


async def after_change(db: Db, actor: Actor, opinion_id: int) -> None:
    """After a decision about an opinion, or its withdrawal. What is shown after the conclusion is owed a response
    of its own."""
    consultation_id = (await load(db, Opinion, opinion_id)).consultation_id
    it = await load(db, Consultation, consultation_id, lock=True)
    if it.state not in policy.OVER and await missed_window(db, opinion_id):
        await start_windows(db, actor, [opinion_id])
        # Owed only after that window; settled anew below.
        await duties.void(db, actor, Thing("consultation", it.id), DutyKind.publish_table)
    await settle_owed(db, actor, it)
    if not await must_be_answered(db, opinion_id, actor.at):  # nobody can answer what is not shown
        await duties.void(db, actor, Thing("opinion", opinion_id), *OWN_RESPONSE)
    await owe_anew(db, actor, it, await load(db, Opinion, opinion_id))


async def owe_anew(db: Db, actor: Actor, it: Consultation, opinion: Opinion) -> None:
    """After the conclusion each opinion that is shown without a response is owed one by a duty of its own, and so is
    one whose author was not understood; any other is owed one with all. A second call changes nothing."""
    if it.state == ConsultationState.stopped or not await must_be_answered(db, opinion.id, actor.at):
        return
    thing, body = Thing("opinion", opinion.id), Owner(OwnerKind.body, it.body_id)
    if it.state == ConsultationState.concluded:
        await duties.start(db, actor, thing, DutyKind.respond, body)
    elif opinion.earlier_response_id is not None:
        await duties.start(db, actor, thing, DutyKind.answer_again, body)


async def start_windows(db: Db, actor: Actor, opinion_ids: Sequence[int]) -> None:
    """After their response was published: each author may object once. Who did is answered for good.
    The author of an opinion that is not shown then may once it is shown again."""
    rows = await db.execute(
        select(Opinion.id, Opinion.earlier_response_id, Contribution.persona_id, Contribution.visibility)
        .join(Contribution, Contribution.id == Opinion.id)
        .where(Opinion.id.in_(opinion_ids))
        .order_by(Opinion.id)
    )
    owners = {}
    for opinion_id, earlier_id, persona_id, visibility in rows:
        thing = Thing("opinion", opinion_id)
        if earlier_id is not None:
            await duties.complete(db, actor, thing, DutyKind.answer_again)
        elif visibility == Visibility.published:
            owners[thing] = Owner(OwnerKind.persona, persona_id)
    await duties.start_each(db, actor, DutyKind.not_understood, owners)


async def end_late_answers(db: Db, actor: Actor, opinion_ids: Sequence[int]) -> None:
    """What was shown after a conclusion, each with a duty of its own, has its response now."""
    owed = await db.scalars(
        select(Duty.thing_id)
        .where(Duty.thing_kind == "opinion", Duty.thing_id.in_(opinion_ids), Duty.kind == DutyKind.respond)
        .where(RUNNING)
        .order_by(Duty.thing_id)
    )
    for opinion_id in owed.all():
        await duties.complete(db, actor, Thing("opinion", opinion_id), DutyKind.respond)


async def settle_owed(db: Db, actor: Actor, it: Consultation) -> None:
    """Make the body's duties agree with who is unanswered now; a second call changes nothing. The caller holds the lock
    on the consultation."""
    await _settle_former(db, actor, it)
    if it.state == ConsultationState.responses_published:
        await _settle_end(db, actor, it)


async def _settle_former(db: Db, actor: Actor, it: Consultation) -> None:
    """Opinions on former versions are answered before the round on the shown one closes. After that day they are owed
    with all others."""
    thing, body = Thing("consultation", it.id), Owner(OwnerKind.body, it.body_id)
    former = await unanswered(db, it.id, actor.at, before=it.shown_version)
    if not former.by_cause.get(Unheard.published):
        await duties.complete(db, actor, thing, DutyKind.respond_earlier)
    elif policy.shown_state(it, actor.at) in policy.MOVED_BY_CLOCK:
        assert it.closes_on is not None
        until = end_of_day(it.closes_on)
        await duties.start(db, actor, thing, DutyKind.respond_earlier, body, given=until)


async def _settle_end(db: Db, actor: Actor, it: Consultation) -> None:
    """Once all are answered the end is owed; what is shown later is owed a response anew. Whose author was not
    understood is owed one by a duty of its own."""
    thing, body = Thing("consultation", it.id), Owner(OwnerKind.body, it.body_id)
    waiting = (await unanswered(db, it.id, actor.at)).by_cause.get(Unheard.published, 0)
    words = await words_not_understood(db, actor.at, it.id)
    if waiting > len(words.unanswered):
        await duties.start(db, actor, thing, DutyKind.respond, body)
    else:
        await duties.complete(db, actor, thing, DutyKind.respond)
    if waiting:
        await duties.void(db, actor, thing, DutyKind.publish_table)
    else:  # the authors may speak until then
        await duties.start(db, actor, thing, DutyKind.publish_table, body, counts_from=words.open_until)
