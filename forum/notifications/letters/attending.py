"""Letters to people at a session: who is invited, and who moved up to a free place."""

from datetime import datetime

from forum.accounts.queries import personas_bound
from forum.actor import Role
from forum.contact.attending import events
from forum.contact.attending.models import Attendance
from forum.contact.models import ContactSession
from forum.contact.texts.facts import FORMATS
from forum.database import ReadDb, load
from forum.days import meeting_time, vntime
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.state import word_of
from forum.urls import url_for
from forum.words import _


@notifies(events.MovedUp)
async def moved_up(db: ReadDb, happened: events.MovedUp, at: datetime) -> list[Letter]:
    it = await db.get(Attendance, happened.attendance_id)
    if it is None:
        return []
    session = await load(db, ContactSession, happened.thing.id)
    text = _(
        'Ông/Bà chờ một chỗ tại kỳ tiếp xúc "{title}", {time}; nay có chỗ và Ông/Bà có tên trong danh sách tham dự. '
        "Mã để đọc khi đến có ở liên kết dưới đây. Nếu không đến được, đề nghị Ông/Bà rút đăng ký để người chờ tiếp "
        "theo có chỗ.",
        title=session.title,
        time=meeting_time(session.starts_at),
    )
    path = url_for("contact.attendance", session.id, slug=session.slug)
    subject = subject_of(events.MovedUp, code=session.code)
    return letters_to(await _guests(db, it, at), subject, text, happened.thing, path)


async def _guests(db: ReadDb, it: Attendance, at: datetime) -> list[int]:
    """The person, or the body's officers and head."""
    if it.persona_id is not None:
        return [it.persona_id]
    if it.body_id is None:
        return []
    return await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=it.body_id)


@notifies(events.InvitationTakenBack)
async def taken_back(db: ReadDb, happened: events.InvitationTakenBack, at: datetime) -> list[Letter]:
    it = await db.get(Attendance, happened.attendance_id)
    if it is None or not it.taken_back_reason:
        return []
    session = await load(db, ContactSession, happened.thing.id)
    text = _(
        'Tổ thư ký xin rút lời mời tham dự kỳ tiếp xúc "{title}", {time}. Lý do: {reason}\nÔng/Bà vẫn theo dõi '
        "được kỳ tiếp xúc, đặt câu hỏi và đăng ký tham dự tại liên kết dưới đây, nếu còn nhận đăng ký.",
        title=session.title,
        time=meeting_time(session.starts_at),
        reason=it.taken_back_reason,
    )
    path = url_for("contact.attendance", session.id, slug=session.slug)
    subject = subject_of(events.InvitationTakenBack, code=session.code)
    return letters_to(await _guests(db, it, at), subject, text, happened.thing, path)


@notifies(events.ReplyRecorded)
async def reply_recorded(db: ReadDb, happened: events.ReplyRecorded, at: datetime) -> list[Letter]:
    """Whoever called may not have been who was invited."""
    it = await db.get(Attendance, happened.attendance_id)
    if it is None or it.telephoned_at is None:
        return []
    session = await load(db, ContactSession, happened.thing.id)
    text = _(
        'Tổ thư ký đã ghi câu trả lời giấy mời kỳ tiếp xúc "{title}": {answer}. Người gọi: {caller}, lúc {called_at}. '
        "Nếu không đúng, đề nghị Ông/Bà trả lời lại tại liên kết dưới đây.",
        title=session.title,
        answer=word_of(it.state).lower(),
        caller=it.telephoned_by,
        called_at=vntime(it.telephoned_at),
    )
    path = url_for("contact.attendance", session.id, slug=session.slug)
    subject = subject_of(events.ReplyRecorded, code=session.code)
    return letters_to(await _guests(db, it, at), subject, text, happened.thing, path)


@notifies(events.Invited)
async def invited(db: ReadDb, happened: events.Invited, at: datetime) -> list[Letter]:
    """To the person, or to the body's officers and head, one of whom answers."""
    it = await db.get(Attendance, happened.attendance_id)
    if it is None:
        return []
    session = await load(db, ContactSession, happened.thing.id)
    text = _(
        'Kính mời Ông/Bà tham dự kỳ tiếp xúc "{title}", {time}, {place}. Đề nghị Ông/Bà cho biết có tham dự '
        "hoặc cử người dự thay tại liên kết dưới đây.",
        title=session.title,
        time=meeting_time(session.starts_at),
        place=session.place or FORMATS[session.format].lower(),
    )
    people, subject = [it.persona_id or 0], subject_of(events.Invited, code=session.code)
    if it.body_id is not None:
        people = await personas_bound(db, at, Role.body_officer, Role.body_head, body_id=it.body_id)
        subject = subject_of(events.Invited, "body", code=session.code)
        text = _(
            'Kính mời đại diện quý cơ quan tham dự kỳ tiếp xúc "{title}", {time}, {place}. Đề nghị quý cơ '
            "quan cho biết có tham dự và cử ai tại liên kết dưới đây.",
            title=session.title,
            time=meeting_time(session.starts_at),
            place=session.place or FORMATS[session.format].lower(),
        )
    path = url_for("contact.attendance", session.id, slug=session.slug)
    return letters_to(people, subject, text, happened.thing, path)
