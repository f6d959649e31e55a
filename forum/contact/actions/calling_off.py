"""Cancelling and postponing: each question that waits gets its place by the same act.

Lock order: texts of questions → questions → their drafts → session.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field
from sqlalchemy import Select, select

from forum.accounts.bodies import body_to_give_to
from forum.accounts.queries import in_office
from forum.actor import Actor
from forum.audience import Visibility
from forum.clock import local_date
from forum.contact import events, policy
from forum.contact.actions.changing import note_in_calendar
from forum.contact.actions.placing import Asked, Place, Placing, place_each
from forum.contact.actions.sessions import (
    follow_session,
    owe_announcement,
    set_rest_day,
    set_times,
    take_step,
    times_of,
)
from forum.contact.locking import share_session
from forum.contact.models import ContactSession, Question, Series
from forum.contact.texts.record import plan_of
from forum.contributions import official
from forum.contributions.models import Contribution
from forum.database import Db, load
from forum.deadlines import duties
from forum.deadlines.policy import DutyKind
from forum.errors import Conflict, Invalid
from forum.fields import Day, Hour, OptionalLongText, Reason, ShortText
from forum.journal import Event, record
from forum.thing import Thing
from forum.versions import Versioned
from forum.words import _

Choice = Literal["stay", "defer", "schedule_written_answer", "refer", "decline"]


class Places(BaseModel):
    """Where the questions go: `place` for all, but for those in `question_ids`, whose places are in `places`: 'same'
    where it is the common one."""

    place: Choice = "schedule_written_answer"
    session_id: int | None = None
    body_id: int | None = None
    where_to_go: OptionalLongText = ""
    question_ids: Annotated[list[int], Field(max_length=2000)] = []
    places: Annotated[list[Choice | Literal["same"]], Field(max_length=2000)] = []

    def place_of(self, question_id: int) -> Choice:
        chosen = dict(zip(self.question_ids, self.places, strict=False)).get(question_id, "same")
        return self.place if chosen == "same" else chosen


class Cancellation(Places):
    reason: Reason


class Postponement(Places, Versioned):
    """Questions stay with the session that is postponed, where nothing else is chosen."""

    place: Choice = "stay"
    held_on: Day
    starts: Hour
    ends: Hour
    intake_until_on: Day
    rest_day_reason: ShortText = ""
    reason: Reason

    @classmethod
    def of(cls, session: ContactSession) -> Self:
        return cls.current(**times_of(session))


async def postpone(db: Db, actor: Actor, session_id: int, to: Postponement) -> ContactSession:
    """Postpone to another day, with a reason; it is announced again when the dates are final."""
    asked = await _waiting(db, session_id)
    happened = await _place(db, actor, session_id, asked, to, to.reason, may_stay=True)
    session = await take_step(db, actor, session_id, "postpone")
    to.require_seen(Postponement.of(session))
    before, day = await plan_of(db, session), local_date(session.starts_at)
    set_times(session, to.held_on, to.starts, to.ends, to.intake_until_on)
    await set_rest_day(db, session, to.rest_day_reason)
    if session.starts_at <= actor.at:
        raise Invalid("held_on", _("Ngày tiếp xúc phải từ hôm nay trở đi."))
    if session.chair_leader_id not in await in_office(db, [session.chair_leader_id], to.held_on):
        raise Invalid(
            "held_on",
            _(
                "Người chủ trì không giữ chức vụ vào ngày này; đề nghị sửa kỳ tiếp xúc để chọn người chủ trì khác."
            ),
        )
    session.intake_from_on = min(session.intake_from_on, to.intake_until_on)
    session.state_reason = to.reason
    session.agenda_published_at = None  # another agenda is owed once it is announced
    await note_in_calendar(db, session, before)
    thing = Thing("session", session.id)
    await duties.void(db, actor, thing, DutyKind.agenda)
    await owe_announcement(db, actor, session, await load(db, Series, session.series_id))
    await follow_session(db, session, day)
    await record(db, actor, *happened, events.SessionPostponed(thing, session.starts_at, to.reason))
    return session


async def cancel(db: Db, actor: Actor, session_id: int, why: Cancellation) -> ContactSession:
    """No question is left with a session that is not held. Of one that was never announced nobody hears."""
    asked = await _waiting(db, session_id)
    happened = await _place(db, actor, session_id, asked, why, why.reason, may_stay=False)
    await _require_all(db, session_id)
    was_planned = (await load(db, ContactSession, session_id)).state == policy.SESSION.start
    session = await take_step(db, actor, session_id, "cancel")
    if was_planned:
        session.audience = []
    session.state_reason = why.reason
    session.calendar_sequence += 1
    thing = Thing("session", session.id)
    await follow_session(db, session, local_date(session.starts_at))
    await duties.void(db, actor, thing, DutyKind.agenda, DutyKind.announce)
    replaced = await official.replace(db, actor, thing)  # nobody approves what is said of it
    await record(db, actor, *happened, *replaced, events.SessionCancelled(thing, why.reason))
    return session


def _waiting_in(session_id: int) -> Select[Contribution]:
    """Public questions that nobody answered and that have no date of their own."""
    of_it = select(Question.id).where(
        Question.session_id == session_id, Question.state.in_(policy.UNDISPOSED)
    )
    is_shown = Contribution.visibility == Visibility.published
    return select(Contribution).where(Contribution.id.in_(of_it), is_shown)


async def _require_all(db: Db, session_id: int) -> None:
    """Raises Conflict where a question was carried to the session, or shown in it, while the others were placed."""
    await db.flush()
    left = len((await db.scalars(_waiting_in(session_id))).all())
    if left:
        raise Conflict(_("Còn {left} câu hỏi chưa được xử lý.", left=left))


async def _waiting(db: Db, session_id: int) -> list[Asked]:
    """Locked."""
    waiting = _waiting_in(session_id).order_by(Contribution.id).with_for_update()
    texts = (await db.scalars(waiting)).all()
    ids = [text.id for text in texts]
    rows = (
        await db.scalars(select(Question).where(Question.id.in_(ids)).order_by(Question.id).with_for_update())
    ).all()
    return [Asked(text, row) for text, row in zip(texts, rows, strict=True)]


async def _place(
    db: Db,
    actor: Actor,
    session_id: int,
    asked: list[Asked],
    places: Places,
    reason: str,
    *,
    may_stay: bool,
) -> list[Event]:
    """The session is locked from here, and so is the one to which questions are carried."""
    chosen = {one.row.id: places.place_of(one.row.id) for one in asked}
    going: dict[int, Place] = {}
    for question_id, place in chosen.items():
        if place != "stay":
            going[question_id] = place
        elif not may_stay:
            raise Invalid("place", _("Kỳ tiếp xúc hủy thì mỗi câu hỏi cần một hướng xử lý khác."))
    if "refer" in going.values() and places.body_id is not None:
        await body_to_give_to(db, places.body_id, actor.at)
    await official.lock_all(db, *official.drafts_on("question", sorted(chosen)))
    session = await load(db, ContactSession, session_id, lock=True)
    to = await share_session(db, places.session_id)
    placing = Placing(session, going, reason, to, places.body_id, places.where_to_go)
    leaving = [one for one in asked if one.row.id in going]
    return await place_each(db, actor, leaving, placing) if leaving else []
