"""Logging in and out, by password or by a mailed link; a forgotten password. Every response is the same for known
and unknown addresses."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.actions import logins, registration
from forum.accounts.addresses import AskedAddress, EmailAddress, likely_slip
from forum.accounts.factors.policy import Standing
from forum.accounts.limits import Origin
from forum.accounts.passwords import NewPassword
from forum.actor import Actor
from forum.database import Db
from forum.errors import TooMany
from forum.urls import path
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingVisitor, by_way_of, cookie_name, login_of
from forum.web.origin import ThisBrowser, ThisOrigin
from forum.web.render import Render, Renderer
from forum.web.signing_in import let_in, local_path, mail_sent, signed_in
from forum.words import Words, _, joined

router = APIRouter()


class LoginForm(BaseModel):
    email: EmailAddress
    password: str
    tiep: str = ""


class LinkForm(AskedAddress):
    pass


class TokenForm(BaseModel):
    ma: str


class ResetForm(BaseModel):
    ma: str
    password: NewPassword


@dataclass(frozen=True, slots=True)
class DoorPage:
    form: Form[BaseModel]
    back: str = ""
    token: str = ""


Token = Annotated[str, Query(alias="ma", max_length=100)]
LINK_SENT = _(
    "Nếu {address} là địa chỉ của một tài khoản, một thư có liên kết được gửi đến đó. Thư có thể đến sau một vài "
    "phút; nếu chưa thấy, xin xem cả mục thư rác."
)


def _wrong(email: str) -> Words:
    """The refusal of a log-in, with the likely right address where the typed one looks like a slip."""
    wrong, meant = _("Địa chỉ hoặc mật khẩu chưa đúng."), likely_slip(email)
    return wrong if meant is None else joined([wrong, _("Có phải Ông/Bà muốn nhập {likely}?", likely=meant)])


@router.api_route(path("accounts.log_in"), methods=["GET", "POST"])
async def log_in(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LoginForm], Depends(form_of(LoginForm))],
    render: Render,
    origin: ThisOrigin,
    back: Annotated[str, Query(alias="tiep", max_length=2000)] = "",
) -> Response:
    session = login_of(render.request)
    if not form.is_sent and session is not None and session.standing != Standing.whole:
        return render.redirect(by_way_of(session.standing, local_path(back or "/")))
    if form.value:
        typed = form.value
        try:
            account = await logins.guess_password(db, origin, typed.email, typed.password, actor.at)
        except TooMany as held:
            form.refuse(held)
        else:
            if account is not None:
                return await signed_in(db, render, account, actor.at, local_path(typed.tiep))
            form.errors["email"] = _wrong(typed.email)
    page = DoorPage(form, back=local_path(str(form.values.get("tiep", "")) or back or "/"))
    return render.form("accounts/login.html", page, form)


@router.api_route(path("accounts.send_link"), methods=["GET", "POST"])
async def send_link(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LinkForm], Depends(form_of(LinkForm))],
    render: Render,
    origin: ThisOrigin,
) -> Response:
    return await _mail(db, actor, form, render, origin, "login") or render.form(
        "accounts/link.html", DoorPage(form), form
    )


@router.api_route(path("accounts.forgot"), methods=["GET", "POST"])
async def forgot(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LinkForm], Depends(form_of(LinkForm))],
    render: Render,
    origin: ThisOrigin,
) -> Response:
    return await _mail(db, actor, form, render, origin, "reset") or render.form(
        "accounts/forgot.html", DoorPage(form), form
    )


async def _mail(
    db: Db, actor: Actor, form: Form[LinkForm], render: Renderer, origin: Origin, purpose: str
) -> Response | None:
    """Queue the mail and name the address; None if the form is to be shown."""
    if form.value is None:
        return None
    try:
        await registration.ask_link(db, origin, form.value.email, purpose, actor.at)
    except TooMany as held:
        form.refuse(held)
        return None
    return render.page("accounts/sent.html", mail_sent(form, LINK_SENT, form.action))


@router.api_route(path("accounts.use_link"), methods=["GET", "POST"])
async def use_link(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[TokenForm], Depends(form_of(TokenForm))],
    render: Render,
    browser: ThisBrowser,
    token: Token = "",
) -> Response:
    """GET only shows a button, so that programs that open links in mails do not use up the token."""
    if form.value:
        account = await registration.log_in_by_link(db, form.value.ma, browser.digest, actor.at)
        return await let_in(db, render, browser, account, actor.at)
    return browser.remember(render.page("accounts/use_link.html", DoorPage(form, token=token)))


@router.api_route(path("accounts.reset"), methods=["GET", "POST"])
async def reset(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[ResetForm], Depends(form_of(ResetForm))],
    render: Render,
    browser: ThisBrowser,
    token: Token = "",
) -> Response:
    if form.value:
        account = await registration.reset_password(
            db, form.value.ma, form.value.password, browser.digest, actor.at
        )
        return await let_in(db, render, browser, account, actor.at, _("Đã đặt mật khẩu mới."))
    page = DoorPage(form, token=token or str(form.values.get("ma", "")))
    return browser.remember(render.form("accounts/reset.html", page, form))


@router.post(path("accounts.log_out"))
async def log_out(request: Request, db: Writing, render: Render, browser: ThisBrowser) -> Response:
    """Ends the session. Links that this browser used a moment ago do not open a second time for whoever is next."""
    secure = render.app_state.settings.secure
    token = request.cookies.get(cookie_name(secure))
    if token:
        await logins.end_login(db, token)
    response = render.redirect("/", _("Đã đăng xuất."))
    response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")
    browser.forget(response)
    return response
