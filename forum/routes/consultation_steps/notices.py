"""Steps that the head decides: announcing, extending, concluding and stopping a consultation."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.actions import notices as actions
from forum.consultations.actions.notices import Announcement, Extension, StopReason
from forum.consultations.actions.preparing import holiday_warning
from forum.consultations.models import Consultation, ConsultationNotice
from forum.consultations.queries import url_of
from forum.consultations.queries.notices import NoticePage, notice_page
from forum.contributions.models import OfficialText
from forum.contributions.official import Approval, SentBack
from forum.contributions.policy import OfficialState
from forum.database import Db, ReadDb, load
from forum.deadlines.queries import limit_in_force
from forum.routes.consultation_steps.preparing import PreparePage, prepare_page
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _, joined

router = APIRouter()


async def done_by_notice(db: ReadDb, notice: ConsultationNotice, done: Words) -> Done:
    """A head's own notice is in effect; an officer's waits for the head."""
    row = await load(db, OfficialText, notice.id)
    if row.state == OfficialState.published:
        return Done(await url_of(db, notice.consultation_id), done)
    return Done(url_for("consultations.notice", notice.id), _("Đã trình thủ trưởng cơ quan duyệt."))


async def about_announcing(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Announcement]
) -> PreparePage:
    return await prepare_page(db, actor, consultation_id)


@step(
    router, "consultations.announce", title=_("Thông báo lấy ý kiến"), page=about_announcing, tone="primary"
)
async def announce(db: Db, actor: Actor, consultation_id: int, form: Announcement) -> Done:
    notice = await actions.announce(db, actor, consultation_id, form)
    it = await load(db, Consultation, consultation_id)
    minimum = await limit_in_force(db, it.document_kind, actor.today)
    warned = holiday_warning(form.opens_on, form.closes_on, minimum.count)
    return await done_by_notice(
        db, notice, joined([_("Đã thông báo lấy ý kiến."), *([warned] if warned else [])])
    )


async def about_extension(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Extension]
) -> PreparePage:
    page = await prepare_page(db, actor, consultation_id)
    form.set_version(Extension.of(await load(db, Consultation, consultation_id)))
    return page


@step(router, "consultations.extend", title=_("Gia hạn lấy ý kiến"), page=about_extension, tone="quiet")
async def extend(db: Db, actor: Actor, consultation_id: int, form: Extension) -> Done:
    notice = await actions.extend(db, actor, consultation_id, form)
    return await done_by_notice(db, notice, _("Đã gia hạn; người theo dõi và người đã góp ý được báo."))


@step(router, "consultations.conclude", title=_("Kết thúc lấy ý kiến"), is_inline=True)
async def conclude(db: Db, actor: Actor, consultation_id: int) -> Done:
    notice = await actions.conclude(db, actor, consultation_id)
    return await done_by_notice(db, notice, _("Đã kết thúc lấy ý kiến."))


async def about_stopping(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[StopReason]
) -> PreparePage:
    return await prepare_page(db, actor, consultation_id)


@step(router, "consultations.stop", title=_("Đề nghị dừng lấy ý kiến"), page=about_stopping, tone="quiet")
async def stop(db: Db, actor: Actor, consultation_id: int, form: StopReason) -> Done:
    notice = await actions.stop(db, actor, consultation_id, form)
    return await done_by_notice(db, notice, _("Đã dừng lấy ý kiến."))


@router.get(path("consultations.notice"))
async def notice(db: Reading, actor: Visitor, render: Render, notice_id: int) -> Response:
    """A notice with all that it decides; for the head with the buttons that approve it or send it back."""
    return render.page("consultations/notice.html", await notice_page(db, actor, notice_id))


async def about_notice(db: ReadDb, actor: Actor, notice_id: int, form: Form[BaseModel]) -> NoticePage:
    return await notice_page(db, actor, notice_id)


@step(
    router,
    "consultations.approve_notice",
    title=_("Duyệt"),
    done=_("Đã duyệt; có hiệu lực từ bây giờ."),
    page=about_notice,
    is_inline=True,
)
async def approve_notice(db: Db, actor: Actor, notice_id: int, form: Approval) -> str:
    it = await actions.approve_notice(db, actor, notice_id, form)
    return await url_of(db, it.id)


@step(
    router,
    "consultations.send_back_notice",
    title=_("Trả lại để chỉnh sửa"),
    done=_("Đã trả lại để chỉnh sửa."),
    page=about_notice,
    tone="quiet",
)
async def send_back_notice(db: Db, actor: Actor, notice_id: int, form: SentBack) -> str:
    it = await actions.send_back_notice(db, actor, notice_id, form)
    return await url_of(db, it.id)
