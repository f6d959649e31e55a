"""After the issue: the text as it was issued, and which opinions stand in it."""

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.actions import issuing
from forum.consultations.actions.issuing import (
    Confirmations,
    ConfirmedUptake,
    IssuedText,
    IssuedTextReady,
)
from forum.consultations.policy import is_ours
from forum.consultations.queries.issued import (
    AboutUptake,
    UptakePage,
    issued_page,
    one_uptake,
    uptake_page,
)
from forum.consultations.queries.versions import VersionPage, version_page
from forum.database import Db, ReadDb
from forum.errors import Forbidden
from forum.routes.consultation_steps.preparing import PreparePage, prepare_page
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Reading, Visitor
from forum.web.paging import After
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import _

router = APIRouter()


@router.get(path("consultations.issued_text"))
async def issued_text(db: Reading, actor: Visitor, render: Render, consultation_id: int) -> Response:
    return render.page("consultations/issued_text.html", await issued_page(db, actor, consultation_id))


async def about_entering(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[IssuedText]
) -> PreparePage:
    return await prepare_page(db, actor, consultation_id)


@step(router, "consultations.enter_issued_text", title=_("Đưa văn bản ban hành vào"), page=about_entering)
async def enter_issued_text(db: Db, actor: Actor, consultation_id: int, form: IssuedText) -> Done:
    version = await issuing.enter_issued_text(db, actor, consultation_id, form)
    if version.is_unread:
        message = _("Đã nhận văn bản; đang đọc và đối chiếu với dự thảo cuối.")
        return Done(url_for("consultations.prepare", consultation_id), message)
    message = _("Đã đối chiếu với dự thảo cuối. Mời xem những đoạn chưa rõ.")
    return Done(url_for("consultations.version", consultation_id, version.number), message)


async def about_publishing(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[IssuedTextReady]
) -> VersionPage:
    line = (await prepare_page(db, actor, consultation_id)).reading.line
    if not is_ours(actor, line):
        raise Forbidden
    return await version_page(db, actor, consultation_id, line.shown_version + 1)


@step(
    router,
    "consultations.publish_issued_text",
    title=_("Công bố văn bản ban hành"),
    done=_("Đã công bố văn bản ban hành; mời đối chiếu các ý kiến."),
    page=about_publishing,
    tone="primary",
)
async def publish_issued_text(db: Db, actor: Actor, consultation_id: int, form: IssuedTextReady) -> str:
    await issuing.publish_issued_text(db, actor, consultation_id, form)
    return url_for("consultations.confirm_uptakes", consultation_id)


async def about_uptakes(
    db: ReadDb, actor: Actor, consultation_id: int, form: Form[Confirmations], after: int | None
) -> UptakePage:
    return await uptake_page(db, actor, consultation_id, after)


@step(
    router,
    "consultations.confirm_uptakes",
    title=_("Ý kiến trong văn bản ban hành"),
    page=about_uptakes,
)
async def confirm_uptakes(
    db: Db, actor: Actor, consultation_id: int, form: Confirmations, after: After = None
) -> Done:
    count = await issuing.confirm_uptakes(db, actor, consultation_id, form)
    return Done(
        url_for("consultations.confirm_uptakes", consultation_id),
        _("Đã xác nhận {count} ý kiến.", count=count),
    )


async def about_uptake(db: ReadDb, actor: Actor, opinion_id: int, form: Form[ConfirmedUptake]) -> AboutUptake:
    about = await one_uptake(db, actor, opinion_id)
    stands = about.it.opinion.in_issued
    form.fill(
        ConfirmedUptake.current(uptake=stands.state if stands else None, place=stands.path if stands else "")
    )
    return about


@step(
    router,
    "consultations.confirm_uptake",
    title=_("Ý kiến này trong văn bản ban hành"),
    done=_("Đã ghi."),
    page=about_uptake,
    is_inline=True,
)
async def confirm_uptake(db: Db, actor: Actor, opinion_id: int, form: ConfirmedUptake) -> str:
    opinion = await issuing.confirm_uptake(db, actor, opinion_id, form)
    return url_for("consultations.confirm_uptakes", opinion.consultation_id)
