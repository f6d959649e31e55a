"""Registering, logging in and out. Every response is the same for known and unknown addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, field_validator
from starlette.responses import Response

from forum.accounts.actions import logins, registration
from forum.accounts.actions.consents import CONSENTS
from forum.accounts.actions.registration import Registration
from forum.accounts.addresses import AskedAddress, EmailAddress, likely_slip
from forum.accounts.models import Account
from forum.accounts.policy import password_fault
from forum.actor import Purpose
from forum.database import Db
from forum.fields import Name, OptionalName
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingVisitor, cookie_name
from forum.web.render import Render, Renderer
from forum.words import NOTHING, Words, _, joined

router = APIRouter()


class RegistrationForm(AskedAddress):
    name: Name
    title: OptionalName = ""
    password: str = ""
    consents: list[Purpose] = []

    @field_validator("password")
    @classmethod
    def strong(cls, value: str) -> str:
        if value and (fault := password_fault(value)):
            raise ValueError(fault)
        return value

    @field_validator("consents")
    @classmethod
    def agreed(cls, value: list[Purpose]) -> list[Purpose]:
        if Purpose.terms not in value:
            raise ValueError(_("Cần có sự đồng ý về lưu và công bố ý kiến thì mới lập được tài khoản."))
        return value


class LoginForm(BaseModel):
    email: EmailAddress
    password: str
    tiep: str = ""


class LinkForm(AskedAddress):
    pass


class TokenForm(BaseModel):
    ma: str


class NewPassword(BaseModel):
    ma: str
    password: str

    @field_validator("password")
    @classmethod
    def strong(cls, value: str) -> str:
        if fault := password_fault(value):
            raise ValueError(fault)
        return value


class AdministratorForm(AskedAddress):
    ma: str
    name: Name
    password: str
    consents: list[Purpose] = []

    @field_validator("password")
    @classmethod
    def strong(cls, value: str) -> str:
        if fault := password_fault(value):
            raise ValueError(fault)
        return value


@dataclass(frozen=True, slots=True)
class FormPage:
    form: Form[BaseModel]
    consents: Mapping[Purpose, Words]
    back: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class MessagePage:
    title: Words
    text: Words
    url: str = ""
    link: Words = NOTHING


@dataclass(frozen=True, slots=True)
class MailSentPage:
    """Names the address that was typed. `again` is where a link is asked for once more; `form`, with the `rest` of
    what was typed, sends it all to another address."""

    text: Words
    address: str
    again: str
    form: Form[BaseModel]
    rest: tuple[tuple[str, str], ...]
    has_password: bool


SHOWN_AGAIN = ("email", "asked_email", "password")


def _mail_sent(form: Form[BaseModel], text: Words, again: str) -> MailSentPage:
    typed = [
        (name, str(one))
        for name, given in form.values.items()
        if name not in SHOWN_AGAIN
        for one in (given if isinstance(given, list) else [given])
    ]
    address = str(form.values["email"]).strip()
    return MailSentPage(
        text.filled(address=address),
        address,
        again,
        form,
        tuple(typed),
        "password" in form.model.model_fields,
    )


Token = Annotated[str, Query(alias="ma", max_length=100)]


def local_path(path: str) -> str:
    """The path if it is on this site, else '/', so that a log-in never redirects elsewhere."""
    ok = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if ok else "/"


async def _count(db: Db, request: Request, email: str, at: datetime) -> None:
    """Count log-in attempts per address tried and per origin; a failed attempt is committed."""
    peer = request.client.host if request.client else "?"
    await logins.count_attempt(db, f"address {email}", at)
    await logins.count_attempt(db, f"peer {peer}", at, limit=60)


async def _signed_in(
    db: Db, render: Renderer, account: Account, at: datetime, url: str, flash: Words | None = None
) -> Response:
    return await _with_login(db, render, account, at, render.redirect(url, flash))


async def _with_login(
    db: Db, render: Renderer, account: Account, at: datetime, response: Response
) -> Response:
    token = await logins.start_login(db, account, at)
    secure = render.app_state.settings.secure
    response.set_cookie(
        cookie_name(secure),
        token,
        max_age=int(logins.LOGIN_LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    return response


@router.api_route(path("accounts.register"), methods=["GET", "POST"])
async def register(
    request: Request,
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[RegistrationForm], Depends(form_of(RegistrationForm))],
    render: Render,
) -> Response:
    if form.value:
        new = form.value
        await _count(db, request, new.email, actor.at)
        await registration.register(
            db, Registration(new.email, new.name, new.title, new.password, tuple(new.consents)), actor.at
        )
        page = _mail_sent(form, CONFIRMATION_SENT, url_for("accounts.send_link"))
        return render.page("accounts/sent.html", page)
    return render.form("accounts/register.html", FormPage(form, CONSENTS), form)


CONFIRMATION_SENT = _(
    "Thư xác nhận được gửi đến {address}. Thư có thể đến sau một vài phút; nếu chưa thấy, xin xem cả mục thư rác."
)
LINK_SENT = _(
    "Nếu {address} là địa chỉ của một tài khoản, một thư có liên kết được gửi đến đó. Thư có thể đến sau một vài "
    "phút; nếu chưa thấy, xin xem cả mục thư rác."
)
BAD_LINK = MessagePage(
    _("Liên kết không dùng được"),
    _("Liên kết đã hết hạn, đã được dùng hoặc không đúng. Mời Ông/Bà xin liên kết mới."),
    url_for("accounts.send_link"),
    _("Xin liên kết mới"),
)


@router.api_route(path("accounts.confirm"), methods=["GET", "POST"])
async def confirm(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[TokenForm], Depends(form_of(TokenForm))],
    render: Render,
    token: Token = "",
) -> Response:
    """GET only shows a button, so that programs that open links in mails do not use up the token."""
    if form.value:
        account = await registration.confirm(db, form.value.ma, actor.at)
        if account is None:
            return render.page("accounts/said.html", BAD_LINK, status=410)
        return await _signed_in(
            db, render, account, actor.at, url_for("mine.mine"), _("Đã xác nhận. Chào mừng Ông/Bà.")
        )
    return render.page("accounts/confirm.html", FormPage(form, {}, token=token))


def _wrong(email: str) -> Words:
    """The refusal of a log-in, with the likely right address where the typed one looks like a slip."""
    wrong, meant = _("Địa chỉ hoặc mật khẩu chưa đúng."), likely_slip(email)
    return wrong if meant is None else joined([wrong, _("Có phải Ông/Bà muốn nhập {likely}?", likely=meant)])


@router.api_route(path("accounts.log_in"), methods=["GET", "POST"])
async def log_in(
    request: Request,
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LoginForm], Depends(form_of(LoginForm))],
    render: Render,
    back: Annotated[str, Query(alias="tiep", max_length=2000)] = "",
) -> Response:
    if form.value:
        await _count(db, request, form.value.email, actor.at)
        account = await logins.check_password(db, form.value.email, form.value.password)
        if account is not None:
            return await _signed_in(db, render, account, actor.at, local_path(form.value.tiep))
        form.errors["email"] = _wrong(form.value.email)
    page = FormPage(form, {}, back=local_path(str(form.values.get("tiep", "")) or back or "/"))
    return render.form("accounts/login.html", page, form)


@router.api_route(path("accounts.send_link"), methods=["GET", "POST"])
async def send_link(
    request: Request,
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LinkForm], Depends(form_of(LinkForm))],
    render: Render,
) -> Response:
    if form.value:
        await _count(db, request, form.value.email, actor.at)
        await registration.ask_link(db, form.value.email, "login")
        return render.page("accounts/sent.html", _mail_sent(form, LINK_SENT, form.action))
    return render.form("accounts/link.html", FormPage(form, {}), form)


@router.api_route(path("accounts.use_link"), methods=["GET", "POST"])
async def use_link(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[TokenForm], Depends(form_of(TokenForm))],
    render: Render,
    token: Token = "",
) -> Response:
    if form.value:
        account = await registration.log_in_by_link(db, form.value.ma, actor.at)
        if account is None:
            return render.page("accounts/said.html", BAD_LINK, status=410)
        return await _signed_in(db, render, account, actor.at, url_for("mine.mine"))
    return render.page("accounts/use_link.html", FormPage(form, {}, token=token))


@router.api_route(path("accounts.forgot"), methods=["GET", "POST"])
async def forgot(
    request: Request,
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[LinkForm], Depends(form_of(LinkForm))],
    render: Render,
) -> Response:
    if form.value:
        await _count(db, request, form.value.email, actor.at)
        await registration.ask_link(db, form.value.email, "reset")
        return render.page("accounts/sent.html", _mail_sent(form, LINK_SENT, form.action))
    return render.form("accounts/forgot.html", FormPage(form, {}), form)


@router.api_route(path("accounts.reset"), methods=["GET", "POST"])
async def reset(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[NewPassword], Depends(form_of(NewPassword))],
    render: Render,
    token: Token = "",
) -> Response:
    if form.value:
        account = await registration.reset_password(db, form.value.ma, form.value.password, actor.at)
        if account is None:
            return render.page("accounts/said.html", BAD_LINK, status=410)
        return await _signed_in(
            db, render, account, actor.at, url_for("mine.mine"), _("Đã đặt mật khẩu mới.")
        )
    page = FormPage(form, {}, token=token or str(form.values.get("ma", "")))
    return render.form("accounts/reset.html", page, form)


@router.post(path("accounts.log_out"))
async def log_out(request: Request, db: Writing, render: Render) -> Response:
    name = cookie_name(render.app_state.settings.secure)
    token = request.cookies.get(name)
    if token:
        await logins.end_login(db, token)
    response = render.redirect("/", _("Đã đăng xuất."))
    response.delete_cookie(name, path="/")
    return response


@router.api_route(path("accounts.first_administrator"), methods=["GET", "POST"])
async def first_administrator(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[AdministratorForm], Depends(form_of(AdministratorForm))],
    render: Render,
    token: Token = "",
) -> Response:
    if form.value:
        new = Registration(
            form.value.email, form.value.name, "", form.value.password, tuple(form.value.consents)
        )
        async with form.attempt(db) as attempt:
            account = await registration.make_first_administrator(db, form.value.ma, new, actor.at)
            if account is None:
                return render.page("accounts/said.html", BAD_LINK, status=410)
            response = attempt.go(url_for("admin.overview"), _("Đã lập tài khoản quản trị."))
            return await _with_login(db, render, account, actor.at, response)
    page = FormPage(form, CONSENTS, token=token or str(form.values.get("ma", "")))
    return render.form("accounts/administrator.html", page, form)
