"""Another address for one's account, and closing it: on one's own page and by links in mails."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.actions import addresses
from forum.accounts.actions.addresses import NewAddress, confirm_address, stop_address
from forum.accounts.actions.logins import use_token
from forum.accounts.directory import account_of_persona
from forum.accounts.factors.policy import require_recent_factor
from forum.actor import Actor
from forum.contributions.actions import closing
from forum.contributions.actions.closing import Closing, close_by_link
from forum.database import Db, ReadDb
from forum.errors import Conflict, Invalid, TooMany
from forum.logs import security
from forum.papers import own_data
from forum.routes.logins import Token, TokenForm
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Member, Reading, Writing, WritingMember, WritingVisitor
from forum.web.origin import ThisBrowser, ThisOrigin
from forum.web.render import Render
from forum.web.signing_in import MessagePage, dead_link
from forum.web.steps import Done, StepPage, step
from forum.words import Words, _

router = APIRouter()


@dataclass(frozen=True, slots=True)
class AboutAccount:
    email: str
    has_password: bool
    url: str = url_for("mine.mine")
    can: frozenset[str] = frozenset({"change_address", "close_account", "ask_for_erasure"})


async def about_account(db: ReadDb, actor: Actor, form: Form[BaseModel]) -> AboutAccount:
    assert actor.persona_id is not None  # a member has a persona
    account = await account_of_persona(db, actor.persona_id)
    return AboutAccount(account.email, bool(account.password_hash))


@step(router, "mine.change_address", title=_("Đổi địa chỉ thư điện tử"), page=about_account)
async def change_address(db: Db, actor: Actor, form: NewAddress) -> Done:
    await addresses.change_address(db, actor, form)
    message = _(
        "Thư xác nhận được gửi đến {address}. Địa chỉ mới dùng được khi Ông/Bà mở liên kết trong thư đó; địa chỉ cũ "
        "cũng được báo.",
        address=form.email,
    )
    return Done(url_for("mine.mine"), message)


CLOSE_ACCOUNT = _("Đóng tài khoản")


@router.api_route(path("mine.close_account"), methods=["GET", "POST"])
async def close_account(
    db: Writing,
    actor: WritingMember,
    form: Annotated[Form[Closing], Depends(form_of(Closing))],
    render: Render,
    origin: ThisOrigin,
) -> Response:
    """No step: a wrong password is counted, so the transaction of a refusal is not rolled back."""
    if form.value:
        try:
            is_closed = await closing.close_account(db, actor, origin, form.value)
        except (Invalid, TooMany, Conflict) as refusal:
            form.refuse(refusal)
        else:
            if is_closed:
                return render.redirect(url_for("home.home"), _("Đã đóng tài khoản của Ông/Bà."))
            sent = _("Liên kết để đóng tài khoản được gửi vào thư của Ông/Bà.")
            return render.redirect(url_for("mine.mine"), sent)
    page = StepPage(CLOSE_ACCOUNT, form, await about_account(db, actor, form))
    return render.form("mine/steps/close_account.html", page, form)


@step(
    router,
    "mine.ask_for_copy",
    title=_("Xin bản sao dữ liệu của tôi"),
    done=_("Bản sao đang được làm; mời tải lại trang sau ít phút."),
)
async def ask_for_copy(db: Db, actor: Actor) -> str:
    await own_data.ask_for_copy(db, actor)
    return url_for("mine.mine", anchor="cua-toi-du-lieu")


@router.get(path("mine.own_copy"))
async def own_copy(db: Reading, actor: Member, copy_id: int) -> Response:
    require_recent_factor(actor)
    content = await own_data.own_copy(db, actor, copy_id)
    security("own copy", account_id=actor.login.account_id if actor.login is not None else None)
    headers = {
        "content-disposition": 'attachment; filename="du-lieu-hien-ke.zip"',
        "cache-control": "private, no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A button that does what a mailed link is for: programs that open links do nothing by it."""

    form: Form[TokenForm]
    title: Words
    text: Words
    label: Words
    token: str


OnLink = Annotated[Form[TokenForm], Depends(form_of(TokenForm))]


@router.api_route(path("accounts.confirm_address"), methods=["GET", "POST"])
async def confirm_new_address(
    db: Writing, actor: WritingVisitor, form: OnLink, render: Render, token: Token = ""
) -> Response:
    if form.value:
        if await confirm_address(db, form.value.ma, actor.at) is None:
            return dead_link(render)
        return render.page("accounts/said.html", ADDRESS_CONFIRMED)
    text = _("Bấm nút dưới đây để tài khoản của Ông/Bà dùng địa chỉ này.")
    page = LinkPage(form, _("Xác nhận địa chỉ mới"), text, _("Xác nhận"), token)
    return render.page("accounts/by_link.html", page)


@router.api_route(path("accounts.stop_address"), methods=["GET", "POST"])
async def stop_new_address(
    db: Writing, actor: WritingVisitor, form: OnLink, render: Render, token: Token = ""
) -> Response:
    if form.value:
        if await stop_address(db, form.value.ma, actor.at) is None:
            return dead_link(render)
        return render.page("accounts/said.html", ADDRESS_STOPPED)
    text = _(
        "Bấm nút dưới đây nếu không phải Ông/Bà đổi địa chỉ. Địa chỉ cũ được dùng lại, mọi thiết bị bị đăng xuất và "
        "mật khẩu hiện tại không dùng được nữa."
    )
    page = LinkPage(form, _("Dừng việc đổi địa chỉ"), text, _("Dừng đổi địa chỉ"), token)
    return render.page("accounts/by_link.html", page)


@router.api_route(path("accounts.close"), methods=["GET", "POST"])
async def close(
    db: Writing,
    actor: WritingVisitor,
    form: OnLink,
    render: Render,
    browser: ThisBrowser,
    token: Token = "",
) -> Response:
    if form.value:
        for purpose in ("close", "close_nameless"):
            used = await use_token(db, purpose, form.value.ma, browser.digest, actor.at)
            if used is not None:
                await close_by_link(db, actor, used)
                return browser.remember(render.page("accounts/said.html", CLOSED))
        return dead_link(render)
    text = _("Bấm nút dưới đây để đóng tài khoản. Việc này không hoàn lại được.")
    page = LinkPage(form, _("Đóng tài khoản"), text, _("Đóng tài khoản"), token)
    return browser.remember(render.page("accounts/by_link.html", page))


LOG_IN = (url_for("accounts.log_in"), _("Đăng nhập"))
ADDRESS_CONFIRMED = MessagePage(
    _("Đã đổi địa chỉ"), _("Từ nay Ông/Bà đăng nhập và nhận thư bằng địa chỉ này."), *LOG_IN
)
ADDRESS_STOPPED = MessagePage(
    _("Đã dừng việc đổi địa chỉ"),
    _("Địa chỉ cũ được dùng. Mời Ông/Bà đăng nhập bằng liên kết trong thư, rồi đặt mật khẩu mới."),
    url_for("accounts.send_link"),
    _("Gửi liên kết vào thư"),
)
CLOSED = MessagePage(
    _("Tài khoản đã đóng"), _("Ý kiến đã đăng vẫn còn trên trang; không thư nào được gửi nữa.")
)
