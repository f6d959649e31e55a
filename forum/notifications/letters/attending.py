"""Letters to people at a session: who is invited, and who moved up to a free place."""

from datetime import datetime

from forum.accounts.queries import personas_bound
from forum.actor import Role
from forum.contact.attending import events
from forum.contact.attending.models import Attendance
from forum.contact.models import ContactSession
from forum.contact.texts.facts import FORMATS
from forum.database import ReadDb, load
from forum.days import meeting_time
from forum.notifications.dispatch import notifies
from forum.notifications.letter import Letter, letters_to
from forum.notifications.subjects import subject_of
from forum.urls import url_for
from forum.words import _


@notifies(events.MovedUp)
async def moved_up(db: ReadDb, happened: events.MovedUp, at: datetime) -> list[Letter]:
    it = await db.get(Attendance, happened.attendance_id)
    if it is None or it.persona_id is None:
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
    return letters_to([it.persona_id], subject, text, happened.thing, path)


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
