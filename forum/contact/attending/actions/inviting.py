"""The secretariat invites people and bodies; they accept, decline or send a deputy."""

from typing import Literal

from pydantic import BaseModel
from sqlalchemy import select

from forum.accounts.bodies import body_to_give_to
from forum.accounts.people import members_named
from forum.actor import Actor, require
from forum.clock import local_date
from forum.contact.actions.sessions import moment_of
from forum.contact.attending import events, policy
from forum.contact.attending.actions.registering import locked
from forum.contact.attending.models import Attendance
from forum.contact.attending.places import free_count, move_up, new_code
from forum.contact.attending.policy import ATTENDANCE, AttendanceState, AttendingWay
from forum.contact.models import ContactSession
from forum.database import Db, load
from forum.errors import Conflict, Invalid
from forum.fields import Day, Hour, Name, OptionalName, Reason
from forum.journal import Event, record
from forum.thing import Thing
from forum.versions import Versioned, version_of
from forum.words import _


class InvitedPerson(BaseModel):
    """`persona_id` chooses among several of that name."""

    name: Name
    persona_id: int | None = None


class InvitedBody(BaseModel):
    body_id: int


class Deputy(Versioned):
    name: Name

    @classmethod
    def of(cls, row: Attendance) -> "Deputy":
        return cls.current(name=row.name)


async def invite_person(db: Db, actor: Actor, session_id: int, guest: InvitedPerson) -> Attendance:
    """A member, by name. Raises Invalid where nobody, or more than one, has it."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_invite(actor, session))
    found = [one.id for one in await members_named(db, guest.name)]
    chosen = [one for one in found if guest.persona_id in (None, one)]
    if not chosen:
        raise Invalid("name", _("Không có thành viên nào tên như vậy; đề nghị ghi đúng họ và tên."))
    if len(chosen) > 1:
        raise Invalid("persona_id", _("Có nhiều thành viên cùng tên; đề nghị chọn một người."))
    (persona_id,) = chosen
    is_there = await db.scalar(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.persona_id == persona_id)
    )
    return await _invite(db, actor, session, is_there, "name", persona_id=persona_id)


async def invite_body(db: Db, actor: Actor, session_id: int, guest: InvitedBody) -> Attendance:
    """A body with somebody to answer for it."""
    session = await load(db, ContactSession, session_id, lock=True)
    require(policy.may_invite(actor, session))
    body = await body_to_give_to(db, guest.body_id, actor.at)
    is_there = await db.scalar(
        select(Attendance).where(Attendance.session_id == session.id, Attendance.body_id == body.id)
    )
    return await _invite(db, actor, session, is_there, "body_id", body_id=body.id)


async def _invite(
    db: Db,
    actor: Actor,
    session: ContactSession,
    it: Attendance | None,
    field: Literal["name", "body_id"],
    *,
    persona_id: int | None = None,
    body_id: int | None = None,
) -> Attendance:
    """An invitation holds a place, also beyond the places that members may register for."""
    if it is None:
        code, way = await new_code(db, session.id), policy.ways_of(session)[0]
        it = Attendance(
            session_id=session.id, persona_id=persona_id, body_id=body_id, code=code, way=way,
            queued_at=actor.at,
        )  # fmt: skip
        db.add(it)
    elif not ATTENDANCE.allows("invite", it.state):
        raise Invalid(field, _("Đã có tên trong danh sách của kỳ này."))
    it.state, it.invited_by, it.invited_at = AttendanceState.invited, actor.persona_id, actor.at
    it.replied_by, it.replied_at, it.name, it.named_by = None, None, "", None
    it.telephoned_by, it.telephoned_at, it.taken_back_reason, it.waits_for_hall = "", None, "", False
    await db.flush()
    await record(db, actor, events.Invited(Thing("session", session.id), it.id))
    return it


async def accept_invitation(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """The person comes, or somebody of the body."""
    return await _answer(db, actor, attendance_id, "accept")


async def decline_invitation(db: Db, actor: Actor, attendance_id: int) -> ContactSession:
    """Frees the place."""
    return await _answer(db, actor, attendance_id, "decline")


async def send_deputy(db: Db, actor: Actor, attendance_id: int, deputy: Deputy) -> ContactSession:
    """Somebody else comes for the person or the body; who typed the name is noted."""
    return await _answer(db, actor, attendance_id, "send_deputy", deputy)


async def _answer(
    db: Db,
    actor: Actor,
    attendance_id: int,
    verb: policy.Reply,
    deputy: Deputy | None = None,
) -> ContactSession:
    it, session = await locked(db, attendance_id)
    require(policy.may_answer_invitation(actor, it, session, verb))
    if deputy is not None:
        deputy.require_seen(Deputy.of(it))
    it.telephoned_by, it.telephoned_at = "", None
    moved = await _put_answer(db, actor, session, it, verb, deputy.name if deputy else "")
    await record(db, actor, events.InvitationAnswered(Thing("session", session.id), it.id), *moved)
    return session


async def _put_answer(
    db: Db, actor: Actor, session: ContactSession, it: Attendance, verb: policy.Reply, deputy: str
) -> list[Event]:
    """Returns who moved up, for the caller to record."""
    is_back = verb != "decline" and it.state == AttendanceState.declined and it.way == AttendingWay.hall
    if is_back and await free_count(db, session) == 0:
        raise Conflict(_("Hội trường đã đủ chỗ; đề nghị Ông/Bà liên hệ tổ thư ký."))
    it.name, it.named_by = (deputy, actor.persona_id) if deputy else ("", None)
    it.state, it.replied_by, it.replied_at = ATTENDANCE.after(verb), actor.persona_id, actor.at
    it.waits_for_hall = it.waits_for_hall and verb != "decline"
    return await move_up(db, session, actor.at)


class TakenBack(BaseModel):
    reason: Reason


async def take_back_invitation(db: Db, actor: Actor, attendance_id: int, why: TakenBack) -> ContactSession:
    """Who was invited is told why; the place goes to who waits."""
    it, session = await locked(db, attendance_id)
    require(policy.may_take_back_invitation(actor, it, session))
    it.state, it.taken_back_reason = ATTENDANCE.after("take_back"), why.reason
    it.waits_for_hall = False
    moved = await move_up(db, session, actor.at)
    await record(db, actor, events.InvitationTakenBack(Thing("session", session.id), it.id), *moved)
    return session


class TelephoneReply(Versioned):
    """Who called, on which day and at what hour, and what they said."""

    reply: policy.Reply
    deputy: OptionalName = ""
    caller: Name
    called_on: Day
    called_at: Hour

    @classmethod
    def of(cls, row: Attendance) -> "TelephoneReply":
        seen = version_of(row.state, row.name, row.replied_at, row.telephoned_at)
        return cls.current(seen, **({"caller": row.telephoned_by} if row.telephoned_by else {}))


async def record_reply(db: Db, actor: Actor, attendance_id: int, given: TelephoneReply) -> ContactSession:
    """Shown as such, and told to who was invited: whoever called may not have been they."""
    it, session = await locked(db, attendance_id)
    require(policy.may_record_reply(actor, it, session))
    given.require_seen(TelephoneReply.of(it))
    if given.reply == "send_deputy" and not given.deputy:
        raise Invalid("deputy", _("Đề nghị ghi họ và tên người dự thay."))
    if not policy.may_record_reply(actor, it, session, given.reply):
        raise Invalid("reply", _("Giấy mời đã được trả lời như vậy."))
    called_at = moment_of(given.called_on, given.called_at)
    if called_at > actor.at or (it.invited_at and given.called_on < local_date(it.invited_at)):
        raise Invalid("called_on", _("Giờ gọi phải sau khi mời và trước lúc này."))
    deputy = given.deputy if given.reply == "send_deputy" else ""
    moved = await _put_answer(db, actor, session, it, given.reply, deputy)
    it.telephoned_by, it.telephoned_at = given.caller, called_at
    await record(db, actor, events.ReplyRecorded(Thing("session", session.id), it.id), *moved)
    return session
