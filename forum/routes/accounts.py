"""Registering and confirming. Every response is the same for known and unknown addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, field_validator
from starlette.responses import Response

from forum.accounts.actions import registration, seats
from forum.accounts.actions.consents import CONSENTS
from forum.accounts.actions.registration import Pending, Registration
from forum.accounts.addresses import AskedAddress
from forum.accounts.passwords import NewPassword, OptionalPassword
from forum.actor import Purpose, Role
from forum.errors import TooMany
from forum.fields import Name, OptionalName
from forum.terms import term
from forum.urls import path, url_for
from forum.web.forms import Form, form_of
from forum.web.login import Writing, WritingVisitor
from forum.web.origin import ThisBrowser, ThisOrigin
from forum.web.render import Render
from forum.web.signing_in import dead_link, let_in, mail_sent, with_login
from forum.words import Words, _

router = APIRouter()


class RegistrationForm(AskedAddress):
    name: Name
    title: OptionalName = ""
    password: OptionalPassword = ""
    consents: list[Purpose] = []

    @field_validator("consents")
    @classmethod
    def agreed(cls, value: list[Purpose]) -> list[Purpose]:
        if Purpose.terms not in value:
            raise ValueError(_("Cần có sự đồng ý về lưu và công bố ý kiến thì mới lập được tài khoản."))
        return value


class ConfirmationForm(BaseModel):
    ma: str
    password: OptionalPassword = ""


class AdministratorForm(AskedAddress):
    ma: str
    name: Name
    password: NewPassword
    consents: list[Purpose] = []


@dataclass(frozen=True, slots=True)
class FormPage:
    form: Form[BaseModel]
    consents: Mapping[Purpose, Words]
    token: str = ""


@dataclass(frozen=True, slots=True)
class SeatPage:
    form: Form[BaseModel]
    consents: Mapping[Purpose, Words]
    token: str
    role: Words


@dataclass(frozen=True, slots=True)
class ConfirmationPage:
    form: Form[BaseModel]
    token: str
    pending: Pending | None


Token = Annotated[str, Query(alias="ma", max_length=100)]
CONFIRMATION_SENT = _(
    "Thư xác nhận được gửi đến {address}. Thư có thể đến sau một vài phút; nếu chưa thấy, xin xem cả mục thư rác."
)


@router.api_route(path("accounts.register"), methods=["GET", "POST"])
async def register(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[RegistrationForm], Depends(form_of(RegistrationForm))],
    render: Render,
    origin: ThisOrigin,
    browser: ThisBrowser,
) -> Response:
    if form.value:
        typed = form.value
        new = Registration(typed.email, typed.name, typed.title, typed.password, tuple(typed.consents))
        try:
            await registration.register(db, origin, browser.digest, new, actor.at)
        except TooMany as held:
            form.refuse(held)
        else:
            page = mail_sent(form, CONFIRMATION_SENT, url_for("accounts.send_link"))
            return browser.remember(render.page("accounts/sent.html", page))
    return render.form("accounts/register.html", FormPage(form, CONSENTS), form)


@router.api_route(path("accounts.confirm"), methods=["GET", "POST"])
async def confirm(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[ConfirmationForm], Depends(form_of(ConfirmationForm))],
    render: Render,
    browser: ThisBrowser,
    token: Token = "",
) -> Response:
    """GET only shows a button, so that programs that open links in mails do not use up the token."""
    token = token or str(form.values.get("ma", ""))
    if form.value:
        account = await registration.confirm(db, token, form.value.password, browser.digest, actor.at)
        return await let_in(db, render, browser, account, actor.at, _("Đã xác nhận. Chào mừng Ông/Bà."))
    pending = await registration.pending_registration(db, token, browser.digest, actor.at)
    page = ConfirmationPage(form, token, pending)
    return browser.remember(render.form("accounts/confirm.html", page, form))


@router.api_route(path("accounts.take_seat"), methods=["GET", "POST"])
async def take_seat(
    db: Writing,
    actor: WritingVisitor,
    form: Annotated[Form[AdministratorForm], Depends(form_of(AdministratorForm))],
    render: Render,
    browser: ThisBrowser,
    token: Token = "",
) -> Response:
    token = token or str(form.values.get("ma", ""))
    if form.value:
        new = Registration(
            form.value.email, form.value.name, "", form.value.password, tuple(form.value.consents)
        )
        async with form.attempt(db) as attempt:
            account = await seats.take_seat(db, token, browser.digest, new, actor.at)
            if account is None:
                return dead_link(render)
            response = attempt.go(url_for("work.work"), _("Đã lập tài khoản."))
            return browser.remember(await with_login(db, render, account, actor.at, response))
    role = await seats.offered_seat(db, token, browser.digest, actor.at) or Role.administrator
    page = SeatPage(form, CONSENTS, token, term(f"roles.{role}"))
    return browser.remember(render.form("accounts/administrator.html", page, form))
