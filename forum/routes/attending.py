"""People at a session: registering, invitations, and who came."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.bodies import bodies_to_give_to
from forum.accounts.people import members_named
from forum.actor import Actor
from forum.contact.attending import actions, policy
from forum.contact.attending.actions.checking_in import CodeReadOut, WalkIn
from forum.contact.attending.actions.inviting import (
    Deputy,
    InvitedBody,
    InvitedPerson,
    TakenBack,
    TelephoneReply,
)
from forum.contact.attending.actions.registering import NewAttendance
from forum.contact.attending.models import Attendance
from forum.contact.attending.queries import (
    WAYS,
    AttendancePage,
    AttendanceView,
    attendance_page,
    attendants_page,
    who_came,
)
from forum.contact.models import ContactSession
from forum.contact.queries.sessions import SessionFrame
from forum.database import Db, ReadDb, load
from forum.errors import NotFound
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading, Visitor
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutAttendants:
    """`named` are members of the name that was typed, where it is not one alone; `bodies` those to invite."""

    frame: SessionFrame
    can: frozenset[str]
    ways: tuple[tuple[str, Words], ...] = ()
    named: tuple[tuple[int, str], ...] = ()
    bodies: tuple[tuple[int, str], ...] = ()

    @property
    def url(self) -> str:
        return _names_of(self.frame.line.id)


@dataclass(frozen=True, slots=True)
class AboutInvitation:
    """One's own."""

    frame: SessionFrame
    own: AttendanceView

    @property
    def url(self) -> str:
        return url_for("contact.attendance", self.frame.line.id, slug=self.frame.line.slug)

    @property
    def can(self) -> frozenset[str]:
        return self.own.can


def _own_page(session: ContactSession) -> str:
    return url_for("contact.attendance", session.id, slug=session.slug)


def _names_of(session_id: int) -> str:
    return url_for("contact.attendants", session_id)


@router.get(path("contact.attendance"))
async def attendance(db: Reading, actor: Visitor, render: Render, session_id: int) -> Response:
    return render.page("contact/attending/attendance.html", await attendance_page(db, actor, session_id))


@router.get(path("contact.attendants"))
async def attendants(db: Reading, actor: Member, render: Render, session_id: int) -> Response:
    return render.page("contact/attending/attendants.html", await attendants_page(db, actor, session_id))


async def about_registering(
    db: ReadDb, actor: Actor, session_id: int, form: Form[NewAttendance]
) -> AttendancePage:
    return await attendance_page(db, actor, session_id)


@step(router, "contact.register_attendance", title=_("Đăng ký tham dự"), page=about_registering,
      tone="primary")  # fmt: skip
async def register_attendance(db: Db, actor: Actor, session_id: int, form: NewAttendance) -> Done:
    it = await actions.register_attendance(db, actor, session_id, form)
    session = await load(db, ContactSession, session_id)
    message = _("Đã đăng ký tham dự.")
    if it.state == policy.AttendanceState.waiting:
        message = _("Hội trường đã đủ chỗ; Ông/Bà có tên trong danh sách chờ và được báo khi có chỗ.")
    return Done(_own_page(session), message)


@step(
    router,
    "contact.withdraw_attendance",
    title=_("Rút đăng ký"),
    done=_("Đã rút đăng ký tham dự."),
    tone="quiet",
)
async def withdraw_attendance(db: Db, actor: Actor, attendance_id: int) -> str:
    return _own_page(await actions.withdraw_attendance(db, actor, attendance_id))


@step(router, "contact.accept_invitation", title=_("Nhận lời"), done=_("Đã báo tổ thư ký là sẽ tham dự."),
      tone="primary")  # fmt: skip
async def accept_invitation(db: Db, actor: Actor, attendance_id: int) -> str:
    return _own_page(await actions.accept_invitation(db, actor, attendance_id))


async def about_invitation(
    db: ReadDb, actor: Actor, attendance_id: int, form: Form[Deputy]
) -> AboutInvitation:
    it = await load(db, Attendance, attendance_id)
    page = await attendance_page(db, actor, it.session_id)
    own = next((one for one in page.own if one.id == attendance_id), None)
    if own is None:
        raise NotFound
    form.fill(Deputy.of(it))
    return AboutInvitation(page.frame, own)


@step(router, "contact.send_deputy", title=_("Cử người dự thay"), done=_("Đã báo tên người dự thay."),
      page=about_invitation)  # fmt: skip
async def send_deputy(db: Db, actor: Actor, attendance_id: int, form: Deputy) -> str:
    return _own_page(await actions.send_deputy(db, actor, attendance_id, form))


@step(router, "contact.decline_invitation", title=_("Không tham dự được"), done=_("Đã báo tổ thư ký là không tham dự."),
      tone="quiet")  # fmt: skip
async def decline_invitation(db: Db, actor: Actor, attendance_id: int) -> str:
    return _own_page(await actions.decline_invitation(db, actor, attendance_id))


@step(router, "contact.come_from_home", title=_("Chuyển sang dự trực tuyến"), tone="quiet",
      done=_("Ông/Bà dự trực tuyến; chỗ tại hội trường dành cho người khác."))  # fmt: skip
async def come_from_home(db: Db, actor: Actor, attendance_id: int) -> str:
    return _own_page(await actions.come_from_home(db, actor, attendance_id))


@step(router, "contact.come_to_hall", title=_("Chuyển sang dự tại hội trường"), tone="quiet")
async def come_to_hall(db: Db, actor: Actor, attendance_id: int) -> Done:
    it = await actions.come_to_hall(db, actor, attendance_id)
    message = _("Ông/Bà có chỗ tại hội trường.")
    if it.waits_for_hall:
        message = _(
            "Hội trường đã đủ chỗ; Ông/Bà trong danh sách chờ, và vẫn dự trực tuyến cho đến khi có chỗ."
        )
    return Done(_own_page(await load(db, ContactSession, it.session_id)), message)


@dataclass(frozen=True, slots=True)
class AboutGuest:
    """For the secretariat."""

    frame: SessionFrame
    guest: AttendanceView

    @property
    def url(self) -> str:
        return _names_of(self.frame.line.id)

    @property
    def can(self) -> frozenset[str]:
        return self.guest.can

    @property
    def replies(self) -> list[tuple[str, Words]]:
        return [*REPLIES.items()]


REPLIES = {
    "accept": _("Sẽ tham dự"),
    "send_deputy": _("Cử người dự thay"),
    "decline": _("Không tham dự được"),
}


async def about_guest(db: ReadDb, actor: Actor, attendance_id: int, form: Form[BaseModel]) -> AboutGuest:
    return await _about_guest(db, actor, attendance_id)


async def _about_guest(db: ReadDb, actor: Actor, attendance_id: int) -> AboutGuest:
    it = await load(db, Attendance, attendance_id)
    page = await attendants_page(db, actor, it.session_id)
    guest = next((one for one in page.rows if one.id == attendance_id), None)
    if guest is None:
        raise NotFound
    return AboutGuest(page.frame, guest)


async def about_call(db: ReadDb, actor: Actor, attendance_id: int, form: Form[TelephoneReply]) -> AboutGuest:
    form.set_version(TelephoneReply.of(await load(db, Attendance, attendance_id)))
    return await _about_guest(db, actor, attendance_id)


@step(router, "contact.take_back_invitation", title=_("Rút lời mời"), page=about_guest, tone="quiet",
      done=_("Đã rút lời mời và báo người được mời."))  # fmt: skip
async def take_back_invitation(db: Db, actor: Actor, attendance_id: int, form: TakenBack) -> str:
    return _names_of((await actions.take_back_invitation(db, actor, attendance_id, form)).id)


@step(router, "contact.record_reply", title=_("Ghi trả lời qua điện thoại"), page=about_call, tone="quiet",
      done=_("Đã ghi câu trả lời và báo người được mời."))  # fmt: skip
async def record_reply(db: Db, actor: Actor, attendance_id: int, form: TelephoneReply) -> str:
    return _names_of((await actions.record_reply(db, actor, attendance_id, form)).id)


async def _about_attendants(db: ReadDb, actor: Actor, session_id: int) -> AboutAttendants:
    page = await attendants_page(db, actor, session_id)
    ways = policy.ways_of(await load(db, ContactSession, session_id))
    return AboutAttendants(page.frame, page.can, tuple((way, WAYS[way]) for way in ways))


async def about_names(db: ReadDb, actor: Actor, session_id: int, form: Form[BaseModel]) -> AboutAttendants:
    return await _about_attendants(db, actor, session_id)


async def about_inviting(
    db: ReadDb, actor: Actor, session_id: int, form: Form[InvitedPerson]
) -> AboutAttendants:
    about = await _about_attendants(db, actor, session_id)
    typed = str(form.values.get("name") or "")
    found = await members_named(db, typed) if typed and "invite_person" in about.can else ()
    several = found if len(found) > 1 else ()
    return replace(about, named=tuple((one.id, one.name) for one in several))


async def about_inviting_body(
    db: ReadDb, actor: Actor, session_id: int, form: Form[InvitedBody]
) -> AboutAttendants:
    about = await _about_attendants(db, actor, session_id)
    return replace(about, bodies=await bodies_to_give_to(db, actor.at))


@step(
    router, "contact.invite_person", title=_("Mời một người"), done=_("Đã gửi lời mời."), page=about_inviting
)
async def invite_person(db: Db, actor: Actor, session_id: int, form: InvitedPerson) -> str:
    await actions.invite_person(db, actor, session_id, form)
    return _names_of(session_id)


@step(
    router,
    "contact.invite_body",
    title=_("Mời một cơ quan"),
    done=_("Đã gửi lời mời."),
    page=about_inviting_body,
)
async def invite_body(db: Db, actor: Actor, session_id: int, form: InvitedBody) -> str:
    await actions.invite_body(db, actor, session_id, form)
    return _names_of(session_id)


@step(router, "contact.check_in", title=_("Ghi nhận người đến bằng mã"), page=about_names, tone="primary")
async def check_in(db: Db, actor: Actor, session_id: int, form: CodeReadOut) -> Done:
    """Back to the same form: the next person stands at the door."""
    it = await actions.check_in(db, actor, session_id, form)
    return Done(url_for("contact.check_in", session_id), _("Đã ghi nhận: {who}.", who=await who_came(db, it)))


@step(router, "contact.add_walk_in", title=_("Ghi nhận khách không báo trước"), done=_("Đã ghi nhận."),
      page=about_names)  # fmt: skip
async def add_walk_in(db: Db, actor: Actor, session_id: int, form: WalkIn) -> str:
    await actions.add_walk_in(db, actor, session_id, form)
    return _names_of(session_id)


@step(router, "contact.check_in_listed", title=_("Đã đến"), done=_("Đã ghi nhận."))
async def check_in_listed(db: Db, actor: Actor, attendance_id: int) -> str:
    return _names_of((await actions.check_in_listed(db, actor, attendance_id)).id)


@step(
    router,
    "contact.take_back_check_in",
    title=_("Chưa đến, ghi nhầm"),
    done=_("Đã bỏ ghi nhận."),
    tone="quiet",
)
async def take_back_check_in(db: Db, actor: Actor, attendance_id: int) -> str:
    return _names_of((await actions.take_back_check_in(db, actor, attendance_id)).id)
