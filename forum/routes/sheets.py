"""The sheet on which a reader gathers opinions, and the receipt of what was sent from it."""

from fastapi import APIRouter
from starlette.responses import Response

from forum.actor import Actor
from forum.consultations.actions import gathering
from forum.consultations.actions.gathering import SentSheet
from forum.consultations.queries.sheets import SheetPage, sheet_page, submission_page
from forum.contributions.actions import drafts
from forum.database import Db, ReadDb
from forum.urls import path, url_for
from forum.web.forms import Form
from forum.web.login import Member, Reading
from forum.web.render import Render
from forum.web.steps import Done, step
from forum.words import Words, _, joined

router = APIRouter()


async def sheet(db: ReadDb, actor: Actor, consultation_id: int, form: Form[SentSheet]) -> SheetPage:
    page = await sheet_page(db, actor, consultation_id)
    form.set_defaults(seen_version=page.version)
    return page


@step(
    router,
    "consultations.submit_opinions",
    title=_("Phiếu góp ý của tôi"),
    page=sheet,
    is_inline=True,
)
async def submit_opinions(db: Db, actor: Actor, consultation_id: int, form: SentSheet) -> Done:
    sent = await gathering.submit_opinions(db, actor, consultation_id, form)
    if sent.submission_id is None:
        alone = _(
            "Đã nhận góp ý, mã số {code}. Phiếu còn {left} góp ý chưa gửi.", code=sent.code, left=sent.left
        )
        return Done(url_for("consultations.opinion", sent.first_id), alone)
    done: list[Words] = [_("Đã nhận phiếu {code} gồm {count} góp ý.", code=sent.code, count=sent.count)]
    if sent.left:
        done.append(_("{left} góp ý chưa gửi được vẫn ở trên phiếu.", left=sent.left))
    return Done(url_for("consultations.submission", sent.submission_id), joined(done, " "))


@step(
    router,
    "consultations.take_off_sheet",
    title=_("Bỏ khỏi phiếu"),
    done=_("Đã bỏ khỏi phiếu. Chữ đã viết còn trong mục “Bản nháp” của trang “Của tôi”."),
)
async def take_off_sheet(db: Db, actor: Actor, key: str) -> str:
    return url_for("consultations.submit_opinions", await drafts.take_off_sheet(db, actor, key))


@router.get(path("consultations.submission"))
async def submission(db: Reading, actor: Member, render: Render, submission_id: int) -> Response:
    """What was sent at once, with its receipt, for its author."""
    page = await submission_page(db, actor, submission_id)
    return render.page("consultations/submission.html", page)
