"""A member registers for a session and withdraws."""

from pydantic import BaseModel
from sqlalchemy import select

from forum.actor import Actor, require
from forum.contact.attending import events, policy
from forum.contact.attending.models import Attendance
from forum.contact.attending.places import free_count, move_up, new_code
from forum.contact.attending.policy import ATTENDANCE, AttendanceState, AttendingWay, Service
from forum.contact.models import ContactSession
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class NewAttendance(BaseModel):
    """`needs` are read by the secretariat alone."""

    way: AttendingWay
    needs: list[Service] = []


async def register_attendance(db: Db, actor: Actor, session_id: int, new: NewAttendance) -> Attendance:
    """Beyond the places of the hall one waits in order. Raises Conflict for who is on the list already."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_register_attendance(actor, session))
    if new.way not in policy.ways_of(session):
        raise Invalid("way", _("Kỳ tiếp xúc này không tổ chức theo hình thức ấy."))
    own = Attendance.session_id == session.id, Attendance.persona_id == actor.persona_id
    it = await db.scalar(select(Attendance).where(*own))
    is_full = new.way == AttendingWay.hall and await free_count(db, session) == 0
    if it is None:
        it = Attendance(
            session_id=session.id, persona_id=actor.persona_id, code=await new_code(db, session.id)
        )
        db.add(it)
    elif not ATTENDANCE.allows("register", it.state):
        raise Conflict(_("Ông/Bà đã có tên trong danh sách của kỳ này."))
    it.way, it.needs, it.queued_at = new.way, [*dict.fromkeys(new.needs)], actor.at
    it.state = AttendanceState.waiting if is_full else AttendanceState.expected
    it.invited_at, it.invited_by, it.taken_back_reason = None, None, ""
    it.replied_at, it.replied_by, it.telephoned_at, it.telephoned_by = None, None, None, ""
    await db.flush()
    await record(db, actor, events.AttendanceRegistered(Thing("session", session.id), it.id))
    return it


async def withdraw_attendance(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """Whoever waited longest gets the place."""
    it, session = await locked(db, attendance_id)
    require(policy.may_withdraw_attendance(actor, it, session))
    it.state, it.needs, it.waits_for_hall = ATTENDANCE.after("withdraw"), [], False
    moved = await move_up(db, session, actor.at)
    await record(db, actor, events.AttendanceWithdrawn(Thing("session", session.id), it.id), *moved)
    return session


async def come_from_home(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """Instead of the hall, whose place goes to who waits longest, or of waiting for it."""
    it, session = await locked(db, attendance_id)
    require(policy.may_come_from_home(actor, it, session))
    it.way, it.waits_for_hall, it.state = AttendingWay.home, False, AttendanceState.expected
    moved = await move_up(db, session, actor.at)
    await record(db, actor, events.WayChanged(Thing("session", session.id), it.id), *moved)
    return session


async def come_to_hall(db: Db, actor: Actor, attendance_id: int) -> Attendance:
    """Where a place is free and nobody waits; else at the end of the list, and from home meanwhile."""
    it, session = await locked(db, attendance_id)
    require(policy.may_come_to_hall(actor, it, session))
    if await free_count(db, session) == 0:
        it.waits_for_hall, it.queued_at = True, actor.at
    else:
        it.way = AttendingWay.hall
    await record(db, actor, events.WayChanged(Thing("session", session.id), it.id))
    return it


async def locked(db: Db, attendance_id: int) -> tuple[Attendance, ContactSession]:
    """Its session first, under whose lock places are given."""
    session_id = (await load(db, Attendance, attendance_id)).session_id
    session = await load(db, ContactSession, session_id, lock=True)
    return await load(db, Attendance, attendance_id, lock=True), session
