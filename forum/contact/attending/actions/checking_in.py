"""Who came: by the code that they read out, by name from the list, or unannounced."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints
from sqlalchemy import select

from forum.actor import Actor, require
from forum.contact.attending import events, policy
from forum.contact.attending.actions.registering import locked
from forum.contact.attending.models import Attendance
from forum.contact.attending.places import new_code
from forum.contact.attending.policy import AttendingWay
from forum.contact.models import ContactSession
from forum.database import Db, load
from forum.days import vntime
from forum.errors import Conflict, Invalid
from forum.fields import Name
from forum.journal import record
from forum.thing import Thing
from forum.words import _


class CodeReadOut(BaseModel):
    """Digits, with the gaps that people leave between them."""

    code: Annotated[str, StringConstraints(max_length=40)]

    @property
    def digits(self) -> str:
        return "".join(one for one in self.code if one.isdecimal())


class WalkIn(BaseModel):
    name: Name
    way: AttendingWay = AttendingWay.hall


async def check_in(db: Db, actor: Actor, session_id: int, typed: CodeReadOut) -> Attendance:
    """By code. Raises Invalid for one of nobody at this session, and for who is in already."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_check_in(actor, session))
    it = await db.scalar(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.code == typed.digits)
    )
    if it is None:
        raise Invalid("code", _("Không ai ở kỳ này có mã ấy; đề nghị đọc lại, hoặc tìm theo tên."))
    if it.checked_in_at is not None:
        raise Invalid("code", _("Người có mã ấy đã được ghi nhận lúc {at}.", at=vntime(it.checked_in_at)))
    return await _note_checked_in(db, actor, session, it)


async def check_in_listed(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """By name, from the list. A second press is refused."""
    it, session = await locked(db, attendance_id)
    require(policy.may_check_in(actor, session))
    if it.checked_in_at is not None:
        raise Conflict(_("Người này đã được ghi nhận."))
    await _note_checked_in(db, actor, session, it)
    return session


async def add_walk_in(db: Db, actor: Actor, session_id: int, guest: WalkIn) -> Attendance:
    """Somebody who came and is on no list."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_check_in(actor, session))
    it = Attendance(
        session_id=session.id,
        name=guest.name,
        named_by=actor.persona_id,
        way=guest.way,
        code=await new_code(db, session.id),
        queued_at=actor.at,
    )
    db.add(it)
    await db.flush()
    return await _note_checked_in(db, actor, session, it)


async def take_back_check_in(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """A slip of the hand; who was on no list is on none again."""
    it, session = await locked(db, attendance_id)
    require(policy.may_take_back_check_in(actor, session, it))
    it.checked_in_at = it.checked_in_by = None
    happened = events.CheckInTakenBack(Thing("session", session.id), it.id)
    if it.persona_id is None and it.body_id is None:
        await db.delete(it)
    await record(db, actor, happened)
    return session


async def _note_checked_in(db: Db, actor: Actor, session: ContactSession, it: Attendance) -> Attendance:
    it.checked_in_at, it.checked_in_by = actor.at, actor.persona_id
    await record(db, actor, events.CheckedIn(Thing("session", session.id), it.id))
    return it
