"""The second factor: giving it after a log-in or before an act that asks again, and setting it up."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request
from markupsafe import Markup
from pydantic import BaseModel
from starlette.responses import Response

from forum.accounts.actions import factors
from forum.accounts.actions.factors import Given
from forum.accounts.directory import account_of_persona
from forum.accounts.factors import passkeys, totp
from forum.accounts.factors.passkeys import Place
from forum.accounts.factors.policy import Standing, holds_office, is_recent, require_recent_factor
from forum.database import ReadDb
from forum.errors import LoginNeeded, TooMany
from forum.fields import Name
from forum.settings import Settings
from forum.urls import path, url_for
from forum.web.app_state import app_state_of
from forum.web.forms import Form, form_of
from forum.web.login import (
    Offering,
    OfferingOwner,
    Owner,
    Reading,
    Session,
    Writing,
    WritingMember,
    WritingOwner,
)
from forum.web.origin import ThisOrigin
from forum.web.render import Render
from forum.web.signing_in import local_path
from forum.words import NOTHING, Words, _

router = APIRouter()
Back = Annotated[str, Query(alias="tiep", max_length=2000)]
WRONG_CODE = _("Mã chưa đúng hoặc đã dùng. Mời Ông/Bà nhập mã đang hiện trên điện thoại.")
WRONG_KEY = _("Chưa nhận được khóa truy cập. Mời Ông/Bà thử lại, hoặc dùng cách khác.")


class FactorForm(BaseModel):
    code: str = ""
    credential: str = ""
    tiep: str = ""


class CodeForm(BaseModel):
    code: str
    tiep: str = ""


class KeyForm(BaseModel):
    name: Name
    credential: str = ""
    tiep: str = ""


@dataclass(frozen=True, slots=True)
class SecondStepPage:
    """`options` is what the browser asks a passkey for, '' without one; `is_again` for an act of somebody who is in."""

    form: Form[FactorForm]
    back: str
    options: str
    has_totp: bool
    is_again: bool
    no_passkeys: Words


@dataclass(frozen=True, slots=True)
class KeyLine:
    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class SecurityPage:
    """`is_let_in`: the session opens more than this page."""

    back: str
    is_needed: bool
    is_let_in: bool
    has_totp: bool
    keys: tuple[KeyLine, ...]
    codes_left: int
    no_passkeys: Words


@dataclass(frozen=True, slots=True)
class TotpPage:
    form: Form[CodeForm]
    back: str
    picture: Markup
    secret: str


@dataclass(frozen=True, slots=True)
class PasskeyPage:
    form: Form[KeyForm]
    back: str
    options: str
    no_passkeys: Words


@dataclass(frozen=True, slots=True)
class CodesPage:
    codes: tuple[str, ...]
    back: str


def place_of(request: Request) -> Place | None:
    """Where passkeys made on this page belong; None where it was opened by a bare address or a foreign name."""
    site, here = urlsplit(app_state_of(request).settings.site), request.url.hostname or ""
    if not here or _is_address(here):
        return None
    if here == site.hostname:
        return Place(here, f"{site.scheme}://{site.netloc}")
    return Place(here, f"http://{request.url.netloc}") if here == "localhost" else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _no_passkeys(place: Place | None, settings: Settings) -> Words:
    if place is not None:
        return NOTHING
    return _("Khóa truy cập chỉ dùng được khi mở trang bằng tên, tại {site}.", site=settings.site)


def _is_needed(session: Session, settings: Settings) -> bool:
    return settings.requires_second_factor and holds_office(session.owner)


def _setting_up(session: Session) -> None:
    """Raises where the session still owes a factor, or owes it again: a found device sets up nothing."""
    if session.standing == Standing.asks_factor:
        raise LoginNeeded
    require_recent_factor(session.owner)


async def _name_of(db: ReadDb, session: Session) -> str:
    assert session.owner.persona_id is not None  # a session has an owner
    return (await account_of_persona(db, session.owner.persona_id)).email


@router.api_route(path("accounts.second_step"), methods=["GET", "POST"])
async def second_step(
    request: Request,
    db: Offering,
    session: OfferingOwner,
    form: Annotated[Form[FactorForm], Depends(form_of(FactorForm))],
    render: Render,
    origin: ThisOrigin,
    back: Back = "",
) -> Response:
    back = local_path(str(form.values.get("tiep", "")) or back or url_for("home.home"))
    login, at, place = session.login, session.owner.at, place_of(request)
    if not login.has_factor or is_recent(login, at):
        return render.redirect(back)
    if form.value:
        given = Given(form.value.code, form.value.credential)
        try:
            if await factors.give_factor(db, origin, login, place, given, at):
                return render.redirect(back)
        except TooMany as held:
            form.refuse(held)
        else:
            form.errors["code"] = WRONG_KEY if given.credential else WRONG_CODE
    known = await factors.factors_of(db, login.account_id)
    row = await factors.session_of(db, login)
    options = "" if place is None else await passkeys.offer_answer(db, row, place, known.keys)
    page = SecondStepPage(
        form=form,
        back=back,
        options=options,
        has_totp=known.has_totp,
        is_again=session.standing == Standing.whole,
        no_passkeys=_no_passkeys(place, render.app_state.settings) if known.keys else NOTHING,
    )
    return render.form("accounts/second_step.html", page, form)


@router.get(path("mine.security"))
async def security(
    request: Request, db: Reading, session: Owner, render: Render, back: Back = ""
) -> Response:
    if session.standing == Standing.asks_factor:
        raise LoginNeeded
    known, settings = await factors.factors_of(db, session.login.account_id), render.app_state.settings
    page = SecurityPage(
        back=local_path(back) if back else "",
        is_needed=_is_needed(session, settings),
        is_let_in=session.standing == Standing.whole,
        has_totp=known.has_totp,
        keys=tuple(KeyLine(key.id, key.name, key.made_at, key.used_at) for key in known.keys),
        codes_left=known.codes_left,
        no_passkeys=_no_passkeys(place_of(request), settings),
    )
    return render.page("mine/security.html", page)


@router.api_route(path("mine.confirm_totp"), methods=["GET", "POST"])
async def confirm_totp(
    db: Offering,
    session: OfferingOwner,
    form: Annotated[Form[CodeForm], Depends(form_of(CodeForm))],
    render: Render,
    origin: ThisOrigin,
    back: Back = "",
) -> Response:
    """The secret is shown until its first code confirms it, never afterwards."""
    _setting_up(session)
    login, at = session.login, session.owner.at
    back = str(form.values.get("tiep", "")) or back
    if await totp.is_confirmed(db, login.account_id):
        return render.redirect(url_for("mine.security"), _("Ứng dụng tạo mã đã được đặt."))
    if form.value:
        try:
            if await factors.confirm_totp(db, origin, login, form.value.code, at):
                return await _is_set(db, render, session, origin.secret, back)
        except TooMany as held:
            form.refuse(held)
        else:
            form.errors["code"] = WRONG_CODE
    secret = await totp.start_totp(db, login.account_id, origin.secret, at)
    picture = totp.picture_of(secret, await _name_of(db, session), "Hiến Kế")
    page = TotpPage(form, local_path(back) if back else "", picture, totp.in_groups(secret))
    return render.form("mine/confirm_totp.html", page, form)


@router.api_route(path("mine.add_passkey"), methods=["GET", "POST"])
async def add_passkey(
    request: Request,
    db: Offering,
    session: OfferingOwner,
    form: Annotated[Form[KeyForm], Depends(form_of(KeyForm))],
    render: Render,
    origin: ThisOrigin,
    back: Back = "",
) -> Response:
    _setting_up(session)
    login, at, place = session.login, session.owner.at, place_of(request)
    back = str(form.values.get("tiep", "")) or back
    if form.value and place is not None:
        typed = form.value
        if await factors.add_passkey(db, login, place, typed.credential, typed.name, at):
            return await _is_set(db, render, session, origin.secret, back)
        form.errors["name"] = WRONG_KEY
    options = ""
    if place is not None:
        row, known = await factors.session_of(db, login), await passkeys.passkeys_of(db, login.account_id)
        name = await _name_of(db, session)
        options = await passkeys.offer_registration(db, row, place, origin.secret, known, name)
    page = PasskeyPage(
        form, local_path(back) if back else "", options, _no_passkeys(place, render.app_state.settings)
    )
    return render.form("mine/add_passkey.html", page, form)


async def _is_set(db: Writing, render: Render, session: Session, secret: bytes, back: str) -> Response:
    """With the first factor come recovery codes, shown this once."""
    back = local_path(back) if back else url_for("mine.security")
    if (await factors.factors_of(db, session.login.account_id)).codes_left:
        return render.redirect(back, _("Đã đặt bước thứ hai."))
    codes = await factors.renew_codes(db, session.login, secret, session.owner.at)
    return render.page("mine/recovery_codes.html", CodesPage(codes, back))


@router.post(path("mine.renew_codes"))
async def renew_codes(db: Writing, actor: WritingMember, render: Render, origin: ThisOrigin) -> Response:
    """Those made before open nothing any more."""
    require_recent_factor(actor)
    if actor.login is None or not actor.login.has_factor:
        return render.redirect(url_for("mine.security"))
    codes = await factors.renew_codes(db, actor.login, origin.secret, actor.at)
    return render.page("mine/recovery_codes.html", CodesPage(codes, url_for("mine.security")))


@router.post(path("mine.remove_totp"))
async def remove_totp(db: Writing, session: WritingOwner, actor: WritingMember, render: Render) -> Response:
    await factors.remove_totp(db, actor, is_required=_is_needed(session, render.app_state.settings))
    return render.redirect(url_for("mine.security"), _("Đã gỡ ứng dụng tạo mã."))


@router.post(path("mine.remove_passkey"))
async def remove_passkey(
    db: Writing, session: WritingOwner, actor: WritingMember, render: Render, key_id: int
) -> Response:
    needed = _is_needed(session, render.app_state.settings)
    await factors.remove_passkey(db, actor, key_id, is_required=needed)
    return render.redirect(url_for("mine.security"), _("Đã gỡ khóa truy cập."))
