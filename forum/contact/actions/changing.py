"""Changes of a session's plan. Once it is announced each change stands on its page with what it was, is told to
everybody concerned, and may be taken back by the chair."""

from datetime import date, datetime

from sqlalchemy import select

from forum.actor import Actor, require
from forum.clock import local_date
from forum.contact import events, policy
from forum.contact.actions.sessions import (
    ChangedPlan,
    follow_session,
    owe_announcement,
    require_in_office,
    set_join_url,
    set_plan,
    standing_plan,
    start_agenda,
)
from forum.contact.attending.places import follow_format, move_up
from forum.contact.holding.policy import may_take_back_change
from forum.contact.models import ContactSession, Series, SessionChange
from forum.contact.queries.changes import announced_since
from forum.contact.texts.ready import require_in_time
from forum.contact.texts.record import plan_of
from forum.contributions import official
from forum.database import Db, load
from forum.errors import Invalid
from forum.journal import record
from forum.thing import Thing
from forum.words import _
from moderation.values import Json
from vietnamese import slug

IN_THE_CALENDAR = ("title", "summary", "place", "starts_at", "ends_at", "intake_until_on", "joining")


async def change_session(db: Db, actor: Actor, session_id: int, plan: ChangedPlan) -> ContactSession:
    """At once, since people must know; the chair is told and may take it back."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_see_session(actor, session))
    require(policy.may_change_session(actor, session))
    stood = await standing_plan(db, session)
    plan.require_seen(stood)
    await require_in_office(db, plan, stood.leader_ids)
    before, join_url = await plan_of(db, session), session.join_url
    await set_plan(db, session, plan)
    if plan.chair_leader_id != stood.chair_leader_id:
        session.allows_notes = False  # each chair allows them anew
    if session.starts_at <= actor.at:
        raise Invalid("held_on", _("Ngày tiếp xúc phải từ hôm nay trở đi."))
    if plan.held_on != stood.held_on:
        await _move(db, actor, session, stood.held_on)
    session.version += 1
    changed = await note_change(db, actor, session, before)
    if changed is not None:
        changed.join_url_before = join_url
    thing = Thing("session", session.id)
    happened = [events.SessionChanged(thing, changed.id)] if changed else [events.PlanChanged(thing)]
    replaced = await official.replace(db, actor, thing, keep=(session.chair_leader_id, None))
    await follow_format(db, session)
    await record(db, actor, *replaced, *happened, *await move_up(db, session, actor.at))
    return session


async def _move(db: Db, actor: Actor, session: ContactSession, before: date) -> None:
    """To another day, as the regulation of its series allows."""
    if session.state in policy.MAY_ANNOUNCE:
        await owe_announcement(db, actor, session, await load(db, Series, session.series_id))
    else:
        await require_in_time(db, actor.at, session, "late_reason")
    await follow_session(db, session, before)


async def note_change(
    db: Db, actor: Actor, session: ContactSession, before: dict[str, Json]
) -> SessionChange | None:
    """What was announced and is no longer so; None where nothing is. Raises the number of its calendar entry where that
    says something else now."""
    after = await note_in_calendar(db, session, before)
    if session.state not in policy.PUBLIC_PLAN or before == after:
        return None
    is_moved = before["starts_at"] != after["starts_at"] and session.state in policy.BEFORE
    if is_moved and session.agenda_published_at is None:
        await start_agenda(db, actor, session)
    assert actor.persona_id is not None
    changed = SessionChange(
        session_id=session.id, at=actor.at, changed_by=actor.persona_id, before=before, after=after
    )
    db.add(changed)
    await db.flush()
    return changed


async def note_in_calendar(db: Db, session: ContactSession, before: dict[str, Json]) -> dict[str, Json]:
    """Returns the plan as it is now."""
    await db.flush()
    after = await plan_of(db, session)
    if _differ_in_calendar(before, after):
        session.calendar_sequence += 1
    return after


def _differ_in_calendar(before: dict[str, Json], after: dict[str, Json]) -> bool:
    """What is not set stands in no plan."""
    return any(before.get(name) != after.get(name) for name in IN_THE_CALENDAR)


async def take_back_change(db: Db, actor: Actor, change_id: int) -> ContactSession:
    """The chair sets the session back to what was announced before the last change."""
    session_id = (await load(db, SessionChange, change_id)).session_id
    session = await load(db, ContactSession, session_id, lock=True)
    changed = await load(db, SessionChange, change_id, lock=True)
    last = await db.scalar(
        select(SessionChange.id)
        .where(SessionChange.session_id == session_id)
        .order_by(SessionChange.id.desc())
        .limit(1)
    )
    is_approved = await db.scalar(select(announced_since()).where(SessionChange.id == change_id))
    stands = changed.taken_back_at is None and last == changed.id and not is_approved
    require(may_take_back_change(actor, session, stands=stands))
    before, day = await plan_of(db, session), local_date(session.starts_at)
    _set_back(session, changed.before)
    set_join_url(session, changed.join_url_before)
    if session.starts_at <= actor.at:
        raise Invalid("", _("Thời gian trước khi sửa đã qua; không lấy lại được nữa."))
    changed.taken_back_at = actor.at
    session.version += 1
    if _differ_in_calendar(before, changed.before):
        session.calendar_sequence += 1
    if session.agenda_published_at is None:
        await start_agenda(db, actor, session)
    await follow_session(db, session, day)
    await follow_format(db, session)
    happened = events.SessionChangeTakenBack(Thing("session", session.id), changed.id)
    await record(db, actor, happened, *await move_up(db, session, actor.at))
    return session


def _set_back(session: ContactSession, to: dict[str, Json]) -> None:
    """Who attends stays: leaders who were asked meanwhile know of it."""
    session.title, session.summary, session.place = str(to["title"]), str(to["summary"]), str(to["place"])
    session.slug = slug(session.title)
    session.format = policy.SessionFormat(str(to["format"]))
    session.rest_day_reason = str(to.get("rest_day_reason", ""))
    session.starts_at = datetime.fromisoformat(str(to["starts_at"]))
    session.ends_at = datetime.fromisoformat(str(to["ends_at"]))
    session.intake_from_on = date.fromisoformat(str(to["intake_from_on"]))
    session.intake_until_on = date.fromisoformat(str(to["intake_until_on"]))
    capacity, services = to.get("capacity"), to.get("services") or ()
    session.late_reason = str(to.get("late_reason") or "")
    session.directions = str(to.get("directions") or "")
    session.capacity = int(str(capacity)) if capacity is not None else None
    session.services = [str(one) for one in services] if isinstance(services, list) else []
