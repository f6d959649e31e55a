"""Steps of a later version of a draft: bringing it in, settling what became of each paragraph, opening its round, and
mending a slip in the version that is shown."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.actions import versions as actions
from forum.consultations.actions.notices import Announcement
from forum.consultations.actions.versions import NewVersion, Settlement, SlipMended
from forum.consultations.models import ParagraphText
from forum.consultations.queries import url_of
from forum.consultations.queries.versions import SettlingPage, VersionPage, settling_page, version_page
from forum.database import Db, ReadDb, load
from forum.routes.consultation_steps.notices import done_by_notice
from forum.routes.consultation_steps.preparing import PreparePage, prepare_page
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@router.get(path("consultations.version"))
async def version(
    db: Reading, actor: Visitor, render: Render, consultation_id: int, number: int, after: After = None
) -> Response:
    """A version beside the one before; while it is in preparation, for those who work at the body."""
    page = await version_page(db, actor, consultation_id, number, after)
    return render.page("consultations/version.html", page)


async def about_version(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[NewVersion]
) -> PreparePage:
    return await prepare_page(db, actor, consultation_id)


@step(
    router,
    "consultations.prepare_version",
    title=_("Lập bản dự thảo mới"),
    page=about_version,
    tone="quiet",
)
async def prepare_version(db: Db, actor: Actor, consultation_id: int, form: NewVersion) -> Done:
    version = await actions.prepare_version(db, actor, consultation_id, form)
    if version.is_unread:
        message = _("Đã nhận bản dự thảo mới; đang đọc và đối chiếu với bản đang hiện.")
        return Done(url_for("consultations.prepare", consultation_id), message)
    message = _("Đã đối chiếu với bản đang hiện. Mời xem những đoạn chưa rõ.")
    return Done(url_for("consultations.version", consultation_id, version.number), message)


async def about_prepared(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[BaseModel]
) -> VersionPage:
    number = (await prepare_page(db, actor, consultation_id)).reading.line.shown_version + 1
    return await version_page(db, actor, consultation_id, number)


@step(
    router,
    "consultations.discard_version",
    title=_("Bỏ bản dự thảo mới"),
    done=_("Đã bỏ bản dự thảo mới."),
    is_inline=True,
)
async def discard_version(db: Db, actor: Actor, consultation_id: int) -> str:
    it = await actions.discard_version(db, actor, consultation_id)
    return await url_of(db, it.id)


async def about_settling(
    db: ReadDb, actor: Actor, consultation_id: int, paragraph_id: int, form: Form[Settlement]
) -> SettlingPage:
    page = await settling_page(db, actor, consultation_id, paragraph_id)
    form.fill(Settlement.of(page.chosen))
    return page


@step(
    router,
    "consultations.settle_paragraph",
    title=_("Đoạn này thành đoạn nào"),
    done=_("Đã ghi."),
    page=about_settling,
    is_inline=True,
)
async def settle_paragraph(
    db: Db, actor: Actor, consultation_id: int, paragraph_id: int, form: Settlement
) -> str:
    it = await actions.settle_paragraph(db, actor, consultation_id, paragraph_id, form)
    return url_for("consultations.version", it.id, it.shown_version + 1)


@step(
    router,
    "consultations.open_round",
    title=_("Lấy ý kiến về bản mới"),
    page=about_prepared,
    tone="primary",
)
async def open_round(db: Db, actor: Actor, consultation_id: int, form: Announcement) -> Done:
    notice = await actions.open_round(db, actor, consultation_id, form)
    return await done_by_notice(db, notice, _("Đã công bố bản dự thảo mới."))


async def about_slip(db: ReadDb, actor: Actor, text_id: int, form: Form[SlipMended]) -> PreparePage:
    text = await load(db, ParagraphText, text_id)
    form.fill(SlipMended.of(text))
    return await prepare_page(db, actor, text.consultation_id)


@step(router, "consultations.mend_slip", title=_("Sửa lỗi gõ"), page=about_slip, tone="quiet")
async def mend_slip(db: Db, actor: Actor, text_id: int, form: SlipMended) -> Done:
    notice = await actions.mend_slip(db, actor, text_id, form)
    return await done_by_notice(db, notice, _("Đã sửa lỗi gõ; bản trước khi sửa vẫn được lưu."))
