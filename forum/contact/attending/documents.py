"""Papers about people at a session: the list for the office, and an invitation for each who is invited."""

from dataclasses import replace
from functools import partial

from sqlalchemy import select

from forum.accounts.letterheads import FILE_COPY, heading_of
from forum.accounts.models import Leader
from forum.actor import Actor
from forum.clock import local_date
from forum.contact.attending import policy
from forum.contact.attending.models import Attendance
from forum.contact.attending.queries import AttendanceView, attendants_page, listed_invitations
from forum.contact.models import ContactSession
from forum.contact.queries.sessions import LeaderPlace, SessionFrame, leaders_of, session_frame
from forum.database import ReadDb, load
from forum.documents import DOCX_AND_PDF, Content, Offer, paper_content, writers_of
from forum.paperwork.description import Frame, Issuer, Signature
from forum.paperwork.writing.papers.guests import (
    Guest,
    GuestList,
    Invitation,
    guest_list_paper,
    invitation_paper,
)
from forum.state import word_of
from forum.urls import url_for
from forum.words import _

INVITATION = "invitation-"  # and the number of the row


async def guest_offers(
    db: ReadDb, actor: Actor, frame: SessionFrame, leaders: tuple[LeaderPlace, ...]
) -> list[Offer]:
    """The list for who may read the names, and one's own invitations."""
    found = []
    reads = policy.may_read_attendants(actor, [one.id for one in leaders])
    if reads and await db.scalar(
        select(Attendance.id).where(Attendance.session_id == frame.line.id).limit(1)
    ):
        read = partial(_guest_list, db, actor, frame)
        found.append(Offer("guests", _("Danh sách đại biểu"), frame.line.code, DOCX_AND_PDF, read))
    own_invitations = (
        await listed_invitations(db, actor, frame.line.id, is_own=True) if actor.is_member else ()
    )
    for own in own_invitations:
        found.append(_invitation_offer(db, frame, own))
    return found


async def invitation_offer(db: ReadDb, actor: Actor, session_id: int, kind: str) -> Offer | None:
    """Anybody's, for the office that sends it."""
    number = kind.removeprefix(INVITATION)
    is_number = number.isdecimal() and len(number) < 19
    if not kind.startswith(INVITATION) or not is_number or not policy.may_read_needs(actor):
        return None
    frame = await session_frame(db, actor, session_id)
    rows = await listed_invitations(db, actor, session_id, is_own=False)
    return next((_invitation_offer(db, frame, one) for one in rows if one.id == int(number)), None)


def _invitation_offer(db: ReadDb, frame: SessionFrame, row: AttendanceView) -> Offer:
    title = _("Giấy mời: {guest}", guest=row.guest)
    read = partial(_invitation, db, frame, row.guest)
    return Offer(f"{INVITATION}{row.id}", title, frame.line.code, DOCX_AND_PDF, read)


async def _invitation(db: ReadDb, frame: SessionFrame, guest: str) -> Content:
    session = await load(db, ContactSession, frame.line.id)
    chair = next(one for one in await leaders_of(db, frame.line.id) if one.is_chair)
    around, path = await _frame(db, frame, "GM"), url_for("contact.attendance", frame.line.id)
    it = Invitation(
        guest=guest,
        meeting=frame.line.title,
        chair=f"{chair.name}, {chair.position}",
        starts_at=frame.line.starts_at,
        place=str(frame.place),
        directions=session.directions,
        address=path,
    )
    return Content(
        (around, it), writers_of(lambda site: invitation_paper(around, replace(it, address=f"{site}{path}")))
    )


async def _guest_list(db: ReadDb, actor: Actor, frame: SessionFrame) -> Content:
    page = await attendants_page(db, actor, frame.line.id)
    guests = tuple(
        Guest(
            row.name,
            row.deputy if row.guest else "",
            str(row.way_name),
            str(_("Có mặt")) if row.checked_in_at else str(word_of(row.state)),
        )
        for row in page.rows
        if not row.is_gone
    )
    listed = GuestList(frame.line.title, frame.line.starts_at, str(frame.place), guests)
    return paper_content(guest_list_paper(await _frame(db, frame, "DS"), listed))


async def _frame(db: ReadDb, frame: SessionFrame, kind: str) -> Frame:
    """Of the chair's body; of a chair without one, the series alone."""
    chair, day = await load(db, Leader, frame.chair_leader_id), local_date(frame.line.starts_at)
    if chair.body_id is None:
        return Frame(Issuer("none", frame.series), day.year, (Signature("Thư ký"),), FILE_COPY)
    return (await heading_of(db, chair.body_id, day)).frame(day.year, kind)
