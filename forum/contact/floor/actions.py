"""Asking for the floor of a running session, giving it, pausing and stopping.

Every act locks the session first, so one is done at a time and places are given in the order of asking. Those who look
are told only where what a screen shows has changed (docs/decisions/0066).
"""

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import func, select

from forum.accounts.actions.people import create_persona
from forum.accounts.bodies import living_body
from forum.accounts.models import Persona
from forum.actor import Actor, Role, require
from forum.audience import Visibility
from forum.contact import events
from forum.contact.floor import policy
from forum.contact.floor.policy import HAS_THE_FLOOR, ON_THE_LIST, SPEAKER, SpeakerState
from forum.contact.floor.queries import NEXT
from forum.contact.models import ContactSession, Question, Series, Speaker
from forum.contact.policy import QuestionState
from forum.contact.stage_topic import announce_stage
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.errors import Invalid
from forum.fields import Name
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from vietnamese import look


class FloorRequest(BaseModel):
    """About one question or, without, about anything; in the name of one's body or one's own."""

    question_id: int | None = None
    body_id: int | None = None


class NewSpeaker(FloorRequest):
    """Somebody in the hall."""

    name: Name


async def ask_for_floor(db: Db, actor: Actor, session_id: int, new: FloorRequest) -> Speaker:
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_ask_for_floor(actor, session))
    assert actor.persona_id is not None
    if new.body_id is not None and new.body_id not in actor.bodies(Role.body_officer, Role.body_head):
        raise Invalid("body_id", _("Đề nghị chọn cơ quan trong danh sách."))
    if await _listed(db, session_id, actor.persona_id):
        raise Invalid("", _("Ông/Bà đã có tên trong danh sách phát biểu."))
    speaker = await _put_down(db, actor, session, new, actor.persona_id)
    if await _waiting_before(db, session, speaker) < NEXT:
        await announce_stage(db, session_id)
    await record(db, actor, events.FloorAskedFor(Thing("session", session_id), speaker.id))
    return speaker


async def add_speaker(db: Db, actor: Actor, session_id: int, new: NewSpeaker) -> Speaker:
    """Who was put down under that name before, for the same body, is taken to be the same person."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_add_speaker(actor, session))
    if new.body_id is not None:
        await living_body(db, new.body_id, actor.today)
    known = await _known(db, session.series_id, new)
    if known is not None and await _listed(db, session_id, known):
        raise Invalid("name", _("Người này đã có tên trong danh sách phát biểu."))
    persona_id = known or (await create_persona(db, new.name)).id
    speaker = await _put_down(db, actor, session, new, persona_id)
    speaker.added_by = actor.persona_id
    await announce_stage(db, session_id)
    await record(db, actor, events.SpeakerAdded(Thing("session", session_id), speaker.id))
    return speaker


async def _known(db: Db, series_id: int, new: NewSpeaker) -> int | None:
    """The persona put down by the secretariat in this series under that name for that body."""
    found: int | None = await db.scalar(
        select(Speaker.persona_id)
        .join(Persona, Persona.id == Speaker.persona_id)
        .join(ContactSession, ContactSession.id == Speaker.session_id)
        .where(
            ContactSession.series_id == series_id,
            Speaker.added_by.is_not(None),
            Speaker.body_id.is_not_distinct_from(new.body_id),
            Persona.look == look(new.name),
        )
        .limit(1)
    )
    return found


async def _listed(db: Db, session_id: int, persona_id: int) -> bool:
    found = await db.scalar(
        select(Speaker.id).where(
            Speaker.session_id == session_id,
            Speaker.persona_id == persona_id,
            Speaker.state.in_(ON_THE_LIST),
        )
    )
    return found is not None


async def _put_down(
    db: Db, actor: Actor, session: ContactSession, new: FloorRequest, persona_id: int
) -> Speaker:
    if new.question_id is not None:
        await _require_on_agenda(db, session.id, new.question_id)
    last = await db.scalar(select(func.max(Speaker.place)).where(Speaker.session_id == session.id))
    speaker = Speaker(
        session_id=session.id,
        persona_id=persona_id,
        body_id=new.body_id,
        question_id=new.question_id,
        place=(last or 0) + 1,
        asked_at=actor.at,
    )
    db.add(speaker)
    await db.flush()
    return speaker


async def _require_on_agenda(db: Db, session_id: int, question_id: int) -> None:
    found = await db.scalar(
        select(Question.id)
        .join(Contribution, Contribution.id == Question.id)
        .where(
            Question.id == question_id,
            Question.session_id == session_id,
            Question.state.in_((QuestionState.on_agenda, QuestionState.answered_live)),
            Contribution.visibility == Visibility.published,
        )
    )
    if found is None:
        raise Invalid("question_id", _("Câu hỏi này không còn trong chương trình; đề nghị chọn lại."))


async def _waiting_before(db: Db, session: ContactSession, speaker: Speaker) -> int:
    """How many asked before. Where those who speak for the first time come first, anybody may be among the next."""
    if await db.scalar(select(Series.first_time_first).where(Series.id == session.series_id)):
        return 0
    return (
        await db.scalar(
            select(func.count())
            .select_from(Speaker)
            .where(
                Speaker.session_id == session.id,
                Speaker.state.in_((SpeakerState.waiting, SpeakerState.paused)),
                Speaker.place < speaker.place,
            )
        )
        or 0
    )


# One act of the secretariat, or of the speaker --------------------------------------------------------------


async def _lock(db: Db, speaker_id: int) -> tuple[ContactSession, Speaker]:
    session_id = (await load(db, Speaker, speaker_id)).session_id
    session = await load(db, ContactSession, session_id, lock=True)
    return session, await load(db, Speaker, speaker_id, lock=True)


async def give_floor(db: Db, actor: Actor, speaker_id: int) -> Speaker:
    """Also to go on after a pause. A second tap changes nothing."""
    session, speaker = await _lock(db, speaker_id)
    if speaker.state == SpeakerState.speaking:
        require(policy.may_stop_speaker(actor, session, speaker.state))
        return speaker
    somebody_speaks = await db.scalar(
        select(Speaker.id).where(Speaker.session_id == session.id, Speaker.state == SpeakerState.speaking)
    )
    require(policy.may_give_floor(actor, session, speaker.state, somebody_speaks=somebody_speaks is not None))
    speaker.state, speaker.speaking_since = SPEAKER.after("give_floor"), actor.at
    speaker.floor_at = speaker.floor_at or actor.at
    speaker.limit_minutes = speaker.limit_minutes or session.speaking_minutes
    await announce_stage(db, session.id)
    await record(db, actor, events.FloorGiven(Thing("session", session.id), speaker.id))
    return speaker


async def pause_speaker(db: Db, actor: Actor, speaker_id: int) -> Speaker:
    session, speaker = await _lock(db, speaker_id)
    require(policy.may_pause_speaker(actor, session, speaker.state))
    _count(speaker, actor.at)
    speaker.state = SPEAKER.after("pause_speaker")
    await announce_stage(db, session.id)
    await record(db, actor, events.SpeakerPaused(Thing("session", session.id), speaker.id))
    return speaker


async def stop_speaker(db: Db, actor: Actor, speaker_id: int) -> Speaker:
    session, speaker = await _lock(db, speaker_id)
    require(policy.may_stop_speaker(actor, session, speaker.state))
    _stop(speaker, actor.at)
    await announce_stage(db, session.id)
    stopped = events.SpeakerStopped(Thing("session", session.id), speaker.id, speaker.seconds_used)
    await record(db, actor, stopped)
    return speaker


async def give_up_place(db: Db, actor: Actor, speaker_id: int) -> Speaker:
    session, speaker = await _lock(db, speaker_id)
    require(policy.may_give_up_place(actor, session, speaker.state, speaker_id=speaker.persona_id))
    if await _waiting_before(db, session, speaker) < NEXT:
        await announce_stage(db, session.id)
    speaker.state, speaker.stopped_at = SPEAKER.after("give_up_place"), actor.at
    await record(db, actor, events.PlaceGivenUp(Thing("session", session.id), speaker.id))
    return speaker


async def end_speaking(db: Db, at: datetime, session_id: int) -> None:
    """With the session, which is locked: whoever has the floor has it no longer."""
    having = await db.scalars(
        select(Speaker).where(Speaker.session_id == session_id, Speaker.state.in_(HAS_THE_FLOOR))
    )
    for speaker in having:
        _stop(speaker, at)


async def keep_one_place(db: Db, actor: Actor, entered: int, own: int) -> None:
    """Two personas turned out to be one person, who is on a list once: with the floor, or with the account's place. Who
    still waited when the session ended stays on its list as not heard."""
    of_both = Speaker.persona_id.in_((entered, own)) & Speaker.state.in_(ON_THE_LIST)
    on_one_list = (
        select(Speaker.session_id)
        .where(of_both)
        .group_by(Speaker.session_id)
        .having(func.count() > 1)
        .order_by(Speaker.session_id)
    )
    for session_id in (await db.scalars(on_one_list)).all():
        await load(db, ContactSession, session_id, lock=True)
        rows = await db.scalars(
            select(Speaker)
            .where(of_both, Speaker.session_id == session_id)
            .order_by(Speaker.state.in_(HAS_THE_FLOOR), Speaker.persona_id == own)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        *left, _stays = rows.all()
        for speaker in left:
            if speaker.state in HAS_THE_FLOOR:
                _stop(speaker, actor.at)
            else:
                speaker.state, speaker.stopped_at = SPEAKER.after("give_up_place"), actor.at
        await announce_stage(db, session_id)


def _count(speaker: Speaker, at: datetime) -> None:
    if speaker.speaking_since is not None:
        used = int((at - speaker.speaking_since).total_seconds())
        speaker.seconds_used, speaker.speaking_since = speaker.seconds_used + max(used, 0), None


def _stop(speaker: Speaker, at: datetime) -> None:
    _count(speaker, at)
    speaker.state, speaker.stopped_at = SPEAKER.after("stop_speaker"), at
